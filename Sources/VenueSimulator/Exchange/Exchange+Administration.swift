package import FixedPoint
import Trading
package import Venue

/// What no trader can do: funds from outside, permissions, the life of a market.
extension Exchange {
  /// Pays pUSD into an account.
  package mutating func deposit(
    _ amount: Micros, to account: AccountIndex
  ) throws(ExchangeError) {
    guard amount >= .zero, amount <= Self.largestAmount, hasRoom(for: Int128(amount.raw)) else {
      throw .badAmount(amount)
    }
    self[account].collateral.balance.raw += amount.raw
    deposited.raw += amount.raw
  }

  /// Pays pUSD out of an account, as far as it is free.
  package mutating func withdraw(
    _ amount: Micros, from account: AccountIndex
  ) throws(ExchangeError) {
    let available = self[account].collateral.available
    guard amount >= .zero else { throw .badAmount(amount) }
    guard amount <= available else { throw .notAvailable(available: available) }
    self[account].collateral.balance.raw -= amount.raw
    deposited.raw -= amount.raw
  }

  /// Gives an account shares of both outcomes of a market, with the pUSD that back them.
  package mutating func depositPairs(
    _ size: Micros, to account: AccountIndex, in market: MarketIndex
  ) throws(ExchangeError) {
    guard size >= .zero, size <= Self.largestAmount, size.raw.isMultiple(of: Micros.lot.raw),
      hasRoom(for: Int128(size.raw))
    else { throw .badAmount(size) }
    addPairs(size, to: account, in: market)
  }

  /// Limits how much pUSD the exchange contract may move for an account; nil for no limit.
  package mutating func setAllowance(_ allowance: Micros?, of account: AccountIndex) {
    self[account].allowance = allowance.map { max(.zero, $0) }
  }

  /// Whether the exchange contract may move an account's shares.
  package mutating func setMaySell(_ maySell: Bool, _ account: AccountIndex) {
    self[account].maySell = maySell
  }

  /// Whether an address is banned from trading. Its open orders stay.
  package mutating func setBanned(_ isBanned: Bool, _ account: AccountIndex) {
    self[account].isBanned = isBanned
  }

  /// Whether an address may only sell.
  package mutating func setClosedOnly(_ isClosedOnly: Bool, _ account: AccountIndex) {
    self[account].isClosedOnly = isClosedOnly
  }

  /// Whether a market takes orders; cancels are taken in any case.
  package mutating func setAcceptingOrders(_ isAccepting: Bool, _ market: MarketIndex) {
    self[market].isAcceptingOrders = isAccepting
  }

  /// Changes the price grid of a market; orders that rest stay where they are.
  package mutating func setTickSize(
    _ tick: Micros, of market: MarketIndex, now: Int64
  ) throws(ExchangeError) {
    advance(to: now)
    guard MarketDefinition.tickSizes.contains(tick) else { throw .badTickSize(tick) }
    changeTick(market, to: tick)
  }

  /// Decides a market: all its orders are cancelled and none is taken any more. Trades that are not settled
  /// settle as planned; shares of the winner can be redeemed.
  package mutating func resolve(
    _ market: MarketIndex, winner: Outcome, now: Int64
  ) throws(ExchangeError) {
    advance(to: now)
    guard self[market].winner == nil else { throw .alreadyResolved }
    for position in accounts.indices {
      endAll(
        of: AccountIndex(position: position), .canceledMarketResolved, .marketResolved
      ) { $0.market == market }
    }
    self[market].winner = winner
    self[market].isClosed = true
    self[market].isAcceptingOrders = false
    events.append(
      .marketResolved(market, winner: TokenIndex(market, winner), timestamp: self.now))
  }

  /// Pays an account 1 pUSD for each of its free shares of a decided market's winner, and takes its free
  /// shares of both outcomes.
  ///
  /// - Returns: the pUSD paid.
  package mutating func redeem(
    _ market: MarketIndex, of account: AccountIndex
  ) throws(ExchangeError) -> Micros {
    guard let winner = self[market].winner else { throw .notResolved }
    var paid = Micros.zero
    for outcome in Outcome.allCases {
      let token = TokenIndex(market, outcome)
      let free = holding(account, token).available
      guard free > .zero else { continue }
      self[account].shares[token.position].balance.raw -= free.raw
      if outcome == winner { paid = free }
    }
    self[account].collateral.balance.raw += paid.raw
    self[market].backing.raw -= paid.raw
    return paid
  }
}
