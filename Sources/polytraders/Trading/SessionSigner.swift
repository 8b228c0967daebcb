import Desk
import FixedPoint
import Hashing
import Orders
import Signing
import Venue

/// Puts the key of the account to an order; its salt follows from the key and the number, so that one number never
/// gives two orders.
final class SessionSigner: DeskSigner {
  private let key: SigningKey
  private let maker: Address
  private let owner: String
  private let chain: VenueChain
  private let store: any DeskStore
  private var last: UInt64
  var isNegativeRisk: (UInt256) -> Bool?

  init(
    key: SigningKey, maker: Address, owner: String, chain: VenueChain, store: any DeskStore,
    last: UInt64, isNegativeRisk: @escaping (UInt256) -> Bool?
  ) {
    self.key = key
    self.maker = maker
    self.owner = owner
    self.chain = chain
    self.store = store
    self.last = last
    self.isNegativeRisk = isNegativeRisk
  }

  func sign(
    _ terms: OrderTerms, sequence: Int64, now: Int64
  ) throws(SigningRefusal) -> SignedBytes {
    let kills = try? store.kills()
    guard let kills, kills.isEmpty else {
      throw SigningRefusal(code: "KILL_SWITCH_ACTIVE", message: "the latch")
    }
    guard let tick = TickSize(terms.tick), let isNegative = isNegativeRisk(terms.token) else {
      throw SigningRefusal(code: "SEC_DOMAIN_MISMATCH", message: "the market is not known")
    }
    do {
      let amounts = try OrderAmounts.limit(
        terms.side, price: terms.price, size: terms.size, tick: tick,
        minimum: OrderAmounts.Minimum(size: .zero))
      last = max(last + 1, UInt64(now))
      let salt = Keccak256.hash("\(maker)/\(sequence)").words.0 >> 11
      let order = VenueOrder(
        salt: salt, maker: maker, signer: key.address, tokenID: terms.token,
        makerAmount: amounts.maker, takerAmount: amounts.taker, side: terms.side,
        signatureType: .externallyOwned, timestamp: last, metadata: .zero, builder: terms.builder)
      let signed = try SignedOrder(
        order, in: OrderDomain.of(isNegativeRisk: isNegative, on: chain), key: key)
      let request = OrderRequest(
        order: signed.order, signature: signed.signature,
        expiration: UInt64((terms.expiration ?? 0) / 1_000), owner: owner, type: terms.type,
        isDeferred: false, isPostOnly: terms.isPostOnly)
      return SignedBytes(id: signed.id, body: request.body, salt: salt, timestamp: last)
    } catch {
      throw SigningRefusal(code: "SEC_DOMAIN_MISMATCH", message: "\(error)")
    }
  }
}
