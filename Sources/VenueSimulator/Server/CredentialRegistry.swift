package import FixedPoint
import Hashing
package import Signing
package import Venue

/// The API keys that the venue has given out. The same seed gives the same credentials for the same address and
/// nonce, so that a desk may derive them again; bounded, since anybody may ask for keys.
package struct CredentialRegistry: Sendable {
  /// What a key may do.
  package enum Kind: Sendable, Equatable {
    /// Everything.
    case trading
    /// Only ask.
    case readOnly
    /// Attribution of orders; no requests of its own.
    case builder
  }

  /// A key with what proves its use.
  package struct Entry: Sendable {
    /// The `owner` of orders and the `POLY_API_KEY` of requests.
    package let apiKey: VenueIdentifier
    /// Key, secret and passphrase.
    package let credentials: APICredentials
    /// Whose key it is: the wallet that asked for it.
    package let address: Address
    /// Which of the wallet's keys it is.
    package let nonce: UInt256
    package let kind: Kind
  }

  private struct Wallet: Hashable {
    var address: Address
    var nonce: UInt256
  }

  /// Keys in all, and of one address.
  package static let most = 50_000
  package static let mostOfOneAddress = 100

  private let seed: [UInt8]
  private var entries: [VenueIdentifier: Entry] = [:]
  private var byWallet: [Wallet: VenueIdentifier] = [:]
  private var byAddress: [Address: [VenueIdentifier]] = [:]
  /// Counts the keys that belong to no nonce, so that each is another.
  private var extraCount: UInt64 = 0

  /// No keys yet.
  package init(seed: UInt64) {
    self.seed = Array("polytraders venue \(seed)".utf8)
  }

  /// The key with this id; nil where it was never given out or has been deleted.
  package subscript(apiKey: VenueIdentifier) -> Entry? { entries[apiKey] }

  /// Makes the key of a wallet's nonce; nil where it has one already, or too many.
  package mutating func create(address: Address, nonce: UInt256) -> Entry? {
    let wallet = Wallet(address: address, nonce: nonce)
    guard byWallet[wallet] == nil, hasRoom(address) else { return nil }
    let entry = make("\(address.lowercaseHex)|\(nonce)", address, nonce, .trading)
    byWallet[wallet] = entry.apiKey
    add(entry)
    return entry
  }

  /// The key of a wallet's nonce, which must have been created; nil otherwise.
  package func derive(address: Address, nonce: UInt256) -> Entry? {
    byWallet[Wallet(address: address, nonce: nonce)].flatMap { entries[$0] }
  }

  /// Makes one more key of a kind that belongs to no nonce; nil where the address has too many.
  package mutating func createExtra(_ kind: Kind, address: Address) -> Entry? {
    guard hasRoom(address) else { return nil }
    extraCount += 1
    let entry = make("\(kind)|\(address.lowercaseHex)|\(extraCount)", address, .zero, kind)
    add(entry)
    return entry
  }

  /// The keys of an address of one kind, oldest first.
  package func keys(of address: Address, _ kind: Kind) -> [Entry] {
    (byAddress[address] ?? []).compactMap { entries[$0] }.filter { $0.kind == kind }
  }

  /// Ends a key; its wallet may ask for it anew. False where there is none.
  package mutating func delete(_ apiKey: VenueIdentifier) -> Bool {
    guard let entry = entries.removeValue(forKey: apiKey) else { return false }
    let wallet = Wallet(address: entry.address, nonce: entry.nonce)
    if byWallet[wallet] == apiKey { byWallet[wallet] = nil }
    byAddress[entry.address]?.removeAll { $0 == apiKey }
    if byAddress[entry.address]?.isEmpty == true { byAddress[entry.address] = nil }
    return true
  }

  private func hasRoom(_ address: Address) -> Bool {
    entries.count < Self.most && (byAddress[address]?.count ?? 0) < Self.mostOfOneAddress
  }

  private mutating func add(_ entry: Entry) {
    entries[entry.apiKey] = entry
    byAddress[entry.address, default: []].append(entry.apiKey)
  }

  private func make(
    _ subject: String, _ address: Address, _ nonce: UInt256, _ kind: Kind
  ) -> Entry {
    let words = digest("key|\(subject)").words
    let key = VenueIdentifier(randomBits: words.0, words.1)
    let credentials = APICredentials(
      key: key.text, secretBytes: digest("secret|\(subject)").bytes,
      passphrase: digest("passphrase|\(subject)").hex)
    return Entry(
      apiKey: key, credentials: credentials, address: address, nonce: nonce, kind: kind)
  }

  private func digest(_ subject: String) -> Digest32 {
    HMACSHA256.code(of: Array(subject.utf8), key: seed)
  }
}
