import FixedPoint
import Signing
import Trading
import Venue

/// An order as the engine sees it: whose, for what, and on which terms.
struct OrderIntent: Sendable {
  let account: AccountIndex
  let token: TokenIndex
  let side: Side
  let terms: OrderTerms

  /// Its side in terms of the first token.
  var yesSide: Side { token.outcome == .yes ? side : side.opposite }
  /// Its limit in terms of the first token.
  var limit: Int64 { token.outcome == .yes ? terms.price.raw : terms.price.complement.raw }
}

/// The rules that an order must pass, in the order in which the first one that it breaks is told.
extension Exchange {
  /// Checks an order against the engine's mode, its market, its terms, its funds and the book; nothing is
  /// changed.
  func admit(_ submission: OrderSubmission) throws(OrderRefusal) -> OrderIntent {
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
    let user = submission.requester.user
    try checkPermission(user, order.side)
    if account != user { try checkPermission(account, order.side) }
    let market = token.simulatedMarket.position
    guard markets[market].isAcceptingOrders, !markets[market].isClosed else {
      throw .marketNotReady
    }
    guard !orders.isKnown(submission.id) else { throw .duplicate(submission.id) }
    let terms = try OrderTerms(
      order, id: submission.id, type: submission.type, tick: markets[market].tickSize,
      marketBuyDecimals: configuration.marketBuyDecimals)
    let minimum =
      accounts[user.position].isInHouse ? .lot : markets[market].definition.minimumOrderSize
    try checkDuration(submission, terms, minimum: minimum)
    let intent = OrderIntent(account: account, token: token, side: order.side, terms: terms)
    try checkBook(submission, intent)
    return intent
  }

  /// Whether the order matches anything as the book stands.
  func isMarketable(_ intent: OrderIntent) -> Bool {
    let opposite = BookSide.position(intent.yesSide.opposite)
    let market = intent.token.simulatedMarket.position
    guard let best = markets[market].sides[opposite].levels.last?.price else { return false }
    return intent.yesSide == .buy ? best <= intent.limit : best >= intent.limit
  }

  private func checkPermission(_ account: AccountIndex, _ side: Side) throws(OrderRefusal) {
    let position = account.position
    if accounts[position].isBanned { throw .banned(accounts[position].address) }
    if accounts[position].isClosedOnly, side == .buy {
      throw .closedOnly(accounts[position].address)
    }
  }

  private func checkDuration(
    _ submission: OrderSubmission, _ terms: OrderTerms, minimum: Micros
  ) throws(OrderRefusal) {
    if submission.type.rests {
      guard terms.size >= minimum else {
        throw .tooSmall(submission.id, size: terms.size, minimum: minimum)
      }
    } else if submission.isPostOnly {
      throw .postOnlyType
    }
    guard submission.type == .goodTillDate else {
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

  /// The rules in which what rests already has a say.
  private func checkBook(
    _ submission: OrderSubmission, _ intent: OrderIntent
  ) throws(OrderRefusal) {
    let isMarketable = isMarketable(intent)
    if submission.isPostOnly, isMarketable { throw .crossesBook }
    if intent.side == .buy, isMarketable || !submission.type.rests, intent.terms.value < .one,
      !accounts[submission.requester.user.position].isInHouse
    {
      throw .marketableTooSmall(value: intent.terms.value)
    }
    try checkFunds(intent)
    switch submission.type {
    case .fillOrKill: guard canFill(intent) else { throw .notFillable }
    case .fillAndKill: guard isMarketable else { throw .noMatch }
    case .goodTillCancelled, .goodTillDate: break
    }
  }
}
