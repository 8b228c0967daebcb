import Hashing

/// Small numbers by digest: open addressing on the digest's own bits, which are evenly spread already, with the
/// keys in place, so that a look-up is one or two memory accesses among a million ids.
struct DigestTable: Sendable {
  private struct Entry {
    var key: Digest32
    /// `free` where the place holds no key.
    var value: Int32
  }

  /// A power of two, at most half full.
  private var entries: [Entry]
  private(set) var count = 0

  private static let free = Int32.min

  init() {
    entries = Self.empty(64)
  }

  /// The number of a digest. Setting nil takes it out. `Int32.min` is no number.
  subscript(key: Digest32) -> Int32? {
    get {
      let value = entries[place(of: key)].value
      return value == Self.free ? nil : value
    }
    set {
      let place = place(of: key)
      let isFree = entries[place].value == Self.free
      guard let newValue else {
        if !isFree { remove(place) }
        return
      }
      entries[place] = Entry(key: key, value: newValue)
      if isFree { count += 1 }
      if count * 2 > entries.count { grow() }
    }
  }

  private static func empty(_ size: Int) -> [Entry] {
    Array(repeating: Entry(key: .zero, value: free), count: size)
  }

  private func home(_ key: Digest32) -> Int {
    Int(truncatingIfNeeded: key.words.0 ^ key.words.3) & (entries.count - 1)
  }

  /// Where the key is, or the free place where it belongs.
  private func place(of key: Digest32) -> Int {
    var place = home(key)
    while entries[place].value != Self.free, entries[place].key != key {
      place = (place + 1) & (entries.count - 1)
    }
    return place
  }

  /// Frees a place, and moves back what stands behind it only because it was taken.
  private mutating func remove(_ place: Int) {
    count -= 1
    let mask = entries.count - 1
    var gap = place
    var next = (gap + 1) & mask
    while entries[next].value != Self.free {
      let distance = (next - home(entries[next].key)) & mask
      if distance >= (next - gap) & mask {
        entries[gap] = entries[next]
        gap = next
      }
      next = (next + 1) & mask
    }
    entries[gap].value = Self.free
  }

  private mutating func grow() {
    let old = entries
    entries = Self.empty(old.count * 2)
    for entry in old where entry.value != Self.free { entries[place(of: entry.key)] = entry }
  }
}
