/// 20 bytes of hash: what ``SHA1`` gives.
package struct Digest20: Hashable, Sendable {
  /// The bytes in order, the first byte the most significant: eight, eight and four.
  package let words: (UInt64, UInt64, UInt32)

  /// A digest from its words, most significant byte first.
  package init(_ first: UInt64, _ second: UInt64, _ third: UInt32) {
    words = (first, second, third)
  }

  /// Equal in every byte.
  package static func == (left: Digest20, right: Digest20) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2
  }

  /// The first word is as good as all of them: a digest is evenly spread already.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension Digest20 {
  /// The digest written as 40 lowercase hexadecimal digits; nil for anything else.
  @unsafe package init?(hex: UnsafeRawBufferPointer) {
    guard hex.count == 40, let first = unsafe Hexadecimal.word(hex, at: 0),
      let second = unsafe Hexadecimal.word(hex, at: 16),
      let third = unsafe Hexadecimal.word(hex, at: 32, count: 8)
    else { return nil }
    self.init(first, second, UInt32(truncatingIfNeeded: third))
  }

  /// The digest written as 40 lowercase hexadecimal digits.
  package init?(hex: String) {
    var text = hex
    let digest = text.withUTF8 { unsafe Digest20(hex: UnsafeRawBufferPointer($0)) }
    guard let digest else { return nil }
    self = digest
  }

  /// The 20 raw bytes.
  package var bytes: [UInt8] {
    var result: [UInt8] = []
    result.append(bigEndian: words.0)
    result.append(bigEndian: words.1)
    result.append(bigEndian: UInt64(words.2) << 32)
    result.removeLast(4)
    return result
  }

  /// Appends the 40 lowercase hexadecimal digits.
  package func appendHex(to bytes: inout [UInt8]) {
    let digits = (
      Hexadecimal.digits(words.0), Hexadecimal.digits(words.1),
      Hexadecimal.digits(UInt64(words.2) << 32)
    )
    unsafe withUnsafeBytes(of: digits) { unsafe bytes.append(contentsOf: $0.prefix(40)) }
  }

  /// The 40 lowercase hexadecimal digits.
  package var hex: String {
    var bytes: [UInt8] = []
    appendHex(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Digest20: CustomStringConvertible {
  /// The hexadecimal digits.
  package var description: String { hex }
}
