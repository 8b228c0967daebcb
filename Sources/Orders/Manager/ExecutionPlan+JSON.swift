import FixedPoint
package import JSON
import Trading
import Venue

// The form `polytraders/execution-plan/1` (README, "Trading"): canonical where it is written, any JSON where it is
// read. Amounts are decimals as texts, times are milliseconds since 1970.
extension ExecutionPlan {
  /// The value of `schema`.
  package static let schema = "polytraders/execution-plan/1"

  /// Appends the plan, canonical.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("cancels")
    writer.beginArray()
    for name in cancels { writer.string(name) }
    writer.endArray()
    writer.text("intent", intent)
    writer.key("legs")
    writer.beginArray()
    for leg in legs { leg.write(to: &writer) }
    writer.endArray()
    writer.text("schema", Self.schema)
    writer.text("strategy", strategy)
    writer.integer("time_ms", time)
    writer.integer("valid_until_ms", validUntil)
    writer.endObject()
  }

  /// Reads a plan from the text of one JSON object.
  package init(json text: [UInt8], reader: JSONReader) throws(FieldProblem) {
    let node: JSONNode
    do throws(JSONError) {
      node = try unsafe reader.parse(copying: text)
    } catch {
      throw FieldProblem(.notJSON(error.message), "", offset: error.byteOffset)
    }
    try self.init(EntryFields(node))
    withExtendedLifetime(reader) {}
    if let problem { throw FieldProblem(.badValue(problem), "", offset: node.byteOffset) }
  }

  /// A plan that was taken already is not judged again: what was done by it is done.
  init(recorded fields: EntryFields) throws(FieldProblem) {
    try self.init(fields)
  }

  private init(_ fields: EntryFields) throws(FieldProblem) {
    try fields.allow(only: [
      "cancels", "intent", "legs", "schema", "strategy", "time_ms", "valid_until_ms",
    ])
    let schema = try fields.text("schema")
    guard schema == Self.schema else {
      throw FieldProblem(
        .badValue("'\(schema)' is not \(Self.schema)"), fields.path(of: "schema"),
        offset: try fields.require("schema").byteOffset)
    }
    self.init(
      intent: try fields.text("intent"), strategy: try fields.text("strategy"),
      time: try fields.integer("time_ms"), validUntil: try fields.optionalInteger("valid_until_ms"))
    for (node, path) in try fields.list("legs") {
      legs.append(try Leg(EntryFields(node, path: path)))
    }
    for (node, path) in try fields.list("cancels") {
      guard let name = node.string else {
        throw FieldProblem(.wrongKind("a text"), path, offset: node.byteOffset)
      }
      cancels.append(name)
    }
  }
}

extension ExecutionPlan.Leg {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.integer("expiration_ms", expiration)
    writer.amount("limit", limit)
    writer.text("market", market)
    writer.flag("post_only", isPostOnly)
    writer.amount("price", price)
    writer.text("replaces", replaces)
    writer.text("side", side.rawValue)
    writer.amount("size", size)
    writer.amount("tick", tick)
    writer.text("token", token.description)
    writer.text("type", type.rawValue)
    writer.endObject()
  }

  init(_ fields: EntryFields) throws(FieldProblem) {
    try fields.allow(only: [
      "expiration_ms", "limit", "market", "post_only", "price", "replaces", "side", "size", "tick",
      "token", "type",
    ])
    self.init(
      market: try fields.text("market"), token: try fields.token("token"),
      side: try fields.word("side"), price: try fields.amount("price"),
      size: try fields.amount("size"),
      type: fields.optional("type") == nil ? .goodTillCancelled : try fields.word("type"),
      expiration: try fields.optionalInteger("expiration_ms"),
      isPostOnly: fields.optional("post_only") == nil ? false : try fields.bool("post_only"),
      tick: try fields.amount("tick"), limit: try fields.optionalAmount("limit"),
      replaces: try fields.optionalText("replaces"))
  }
}
