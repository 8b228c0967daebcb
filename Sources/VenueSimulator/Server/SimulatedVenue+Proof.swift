import Hashing
import Network

extension SimulatedVenue {
  /// Whose API key a request was made with (L2 of facts/polymarket-v2.md 2.3): the key is known, the address and the
  /// passphrase are its own, the time is near, and the keyed hash covers exactly the bytes that came.
  ///
  /// All failures are one answer, so that nobody learns which part was right.
  func apiKey(
    of request: HTTPRequest, now: Int64
  ) throws(VenueRefusal) -> CredentialRegistry.Entry {
    guard let address = request.onlyField("POLY_ADDRESS"),
      let key = request.onlyField("POLY_API_KEY").flatMap({ VenueIdentifier(text: $0) }),
      let passphrase = request.onlyField("POLY_PASSPHRASE"),
      let timestamp = request.onlyField("POLY_TIMESTAMP"),
      let signature = request.onlyField("POLY_SIGNATURE"),
      let entry = credentials[key], entry.kind != .builder,
      isFresh(timestamp, now: now)
    else { throw .unauthorized }
    var text = Array(timestamp.utf8)
    text += request.method.utf8
    text += request.path.utf8
    text += request.body
    let code = HMACSHA256.code(of: text, key: entry.secretBytes)
    let isRight =
      ConstantTime.areEqual(Base64.urlSafe.text(code.bytes), signature)
      && ConstantTime.areEqual(entry.passphrase, passphrase)
      && address.lowercased() == entry.address.lowercaseHex
    guard isRight else { throw .unauthorized }
    if entry.kind == .readOnly, request.method != "GET" { throw .unauthorized }
    return entry
  }

  /// Whether a time in seconds lies near the venue's.
  func isFresh(_ timestamp: String, now: Int64) -> Bool {
    guard timestamp.utf8.count <= 12, timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int64(timestamp)
    else { return false }
    return abs(seconds - now / 1_000) <= settings.timestampWindow
  }
}

extension HTTPRequest {
  /// The value of a header field that stands there once; nil where it is missing, empty or doubled, since two
  /// values could be read in two ways.
  func onlyField(_ name: String) -> String? {
    let lowered = name.lowercased()
    let fields = headers.fields.filter { $0.name.lowercased() == lowered }
    guard fields.count == 1, let value = fields.first?.value, !value.isEmpty,
      value.utf8.count <= 1_024
    else { return nil }
    return value
  }

  /// The value of a query parameter; the first where there are several, nil where it is missing or empty.
  func parameter(_ name: String) -> String? {
    query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }
}
