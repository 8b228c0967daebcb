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

  /// The address written as `0x` and 40 hexadecimal digits of either case; nil for anything else. A mixed-case
  /// text is not held against the checksum of EIP-55 here.
  package init?(hex text: String) {
    let lowered = text.lowercased()
    guard lowered.utf8.count == 42, lowered.hasPrefix("0x"),
      let word = Digest32(hex: String(repeating: "0", count: 24) + lowered.dropFirst(2))
    else { return nil }
    self.word = word
  }

  /// `0x` and 40 lowercase digits.
  package var lowercaseHex: String { "0x" + word.hex.dropFirst(24) }
}
