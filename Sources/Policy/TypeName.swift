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

  static var all: [String] { types.keys.sorted() }

  static func type(named name: String) -> Type? { types[name] }
}
