import FixedPoint
import Hashing
import Signing
import Trading
import Venue

extension Exchange {
  /// Takes an order whose signature, key and domain were checked: matches it, lets it rest, or refuses it.
  ///
  /// Tokens of the rate limit are not taken here, since a batch takes all of its own at once
  /// (``RateLimiter/take(_:cost:by:now:)``).
  package mutating func post(
    _ submission: OrderSubmission, now: Int64
  ) throws(OrderRefusal) -> OrderReceipt {
    advance(to: now)
    return try place(submission)
  }

  /// As ``post(_:now:)``, at the time it is.
  mutating func place(_ submission: OrderSubmission) throws(OrderRefusal) -> OrderReceipt {
    let order = submission.order
    if let refusal = refusal(ofPostOnly: submission.isPostOnly) { throw .engine(refusal) }
    guard let token = token(order.tokenID) else { throw .unknownToken }
    guard let account = account(order.maker) else {
      let needed = order.side == .buy ? order.makerAmount : order.takerAmount
      throw .notEnoughBalance(
        OrderRefusal.Shortage(
          balance: .zero, active: .zero, matched: .zero,
          needed: Micros(raw: Int64(clamping: needed))))
    }
    try checkPermission(submission.requester.user, order.side)
    if account != submission.requester.user { try checkPermission(account, order.side) }
    let market = token.simulatedMarket.position
    guard markets[market].isAcceptingOrders, !markets[market].isClosed else {
      throw .marketNotReady
    }
    guard !orders.isKnown(submission.id) else { throw .duplicate(submission.id) }
    let terms = try OrderTerms(
      order, id: submission.id, type: submission.type, tick: markets[market].tickSize)
    let isInHouse = accounts[submission.requester.user.position].isInHouse
    let minimum = markets[market].definition.minimumOrderSize
    try checkDuration(submission, terms, minimum: isInHouse ? .lot : minimum)

    let limit = token.outcome == .yes ? terms.price.raw : terms.price.complement.raw
    let side = token.outcome == .yes ? order.side : order.side.opposite
    let opposite = BookSide.position(side.opposite)
    let isMarketable =
      markets[market].sides[opposite].best.map {
        markets[market].sides[opposite].crosses($0.price, limit: limit)
      } ?? false
    if submission.isPostOnly, isMarketable { throw .crossesBook }
    if order.side == .buy, !isInHouse, isMarketable || !submission.type.mayRest,
      terms.value < .one
    {
      throw .marketableTooSmall(value: terms.value)
    }
    try checkFunds(account, token, order.side, terms, limit: limit)
    switch submission.type {
    case .fillOrKill:
      guard canFill(token, order.side, terms, limit: limit) else { throw .notFillable }
    case .fillAndKill: guard isMarketable else { throw .noMatch }
    case .goodTilCancelled, .goodTilDate: break
    }
    let isDelayed = isMarketable && markets[market].definition.secondsDelay > 0
    let slot = insert(submission, terms, token, account, isDelayed: isDelayed)
    if isDelayed { return hold(slot) }
    return run(slot, isMarketable: isMarketable)
  }

  private func checkPermission(_ account: AccountIndex, _ side: Side) throws(OrderRefusal) {
    let account = accounts[account.position]
    if account.isBanned { throw .banned(account.address) }
    if account.isClosedOnly, side == .buy { throw .closedOnly(account.address) }
  }

  private func checkDuration(
    _ submission: OrderSubmission, _ terms: OrderTerms, minimum: Micros
  ) throws(OrderRefusal) {
    if submission.type.mayRest {
      guard terms.size >= minimum else {
        throw .tooSmall(submission.id, size: terms.size, minimum: minimum)
      }
    } else if submission.isPostOnly {
      throw .postOnlyType
    }
    guard submission.type == .goodTilDate else {
      guard submission.expiration == 0 else { throw .badExpiration }
      return
    }
    // Beyond the year 5000 the number is no time in seconds.
    guard (1...100_000_000_000).contains(submission.expiration),
      end(ofExpiration: submission.expiration) >= now + configuration.leastLifetime
    else { throw .badExpiration }
  }

