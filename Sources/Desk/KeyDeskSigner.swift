import Diagnostics
import FixedPoint
import Hashing
package import Orders
package import Signing
import Trading
package import Venue

/// Signs orders with a key of this process: the last place where a kill stops an order (facts/oms.md 6.2 rule 1).
///
/// One number gives one salt, and times only rise, so that no two orders of a signer are ever the same.
package final class KeyDeskSigner: DeskSigner {
  /// Who signs, and how the venue knows it.
  package struct Identity {
    package var key: SigningKey
    /// Who holds the funds; the key's own address for a plain account.
    package var maker: Address
    package var signatureType: VenueOrder.SignatureType
    /// The API key that sends the orders, a UUID.
    package var apiKey: String
    package var chain: VenueChain
    /// What salts follow from beside the number; never leaves the process.
    package var secret: [UInt8]

    /// A plain account: the key holds its own funds.
    package init(key: SigningKey, apiKey: String, chain: VenueChain, secret: [UInt8]) {
      self.key = key
      maker = key.address
      signatureType = .externallyOwned
      self.apiKey = apiKey
      self.chain = chain
      self.secret = secret
    }
  }

  private let identity: Identity
  private let latch: any KillLatch
  private let bots: StrategyBots
  /// The exchange contract of an order's market; nil where nobody knows it, and then nothing is signed.
  private let contract: (OrderTerms) -> ExchangeContract?
  /// The last signed time, milliseconds since 1970.
  package private(set) var lastTimestamp: UInt64

  /// A signer that goes on behind `lastTimestamp`, which the journal gives (`ManagerBooks.lastTimestamp`).
  ///
  /// - Parameters:
  ///   - latch: read before each use of the key.
  ///   - bots: the bots of each strategy, for kills of bots.
  package init(
    _ identity: Identity, latch: any KillLatch, bots: StrategyBots = [:],
    lastTimestamp: UInt64, contract: @escaping (OrderTerms) -> ExchangeContract?
  ) {
    self.identity = identity
    self.latch = latch
    self.bots = bots
    self.lastTimestamp = lastTimestamp
    self.contract = contract
  }

  package func sign(
    _ terms: OrderTerms, sequence: Int64, now: Int64
  ) throws(SigningRefusal) -> SignedBytes {
    guard let contract = contract(terms), let tick = TickSize(terms.tick) else {
      throw SigningRefusal(
        code: "SEC_DOMAIN_MISMATCH", message: "the exchange of market \(terms.market) is not known")
    }
    let amounts: OrderAmounts
    do throws(AmountError) {
      amounts = try .limit(terms.side, price: terms.price, size: terms.size, tick: tick)
    } catch {
      throw SigningRefusal(code: ExecutionCode.planInvalid.rawValue, message: error.message)
    }
    let timestamp = max(lastTimestamp + 1, UInt64(max(0, now)))
    let order = VenueOrder(
      salt: salt(sequence), maker: identity.maker,
      signer: identity.signatureType == .depositWallet ? identity.maker : identity.key.address,
      tokenID: terms.token, makerAmount: amounts.maker, takerAmount: amounts.taker,
      side: terms.side, signatureType: identity.signatureType, timestamp: timestamp,
      metadata: .zero, builder: terms.builder)
    try check(terms)
    do throws(OrderSignatureError) {
      let signed = try SignedOrder(
        order, in: OrderDomain.of(contract, on: identity.chain), key: identity.key)
      lastTimestamp = timestamp
      let request = OrderRequest(
        order: order, signature: signed.signature,
        expiration: UInt64(max(0, terms.expiration ?? 0)) / 1_000, owner: identity.apiKey,
        type: terms.type, isPostOnly: terms.isPostOnly)
      return SignedBytes(
        id: signed.id, body: request.body, salt: order.salt, timestamp: timestamp)
    } catch {
      throw SigningRefusal(
        code: error.reasonCode ?? "SEC_DOMAIN_MISMATCH", message: error.diagnostic.message)
    }
  }

  /// The latch as it lies on the disk now. What cannot be read counts as tripped.
  private func check(_ terms: OrderTerms) throws(SigningRefusal) {
    switch latch.read() {
    case .unreadable(let reason):
      throw SigningRefusal(code: "KILL_SWITCH_ACTIVE", message: reason)
    case .kills(let kills, _):
      let subject = KillSubject(
        strategy: terms.strategy, market: terms.market, wallet: identity.maker.lowercaseHex,
        bots: bots.bots(of: terms.strategy))
      for kill in kills
      where kill.step.record.state != .armed && kill.step.record.scope.covers(subject) {
        throw SigningRefusal(code: "KILL_SWITCH_ACTIVE", message: kill.step.record.id)
      }
    }
  }

  /// Below 2^53, since it travels as a JSON number, and not zero.
  private func salt(_ sequence: Int64) -> UInt64 {
    let number = (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * $0)) }
    let code = HMACSHA256.code(of: number, key: identity.secret)
    return max(1, code.words.0 & ((1 << 53) - 1))
  }
}
