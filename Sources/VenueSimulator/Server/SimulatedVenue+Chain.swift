import FixedPoint
import Hashing
package import Network
import Signing
import Trading
import Venue

/// The chain beside the venue: accounts own there what they own here, and trades settle there.
extension SimulatedVenue {
  /// Hashes that are remembered; the others are computed again when they are asked for.
  private static let mostHashes = 10_000
  /// Wei that an account has for gas: a hundred coins.
  private static let openingGas = UInt256(UInt128(100_000_000_000_000_000_000))

  /// What becomes of one transaction of the operator's.
  struct PendingSettlement {
    var hash: Digest32
    var market: MarketIndex
    var trades: [ExchangeTrade]
    var isReverted: Bool
  }

  /// Makes the markets known on the chain, and gives accounts that are there what they own.
  mutating func openChain() {
    for market in markets { register(market) }
    for account in exchange.accounts.indices { endow(AccountIndex(position: account)) }
  }

  private mutating func register(_ market: ExchangeMarket) {
    chain.register(
      condition: market.definition.conditionID,
      tokens: [market.definition.yesToken, market.definition.noToken])
  }

  /// Makes a market known that opens later, with the shares that accounts got of it.
  mutating func openOnChain(_ market: ExchangeMarket) {
    register(market)
    for account in exchange.accounts.indices {
      endow(AccountIndex(position: account), of: market)
    }
  }

  /// The account of an address; a new one gets on the chain what it gets here. Nil where there are too many.
  mutating func openAccount(_ address: Address) -> AccountIndex? {
    let count = exchange.accounts.count
    guard let account = try? exchange.openAccount(address) else { return nil }
    if exchange.accounts.count > count { endow(account) }
    return account
  }

  private mutating func endow(_ account: AccountIndex) {
    let address = exchange[account].address
    chain.grant(.native(Self.openingGas), to: address)
    chain.grant(.approvals, to: address)
    grant(exchange[account].collateral.balance, to: address)
    for market in markets { endow(account, of: market) }
  }

  private mutating func endow(_ account: AccountIndex, of market: ExchangeMarket) {
    for outcome in Outcome.allCases {
      let shares = exchange.holding(account, market.token(outcome)).balance
      guard shares > .zero else { continue }
      chain.grant(
        .shares(market.tokenID(outcome), UInt64(shares.raw)), to: exchange[account].address)
    }
  }

  /// Pays pUSD to an address on the chain.
  mutating func grant(_ collateral: Micros, to address: Address) {
    guard collateral > .zero else { return }
    chain.grant(.collateral(UInt64(collateral.raw)), to: address)
  }

  // MARK: settlement

  /// The hash under which the chain knows the transaction that the exchange calls `hash`. The operator's signature
  /// decides about it, so it is known before the transaction is sent.
  mutating func chainHash(_ hash: Digest32, _ market: ExchangeMarket) -> Digest32 {
    if let known = chainHashes[hash] { return known }
    let relay = SettlementRelay(
      seed: chain.configuration.seed, chainID: chain.configuration.chainID)
    let found = relay.transaction(hash.words.0, exchange: contract(of: market)).hash
    if chainHashes.count >= Self.mostHashes { chainHashes.removeAll(keepingCapacity: true) }
    chainHashes[hash] = found
    return found
  }

  /// The trade with the hash that the chain knows.
  mutating func onChain(_ trade: ExchangeTrade) -> ExchangeTrade {
    guard let hash = trade.transactionHash else { return trade }
    var trade = trade
    trade.transactionHash = chainHash(hash, market(at: trade.market))
    return trade
  }

  private func contract(of market: ExchangeMarket) -> Address {
    domain(of: market).address
  }

