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
    while let level = markets[market].sides[opposite].levels.last,
      markets[market].sides[opposite].crosses(level.price, limit: limit)
    {
      let yesPrice = Micros(raw: level.price)
      let price = orders[taker].token.outcome == .yes ? yesPrice : yesPrice.complement
      guard orders[taker].fillable(at: price) >= .lot else { break }
      matchLevel(taker, price, market, opposite, into: &receipt)
    }
    markets[market].changedAt = now
    // Of a filled order it is told once that is its status.
    let isFilled = orders[taker].fillable(at: orders[taker].price) < .lot
    if !receipt.tradeIDs.isEmpty, !isFilled { tell(.update, taker) }
  }

  /// One trade: the order against the queue of the best level, whose price is `price` for the taker.
  private mutating func matchLevel(
    _ taker: Int32, _ price: Micros, _ market: Int, _ opposite: Int,
    into receipt: inout OrderReceipt
  ) {
    let position = markets[market].sides[opposite].levels.count - 1
    let id = makeIdentifier()
    let token = orders[taker].token
    var makers: [ExchangeTrade.Leg] = []
    var sum = Micros.zero
    var value = Micros.zero
    while true {
      let maker = markets[market].sides[opposite].levels[position].first
      let wanted = orders[taker].fillable(at: price)
      guard maker >= 0, wanted >= .lot else { break }
      let size = min(wanted, orders[maker].remaining)
      let leg = makeLeg(maker, size, price: orders[maker].price)
      // One pUSD is shared between two buyers, or two sellers, of a pair: the taker has the rest.
      let takerValue = orders[maker].token == token ? leg.value : size - leg.value
      fillMaker(maker, leg, id, market, opposite, position)
      fill(taker, size, takerValue, id)
      sum.raw += size.raw
      value.raw += takerValue.raw
      makers.append(leg)
    }
    if markets[market].sides[opposite].levels[position].first < 0 {
      markets[market].sides[opposite].levels.removeLast()
    }
    let fee = markets[market].definition.fees.fee(shares: sum, price: price)
    let leg = makeLeg(taker, sum, price: price, value: value, fee: fee)
    bindMatched(leg)
    receipt.makingAmount.raw += leg.side == .buy ? value.raw : sum.raw
    receipt.takingAmount.raw += leg.side == .buy ? sum.raw : value.raw
    markets[market].history.note(
      leg.token.outcome == .yes ? price : price.complement, at: now)
    markets[market].lastTrade = ExchangeMarket.LastTrade(
      token: leg.token, price: price, side: leg.side)
    record(id, leg, makers, bucketIndex: receipt.tradeIDs.count)
    receipt.tradeIDs.append(id)
    notePrint(leg)
  }

  /// The part of a maker: what it gives is bound for the trade, and what is left of it stays in the queue
  /// unless it is less than a lot.
  private mutating func fillMaker(
    _ maker: Int32, _ leg: ExchangeTrade.Leg, _ trade: VenueIdentifier, _ market: Int,
    _ opposite: Int, _ position: Int
  ) {
    let before = orders[maker].currentBound
    var rest = orders[maker].remaining - leg.size
    if rest < .lot { rest = .zero }
    markets[market].sides[opposite].levels[position].total -= (orders[maker].remaining - rest).raw
    orders[maker].remaining = rest
    release(maker, before - orders[maker].currentBound)
    bindMatched(leg)
    fill(maker, leg.size, leg.value, trade)
    if rest == .zero {
      orders.remove(maker, from: &markets[market].sides[opposite].levels[position])
      finish(maker, .matched, .filled)
    }
    tell(.update, maker)
  }

  /// The part of an order in a trade. A maker's value is rounded down, so that it never gives more than it
  /// has bound; exact for whole lots.
  private func makeLeg(
    _ slot: Int32, _ size: Micros, price: Micros, value: Micros? = nil, fee: Micros = .zero
  ) -> ExchangeTrade.Leg {
    ExchangeTrade.Leg(
      orderID: orders[slot].id, owner: orders[slot].owner, user: orders[slot].user,
      account: orders[slot].account, token: orders[slot].token, side: orders[slot].side,
      size: size, price: price, value: value ?? size.value(at: price), fee: fee,
      builder: orders[slot].builder)
  }

  private mutating func fill(
    _ slot: Int32, _ size: Micros, _ value: Micros, _ trade: VenueIdentifier
  ) {
    orders[slot].matched.raw += size.raw
    orders[slot].matchedValue.raw += value.raw
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
    forEachUser(of: trade) { account in
      if account.trades.last != serial { account.trades.append(serial) }
    }
    tell(trade)
    forgetTrades()
  }

  /// Does something for the account of each leg, so more than once for one with several; the simulator's own
  /// traders keep no list.
  private mutating func forEachUser(
    of trade: ExchangeTrade, _ body: (inout Account) -> Void
  ) {
    for leg in [trade.taker] + trade.makers where !accounts[leg.user.position].isInHouse {
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
    orders[slot].remaining = .zero
    let user = orders[slot].user.position
    orders.remove(slot, fromUser: &accounts[user])
    if orders[slot].type == .goodTillDate, ending != .expired { forgetExpiry() }
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
