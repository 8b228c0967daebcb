extension Value {
  /// An associative array that keeps the order of its entries. Keys are equal across `int` and `uint`.
  package struct Map: Sendable {
    package struct Entry: Sendable {
      package let key: MapKey
      package let value: Value
    }

    package private(set) var entries: [Entry] = []
    /// As that of a list: all keys and values reachable from here.
    package private(set) var weight = 1
    private var positions: [MapKey: Int] = [:]

    package init() {}

    /// Adds an entry, unless there is one with this key: a map never has two. Whether it was added.
    package mutating func insert(_ value: Value, for key: MapKey) -> Bool {
      guard positions[key] == nil else { return false }
      positions[key] = entries.count
      entries.append(Entry(key: key, value: value))
      weight = weight.addingSaturated(key.value.weight).addingSaturated(value.weight)
      return true
    }

    /// The entry whose key equals `key`, which may be a number of the other integer type.
    func entry(for key: MapKey) -> Entry? {
      positions[key].map { entries[$0] }
    }

    package subscript(key: MapKey) -> Value? {
      entry(for: key)?.value
    }

    /// The value of a text key, as `map.key` names it.
    package subscript(key: String) -> Value? {
      self[MapKey.string(key)]
    }
  }
}

/// What a map can be keyed by: `int`, `uint`, `bool` or `string` (langdef.md, "Aggregate Values").
package enum MapKey: Hashable, Sendable {
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case string(String)

  /// Nil for a value that cannot be a key of a map.
  package init?(_ value: Value) {
    switch value {
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .uint(let number): self = .uint(number)
    case .string(let text): self = .string(text)
    default: return nil
    }
  }

  /// The key that `value` would find: as `init`, and a whole `double` finds the integer that it is. Nil where
  /// no key of any map can equal it.
  init?(finding value: Value) {
    guard case .double(let number) = value else {
      self.init(value)
      return
    }
    if let integer = Int64(exactly: number) {
      self = .int(integer)
    } else if let integer = UInt64(exactly: number) {
      self = .uint(integer)
    } else {
      return nil
    }
  }

  package var value: Value {
    switch self {
    case .bool(let flag): .bool(flag)
    case .int(let number): .int(number)
    case .uint(let number): .uint(number)
    case .string(let text): .string(text)
    }
  }

  package static func == (left: MapKey, right: MapKey) -> Bool {
    switch (left, right) {
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.uint(let left), .uint(let right)): left == right
    case (.int(let left), .uint(let right)), (.uint(let right), .int(let left)):
      UInt64(exactly: left) == right
    case (.string(let left), .string(let right)): StringLibrary.equal(left, right)
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let flag): hasher.combine(flag)
    case .int(let number): hasher.combine(UInt64(bitPattern: number))
    case .uint(let number): hasher.combine(number)
    // By its bytes, as equality is. The hash of `String` is one for all that are canonically equivalent, and
    // of these there are enough to make a map of hostile keys a list.
    case .string(var text):
      text.withUTF8 { bytes in
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
      }
    }
  }
}
