import FixedPoint
import JSON
import Network
import Signing
import Venue

/// API keys: those of wallets, proved by a signature, and further ones that a key's holder asks for.
extension SimulatedVenue {
  mutating func walletKeys(
    _ endpoint: Endpoint, _ request: HTTPRequest, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    let (address, nonce) = try wallet(of: request, now: now)
    switch endpoint {
    case .createAPIKey:
      guard openAccount(address) != nil,
        let entry = credentials.create(address: address, nonce: nonce)
      else { throw .cannotCreateKey }
      // Whose key this is holds its own funds, whoever named it as a wallet before.
      holders[address] = address
      writer.credentials(entry, keyName: "apiKey")
    default:
      guard let entry = credentials.derive(address: address, nonce: nonce) else {
        throw .cannotDeriveKey
      }
      writer.credentials(entry, keyName: "apiKey")
    }
  }

  mutating func keys(
    _ endpoint: Endpoint, _ request: HTTPRequest, _ entry: CredentialRegistry.Entry,
    _ writer: inout JSONWriter
  ) throws(VenueRefusal) {
    switch endpoint {
    case .apiKeys:
      writer.beginObject()
      writer.key("apiKeys")
      writer.beginArray()
      for key in credentials.keys(of: entry.address, .trading) { writer.string(key.apiKey.text) }
      writer.endArray()
      writer.endObject()
    case .deleteAPIKey:
      _ = credentials.delete(entry.apiKey)
      hub.forget(entry.apiKey).forEach { socket in
        act(on: socket, .close(code: 1008, reason: "api key deleted"))
      }
      writer.string("OK")
    case .createBuilderKey:
      guard let made = credentials.createExtra(.builder, address: entry.address) else {
        throw .cannotCreateKey
      }
      writer.credentials(made, keyName: "key")
    case .builderKeys:
      writer.beginArray()
      for key in credentials.keys(of: entry.address, .builder) {
        writer.beginObject()
        writer.key("key")
        writer.string(key.apiKey.text)
        writer.key("createdAt")
        writer.string(UTCTime.text(openedAt))
        writer.key("revokedAt")
        writer.null()
        writer.endObject()
      }
      writer.endArray()
    case .revokeBuilderKey:
      // The request names no key: the oldest goes, as with a client that holds one.
      if let key = credentials.keys(of: entry.address, .builder).first {
        _ = credentials.delete(key.apiKey)
      }
      writer.string("OK")
    case .createReadOnlyKey:
      guard let made = credentials.createExtra(.readOnly, address: entry.address) else {
        throw .cannotCreateKey
      }
      writer.credentials(made, keyName: "apiKey")
    case .readOnlyKeys:
      writer.beginObject()
      writer.key("readonlyApiKeys")
      writer.beginArray()
      for key in credentials.keys(of: entry.address, .readOnly) { writer.string(key.apiKey.text) }
      writer.endArray()
      writer.endObject()
    case .deleteReadOnlyKey:
      let named = try? reader.withNode(of: request.body) { $0.member("key")?.string }
      guard let key = named.flatMap(\.self).flatMap({ VenueIdentifier(text: $0) }),
        let found = credentials[key], found.address == entry.address, found.kind == .readOnly
      else { throw .invalidPayload }
      _ = credentials.delete(key)
      writer.string("OK")
    default: throw .unknownPath
    }
  }
}

extension JSONWriter {
  /// What proves the use of a key. The secret of a simulated venue opens nothing else.
  mutating func credentials(_ entry: CredentialRegistry.Entry, keyName: StaticString) {
    beginObject()
    key(keyName)
    string(entry.apiKey.text)
    key("secret")
    string(entry.credentials.secret)
    key("passphrase")
    string(entry.credentials.passphrase)
    endObject()
  }
}
