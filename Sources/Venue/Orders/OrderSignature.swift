package import Hashing
package import Signing

/// What proves the maker of an order on the wire.
package enum OrderSignature: Hashable, Sendable {
  /// 65 bytes: a key's signature of the order's digest.
  case key(Signature)
  /// 317 bytes, for a deposit wallet: the owner's signature of the order nested in the wallet's typed data, and
  /// behind it what the wallet needs to check it (facts/polymarket-v2.md 1.3; ERC-7739).
  case wallet(Signature, separator: Digest32, contents: Digest32)

  /// The signature written as `0x` and hexadecimal digits; nil unless it is of one of the two forms, the second
  /// with the type of the order that the venue takes.
  package init?(hex text: String) {
    guard text.utf8.starts(with: "0x".utf8), let bytes = Hexadecimal.bytes(text),
      let signature = Signature(bytes: Array(bytes.prefix(65)))
    else { return nil }
    if bytes.count == 65 {
      self = .key(signature)
      return
    }
    let tail = Self.tail
    guard bytes.count == 129 + tail.count, bytes[129...].elementsEqual(tail),
      let separator = Digest32(bytes: Array(bytes[65..<97])),
      let contents = Digest32(bytes: Array(bytes[97..<129]))
    else { return nil }
    self = .wallet(signature, separator: separator, contents: contents)
  }

  /// 65 or 317 bytes.
  package var bytes: [UInt8] {
    switch self {
    case .key(let signature): signature.bytes
    case .wallet(let signature, let separator, let contents):
      signature.bytes + separator.bytes + contents.bytes + Self.tail
    }
  }

  /// `0x` and the digits of ``bytes``, as the venue takes it.
  package var hex: String { "0x" + Hexadecimal.text(bytes) }

  /// The type of the order and its length in two bytes.
  private static let tail: [UInt8] = {
    let text = Array(OrderEncoder.v2.encodedType.utf8)
    return text + [
      UInt8(truncatingIfNeeded: text.count >> 8), UInt8(truncatingIfNeeded: text.count),
    ]
  }()
}
