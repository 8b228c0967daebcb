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

  /// The venue's time in milliseconds since 1970, as far as it is known. Before it is first needed the venue is
  /// asked once, and again behind a 401: it refuses times that are off, and says no more than that the key is
  /// wrong. Where it does not answer, the own clock counts.
  package func venueTime() async -> Int64 {
    let isFirst = state.withLock { state in
      defer { state.hasAskedTime = true }
      return !state.hasAskedTime
    }
    if isFirst { _ = try? await serverTime() }
    return state.withLock { $0.clock.time(at: time.wall) }
  }

  /// The venue's time in milliseconds since 1970, asked for now: also after a clock of this machine was set, which
  /// nothing else tells of.
  package func currentTime() async throws(VenueFailure) -> Int64 {
    try await serverTime()
    return state.withLock { $0.clock.time(at: time.wall) }
  }

  /// The same in whole seconds, as requests are signed.
  private func timestamp() async -> UInt64 {
    UInt64(max(0, await venueTime() / 1_000))
  }
}
