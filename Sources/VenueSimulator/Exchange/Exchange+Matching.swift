import FixedPoint
import Hashing
import Trading
import Venue

extension Exchange {
  /// Matches an order, which is in no book, against what rests: the best price first, at one price the
  /// first that came, each at the price of the order that rests. One trade for each price.
  mutating func match(_ taker: Int32, into receipt: inout OrderReceipt) {
    let market = orders[taker].market.position
    let opposite = BookSide.position(orders[taker].yesSide.opposite)
    let limit = orders[taker].yesPrice
    while orders[taker].remaining > .zero,
      let level = markets[market].sides[opposite].levels.last,
      markets[market].sides[opposite].crosses(level.price, limit: limit)
    {
      matchLevel(taker, market, opposite, into: &receipt)
    }
    markets[market].changedAt = now
    // Of a filled order it is told once that is its status.
    if !receipt.tradeIDs.isEmpty, orders[taker].remaining > .zero { tell(.update, taker) }
  }

  /// One trade: the order against the queue of the best level.
  private mutating func matchLevel(
    _ taker: Int32, _ market: Int, _ opposite: Int, into receipt: inout OrderReceipt
  ) {
    let position = markets[market].sides[opposite].levels.count - 1
    let yesPrice = Micros(raw: markets[market].sides[opposite].levels[position].price)
    let id = makeIdentifier()
    var makers: [ExchangeTrade.Leg] = []
    var sum = Micros.zero
    while orders[taker].remaining > .zero {
      let maker = markets[market].sides[opposite].levels[position].first
      guard maker >= 0 else { break }
      let size = min(orders[taker].remaining, orders[maker].remaining)
      let leg = makeLeg(maker, size, price: orders[maker].price, fee: .zero)
      release(maker, size)
      bindMatched(leg)
      fill(maker, size, id)
      fill(taker, size, id)
      sum.raw += size.raw
      makers.append(leg)
      markets[market].sides[opposite].levels[position].total -= size.raw
      if orders[maker].remaining == .zero {
        orders.remove(maker, from: &markets[market].sides[opposite].levels[position])
        finish(maker, .matched, .filled)
      }
      tell(.update, maker)
    }
    if markets[market].sides[opposite].levels[position].first < 0 {
      markets[market].sides[opposite].levels.removeLast()
    }
    let price = orders[taker].token.outcome == .yes ? yesPrice : yesPrice.complement
    let fee = markets[market].definition.fees.fee(shares: sum, price: price)
    let leg = makeLeg(taker, sum, price: price, fee: fee)
    bindMatched(leg)
    receipt.makingAmount.raw += leg.side == .buy ? leg.value.raw : sum.raw
    receipt.takingAmount.raw += leg.side == .buy ? sum.raw : leg.value.raw
    markets[market].lastTrade = ExchangeMarket.LastTrade(
      token: leg.token, price: price, side: leg.side)
    record(id, leg, makers, bucketIndex: receipt.tradeIDs.count)
    receipt.tradeIDs.append(id)
    tellPrint(leg)
  }

  private func makeLeg(
    _ slot: Int32, _ size: Micros, price: Micros, fee: Micros
  ) -> ExchangeTrade.Leg {
    ExchangeTrade.Leg(
      orderID: orders[slot].id, owner: orders[slot].owner, user: orders[slot].user,
      account: orders[slot].account, token: orders[slot].token, side: orders[slot].side,
      size: size, price: price, value: Lot.cost(of: size, at: price), fee: fee,
      builder: orders[slot].builder)
  }

  private mutating func fill(_ slot: Int32, _ size: Micros, _ trade: VenueIdentifier) {
    orders[slot].matched.raw += size.raw
    if orders[slot].trades.last != trade { orders[slot].trades.append(trade) }
  }

  /// Binds what a leg will give when its trade settles.
  private mutating func bindMatched(_ leg: ExchangeTrade.Leg) {
    if leg.side == .buy {
      accounts[leg.account.position].collateral.matched.raw += leg.value.raw + leg.fee.raw
    } else {
      prepareHolding(leg.account, leg.token)
      accounts[leg.account.position].shares[leg.token.position].matched.raw += leg.size.raw
    }
  }

  /// Notes a trade and starts its settlement.
  private mutating func record(
    _ id: VenueIdentifier, _ taker: ExchangeTrade.Leg, _ makers: [ExchangeTrade.Leg],
    bucketIndex: Int
  ) {
    guard !([taker] + makers).allSatisfy({ accounts[$0.user.position].isInHouse }) else {
      // No one will ask for it: it needs no name and no transaction, only its funds moved.
      moveFunds(taker, makers)
      return
    }
    let serial = firstTrade + UInt64(trades.count)
    let transaction = joinSettlement(of: taker.token.simulatedMarket, trade: serial)
    let trade = ExchangeTrade(
      id: id, serial: serial, taker: taker, makers: makers, matchedAt: now,
      bucketIndex: bucketIndex, updatedAt: now, transaction: transaction)
    trades.append(trade)
    tradeSerials[id] = serial
    forEachUser(of: trade) { account in account.trades.append(serial) }
    tell(trade)
    forgetTrades()
  }

  /// Does something for each account that takes part in a trade by its own key, once, the taker first; the
  /// simulator's own traders keep no list.
  private mutating func forEachUser(
    of trade: ExchangeTrade, _ body: (inout Account) -> Void
  ) {
    var seen: [AccountIndex] = []
    for leg in [trade.taker] + trade.makers
    where !accounts[leg.user.position].isInHouse && !seen.contains(leg.user) {
      seen.append(leg.user)
      body(&accounts[leg.user.position])
    }
  }

  /// Forgets the oldest trades beyond the limit, as far as they are final.
  private mutating func forgetTrades() {
    while trades.count > configuration.tradeLimit, let oldest = trades.first,
      oldest.status.isFinal
    {
      forEachUser(of: oldest) { account in
        if account.trades.first == oldest.serial { account.trades.removeFirst() }
      }
      tradeSerials[oldest.id] = nil
      trades.removeFirst()
      firstTrade += 1
    }
  }

  /// Ends an order that is in no book any more.
  mutating func finish(
    _ slot: Int32, _ status: ExchangeOrder.Status, _ ending: ExchangeOrder.Ending
  ) {
    orders[slot].status = status
    orders[slot].ending = ending
    let user = orders[slot].user.position
    orders.remove(slot, fromUser: &accounts[user])
    if orders[slot].type == .goodTilDate, ending != .expired { forgetExpiry() }
    orders.retire(slot, isKept: !accounts[user].isInHouse)
  }

  /// Throws out the timers of ended orders once they are most of them, so that orders that are placed and
  /// cancelled again and again use no memory until their expiration.
  private mutating func forgetExpiry() {
    deadExpiries += 1
    guard deadExpiries > 1_024, deadExpiries > timers.count / 2 else { return }
    let orders = orders
    timers.filter { work in
      guard case .expiry(let slot, let serial) = work else { return true }
      return orders.holds(slot, serial: serial)
    }
    deadExpiries = 0
  }
}
