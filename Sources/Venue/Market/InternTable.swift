internal import Glibc

/// Byte strings numbered in order of first sight; a lookup hashes and compares bytes and allocates
/// nothing.
struct InternTable: Sendable {
  /// All byte strings one behind the other; entry n is `ends[n - 1]..<ends[n]`.
  private var storage: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Open addressing, linear probing; -1 is free. A power of two, at most half full.
  private var slots: [Int32] = Array(repeating: -1, count: 64)

  var count: Int { ends.count }

  func bytes(at position: Int) -> ArraySlice<UInt8> {
    storage[range(position)]
  }

  /// The number of `text`, which is `count - 1` afterwards if it is new.
  mutating func intern(_ text: UnsafeRawBufferPointer) -> Int {
    let hash = unsafe Self.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      if hashes[position] == hash, unsafe equal(position, text) { return position }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(ends.count)
    unsafe storage.append(contentsOf: text)
    ends.append(storage.count)
    hashes.append(hash)
    if ends.count * 2 > slots.count { grow() }
    return ends.count - 1
  }

  private func range(_ position: Int) -> Range<Int> {
    (position == 0 ? 0 : ends[position - 1])..<ends[position]
  }

  private func equal(_ position: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let range = range(position)
    guard range.count == text.count else { return false }
    guard let wanted = text.baseAddress, !range.isEmpty else { return unsafe text.isEmpty }
    return unsafe storage.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      return unsafe memcmp(base + range.lowerBound, wanted, range.count) == 0
    }
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (position, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(position)
    }
  }

  /// Mixes eight bytes at a time. Ids come from the venue, not from an adversary who could choose
  /// collisions; those would cost time only.
  private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index + 8 <= text.count {
      let word = unsafe text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let (high, low) = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      hash = high ^ low
      index += 8
    }
    while index < text.count {
      hash = (hash ^ UInt64(unsafe text[index])) &* 0x0000_0100_0000_01B3
      index += 1
    }
    return hash ^ (hash >> 29)
  }
}
