import Hashing
package import Network
package import Signing

/// What the venue gives a wallet for its requests (L2). The secret and the passphrase are never printed.
package struct APICredentials: Hashable, Sendable {
  /// The API key, a UUID; the `owner` of orders.
  package let key: String
  /// As the venue wrote it: url-safe Base64.
  package let secret: String
  /// Sent with every request.
  package let passphrase: String
  /// The bytes of the secret.
  private let secretBytes: [UInt8]

  /// Nil where the secret is no url-safe Base64, or the key or the passphrase is empty. Padding may be missing.
  package init?(key: String, secret: String, passphrase: String) {
    let padding = String(repeating: "=", count: (4 - secret.utf8.count % 4) % 4)
    guard !key.isEmpty, !passphrase.isEmpty, let bytes = Base64.urlSafe.bytes(secret + padding),
      !bytes.isEmpty
    else { return nil }
    self.key = key
    self.secret = secret
    self.passphrase = passphrase
    secretBytes = bytes
  }

  /// The credentials of secret bytes, as a venue makes them.
  package init(key: String, secretBytes: [UInt8], passphrase: String) {
    self.key = key
    self.secretBytes = secretBytes
    self.passphrase = passphrase
    secret = Base64.urlSafe.text(secretBytes)
  }

  /// The signature of a request: url-safe Base64, with padding, of the HMAC-SHA-256 over the time in seconds,
  /// the method, the path without its query, and the exact bytes of the body (facts/polymarket-v2.md 2.3).
  package func signature(
    timestamp: UInt64, method: String, path: String, body: [UInt8] = []
  ) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(40 + path.utf8.count + body.count)
    text.append(contentsOf: String(timestamp).utf8)
    text.append(contentsOf: method.utf8)
    text.append(contentsOf: path.utf8)
    text.append(contentsOf: body)
    return Base64.urlSafe.text(HMACSHA256.code(of: text, key: secretBytes).bytes)
  }

  /// The five headers of a request by `address`, which is the signer of the user's orders.
  package func headers(
    address: Address, timestamp: UInt64, method: String, path: String, body: [UInt8] = []
  ) -> HTTPHeaders {
    HTTPHeaders([
      "POLY_ADDRESS": address.checksummed,
      "POLY_SIGNATURE": signature(
        timestamp: timestamp, method: method, path: path, body: body),
      "POLY_TIMESTAMP": String(timestamp),
      "POLY_API_KEY": key,
      "POLY_PASSPHRASE": passphrase,
    ])
  }

  /// Refuses a request that is not of these credentials and `address`. Everything secret is compared in constant
  /// time, and what does not fit is told apart only from what is missing or old.
  ///
  /// `now` is in seconds since 1970, `tolerance` how far the request may be from it to either side.
  package func verify(
    _ request: HTTPRequest, address: Address, now: UInt64, tolerance: UInt64
  ) throws(AuthenticationError) {
    let headers = request.headers
    let claimed = try headers.address()
    let timestamp = try headers.timestamp()
    let isKnown = [
      ConstantTime.areEqual(try headers.required("POLY_API_KEY"), key),
      ConstantTime.areEqual(try headers.required("POLY_PASSPHRASE"), passphrase),
      claimed == address,
    ]
    let given = try headers.required("POLY_SIGNATURE")
    guard !isKnown.contains(false) else { throw .unknownCredentials }
    try AuthenticationError.checkTime(timestamp, now: now, tolerance: tolerance)
    let expected = signature(
      timestamp: timestamp, method: request.method, path: request.path, body: request.body)
    guard ConstantTime.areEqual(given, expected) else { throw .wrongSignature }
  }
}

extension APICredentials: CustomStringConvertible, CustomReflectable {
  /// The key alone.
  package var description: String { "API key \(key)" }

  /// A mirror with the key alone.
  package var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}
