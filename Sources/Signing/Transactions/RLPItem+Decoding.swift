/// Why bytes are no RLP value that this project accepts. Offsets count bytes from the start.
package enum RLPError: Error, Equatable, Sendable {
  /// Nothing at all.
  case empty
  /// The value that begins at `offset` needs more bytes than there are.
  case unexpectedEnd(offset: Int)
  /// The byte at `offset` stands behind a header although it is its own encoding.
  case needlessHeader(offset: Int)
  /// The length at `offset` has a leading zero, or is written long although it is below 56.
  case needlessLength(offset: Int)
  /// The list at `offset` is nested deeper than accepted.
  case tooDeep(offset: Int, limit: Int)
  /// The value at `offset` is one too many.
  case tooManyItems(offset: Int, limit: Int)
  /// The value ends at `offset`, but there is more.
  case trailingBytes(offset: Int)
}

extension RLPItem {
  /// What a hostile text may cost: each value takes some tens of bytes of memory for as little as one byte of
  /// input.
  package struct DecodingLimits: Sendable {
    /// How many lists may be open at once.
    package var depth: Int
    /// How many values there may be in all, lists included.
    package var items: Int

    /// Enough for a transaction with a long access list.
    package static let standard = DecodingLimits(depth: 8, items: 20_000)

    /// These limits.
    package init(depth: Int, items: Int) {
      self.depth = depth
      self.items = items
    }
  }

  /// Reads one value that fills `bytes`. Only the one form that the encoder gives is accepted: two texts for one
  /// value would be two hashes for one transaction.
  package init(
    decoding bytes: [UInt8], limits: DecodingLimits = .standard
  ) throws(RLPError) {
    guard !bytes.isEmpty else { throw .empty }
    var decoder = RLPDecoder(bytes: bytes, limits: limits)
    self = try decoder.item(end: bytes.count, depth: 0)
    guard decoder.position == bytes.count else {
      throw .trailingBytes(offset: decoder.position)
    }
  }
}

/// Walks the bytes from front to back.
private struct RLPDecoder {
  let bytes: [UInt8]
  let limits: RLPItem.DecodingLimits
  var position = 0
  private var itemCount = 0

  init(bytes: [UInt8], limits: RLPItem.DecodingLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// The value at the position, which must end at or before `end`.
  mutating func item(end: Int, depth: Int) throws(RLPError) -> RLPItem {
    let start = position
    itemCount += 1
    guard itemCount <= limits.items else {
      throw .tooManyItems(offset: start, limit: limits.items)
    }
    let first = bytes[position]
    guard first >= 0x80 else {
      position += 1
      return .bytes([first])
    }
    let isList = first >= 0xC0
    let count = try length(base: isList ? 0xC0 : 0x80, end: end)
    guard count <= end - position else { throw .unexpectedEnd(offset: start) }
    if isList { return try list(count: count, start: start, depth: depth) }
    if count == 1, bytes[position] < 0x80 { throw .needlessHeader(offset: position) }
    defer { position += count }
    return .bytes(Array(bytes[position..<(position + count)]))
  }

  private mutating func list(
    count: Int, start: Int, depth: Int
  ) throws(RLPError) -> RLPItem {
    guard depth < limits.depth else { throw .tooDeep(offset: start, limit: limits.depth) }
    let end = position + count
    var items: [RLPItem] = []
    while position < end { items.append(try item(end: end, depth: depth + 1)) }
    return .list(items)
  }

  /// The length of the content, read with its header.
  private mutating func length(base: UInt8, end: Int) throws(RLPError) -> Int {
    let start = position
    let short = Int(bytes[position] - base)
    position += 1
    guard short > 55 else { return short }
    let digits = short - 55
    guard digits <= end - position else { throw .unexpectedEnd(offset: start) }
    guard bytes[position] != 0 else { throw .needlessLength(offset: position) }
    var count = 0
    for _ in 0..<digits {
      // Longer than any memory: never as long as what is there.
      guard count < 1 << 48 else { throw .unexpectedEnd(offset: start) }
      count = count << 8 | Int(bytes[position])
      position += 1
    }
    guard count > 55 else { throw .needlessLength(offset: start + 1) }
    return count
  }
}
