import FixedPoint
import Hashing
import Signing
import Trading
import Venue

extension Exchange {
  /// Everything that must hold between two commands and does not, in words; empty in a sound exchange. Looks
  /// at all accounts, orders and trades: for tests.
  package func violations() -> [String] {
    fundViolations() + bindingViolations() + bookViolations() + tradeViolations()
  }

  /// pUSD and shares come from deposits alone, and every pair of shares is backed by one pUSD.
  private func fundViolations() -> [String] {
    var found: [String] = []
    var cash = feesCollected.raw
    for account in accounts {
      cash += account.collateral.balance.raw
      for (name, holding) in [("pUSD", account.collateral)]
        + account.shares.enumerated().map({ ("token \($0.offset)", $0.element) })
      where holding.active < .zero || holding.matched < .zero || holding.available < .zero {
        found.append("\(account.address.lowercaseHex) holds \(holding) of \(name)")
      }
    }
    for market in markets {
      cash += market.backing.raw
      let supplies = Outcome.allCases.map { outcome in
        accounts.indices.reduce(Int64(0)) { sum, position in
          sum + holding(AccountIndex(position: position), market.token(outcome)).balance.raw
        }
      }
      let wanted = market.winner.map { [supplies[$0.rawValue]] } ?? supplies
      for supply in wanted where supply != market.backing.raw {
        found.append("market \(market.index.position): \(supply) shares, \(market.backing) pUSD")
      }
    }
    if cash != deposited.raw { found.append("\(cash) pUSD in all, \(deposited.raw) deposited") }
    return found
  }

  /// What is bound is what the open orders and the trades that are not mined need, to the millionth.
  private func bindingViolations() -> [String] {
    var active: [Place: Int64] = [:]
    var matched: [Place: Int64] = [:]
    for order in allOpenOrders() {
      let place = Place(order.account, order.token, order.side)
      active[place, default: 0] += order.currentBound.raw
    }
    for trade in trades.elements where trade.status == .matched || trade.status == .retrying {
      for leg in [trade.taker] + trade.makers {
        let amount = leg.side == .buy ? leg.value.raw + leg.fee.raw : leg.size.raw
        matched[Place(leg.account, leg.token, leg.side), default: 0] += amount
      }
    }
    var found: [String] = []
    for (position, account) in accounts.enumerated() {
      let index = AccountIndex(position: position)
      let places =
        [Place(account: index, token: nil)]
        + account.shares.indices.map {
          Place(account: index, token: TokenIndex(position: $0))
        }
      for place in places {
        let holding = place.token.map { self.holding(index, $0) } ?? account.collateral
        guard
          holding.active.raw == active[place] ?? 0, holding.matched.raw == matched[place] ?? 0
        else {
          found.append(
            "\(place): \(holding), orders need \(active[place] ?? 0), trades \(matched[place] ?? 0)"
          )
          continue
        }
      }
    }
    return found
  }

  /// Each side of a book is sorted, is the sum of its orders, and does not meet the other.
  private func bookViolations() -> [String] {
    var found: [String] = []
    var resting = 0
    for market in markets {
      if let bid = market.bids.best, let ask = market.asks.best, bid.price >= ask.price {
        found.append("market \(market.index.position) is crossed: \(bid.price) and \(ask.price)")
      }
      for side in market.sides {
        let prices = side.levels.map { side.side == .buy ? $0.price : -$0.price }
        if zip(prices, prices.dropFirst()).contains(where: { $0 >= $1 }) {
          found.append("market \(market.index.position): levels out of order")
        }
        for level in side.levels {
          let queue = self.queue(of: level)
          resting += queue.count
          let sum = queue.reduce(Int64(0)) { $0 + $1.remaining.raw }
          let isSound = queue.allSatisfy {
            $0.status == .live && $0.yesPrice == level.price && $0.yesSide == side.side
              && $0.market == market.index && $0.remaining > .zero
          }
          // An order that was held back comes to the book later than its number says.
          let isInTurn =
            market.definition.secondsDelay > 0
            || zip(queue, queue.dropFirst()).allSatisfy { $0.serial < $1.serial }
          if sum != level.total || queue.count != level.count || !isSound || !isInTurn
            || queue.isEmpty
          {
            found.append("market \(market.index.position): level \(level) holds \(queue)")
          }
        }
      }
    }
    let live = allOpenOrders().filter { $0.status == .live }
    if live.count != resting { found.append("\(live.count) live orders, \(resting) in books") }
    return found
  }

  /// What orders say they matched is what the trades say, and never more than was signed.
  private func tradeViolations() -> [String] {
    var found: [String] = []
    var filled: [Digest32: Int64] = [:]
    for trade in trades.elements {
      if trade.taker.size.raw != trade.makers.reduce(0, { $0 + $1.size.raw }) {
        found.append("trade \(trade.id): the makers do not add up")
      }
      for leg in [trade.taker] + trade.makers { filled[leg.orderID, default: 0] += leg.size.raw }
    }
    var ids: Set<Digest32> = []
    for order in orders.orders where orders.slot(of: order.id) != nil {
      if !ids.insert(order.id).inserted { found.append("order \(order.id) is there twice") }
      let isOver =
        order.side == .buy && order.matchedValue > order.signedValue
        || !order.isCashLimited && order.matched.raw + order.remaining.raw > order.originalSize.raw
      if isOver || order.matched < .zero || order.remaining < .zero {
        found.append("order \(order.id) matched \(order.matched) of \(order.originalSize)")
      }
      // Forgotten trades, and those of the simulator's own traders among themselves, are not in the sum.
      let isComplete = firstTrade == 0 && !accounts[order.user.position].isInHouse
      if isComplete, order.matched.raw != filled[order.id] ?? 0 {
        found.append("order \(order.id) matched \(order.matched), trades \(filled[order.id] ?? 0)")
      }
    }
    return found
  }

  private func allOpenOrders() -> [ExchangeOrder] {
    accounts.indices.flatMap { openOrders(of: AccountIndex(position: $0)) }
  }

  private func queue(of level: BookSide.Level) -> [ExchangeOrder] {
    var queue: [ExchangeOrder] = []
    var slot = level.first
    while slot >= 0 {
      queue.append(orders[slot])
      slot = orders.links[Int(slot)].nextAtLevel
    }
    return queue
  }
}

/// A pot of an account: its pUSD, or its shares of one token.
private struct Place: Hashable {
  var account: AccountIndex
  var token: TokenIndex?

  init(account: AccountIndex, token: TokenIndex?) {
    self.account = account
    self.token = token
  }

  /// The pot that a buy or a sell takes from.
  init(_ account: AccountIndex, _ token: TokenIndex, _ side: Side) {
    self.account = account
    self.token = side == .buy ? nil : token
  }
}
