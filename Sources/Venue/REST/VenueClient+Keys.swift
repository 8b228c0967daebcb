package import FixedPoint
import JSON
import Synchronization

/// API keys (L1 to make them, L2 to list and delete them).
extension VenueClient {
  /// Makes the API key of the wallet's number `nonce`, and uses it from now on. A key that exists already is
  /// refused with `keyExists`.
  @discardableResult
  package func createKey(
    nonce: UInt256 = .zero
  ) async throws(VenueFailure) -> APICredentials {
    let request = VenueRequest("POST", "/auth/api-key", access: .key(nonce: nonce))
    return try adopt(try await ask(request, Self.credentials))
  }

  /// Asks for the API key of the wallet's number `nonce`, which was made before, and uses it from now on. One
  /// that does not exist is refused with `noKeyToDerive`.
  @discardableResult
  package func deriveKey(
    nonce: UInt256 = .zero
  ) async throws(VenueFailure) -> APICredentials {
    let request = VenueRequest("GET", "/auth/derive-api-key", access: .key(nonce: nonce))
    return try adopt(try await read(request, Self.credentials))
  }

  /// The API key of the wallet's number `nonce`, made where there is none yet.
  @discardableResult
  package func createOrDeriveKey(
    nonce: UInt256 = .zero
  ) async throws(VenueFailure) -> APICredentials {
    do throws(VenueFailure) {
      return try await deriveKey(nonce: nonce)
    } catch .rejected(let rejection) where rejection.reason == .noKeyToDerive {
      return try await createKey(nonce: nonce)
    }
  }

  /// The ids of all API keys of the address.
  package func keys() async throws(VenueFailure) -> [String] {
    let request = VenueRequest("GET", "/auth/api-keys", access: .account)
    return try await read(request) { node throws(VenueRecordError) in
      _ = try RecordFields(node).require("apiKeys")
      return try RecordFields(node).texts("apiKeys")
    }
  }

  /// Deletes the API key in use. Its orders live on.
  package func deleteKey() async throws(VenueFailure) {
    let request = VenueRequest("DELETE", "/auth/api-key", access: .account)
    _ = try await send(request)
    state.withLock { $0.identity?.credentials = nil }
  }

  private func adopt(_ credentials: APICredentials) throws(VenueFailure) -> APICredentials {
    state.withLock { $0.identity?.credentials = credentials }
    return credentials
  }

  private static func credentials(_ node: JSONNode) throws(VenueRecordError) -> APICredentials {
    let fields = try RecordFields(node)
    guard
      let credentials = APICredentials(
        key: try fields.identifier("apiKey"), secret: try fields.identifier("secret"),
        passphrase: try fields.identifier("passphrase"))
    else { throw .badIdentifier("secret", offset: node.byteOffset) }
    return credentials
  }
}
