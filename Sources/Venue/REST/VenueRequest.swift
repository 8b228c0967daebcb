package import FixedPoint

/// A request to the venue before it is signed.
package struct VenueRequest: Sendable {
  /// What the venue wants to see before it answers.
  package enum Access: Sendable {
    /// Nothing.
    case open
    /// A signature of the private key (L1), which names one of the address's API keys.
    case key(nonce: UInt256)
    /// The API key and an HMAC of its secret (L2).
    case account
  }

  package var method: String
  /// Begins with `/`, without the query: what the HMAC covers.
  package var path: String
  package var query: [(name: String, value: String)]
  /// The exact bytes; nil sends none.
  package var body: [UInt8]?
  package var access: Access
  /// The longest wait for an answer in milliseconds; nil as the client is configured.
  package var milliseconds: Int?
  /// What it takes from the signer's token buckets; nil for what is not counted there.
  package var cost: (tokens: Int64, bucket: RateKind)?

  package init(
    _ method: String, _ path: String, query: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, access: Access = .open
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.access = access
  }

  /// The URL on that server.
  package func url(at address: VenueAddress) -> String {
    var text = address.text + path
    for (index, item) in query.enumerated() {
      text += index == 0 ? "?" : "&"
      text += Self.encoded(item.name) + "=" + Self.encoded(item.value)
    }
    return text
  }

  /// Percent-encodes everything but letters, digits and `-._~`.
  package static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
