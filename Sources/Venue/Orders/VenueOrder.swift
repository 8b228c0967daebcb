package import FixedPoint
package import Hashing
package import Signing
package import Trading

/// The eleven signed fields of a CLOB V2 order, in the order of the signed type (facts/polymarket-v2.md 1.1).
package struct VenueOrder: Hashable, Sendable {
  /// Below 2^53, since it travels as a JSON number.
  package var salt: UInt64
  /// Who holds the funds.
  package var maker: Address
  /// Whose signature counts.
  package var signer: Address
  /// The outcome token.
  package var tokenID: UInt256
  /// What the maker gives, in units of 1e-6 pUSD (buy) or shares (sell).
  package var makerAmount: UInt64
  /// What the maker gets, in units of 1e-6 shares (buy) or pUSD (sell).
  package var takerAmount: UInt64
  /// 0 for a buy and 1 for a sell in the signed form.
  package var side: Side
  /// How the signature proves the maker.
  package var signatureType: SignatureType
  /// Time of creation, in milliseconds since 1970; strictly increasing for one signer.
  package var timestamp: UInt64
  /// Zero unless used.
  package var metadata: Digest32
  /// The builder code; zero if none.
  package var builder: Digest32

  /// How the signature of an order proves its maker; the raw value is the signed one.
  package enum SignatureType: UInt8, Sendable, CaseIterable {
    /// The maker's own key.
    case externallyOwned = 0
    /// A key for its proxy wallet.
    case proxy = 1
    /// A key for its Gnosis safe.
    case gnosisSafe = 2
    /// A deposit wallet, by ERC-1271; maker and signer are the wallet.
    case depositWallet = 3
  }

  /// An order of these fields.
  package init(
    salt: UInt64, maker: Address, signer: Address, tokenID: UInt256, makerAmount: UInt64,
    takerAmount: UInt64, side: Side, signatureType: SignatureType, timestamp: UInt64,
    metadata: Digest32, builder: Digest32
  ) {
    self.salt = salt
    self.maker = maker
    self.signer = signer
    self.tokenID = tokenID
    self.makerAmount = makerAmount
    self.takerAmount = takerAmount
    self.side = side
    self.signatureType = signatureType
    self.timestamp = timestamp
    self.metadata = metadata
    self.builder = builder
  }
}
