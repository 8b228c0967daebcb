import FixedPoint
import Trading
import Venue

/// What an order needs, and what is bound for it.
extension Exchange {
  /// Whether the funds cover the whole order at its limit, and the fee on what matches at once.
  func checkFunds(_ intent: OrderIntent) throws(OrderRefusal) {
    let holding = holding(behind: intent)
    let needed = needed(intent)
    guard holding.available >= needed else {
      throw .notEnoughBalance(
        OrderRefusal.Shortage(
          balance: holding.balance, active: holding.active, matched: holding.matched,
          needed: needed))
    }
    let account = intent.account.position
    if intent.side == .sell {
      guard accounts[account].maySell else {
        throw .notEnoughAllowance(allowance: .zero, needed: needed)
      }
    } else if let allowance = accounts[account].allowance {
      guard allowance.raw - holding.active.raw - holding.matched.raw >= needed.raw else {
        throw .notEnoughAllowance(allowance: allowance, needed: needed)
      }
    }
  }

  /// What pays for the order: pUSD of a buy, shares of a sell.
  func holding(behind intent: OrderIntent) -> Holding {
    intent.side == .buy
      ? accounts[intent.account.position].collateral : holding(intent.account, intent.token)
  }

  /// What it takes of that, at most.
  func needed(_ intent: OrderIntent) -> Micros {
    guard intent.side == .buy else { return intent.terms.size }
    return Micros(raw: intent.terms.value.raw + takerFee(intent).raw)
  }

  /// The fee if the order came now. Never less than what it will be: of each price at least as much is counted
  /// as will match.
  private func takerFee(_ intent: OrderIntent) -> Micros {
    let fees = markets[intent.token.simulatedMarket.position].definition.fees
    guard fees.rate > .zero else { return .zero }
    var sum = Micros.zero
    _ = walk(intent) { size, price in sum.raw += fees.fee(shares: size, price: price).raw }
    return sum
  }

  /// Whether the order would be filled now, but for less than a lot.
  func canFill(_ intent: OrderIntent) -> Bool {
    walk(intent) { _, _ in } < .lot
  }

  /// What the order would find, price by price, best first, with the price in terms of its own token.
  ///
  /// - Returns: the shares it would still want at its limit.
  private func walk(
    _ intent: OrderIntent, _ body: (_ size: Micros, _ price: Micros) -> Void
  ) -> Micros {
    let opposite = self[intent.token.simulatedMarket].sides[
      BookSide.position(intent.yesSide.opposite)]
    let terms = intent.terms
    var cash = terms.value
    var shares = terms.size
    func wanted(at price: Micros) -> Micros {
      terms.isCashLimited ? cash.shares(at: price) : shares
    }
    for level in opposite.levels.reversed() {
      guard opposite.crosses(level.price, limit: intent.limit) else { break }
      let yesPrice = Micros(raw: level.price)
      let price = intent.token.outcome == .yes ? yesPrice : yesPrice.complement
      let size = min(wanted(at: price), Micros(raw: level.total))
      guard size >= .lot else { break }
      body(size, price)
      shares.raw -= size.raw
      cash.raw -= size.value(at: price).raw
    }
    return wanted(at: terms.price)
  }

  /// Binds funds of an order: pUSD of a buy, shares of a sell.
  mutating func bind(_ slot: Int32, _ amount: Micros) {
    change(slot, by: amount.raw)
  }

  /// Frees funds of an order.
  mutating func release(_ slot: Int32, _ amount: Micros) {
    change(slot, by: -amount.raw)
  }

  private mutating func change(_ slot: Int32, by amount: Int64) {
    let (account, token, side) = (orders[slot].account, orders[slot].token, orders[slot].side)
    if side == .buy {
      accounts[account.position].collateral.active.raw += amount
    } else {
      prepareHolding(account, token)
      accounts[account.position].shares[token.position].active.raw += amount
    }
  }
}
