/// A value of CEL (cel-spec, langdef.md "Values"): what the general evaluator computes with. Cheap to make from
/// outside; scalars need no allocation.
package enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  /// A sequence of code points: never compared by canonical equivalence, as Swift would.
  case string(String)
  case bytes([UInt8])
  case list(List)
  case map(Map)
  /// A type as a value, by its name: `int`, `list`, `google.protobuf.Timestamp`.
  case type(String)
  case timestamp(Timestamp)
  case duration(TimeSpan)
  /// A value that may be absent: `optional.of(1)`, `optional.none()`.
  indirect case optional(Value?)
  indirect case address(IPAddress)
  indirect case network(CIDRBlock)

  /// Makes a list of what stands in it.
  package static func list(_ elements: [Value]) -> Value {
    .list(List(elements))
  }

  /// A list that knows how much there is in it.
  package struct List: Sendable {
    package let elements: [Value]
    /// Everything reachable from here, counted as often as it is reached, so that a walk over shared parts can
    /// be refused before it starts.
    package let weight: Int

    package init(_ elements: [Value]) {
      self.elements = elements
      weight = elements.reduce(1) { $0.addingSaturated($1.weight) }
    }
  }

  /// How much a walk over the value costs: 1 for a scalar, the bytes of a text, all parts of a list or map.
  package var weight: Int {
    switch self {
    case .null, .bool, .int, .uint, .double, .type, .timestamp, .duration, .address, .network: 1
    case .string(let text): 1 + text.utf8.count
    case .bytes(let bytes): 1 + bytes.count
    case .list(let list): list.weight
    case .map(let map): map.weight
    case .optional(let wrapped): wrapped.map { $0.weight.addingSaturated(1) } ?? 1
    }
  }

  /// The name of the value's type, as `type(x)` gives it.
  package var typeName: String {
    switch self {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .list: "list"
    case .map: "map"
    case .type: "type"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .optional: "optional_type"
    case .address: "net.IP"
    case .network: "net.CIDR"
    }
  }

  /// Whether a value of this kind can be one of `type`. What is inside a list or a map is not looked at: lists
  /// and maps are of one type each at run time (langdef.md, "Gradual Type Checking").
  func isInstance(of type: Type) -> Bool {
    switch (self, type) {
    case (_, .dyn), (_, .parameter), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint),
      (.double, .double), (.string, .string), (.bytes, .bytes), (.list, .list), (.map, .map),
      (.type, .type), (.timestamp, .timestamp), (.duration, .duration), (.int, .quantity),
      (.int, .enumeration), (.optional, .abstract("optional_type", _)),
      (.address, .abstract("net.IP", _)), (.network, .abstract("net.CIDR", _)):
      true
    default: false
    }
  }
}

extension Int {
  /// The sum, or the greatest number where it would be greater.
  func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
