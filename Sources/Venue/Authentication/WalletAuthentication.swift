package import FixedPoint
package import Hashing
package import Network
package import Signing

/// What a wallet signs to get API credentials (L1): that it controls its address, at a time, for a key number
/// (facts/polymarket-v2.md 1.5 and 2.2).
package struct WalletAuthentication: Hashable, Sendable {
  /// The address of the wallet.
  package var address: Address
  /// In whole seconds since 1970.
  package var timestamp: UInt64
  /// Which of the wallet's API keys is meant; not a sequence.
  package var nonce: UInt256
  /// The fixed sentence, unless a test says otherwise.
  package var message: String

  /// What the venue's clients have signed.
  package static let sentence = "This message attests that I control the given wallet"

  /// A statement about `address`.
  package init(
    address: Address, timestamp: UInt64, nonce: UInt256 = .zero,
    message: String = WalletAuthentication.sentence
  ) {
    self.address = address
    self.timestamp = timestamp
    self.nonce = nonce
    self.message = message
  }

  /// `hashStruct` by `specs/eip712/clob-auth.yaml`.
  package var structHash: Digest32 {
    var state = Keccak256()
    state.update(TypedDataFile.clobAuth.primary.typeHash)
    state.update(address.word)
    state.update(Keccak256.hash(String(timestamp)))
    state.update(Digest32(nonce))
    state.update(Keccak256.hash(message))
    return state.finalize()
  }

  /// What is signed on a chain.
  package func digest(on chain: VenueChain) -> Digest32 {
    Self.domain(of: chain).digest(of: structHash)
  }

  /// The four headers, signed by the key of the wallet, whose address is named.
  package static func headers(
    key: SigningKey, chain: VenueChain, timestamp: UInt64, nonce: UInt256 = .zero
  ) -> HTTPHeaders {
    let statement = WalletAuthentication(
      address: key.address, timestamp: timestamp, nonce: nonce)
    return HTTPHeaders([
      "POLY_ADDRESS": key.address.checksummed,
      "POLY_SIGNATURE": key.sign(statement.digest(on: chain)).hex,
      "POLY_TIMESTAMP": String(timestamp),
      "POLY_NONCE": nonce.description,
    ])
  }

  /// The statement of a request's headers, after a check that its wallet signed it and that it is fresh.
  ///
  /// `now` is in seconds since 1970, `tolerance` how far the statement may be from it to either side.
  package init(
    verifying headers: HTTPHeaders, chain: VenueChain, now: UInt64, tolerance: UInt64
  ) throws(AuthenticationError) {
    let address = try headers.address()
    let timestamp = try headers.timestamp()
    let nonceText = try headers.required("POLY_NONCE")
    guard let nonce = UInt256(decimal: nonceText) else { throw .malformed("POLY_NONCE") }
    let text = try headers.required("POLY_SIGNATURE")
    guard let signature = Signature(hex: text) else { throw .malformed("POLY_SIGNATURE") }
    try AuthenticationError.checkTime(timestamp, now: now, tolerance: tolerance)
    self.init(address: address, timestamp: timestamp, nonce: nonce)
    guard signature.signer(of: digest(on: chain)) == address else { throw .wrongSignature }
  }

  private static func domain(of chain: VenueChain) -> TypedDataDomain {
    guard let domain = TypedDataFile.clobAuth.family("clob")?.domain(chain: chain.rawValue) else {
      preconditionFailure("specs/eip712/clob-auth.yaml has a domain on every chain")
    }
    return domain
  }
}
