/// The static type of an expression: CEL's own types, and the two that the policy fence adds, quantities with
/// a unit and enumerations (facts/rules-engines.md 4, "Our fence around it"). Scalars, lists and maps are of
/// the language and of policies; the cases from `dyn` on are of the language alone.
package indirect enum Type: Hashable, Sendable {
  case bool
  case int
  case uint
  case double
  case string
  case bytes
  case null
  case duration
  case timestamp
  case list(Type)
  case map(key: Type, value: Type)
  case quantity(Unit)
  case enumeration(Enumeration)
  /// Any type: what is not known before the evaluation (langdef.md, "Gradual Type Checking").
  case dyn
  /// The type of a type: `int` has the type `type(int)`.
  case type(Type)
  /// A type without syntax of its own, known by its name: `optional_type(T)`, `net.IP`.
  case abstract(String, [Type])
  /// A type that inference has yet to find, or the parameter of an overload.
  case parameter(String)

  /// `optional_type(T)`: a value that may be absent.
  package static func optional(_ wrapped: Type) -> Type {
    .abstract("optional_type", [wrapped])
  }

  /// Whether a value of this type fits one 64-bit slot of an evaluation frame: what policies may compute with.
  package var isScalar: Bool {
    switch self {
    case .bool, .int, .duration, .timestamp, .quantity, .enumeration: true
    case .uint, .double, .string, .bytes, .null, .list, .map, .dyn, .type, .abstract, .parameter:
      false
    }
  }

  /// The type as a message names it: `ticks`, `duration`, `Side`.
  package var name: String {
    switch self {
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .null: "null"
    case .duration: "duration"
    case .timestamp: "timestamp"
    case .list(let element): "list(\(element.name))"
    case .map(let key, let value): "map(\(key.name), \(value.name))"
    case .quantity(let unit): unit.rawValue
    case .enumeration(let enumeration): enumeration.name
    case .dyn: "dyn"
    case .type(let type): "type(\(type.name))"
    case .abstract(let name, let arguments):
      arguments.isEmpty
        ? name : "\(name)(\(arguments.map(\.name).joined(separator: ", ")))"
    case .parameter(let name): name
    }
  }
}

/// A unit of measure. A quantity is an exact integer multiple of the unit's grain.
package enum Unit: String, CaseIterable, Sendable {
  /// Steps of a market's tick size; whole.
  case ticks
  /// Outcome tokens; exact to 1e-6, as on chain.
  case shares
  /// Operations against the venue; whole.
  case ops
  /// Operations in a minute; exact to 1e-6.
  case opsPerMinute = "ops/min"
  /// Collateral; exact to 1e-6.
  case usdc
  /// pUSD a share, between 0 and 1 as a quote; exact to 1e-6.
  case price
  /// Hundredths of a per cent; whole.
  case bps
  /// Things counted; whole.
  case count

  /// How many slot units make one of these: 1,000,000 for the units that have decimals.
  package var grain: Int64 {
    switch self {
    case .ticks, .ops, .bps, .count: 1
    case .shares, .usdc, .price, .opsPerMinute: 1_000_000
    }
  }
}

/// A closed set of names, such as the two sides of an order; its values are the positions in `cases`.
package struct Enumeration: Hashable, Sendable {
  package var name: String
  package var cases: [String]

  package init(name: String, cases: [String]) {
    self.name = name
    self.cases = cases
  }
}
