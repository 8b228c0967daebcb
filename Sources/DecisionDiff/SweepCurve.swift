import JSON
package struct SweepCurve: Sendable { var text: String { "" }; var json: JSONValue { .null }
 func write(into page: inout HTMLPage) {} }
