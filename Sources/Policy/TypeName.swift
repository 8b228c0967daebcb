import CEL
import Trading

/// The words for types that documents use, and the types they stand for.
enum TypeName {
  static let side = Enumeration(name: "side", cases: Side.allCases.map(\.rawValue))
  static let feedKind = Enumeration(name: "feed_kind", cases: FeedKind.allCases.map(\.rawValue))

  /// The enumerations whose cases every expression may name.
  static let enumerations = [side, feedKind]

  private static let types: [String: Type] = {
    var types: [String: Type] = [
      "bool": .bool, "int": .int, "duration": .duration, "timestamp": .timestamp,
      "side": .enumeration(side), "feed_kind": .enumeration(feedKind),
    ]
    for unit in Unit.allCases { types[unit.rawValue] = .quantity(unit) }
    return types
  }()

  /// What a param can be: one value of a fixed size.
  static var scalars: [String] { types.keys.sorted() }

  /// What a field of a fact can be.
  static var all: [String] { scalars + ["string", "list(price)"] }

  static func scalar(named name: String) -> Type? { types[name] }

  /// Also `string`, and `list(…)` of texts or of values of a fixed size.
  static func type(named name: String) -> Type? {
    if let type = types[name] { return type }
    if name == "string" { return .string }
    guard name.hasPrefix("list("), name.hasSuffix(")") else { return nil }
    let element = String(name.dropFirst(5).dropLast())
    return element == "string" ? .list(.string) : types[element].map { .list($0) }
  }
}

extension Type {
  /// The declarations that a field of this type has to have, since its size is not fixed by the type.
  var boundsNeeded: [Bound.Kind] {
    switch self {
    case .string: [.length]
    case .list(let element): [.items] + element.boundsNeeded
    default: []
    }
  }
}
