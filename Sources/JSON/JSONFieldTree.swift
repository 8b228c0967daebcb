/// The values that are wanted of JSON objects of one kind, as a tree of keys. Each gets a position, which it
/// keeps when more are added.
///
/// ```swift
/// var tree = JSONFieldTree()
/// let price = tree.add("order.price")
/// let reader = JSONFieldReader(tree)
/// ```
package struct JSONFieldTree: Sendable {
  struct Place: Sendable {
    var key: String
    var children: [Int] = []
    /// The position of the scalar here; unused where something is wanted inside.
    var position: Int
    /// How many positions take the elements of an array.
    var elementLimit = 0
    var isStrict = true
    var isWanted = false
  }

  private(set) var places = [Place(key: "", position: 0)]
  /// How many positions there are; those of elements follow each other.
  package private(set) var positionCount = 1

  /// Whether a value is wanted that other wanted values lie inside of, or keys and elements of one container:
  /// no text can have both.
  package var isContradictory: Bool {
    places.contains {
      ($0.isWanted && !$0.children.isEmpty) || ($0.elementLimit > 0 && $0.children.count > 1)
    }
  }

  package init() {}

  /// Wants the scalar at `path`, keys with points between them. With `isStrict` false, an object or array
  /// that stands there instead counts as nothing; otherwise it makes a text unusual.
  package mutating func add(_ path: String, isStrict: Bool = true) -> Int {
    let place = descend(path)
    // Whoever is strict about a shared path wins.
    places[place].isStrict = isStrict || (places[place].isWanted && places[place].isStrict)
    places[place].isWanted = true
    return places[place].position
  }

  /// Wants the scalars in the array at `path`, at most `limit` of them (at least 1).
  package mutating func addElements(of path: String, limit: Int) -> Range<Int> {
    let place = descend(path)
    if places[place].elementLimit == 0 {
      places[place].elementLimit = limit
      _ = child(of: place, "")
      positionCount += limit - 1
    }
    let first = places[places[place].children[0]].position
    return first..<first + places[place].elementLimit
  }

  private mutating func descend(_ path: String) -> Int {
    var place = 0
    for part in path.split(separator: ".") { place = child(of: place, String(part)) }
    return place
  }

  private mutating func child(of place: Int, _ key: String) -> Int {
    if let known = places[place].children.first(where: { places[$0].key == key }) { return known }
    places.append(Place(key: key, position: positionCount))
    positionCount += 1
    places[place].children.append(places.count - 1)
    return places.count - 1
  }
}
