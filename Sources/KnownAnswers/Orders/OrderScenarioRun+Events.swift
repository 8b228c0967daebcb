import FixedPoint
import Hashing
internal import JSON
import Orders
import Trading
import Venue

extension OrderScenarioRun {
  /// One event of the scenario.
  package mutating func take(_ event: OrderScenario.Event) {
    let id = id(event.order)
    switch event.type {
    case "submit": submit(event)
    case "submit_timeout": apply(.sendInDoubt, to: id, from: .local, at: event.time)
    case "cancel_request": requestCancel(event)
    case "cancel_timeout":
      let attempt = record(event.order)?.cancelAttempt ?? 0
      apply(.cancelInDoubt(attempt: attempt), to: id, from: .local, at: event.time)
    case "kill": kill(at: event.time)
    case "ack": acknowledge(event)
    case "reject": reject(event)
    case "partial", "fill": trade(event)
    case "cancel_ack": confirmCancel(event)
    case "cancel_reject": refuseCancel(event)
    case "order_update": update(event)
    case "expire": apply(.expired, to: id, from: .stream, at: event.time)
    case "bust": withTrade(event) { .void(trade: $0) }
    case "settle":
      guard let status = event.fields["status"]?.string.flatMap(TradeStatus.init(rawValue:)) else {
        return fail(event, "has no known status")
      }
      withTrade(event) { .settlement(trade: $0, status) }
    case "snapshot": takeSnapshot(event)
    default: fail(event, "is of a type that is not known")
    }
  }

  private mutating func fail(_ event: OrderScenario.Event, _ text: String) {
    problems.append("event \(event.index) (\(event.type)) \(text)")
  }

  private mutating func submit(_ event: OrderScenario.Event) {
    guard let order = order(event.order) else { return fail(event, "is of no order") }
    if let record = record(event.order) {
      // The same bytes may go again while nobody knows; another order under the same name is refused.
      if event.fields["resend"]?.bool == true, event.amount("qty") ?? order.size == order.size {
        apply(.sent, to: record.id, from: .local, at: event.time)
      } else {
        anomalies.insert(.duplicateSubmit)
      }
      return
    }
    if let replaced = order.replaces, let old = record(replaced), !old.life.isTerminal {
      if !waiting.contains(order.ref) { waiting.append(order.ref) }
      return
    }
    place(order, at: event.time)
  }

  /// Gives an order to the ledger, and sends it where nothing forbids that.
  private mutating func place(_ order: OrderScenario.Order, at now: Int64) {
    var size = order.size
    if let replaced = order.replaces, let old = record(replaced) {
      size = min(size, old.status.cancelled)
    }
    let rival = ledger.openOrders.contains { $0.terms.intent == order.intent }
    let terms = OrderTerms(
      clientOrderID: order.clientOrderID, intent: order.intent, strategy: "scenario",
      market: order.market, token: UInt256(UInt64(1)), side: order.side, price: order.price,
      size: size, type: order.type, tick: Micros(raw: 10_000), builder: .zero)
    let id = id(order.ref)
    let bytes = SignedBytes(id: id, body: [], salt: 1, timestamp: UInt64(max(0, now)))
    // What the venue has told of already has left us, whatever was stopped since.
    let isAtVenue = ledger.unknownFacts.contains { $0.order == id }
    let outcome = ledger.add(terms, bytes, sequence: Int64(ledger.count), at: now)
    guard let outcome else {
      anomalies.insert(.duplicateSubmit)
      return
    }
    anomalies.formUnion(outcome.anomalies)
    if rival { anomalies.insert(.duplicateSubmit) }
    if !isAtVenue, isKilled || isHalted(order.market) || rival || size.raw <= 0 {
      refused.insert(order.ref)
      let code = isKilled ? "KILL_SWITCH_ACTIVE" : "SCOPE_HALTED"
      apply(.denied(code: code), to: id, from: .local, at: now)
    } else {
      sent.insert(order.ref)
      apply(.sent, to: id, from: .local, at: now)
      if isKilled { cancel(id, at: now) }
    }
  }

  /// A replacement goes out when the old order has ended, for what is left of it.
  mutating func releaseWaiting(at now: Int64) {
    for ref in waiting {
      guard let order = order(ref), let old = order.replaces.flatMap(record), old.life.isTerminal
      else { continue }
      waiting.removeAll { $0 == ref }
      place(order, at: now)
    }
  }

