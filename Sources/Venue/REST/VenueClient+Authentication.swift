import Network
import Signing
import Synchronization

/// How requests prove who they are from (facts/polymarket-v2.md 2.2 and 2.3).
extension VenueClient {
  /// All header fields of a request, signed now.
  func headers(of request: VenueRequest) async throws(VenueFailure) -> HTTPHeaders {
    var headers = HTTPHeaders([
      "User-Agent": "polytraders", "Accept": "application/json",
      "Content-Type": "application/json",
    ])
    switch request.access {
    case .open: break
    case .key(let nonce):
      guard let key = identity?.key else { throw .refusedHere(.noKey) }
      let timestamp = await timestamp()
      headers.fields +=
        WalletAuthentication.headers(
          key: key, chain: configuration.chain, timestamp: timestamp, nonce: nonce
        ).fields
    case .account:
      guard let identity, let credentials = identity.credentials else {
        throw .refusedHere(.noCredentials)
      }
      let timestamp = await timestamp()
      headers.fields +=
        credentials.headers(
          address: identity.address, timestamp: timestamp, method: request.method,
          path: request.path, body: request.body ?? []
        ).fields
    }
    return headers
  }

  /// The venue's time in seconds. Before the first request that is signed the venue is asked once: it refuses
  /// times that are off, and says no more than that the key is wrong. Where it does not answer, the own clock counts.
  private func timestamp() async -> UInt64 {
    let isFirst = state.withLock { state in
      defer { state.hasAskedTime = true }
      return !state.hasAskedTime && state.clock.estimate == nil
    }
    if isFirst { _ = try? await serverTime() }
    let milliseconds = state.withLock { $0.clock.time(at: time.wall) }
    return UInt64(max(0, milliseconds / 1_000))
  }
}