  /// When the venue ends an order with this expiration, in ms since 1970.
  func end(ofExpiration seconds: Int64) -> Int64 {
    seconds * 1_000 - configuration.expirationLead
  }

  /// Whether the funds cover the whole order at its limit, and the fee on what matches at once.
  private func checkFunds(
    _ account: AccountIndex, _ token: TokenIndex, _ side: Side, _ terms: OrderTerms, limit: Int64
  ) throws(OrderRefusal) {
    let holding: Holding
    var needed: Micros
    if side == .buy {
      holding = accounts[account.position].collateral
      needed = terms.value
      needed.raw += takerFee(token, side, terms, limit: limit).raw
    } else {
      holding = self.holding(account, token)
      needed = terms.size
    }
    guard holding.available >= needed else {
      throw .notEnoughBalance(
        OrderRefusal.Shortage(
          balance: holding.balance, active: holding.active, matched: holding.matched,
          needed: needed))
    }
    if side == .sell {
      guard accounts[account.position].maySell else {
        throw .notEnoughAllowance(allowance: .zero, needed: needed)
      }
    } else if let allowance = accounts[account.position].allowance {
      guard allowance.raw - holding.active.raw - holding.matched.raw >= needed.raw else {
        throw .notEnoughAllowance(allowance: allowance, needed: needed)
      }
    }
  }

  /// The fee if an order came now. Never less than what it will be: of each price at least as much is counted
  /// as will match.
  private func takerFee(
    _ token: TokenIndex, _ side: Side, _ terms: OrderTerms, limit: Int64
  ) -> Micros {
    let fees = markets[token.simulatedMarket.position].definition.fees
    guard fees.rate > .zero else { return .zero }
    var sum = Micros.zero
    _ = walk(token, side, terms, limit: limit) { size, price in
      sum.raw += fees.fee(shares: size, price: price).raw
    }
    return sum
  }

  /// Whether an order that came now would be filled, but for less than a lot.
  private func canFill(
    _ token: TokenIndex, _ side: Side, _ terms: OrderTerms, limit: Int64
  ) -> Bool {
    let left = walk(token, side, terms, limit: limit) { _, _ in }
    return left < .lot
  }

  /// What an order would find, price by price, best first, with the price in terms of its own token.
  ///
  /// - Returns: the shares it would still want at its limit.
  private func walk(
    _ token: TokenIndex, _ side: Side, _ terms: OrderTerms, limit: Int64,
    _ body: (_ size: Micros, _ price: Micros) -> Void
  ) -> Micros {
    let market = markets[token.simulatedMarket.position]
    let yesSide = token.outcome == .yes ? side : side.opposite
    let opposite = market.sides[BookSide.position(yesSide.opposite)]
    var cash = terms.value
    var shares = terms.size
    func wanted(at price: Micros) -> Micros {
      terms.isCashLimited ? cash.shares(at: price) : shares
    }
    for level in opposite.levels.reversed() {
      guard opposite.crosses(level.price, limit: limit) else { break }
      let yesPrice = Micros(raw: level.price)
      let price = token.outcome == .yes ? yesPrice : yesPrice.complement
      let size = min(wanted(at: price), Micros(raw: level.total))
      guard size >= .lot else { break }
      body(size, price)
      shares.raw -= size.raw
      cash.raw -= size.value(at: price).raw
    }
    return wanted(at: terms.price)
  }

  /// Books the order as open; nothing of it is in the book yet.
  private mutating func insert(
    _ submission: OrderSubmission, _ terms: OrderTerms, _ token: TokenIndex,
    _ account: AccountIndex, isDelayed: Bool
  ) -> Int32 {
    let user = submission.requester.user
    let order = ExchangeOrder(
      id: submission.id, serial: orderSerial, owner: submission.requester.owner, user: user,
      account: account, token: token, side: submission.order.side, price: terms.price,
      originalSize: terms.size, signedValue: terms.value, type: submission.type,
      isPostOnly: submission.isPostOnly, expiration: submission.expiration, createdAt: now,
      builder: submission.order.builder, remaining: terms.size,
      status: isDelayed ? .delayed : .live)
    orderSerial += 1
    let slot = orders.insert(order)
    orders.append(slot, toUser: &accounts[user.position])
    if submission.type == .goodTilDate {
      timers.add(
        .expiry(slot: slot, serial: order.serial), due: end(ofExpiration: submission.expiration))
    }
    return slot
  }