  private mutating func requestCancel(_ event: OrderScenario.Event) {
    // Of an order that has ended nothing is sent.
    guard record(event.order)?.life.isTerminal != true else { return }
    let attempt = (record(event.order)?.cancelAttempt ?? 0) + 1
    apply(
      .cancelRequested(attempt: attempt), to: id(event.order), from: .local, at: event.time)
  }

  private mutating func kill(at now: Int64) {
    isKilled = true
    waiting = []
    commands.append("cancel all")
    for record in ledger.openOrders { cancel(record.id, at: now) }
  }

  private mutating func acknowledge(_ event: OrderScenario.Event) {
    var id = id(event.order)
    if let name = event.fields["venue_id"]?.string {
      let first = venueIDs[event.order] ?? name
      venueIDs[event.order] = first
      // The venue has two orders where we sent one.
      if first != name { id = self.id(name) }
    }
    apply(.acknowledged, to: id, from: .stream, at: event.time)
  }

  private mutating func reject(_ event: OrderScenario.Event) {
    let reason = event.fields["reason"]?.string ?? ""
    let refused = event.fields["refers_to"]?.int64.flatMap { index in
      scenario.events.first { $0.index == index }
    }
    let first = scenario.events.first { $0.type == "submit" && $0.order == event.order }
    if let refused, let first, refused.index != first.index {
      // The venue refuses the message that came second: that says that the first one arrived, where it says so,
      // and nothing otherwise.
      if refused.type == "submit", reason.uppercased().contains("DUPLICATE") {
        anomalies.insert(.duplicateSubmit)
        apply(.acknowledged, to: id(event.order), from: .answer, at: event.time)
      }
      return
    }
    apply(.rejected(reason: reason), to: id(event.order), from: .answer, at: event.time)
  }

  private mutating func trade(_ event: OrderScenario.Event) {
    guard let trade = event.fields["trade_id"]?.string, let size = event.amount("qty") else {
      return fail(event, "lacks its trade or quantity")
    }
    let status = event.fields["status"]?.string.flatMap(TradeStatus.init(rawValue:))
    let fact = TradeFact(
      id: trade, size: size, price: event.amount("price") ?? event.amount("px"),
      status: status ?? .matched,
      transactionHash: event.fields["tx"]?.string ?? event.fields["tx_hash"]?.string
        ?? event.fields["transaction_hash"]?.string,
      matchTime: event.fields["venue_ms"]?.int64 ?? 0)
    apply(.trade(fact), to: id(event.order), from: .stream, at: event.time)
    if let count = event.amount("cum") {
      apply(.cumulative(count), to: id(event.order), from: .stream, at: event.time)
    }
  }

  /// The venue speaks of the order, so it has it; the count is its own.
  private mutating func update(_ event: OrderScenario.Event) {
    if let record = record(event.order), record.acknowledgedAt == nil {
      apply(.acknowledged, to: record.id, from: .stream, at: event.time)
    }
    guard let count = event.amount("cum") else { return }
    apply(.cumulative(count), to: id(event.order), from: .stream, at: event.time)
  }

  private mutating func confirmCancel(_ event: OrderScenario.Event) {
    let count = event.amount("cum")
    guard let record = record(event.order) else {
      let fact = OrderFact.cancelled(matched: count, reason: .unsolicited)
      return apply(fact, to: id(event.order), from: .stream, at: event.time)
    }
    for fact in OrderFact.ended(record, matched: count, at: event.time) {
      apply(fact, to: record.id, from: .stream, at: event.time)
    }
  }

  private mutating func refuseCancel(_ event: OrderScenario.Event) {
    let reason = event.fields["reason"]?.string ?? ""
    guard let refusal = CancelRefusal(rawValue: reason) else {
      return fail(event, "has no known reason")
    }
    let fact = OrderFact.cancelRefused(attempt: nil, refusal)
    apply(fact, to: id(event.order), from: .answer, at: event.time)
  }

  private mutating func withTrade(
    _ event: OrderScenario.Event, _ fact: (String) -> OrderFact
  ) {
    guard let trade = event.fields["trade_id"]?.string else {
      return fail(event, "names no trade")
    }
    apply(fact(trade), to: id(event.order), from: .stream, at: event.time)
  }
}
