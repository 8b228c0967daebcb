package import Hashing

/// The venue's id of an order: the EIP-712 digest of its signed fields, known before it is sent
/// (facts/polymarket-v2.md 1.3).
package struct VenueOrderID: Hashable, Sendable {
  /// The digest.
  package let digest: Digest32

  /// The id of the order with this digest.
  package init(_ digest: Digest32) {
    self.digest = digest
  }

  /// The id written as `0x` and 64 hexadecimal digits of either case; nil for anything else.
  package init?(_ text: String) {
    let lowered = text.lowercased()
    guard lowered.utf8.count == 66, lowered.hasPrefix("0x"),
      let digest = Digest32(hex: String(lowered.dropFirst(2)))
    else { return nil }
    self.digest = digest
  }

  /// The first id inside a sentence of the venue's, such as `order 0x… is invalid. Duplicated.`
  package init?(in sentence: String) {
    for start in sentence.utf8.indices where sentence.utf8[start] == UInt8(ascii: "0") {
      if let id = VenueOrderID(String(sentence[start...].prefix(66))) {
        self = id
        return
      }
    }
    return nil
  }
}

extension VenueOrderID: CustomStringConvertible {
  /// `0x` and 64 lowercase digits.
  package var description: String { "0x" + digest.hex }
}