  /// Holds a marketable order back for its market's delay, with its funds bound.
  private mutating func hold(_ slot: Int32) -> OrderReceipt {
    bind(slot, orders[slot].wholeBound)
    let delay = self[orders[slot].market].definition.secondsDelay * 1_000
    timers.add(.delayEnd(slot: slot, serial: orders[slot].serial), due: now + delay)
    tell(.placement, slot)
    return OrderReceipt(
      id: orders[slot].id, status: .delayed, makingAmount: .zero, takingAmount: .zero,
      tradeIDs: [])
  }

  /// Lets an order that is in no book match, and rest or end.
  private mutating func run(_ slot: Int32, isMarketable: Bool) -> OrderReceipt {
    if orders[slot].status == .live { tell(.placement, slot) }
    orders[slot].status = .live
    var receipt = OrderReceipt(
      id: orders[slot].id, status: .live, makingAmount: .zero, takingAmount: .zero, tradeIDs: [])
    if isMarketable { match(slot, into: &receipt) }
    if orders[slot].fillable(at: orders[slot].price) < .lot {
      finish(slot, .matched, .filled)
      tell(.update, slot)
    } else if orders[slot].type.mayRest {
      rest(slot)
    } else {
      finish(slot, .canceled, .killed)
      tell(.cancellation, slot)
    }
    if !receipt.tradeIDs.isEmpty {
      receipt.status = .matched
      tellBooks(orders[slot].market)
    }
    adaptTick(orders[slot].market)
    return receipt
  }

  /// The delay of an order is over: it matches as if it came now.
  mutating func endDelay(_ slot: Int32, serial: UInt64) {
    guard orders.holds(slot, serial: serial), orders[slot].status == .delayed else { return }
    release(slot, orders[slot].wholeBound)
    let order = orders[slot]
    let terms = OrderTerms(
      price: order.price, size: order.originalSize, value: order.signedValue,
      isCashLimited: order.isCashLimited)
    let opposite = self[order.market].sides[BookSide.position(order.yesSide.opposite)]
    let isMarketable =
      opposite.best.map { opposite.crosses($0.price, limit: order.yesPrice) } ?? false
    let isKilled =
      switch order.type {
      case .fillOrKill: !canFill(order.token, order.side, terms, limit: order.yesPrice)
      case .fillAndKill: !isMarketable
      case .goodTilCancelled, .goodTilDate: false
      }
    var needed = order.wholeBound.raw
    if order.side == .buy {
      needed += takerFee(order.token, order.side, terms, limit: order.yesPrice).raw
    }
    let holding =
      order.side == .buy ? self[order.account].collateral : holding(order.account, order.token)
    guard !isKilled, holding.available.raw >= needed else {
      finish(slot, .unmatched, isKilled ? .killed : .unfunded)
      tell(.cancellation, slot)
      return
    }
    _ = run(slot, isMarketable: isMarketable)
  }

  /// Puts what is left of an order into the book.
  private mutating func rest(_ slot: Int32) {
    let remaining = orders[slot].fillable(at: orders[slot].price)
    orders[slot].remaining = remaining
    bind(slot, orders[slot].bound(remaining))
    let (market, side) = (orders[slot].market, orders[slot].yesSide)
    let price = orders[slot].yesPrice
    let book = BookSide.position(side)
    let level = markets[market.position].sides[book].level(at: price)
    markets[market.position].sides[book].levels[level].total += remaining.raw
    orders.append(slot, to: &markets[market.position].sides[book].levels[level])
    markets[market.position].changedAt = now
    if orders[slot].matched == .zero { tellLevel(market, side, price, orders[slot].token) }
  }

  // MARK: funds

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
