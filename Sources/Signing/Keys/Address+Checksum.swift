import Hashing

/// Why a text is no address.
package enum AddressError: Error, Equatable, Sendable {
  /// Not `0x` and 40 hexadecimal digits.
  case malformed
  /// The capitals are not those that EIP-55 asks for: a digit was mistyped, or the case was. `expected` is the
  /// text of these digits.
  case wrongChecksum(expected: String)
}

extension Address {
  /// The address that a person wrote: `0x` and 40 hexadecimal digits whose capitals, where there are digits of
  /// both cases, are the checksum of EIP-55. Digits of one case alone carry no checksum and are taken.
  package init(checked text: String) throws(AddressError) {
    guard let address = Address(hex: text) else { throw .malformed }
    let digits = text.utf8.dropFirst(2)
    let hasCapitals = digits.contains { UInt8(ascii: "A")...UInt8(ascii: "F") ~= $0 }
    let hasSmall = digits.contains { UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 }
    if hasCapitals, hasSmall, address.checksummed != text {
      throw .wrongChecksum(expected: address.checksummed)
    }
    self = address
  }

  /// `0x` and 40 digits, where a letter is a capital if the digit at its place in the hash of the small text
  /// is 8 or more (EIP-55).
  package var checksummed: String {
    var text = Array(lowercaseHex.utf8)
    let hash = Keccak256.hash(text.span.extracting(2..<42)).bytes
    for index in 0..<40 {
      let nibble = index % 2 == 0 ? hash[index / 2] >> 4 : hash[index / 2] & 15
      guard nibble >= 8, text[index + 2] >= UInt8(ascii: "a") else { continue }
      text[index + 2] -= 32
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Address: CustomStringConvertible {
  /// The text with the checksum.
  package var description: String { checksummed }
}
