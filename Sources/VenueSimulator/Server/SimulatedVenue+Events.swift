import FixedPoint
import Hashing
import JSON
import Signing
import Trading
import Venue

/// From what happened in the exchange to the frames of the channels.
extension SimulatedVenue {
  /// Tells the sockets what has happened since the last call.
  mutating func publish() {
    for event in exchange.takeEvents() { publish(event) }
    sendSettlements()
  }

  private mutating func publish(_ event: ExchangeEvent) {
    var writer = JSONWriter()
    switch event {
    case .book(let snapshot):
      let market = market(at: snapshot.token.simulatedMarket)
      guard let sockets = listeners([snapshot.token], market) else { return }
      writer.book(shown(snapshot, channel: .market), of: market, isEvent: true)
      emit(writer.bytes, .market(market.index, isTrade: false), to: sockets)
    case .priceChange(let change):
      let market = market(at: change.market)
      guard let sockets = listeners(change.levels.map(\.token), market) else {
        // The last who listened is gone: nothing need be told until another comes.
        exchange.setWatched(false, change.market)
        return
      }
      writer.priceChange(shown(change), of: market)
      emit(writer.bytes, .market(change.market, isTrade: false), to: sockets)
    case .lastTradePrice(let trade):
      let market = market(at: trade.token.simulatedMarket)
      guard let sockets = listeners([trade.token], market) else { return }
      writer.lastTradePrice(trade, of: market)
      emit(writer.bytes, .market(market.index, isTrade: true), to: sockets)
    case .tickSizeChange(let change):
      let market = market(at: change.token.simulatedMarket)
      guard let sockets = listeners([change.token], market) else { return }
      writer.tickSizeChange(change, of: market)
      emit(writer.bytes, .market(market.index, isTrade: false), to: sockets)
    case .bestBidAsk(let best):
      let market = market(at: best.token.simulatedMarket)
      guard let sockets = listeners([best.token], market, isCustom: true) else { return }
      writer.bestBidAsk(best, of: market)
      emit(writer.bytes, .market(market.index, isTrade: false), to: sockets)
    case .newMarket(let index, let timestamp):
      let market = market(at: index)
      openOnChain(market)
      let sockets = hub.all(.market).filter { hub.wantsCustomFeatures($0) }
      guard !sockets.isEmpty else { return }
      writer.marketState(market, winner: nil, timestamp: timestamp)
      emit(writer.bytes, .market(index, isTrade: false), to: sockets)
    case .marketResolved(let index, let winner, let timestamp):
      let market = market(at: index)
      chain.resolve(
        condition: market.definition.conditionID,
        payouts: Outcome.allCases.map { $0 == winner.outcome ? 1 : 0 })
      for position in exchange.accounts.indices where !exchange.accounts[position].isInHouse {
        let user = AccountIndex(position: position)
        notifications.add(.resolution, to: user, time: timestamp) { writer in
          writer.marketTerms(market, openedAt: openedAt)
        }
      }
      guard let sockets = listeners(Outcome.allCases.map(market.token), market, isCustom: true)
      else { return }
      writer.marketState(market, winner: winner, timestamp: timestamp)
      emit(writer.bytes, .market(index, isTrade: false), to: sockets)
    case .order(let notice): publish(notice)
    case .trade(let notice): publish(notice)
    }
  }

  private func listeners(
    _ tokens: [TokenIndex], _ market: ExchangeMarket, isCustom: Bool = false
  ) -> [SocketID]? {
    let found = hub.listeners(to: tokens.map { market.tokenID($0.outcome) }, isCustom: isCustom)
    return found.isEmpty ? nil : found.sorted { $0.number < $1.number }
  }

  private mutating func publish(_ notice: OrderNotice) {
    let order = notice.order
    let place = surroundings(of: order)
    if notice.kind == .cancellation {
      notifications.add(.cancellation, to: order.user, time: notice.timestamp) { writer in
        writer.orderNotification(order, place.market)
      }
    }
    let sockets = hub.listeners(
      of: address(of: order.user), market: place.market.definition.conditionID)
    guard !sockets.isEmpty else { return }
    var writer = JSONWriter()
    writer.orderEvent(order, type: notice.kind, place, timestamp: notice.timestamp)
    emit(writer.bytes, .user(order.market, isTrade: false), to: sockets)
  }

  private mutating func publish(_ notice: TradeNotice) {
    note(settlementOf: notice.trade)
    let trade = onChain(notice.trade)
    let market = market(at: trade.market)
    notify(of: trade, market, timestamp: notice.timestamp)
    var told: Set<AccountIndex> = []
    for user in [trade.taker.user] + trade.makers.map(\.user) where told.insert(user).inserted {
      guard !exchange[user].isInHouse else { continue }
      let sockets = hub.listeners(
        of: address(of: user), market: market.definition.conditionID)
      guard !sockets.isEmpty else { continue }
      var writer = JSONWriter()
      writer.trade(
        trade, for: user, market: market, isEvent: true, timestamp: notice.timestamp,
        addresses: address)
      emit(writer.bytes, .user(trade.market, isTrade: true), to: sockets)
    }
  }

  /// One notification for every order of a trade that was made, or whose settlement failed for good.
  private mutating func notify(
    of trade: ExchangeTrade, _ market: ExchangeMarket, timestamp: Int64
  ) {
    let kind: NotificationBoard.Kind
    switch trade.status {
    case .matched: kind = .fill
    case .failed: kind = .failure
    case .mined, .retrying, .confirmed: return
    }
    for leg in [trade.taker] + trade.makers where !exchange[leg.user].isInHouse {
      guard let order = exchange.order(leg.orderID) else { continue }
      notifications.add(kind, to: leg.user, time: timestamp) { writer in
        writer.orderNotification(order, market, trade)
      }
    }
  }

  /// Has the exchange tell what happens to the books of tokens.
  mutating func watch(_ tokens: [UInt256]) {
    for token in tokens {
      guard let index = exchange.token(token) else { continue }
      exchange.setWatched(true, index.simulatedMarket)
    }
  }

  /// The books of tokens as one array, for a socket that has just subscribed.
  mutating func dump(_ tokens: [UInt256], to socket: SocketID) {
    var writer = JSONWriter()
    writer.beginArray()
    for token in tokens {
      guard let index = exchange.token(token) else { continue }
      let snapshot = shown(exchange.snapshot(index), channel: .market)
      writer.book(snapshot, of: market(at: index.simulatedMarket), isEvent: true)
    }
    writer.endArray()
    emit(writer.bytes, .reply, to: [socket])
  }
}
