import FixedPoint
import Network
import Signing
import Venue

extension SimulatedVenue {
  /// Whose API key a request was made with (L2 of facts/polymarket-v2.md 2.3): the key is known, the address and the
  /// passphrase are its own, the time is near, and the keyed hash covers exactly the bytes that came.
  ///
  /// All failures are one answer, so that nobody learns which part was right.
  func apiKey(
    of request: HTTPRequest, now: Int64
  ) throws(VenueRefusal) -> CredentialRegistry.Entry {
    guard request.hasSingleProof,
      let key = request.headers["POLY_API_KEY"].flatMap({ VenueIdentifier(text: $0) }),
      let entry = credentials[key], entry.kind != .builder
    else { throw .unauthorized }
    do throws(AuthenticationError) {
      try entry.credentials.verify(
        request, address: entry.address, now: UInt64(now / 1_000),
        tolerance: settings.timestampWindow)
    } catch { throw .unauthorized }
    // A key that may only ask changes nothing.
    if entry.kind == .readOnly, request.method != "GET" { throw .unauthorized }
    return entry
  }

  /// Which wallet signed the headers of a request, and which of its keys it means (L1 of facts/polymarket-v2.md 2.2).
  func wallet(
    of request: HTTPRequest, now: Int64
  ) throws(VenueRefusal) -> (address: Address, nonce: UInt256) {
    guard request.hasSingleProof else { throw .badWalletHeaders }
    do throws(AuthenticationError) {
      let statement = try WalletAuthentication(
        verifying: request.headers, chain: settings.chain, now: UInt64(now / 1_000),
        tolerance: settings.timestampWindow)
      return (statement.address, statement.nonce)
    } catch { throw .badWalletHeaders }
  }
}

extension HTTPRequest {
  /// Whether no field of the proof stands there twice: two values could be read in two ways.
  var hasSingleProof: Bool {
    var seen: Set<String> = []
    for field in headers.fields {
      let name = field.name.lowercased()
      if name.hasPrefix("poly_"), !seen.insert(name).inserted { return false }
    }
    return true
  }

  /// The value of a query parameter; the first where there are several, nil where it is missing or empty.
  func parameter(_ name: String) -> String? {
    query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }
}
