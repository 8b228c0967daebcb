import Desk
import FixedPoint
import Hashing
import Orders
import Trading
import Venue
import VenueSimulator

/// What leaves the desk, on its way through the network to the venue, and what comes back.
extension SimulationRun {
  /// An effect leaves, this very moment.
  func left(_ effect: ManagerEffect) {
    switch effect {
    case .post(let order, let body, _):
      witness.post(order, body, unsafe: log.unsafeCount, now: now)
    case .cancel(let orders, _):
      for order in orders {
        observer.cancels(desk?.manager.books.ledger.record(order))
        witness.cancel(order, at: now)
      }
    case .drained(let open): hasDrained = open
    default: break
    }
  }

  /// Sends what left the desk.
  func send() {
    for effect in world.takeAll() {
      story.tell(effect, now: now)
      switch effect {
      case .drained, .beat(.presumeCancelled), .beat(.rival): continue
      default: break
      }
      requestCount += 1
      let request = WorldRequest(number: requestCount, effect: effect, sent: deskNow, left: now)
      var fate = weather.request(now: now)
      if case .beat = effect, now < silentUntil { fate = .init(arrivals: [], answer: nil) }
      if now < weather.partitionedUntil, weather.number(0...1) == 0 {
        // A connection that is refused proves that nothing left.
        if let event = request.unsent {
          timeline.add(.unsent(event, process: process), at: now + 5)
        }
        continue
      }
      for arrival in fate.arrivals {
        timeline.add(
          .arrival(request, process: process, answer: fate.answer), at: now + arrival)
      }
      timeline.add(
        .patienceEnds(request, process: process), at: now + NetworkWeather.patience)
    }
  }

  /// A request arrives and is answered.
  func arrive(_ request: WorldRequest, process: Int, answer: Int64?) {
    switch request.effect {
    case .post(let order, let body, _):
      // A copy of what was refused does not come: what repeats requests repeats those without an answer.
      guard !refused.contains(request.number) else { break }
      let outcome = floor.post(body, now: now)
      if outcome.receipt == nil { refused.insert(request.number) }
      reply(.posted(order: order, outcome), to: request, process, answer)
    case .cancel(let orders, let attempt):
      let outcome = outdated(floor.cancel(.orders(orders), now: now))
      reply(
        .cancelled(orders: orders, attempt: attempt, CancelOutcome(outcome)), to: request, process,
        answer)
    case .cancelAll:
      let outcome = floor.cancel(.all, now: now)
      reply(.cancelledAll(CancelOutcome(outcome)), to: request, process, answer)
    case .cancelMarket(let market):
      let outcome = floor.cancel(.market(market), now: now)
      reply(.cancelledAll(CancelOutcome(outcome)), to: request, process, answer)
    case .readSnapshot(let round, let since):
      let reading = SnapshotReading(
        round: round, since: since, begun: request.sent, venueTime: request.left,
        orders: floor.openOrders(), request: request.number)
      timeline.add(
        .tradesRead(reading, process: process, answer: answer), at: now + weather.number(1...60))
    case .lookUp(let order):
      let found = floor.openOrder(order)
      reply(
        .lookedUp(order: order, found.map { .found($0) } ?? .notFound), to: request, process,
        answer)
    case .lookUpTrade(let id):
      guard let trade = floor.trade(id) else { break }
      reply(.trade(trade), to: request, process, answer)
    case .beat(.send(let beat, let id)): self.beat(beat, id, request, process, answer)
    case .readChain: reply(.chain(chain()), to: request, process, answer)
    case .renewCredential:
      reply(
        .credential(.renewed(expires: deskNow + 86_400_000)), to: request, process, answer)
    case .beat, .drained: break
    }
  }

  /// The second part of a snapshot: trades, at a later moment than the orders.
  func readTrades(_ reading: SnapshotReading, process: Int, answer: Int64?) {
    let trades = floor.trades(since: reading.since)
    let outcome: SnapshotOutcome =
      weather.losesPage()
      ? .failed("a page is missing")
      : .complete(
        VenueSnapshot(
          begun: reading.begun, skew: reading.venueTime - reading.begun, ended: deskNow,
          orders: reading.orders,
          tradesSince: reading.since, trades: trades))
    let event = ManagerEvent.snapshot(round: reading.round, outcome)
    reply(event, number: reading.request, process, answer)
  }

  private func beat(
    _ beat: Int, _ id: String, _ request: WorldRequest, _ process: Int, _ answer: Int64?
  ) {
    switch floor.beat(id: id, now: now) {
    case .accepted(let next):
      reply(.beat(.accepted(beat: beat, next: next.text)), to: request, process, answer)
    case .wrong(let expected):
      reply(
        .beat(.expected(beat: beat, id: expected?.text ?? "")), to: request, process, answer)
    }
  }

  private func reply(
    _ event: ManagerEvent, to request: WorldRequest, _ process: Int, _ answer: Int64?
  ) {
    reply(event, number: request.number, process, answer)
  }

  private func reply(_ event: ManagerEvent, number: Int, _ process: Int, _ answer: Int64?) {
    guard let answer else { return }
    timeline.add(.answer(event, number: number, process: process), at: now + answer)
  }

  /// An answer comes, unless the client has given up or has one already.
  func answer(_ event: ManagerEvent, number: Int, process: Int) {
    // What meets a partition on its way back is lost: the client waits until it gives up.
    guard now >= weather.partitionedUntil else { return }
    guard process == self.process, answered.insert(number).inserted else { return }
    take(event)
  }

  /// A client gives up.
  func giveUp(_ request: WorldRequest, process: Int) {
    guard process == self.process, answered.insert(request.number).inserted,
      let event = request.unanswered
    else { return }
    take(event)
  }

  /// What the venue told since the last call goes out on the user channel.
  func publish() {
    let events = floor.exchange.takeEvents()
    for event in events { hurry(event) }
    for event in events {
      guard desk != nil, isChannelUp, let message = floor.message(of: event) else { continue }
      for delay in weather.message(now: now) {
        timeline.add(.event(message, process: process), at: max(now + delay, channelLag))
      }
    }
  }

  /// What the nodes say of a final block.
  private func chain() -> ChainOutcome {
    let block = now / 2_000
    var reading = floor.finalReading(block: block, transactionCount: 7)
    for movement in movements { movement.apply(to: &reading) }
    readings.append(reading)
    if readings.count > 8 { readings.removeFirst() }
    guard let trouble = nodeTrouble, now < trouble.until else { return .read(reading) }
    switch trouble.kind {
    case .silent: return .failed("no node answers")
    case .lagging: return .read(readings[0])
    case .reorganised:
      var older = readings[max(0, readings.count - 2)]
      older.block -= 3
      return .read(older)
    }
  }

  /// The best prices of a token.
  func book(of token: UInt256) -> BookView? {
    guard let index = floor.exchange.token(token) else { return nil }
    let market = floor.exchange[index.simulatedMarket]
    return BookView(
      bestBid: market.bestBid(index.outcome), bestAsk: market.bestAsk(index.outcome), age: 20)
  }
}

extension CancelOutcome {
  /// What the desk hears of the venue's answer.
  init(_ answer: VenueFloor.CancelAnswer) {
    switch answer {
    case .receipt(let receipt): self = .receipt(receipt)
    case .failed(let failure): self = .failed(failure)
    }
  }
}
