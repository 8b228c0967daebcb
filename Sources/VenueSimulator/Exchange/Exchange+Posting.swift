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
    let intent = try admit(submission)
    let isMarketable = isMarketable(intent)
    let isDelayed =
      isMarketable && self[intent.token.simulatedMarket].definition.secondsDelay > 0
    let slot = insert(submission, intent, isDelayed: isDelayed)
    return isDelayed ? hold(slot) : run(slot, isMarketable: isMarketable)
  }

  /// Books the order as open; nothing of it is in the book yet.
  private mutating func insert(
    _ submission: OrderSubmission, _ intent: OrderIntent, isDelayed: Bool
  ) -> Int32 {
    let user = submission.requester.user
    let terms = intent.terms
    let order = ExchangeOrder(
      id: submission.id, serial: orderSerial, owner: submission.requester.owner, user: user,
      account: intent.account, token: intent.token, side: intent.side, price: terms.price,
      originalSize: terms.size, signedValue: terms.value, type: submission.type,
      isPostOnly: submission.isPostOnly, expiration: submission.expiration, createdAt: now,
      builder: submission.order.builder, remaining: terms.size,
      status: isDelayed ? .delayed : .live)
    orderSerial += 1
    let slot = orders.insert(order)
    orders.append(slot, toUser: &accounts[user.position])
    if submission.type == .goodTillDate {
      timers.add(
        .expiry(slot: slot, serial: order.serial), due: end(ofExpiration: submission.expiration))
    }
    return slot
  }

  /// Lets an order that is in no book match, and rest or end.
  mutating func run(_ slot: Int32, isMarketable: Bool) -> OrderReceipt {
    if orders[slot].status == .live { tell(.placement, slot) }
    orders[slot].status = .live
    var receipt = OrderReceipt(
      id: orders[slot].id, status: .live, makingAmount: .zero, takingAmount: .zero, tradeIDs: [])
    if isMarketable { match(slot, into: &receipt) }
    if orders[slot].fillable(at: orders[slot].price) < .lot {
      finish(slot, .matched, .filled)
      tell(.update, slot)
    } else if orders[slot].type.rests {
      rest(slot)
    } else {
      finish(slot, .canceled, .killed)
      tell(.cancellation, slot)
    }
    if !receipt.tradeIDs.isEmpty {
      receipt.status = .matched
      tellBooks(orders[slot].market)
      tellPrints()
    }
    adaptTick(orders[slot].market)
    return receipt
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
}
