/// Keccak-256 as Ethereum uses it: Keccak[512] with the padding of the original submission (0x01), which is
/// not the SHA3-256 of FIPS 202 (0x06). No library of Debian 12 fit for this offers it
/// (facts/swift.md 1.1).
///
/// A value type: a copy is an independent state, and nothing is allocated.
package struct Keccak256: Sendable {
  /// The bytes that one run of the permutation takes in.
  private static let rate = 136

  /// The sponge; its lanes are little-endian.
  private var lanes = InlineArray<25, UInt64>(repeating: 0)
  /// How many bytes of the present block are taken in: 0 to 135.
  private var filled = 0

  /// A state that has seen no bytes.
  package init() {}

  /// Adds bytes to what is hashed; any number of calls equals one call with everything.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Adds bytes to what is hashed.
  package mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// Adds the bytes of a buffer that is alive during the call.
  @unsafe package mutating func update(_ buffer: UnsafeRawBufferPointer) {
    var position = 0
    while position < buffer.count {
      if filled & 7 == 0, buffer.count - position >= 8 {
        let lane = unsafe buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        absorb(UInt64(littleEndian: lane))
        position += 8
      } else {
        unsafe absorb(buffer[position])
        position += 1
      }
    }
  }

  /// Adds the 32 bytes of a word of typed data, or of a hash.
  package mutating func update(_ word: Digest32) {
    guard filled & 7 == 0 else { return update(word.bytes.span) }
    absorb(word.words.0.byteSwapped)
    absorb(word.words.1.byteSwapped)
    absorb(word.words.2.byteSwapped)
    absorb(word.words.3.byteSwapped)
  }

  /// The hash of everything added so far; more may be added afterwards.
  package func finalize() -> Digest32 {
    var ending = lanes
    ending[filled / 8] ^= 1 << UInt64(filled % 8 * 8)
    ending[16] ^= 1 << 63
    Self.permute(&ending)
    return Digest32(
      ending[0].byteSwapped, ending[1].byteSwapped, ending[2].byteSwapped, ending[3].byteSwapped)
  }

  /// The hash of `bytes`.
  package static func hash(_ bytes: Span<UInt8>) -> Digest32 {
    var state = Keccak256()
    state.update(bytes)
    return state.finalize()
  }

  /// The hash of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> Digest32 {
    hash(bytes.span)
  }

  /// The hash of a text's UTF-8 bytes.
  package static func hash(_ text: String) -> Digest32 {
    var text = text
    return text.withUTF8 { buffer in
      var state = Keccak256()
      unsafe state.update(UnsafeRawBufferPointer(buffer))
      return state.finalize()
    }
  }

  /// Takes in eight bytes, the first the lowest; `filled` is a multiple of eight.
  private mutating func absorb(_ lane: UInt64) {
    lanes[filled / 8] ^= lane
    advance(8)
  }

  private mutating func absorb(_ byte: UInt8) {
    lanes[filled / 8] ^= UInt64(byte) << UInt64(filled % 8 * 8)
    advance(1)
  }

  private mutating func advance(_ count: Int) {
    filled += count
    guard filled == Self.rate else { return }
    Self.permute(&lanes)
    filled = 0
  }
}
