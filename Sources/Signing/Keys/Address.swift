package import Hashing

/// An Ethereum address: the last 20 bytes of the Keccak-256 hash of a public key, or a contract.
package struct Address: Hashable, Sendable {
  /// The 20 bytes as the low 160 bits of a big-endian word: the form in which typed data holds an address.
  package let word: Digest32

  /// Twenty zero bytes.
  package static let zero = Address(lowBytesOf: .zero)

  /// The low 20 bytes of `word`; the others are dropped.
  package init(lowBytesOf word: Digest32) {
    self.word = Digest32(
      0, word.words.1 & 0xFFFF_FFFF, word.words.2, word.words.3)
  }

  /// The address of 20 bytes; nil for any other number.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 20,
      let word = Digest32(bytes: [UInt8](repeating: 0, count: 12) + bytes)
    else { return nil }
    self.word = word
  }

  /// The address written as `0x` and 40 hexadecimal digits of either case; nil for anything else. A mixed-case
  /// text is not held against the checksum of EIP-55 here: ``init(checked:)`` does that.
  package init?(hex text: String) {
    guard text.utf8.count == 42, text.utf8.starts(with: "0x".utf8),
      let bytes = Hexadecimal.bytes(text)
    else { return nil }
    self.init(bytes: bytes)
  }

  /// The 20 bytes.
  package var bytes: [UInt8] { Array(word.bytes[12...]) }

  /// `0x` and 40 lowercase digits.
  package var lowercaseHex: String { "0x" + word.hex.dropFirst(24) }
}
