/// 32 bytes of hash, held as four words so that comparing, hashing and copying never touch the heap.
package struct Digest32: Hashable, Sendable {
  /// The bytes in order, eight to a word, the first byte the most significant.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  /// Thirty-two zero bytes: what the first envelope of a log names as its predecessor.
  package static let zero = Digest32(0, 0, 0, 0)

  /// A digest from its words, most significant byte first.
  package init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    words = (first, second, third, fourth)
  }

  /// Equal in every byte.
  package static func == (left: Digest32, right: Digest32) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1
      && left.words.2 == right.words.2 && left.words.3 == right.words.3
  }

  /// The first word is as good as all of them: a digest is evenly spread already.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension Digest32 {
  /// The digest of 32 raw bytes; nil for any other length.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.init(
      UInt64(bigEndian: bytes[0..<8]), UInt64(bigEndian: bytes[8..<16]),
      UInt64(bigEndian: bytes[16..<24]), UInt64(bigEndian: bytes[24..<32]))
  }

  /// The digest written as 64 lowercase hexadecimal digits; nil for anything else, capitals included, so that
  /// one digest has one text.
  @unsafe package init?(hex: UnsafeRawBufferPointer) {
    guard hex.count == 64, let first = unsafe Hexadecimal.word(hex, at: 0),
      let second = unsafe Hexadecimal.word(hex, at: 16),
      let third = unsafe Hexadecimal.word(hex, at: 32),
      let fourth = unsafe Hexadecimal.word(hex, at: 48)
    else { return nil }
    self.init(first, second, third, fourth)
  }

  /// The digest written as 64 lowercase hexadecimal digits.
  package init?(hex: String) {
    var text = hex
    let digest = text.withUTF8 { unsafe Digest32(hex: UnsafeRawBufferPointer($0)) }
    guard let digest else { return nil }
    self = digest
  }

  /// The digest written as `0x` and 64 hexadecimal digits of either case, as Ethereum writes one.
  package init?(prefixedHex text: String) {
    guard text.utf8.count == 66, text.utf8.starts(with: "0x".utf8),
      let bytes = Hexadecimal.bytes(text)
    else { return nil }
    self.init(bytes: bytes)
  }

  /// `0x` and the 64 lowercase hexadecimal digits, as Ethereum writes it.
  package var prefixedHex: String { "0x" + hex }

  /// The 32 raw bytes.
  package var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(32)
    for word in [words.0, words.1, words.2, words.3] { result.append(bigEndian: word) }
    return result
  }

  /// Appends the 64 lowercase hexadecimal digits.
  package func appendHex(to bytes: inout [UInt8]) {
    let digits = (
      Hexadecimal.digits(words.0), Hexadecimal.digits(words.1), Hexadecimal.digits(words.2),
      Hexadecimal.digits(words.3)
    )
    unsafe withUnsafeBytes(of: digits) { unsafe bytes.append(contentsOf: $0) }
  }

  /// The 64 lowercase hexadecimal digits.
  package var hex: String {
    var bytes: [UInt8] = []
    appendHex(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Digest32: CustomStringConvertible {
  /// The hexadecimal digits.
  package var description: String { hex }
}