  /// Notes what a trade's new status means on the chain: its funds move once it is mined; an attempt that did not go
  /// through stands there as reverted.
  mutating func note(settlementOf trade: ExchangeTrade) {
    let sent: Digest32?
    switch trade.status {
    case .mined: sent = trade.transactionHash
    // A trade that is tried again has the hash of its next transaction already.
    case .failed, .retrying: sent = trade.revertedHash
    case .matched, .confirmed: sent = nil
    }
    guard let hash = sent else { return }
    if let last = settlements.indices.last, settlements[last].hash == hash {
      settlements[last].trades.append(trade)
    } else {
      settlements.append(
        PendingSettlement(
          hash: hash, market: trade.market, trades: [trade], isReverted: trade.status != .mined))
    }
  }

  /// Sends the transactions that were noted.
  mutating func sendSettlements() {
    guard !settlements.isEmpty else { return }
    for settlement in settlements {
      let market = market(at: settlement.market)
      chain.settle(
        ChainSettlement(
          number: settlement.hash.words.0, exchange: contract(of: market),
          movements: settlement.isReverted ? [] : movements(of: settlement.trades, market),
          revertReason: settlement.isReverted ? "TransferHelper: TRANSFER_FROM_FAILED" : nil),
        now: exchange.now)
    }
    settlements.removeAll(keepingCapacity: true)
  }

  /// What changes hands: shares between buyers and sellers of one token; where both sides buy, new pairs against
  /// pUSD, and where both sell, pUSD for pairs that cease to be.
  private func movements(
    of trades: [ExchangeTrade], _ market: ExchangeMarket
  ) -> [ChainSettlement.Movement] {
    var movements: [ChainSettlement.Movement] = []
    // First what is paid in, so that what is paid out is there; fees stay with the contract.
    for trade in trades {
      let legs = [trade.taker] + trade.makers
      for leg in legs { movements.append(payment(leg, market)) }
      for maker in trade.makers where maker.token != trade.taker.token {
        movements += conversion(maker.size, market, makesPairs: trade.taker.side == .buy)
      }
      for leg in legs { movements.append(receipt(leg, market)) }
    }
    return movements
  }

  /// New pairs of shares for pUSD, which the conditional tokens keep, or the reverse.
  private func conversion(
    _ size: Micros, _ market: ExchangeMarket, makesPairs: Bool
  ) -> [ChainSettlement.Movement] {
    let contract = contract(of: market)
    let vault = chain.configuration.contracts.conditionalTokens
    let tokens = [market.definition.yesToken, market.definition.noToken]
    guard makesPairs else {
      return tokens.map { movement($0, size, contract, .zero) }
        + [movement(nil, size, vault, contract)]
    }
    return [movement(nil, size, contract, vault)]
      + tokens.map { movement($0, size, .zero, contract) }
  }

  private func payment(
    _ leg: ExchangeTrade.Leg, _ market: ExchangeMarket
  ) -> ChainSettlement.Movement {
    let address = exchange[leg.account].address
    let contract = contract(of: market)
    return leg.side == .buy
      ? movement(nil, Micros(raw: leg.value.raw + leg.fee.raw), address, contract)
      : movement(market.tokenID(leg.token.outcome), leg.size, address, contract)
  }

  private func receipt(
    _ leg: ExchangeTrade.Leg, _ market: ExchangeMarket
  ) -> ChainSettlement.Movement {
    let address = exchange[leg.account].address
    let contract = contract(of: market)
    return leg.side == .buy
      ? movement(market.tokenID(leg.token.outcome), leg.size, contract, address)
      : movement(nil, Micros(raw: leg.value.raw - leg.fee.raw), contract, address)
  }

  private func movement(
    _ token: UInt256?, _ amount: Micros, _ from: Address, _ to: Address
  ) -> ChainSettlement.Movement {
    ChainSettlement.Movement(
      token: token, amount: UInt64(max(0, amount.raw)), from: from, to: to)
  }

  // MARK: nodes

  /// Answers a request to one of the chain's nodes.
  package mutating func answerNode(_ request: HTTPRequest, now: Int64) -> VenueAnswer {
    advance(to: now)
    let answer = chain.answer(request, now: now)
    var result = VenueAnswer(response: answer.response)
    result.delay = answer.delay
    if answer.isLost { result.delivery = .lost }
    return result
  }
}
