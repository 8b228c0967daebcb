/// A value to be formatted, in the form that `StringFormat` takes: the evaluator makes it of its own.
package indirect enum FormatArgument: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case timestamp(Timestamp)
  case duration(TimeSpan)
  /// A type as a value, by its name.
  case type(String)
  case list([FormatArgument])
  /// In any order: the text is sorted by keys.
  case map([(key: FormatArgument, value: FormatArgument)])
  /// A value without text form, by the name of its type: `optional_type`, `net.IP`.
  case other(String)

  /// As `type(value)` names it.
  package var typeName: String {
    switch self {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .type: "type"
    case .list: "list"
    case .map: "map"
    case .other(let name): name
    }
  }
}
