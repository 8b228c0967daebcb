package import FixedPoint
package import Hashing

/// All orders of the desk and what is known of them. Nothing leaves it before its trades are final and
/// somebody says that its market is done: a late fill must find its order (facts/oms.md 1.4).
package struct OrderLedger: Sendable {
  /// Shares beyond an order that count as the venue's rounding: they are booked and reported, and halt nothing
  /// (facts/oms.md 0; vectors/oms, CON-09).
  package let dust: Micros
  let rules: FoldRules
  /// In the order in which they came; nil where one left.
  private var slots: [OrderSlot?] = []
  /// Only looked up in.
  private var places: [Digest32: Int] = [:]
  private var names: [String: Int] = [:]
  /// Where orders stand that are not ended, ascending.
  private var live: PlaceList = []
  /// Where orders stand of which a trade is not final, ascending.
  private var settling: PlaceList = []
  /// Where orders stand that have shares which no trade explains, ascending.
  private var unexplained: PlaceList = []
  private var reservations = ReservationSum()
  private(set) var quarantine: [QuarantinedFact] = []
  private var tombstones: [Digest32: Tombstone] = [:]
  /// The trades of unknown orders that a person has looked at, by order.
  private var explained: [Digest32: Set<String>] = [:]
  /// How many orders are held.
  package private(set) var count = 0

  /// No orders. `dust` in shares; the default is what others measured at this venue.
  package init(dust: Micros = Micros(raw: 10_000), rules: FoldRules = .right) {
    self.dust = dust
    self.rules = rules
  }
}

/// A fact about an order that nobody here knows.
package struct QuarantinedFact: Hashable, Sendable {
  package var order: Digest32
  package var fact: OrderFact
  package var source: FactSource
  /// Milliseconds since 1970.
  package var time: Int64
}

/// What is kept of an order that left.
package struct Tombstone: Hashable, Sendable {
  package var clientOrderID: String
  package var market: String
  package var life: OrderLife
  /// Shares.
  package var filled: Micros
}

extension OrderLedger {
  /// Takes an order in, with the bytes that alone are sent for it, and the facts that waited for it. False where
  /// the order, or its client order id, is there already: nothing changes.
  @discardableResult
  package mutating func add(
    _ terms: OrderTerms, _ signed: SignedBytes, sequence: Int64, at now: Int64
  ) -> FactOutcome? {
    guard places[signed.id] == nil, names[terms.clientOrderID] == nil,
      tombstones[signed.id] == nil
    else { return nil }
    let slot = OrderSlot(OrderRecord(terms, signed, sequence: sequence, at: now, rules))
    let place = slots.count
    places[signed.id] = place
    names[terms.clientOrderID] = place
    count += 1
    live.append(place)
    reservations.replace(.none, by: slot.held, of: terms.token)
    slots.append(slot)
    var outcome = FactOutcome(before: slot.record.life, after: slot.record.life, isNews: true)
    guard !quarantine.isEmpty else { return outcome }
    let waiting = quarantine.filter { $0.order == signed.id }
    quarantine.removeAll { $0.order == signed.id }
    for item in waiting {
      outcome.merge(apply(item.fact, to: signed.id, from: item.source, at: item.time))
    }
    return outcome
  }

  /// Takes in what became known about an order at `now`. About an order that is not here it is kept until the
  /// order comes.
  package mutating func apply(
    _ fact: OrderFact, to id: Digest32, from source: FactSource, at now: Int64
  ) -> FactOutcome {
    guard let place = places[id] else {
      return hold(QuarantinedFact(order: id, fact: fact, source: source, time: now))
    }
    guard let outcome = update(place, fact, source, now) else {
      return FactOutcome(before: nil, after: nil, isNews: false)
    }
    return outcome
  }

  private mutating func update(
    _ place: Int, _ fact: OrderFact, _ source: FactSource, _ now: Int64
  ) -> FactOutcome? {
    guard let change = slots[place]?.apply(fact, from: source, at: now, dust: dust, rules) else {
      return nil
    }
    let outcome = change.outcome
    guard outcome.isNews else { return outcome }
    reservations.replace(change.before, by: change.after, of: change.token)
    if change.isSettling != change.wasSettling { settling.set(place, change.isSettling) }
    if change.isUnexplained != change.wasUnexplained {
      unexplained.set(place, change.isUnexplained)
    }
    if outcome.before?.isTerminal != outcome.after?.isTerminal, let after = outcome.after {
      live.set(place, !after.isTerminal)
      if after.isTerminal, rules.forgetsTerminalOrders, let id = slots[place]?.record.id {
        forget(id)
      }
    }
    return outcome
  }

  /// More facts than this about unknown orders are no disorder of messages any more: they are told, everything
  /// stops, and only a reconciliation helps.
  private static let mostUnknown = 10_000

  /// Keeps a fact that nobody can place. Whatever trades under our key is ours: everything stops until the
  /// order is found.
  private mutating func hold(_ item: QuarantinedFact) -> FactOutcome {
    var outcome = FactOutcome(before: nil, after: nil, isNews: false)
    if isExplained(item) { return outcome }
    outcome.anomalies.insert(.unknownOrder)
    outcome.followUps.insert(.reconcile)
    switch item.fact {
    case .trade:
      outcome.anomalies.insert(.unknownTrade)
      if let stone = tombstones[item.order] {
        outcome.followUps.insert(.haltMarket(stone.market))
      } else {
        outcome.followUps.insert(.haltAll)
      }
    case .settlement, .void: outcome.anomalies.insert(.unknownTrade)
    case .acknowledged, .shownOpen: outcome.anomalies.insert(.orphanOrder)
    default: break
    }
    guard rules.keepsUnknownOrders else { return outcome }
    guard quarantine.count < Self.mostUnknown else {
      outcome.followUps.insert(.haltAll)
      return outcome
    }
    if !quarantine.contains(where: { $0.order == item.order && $0.fact == item.fact }) {
      quarantine.append(item)
      outcome.isNews = true
    }
    return outcome
  }
}

extension OrderLedger {
  /// The order with the venue's id `id`.
  package func record(_ id: Digest32) -> OrderRecord? {
    places[id].flatMap { slots[$0]?.record }
  }

  /// The order with the client order id.
  package func record(clientOrderID name: String) -> OrderRecord? {
    names[name].flatMap { slots[$0]?.record }
  }

  /// Orders that are not ended, in the order in which they came; what is in doubt is among them.
  package var openOrders: [OrderRecord] { live.compactMap { slots[$0]?.record } }

  /// Orders of which a trade is neither confirmed nor failed, in the order in which they came.
  package var settlingOrders: [OrderRecord] { settling.compactMap { slots[$0]?.record } }

  /// Orders of which something is still to come from the venue, ended or not: a trade of them is not final, or they
  /// have more shares, beyond `dust`, than their trades explain. In the order in which they came.
  package var unfinishedOrders: [OrderRecord] {
    guard !unexplained.isEmpty else { return settlingOrders }
    var places = settling
    for place in unexplained { places.set(place, true) }
    return places.compactMap { slots[$0]?.record }
  }

  /// Whether any order has more shares, beyond `dust`, than its trades explain.
  package var hasUnexplained: Bool { !unexplained.isEmpty }

  /// How many orders are not ended.
  package var openCount: Int { live.count }

  /// All orders held, in the order in which they came.
  package var orders: [OrderRecord] { slots.compactMap { $0?.record } }

  /// The capital that all orders hold.
  package func reserved() -> ReservedCapital { reservations.capital }

  /// What is kept of an order that left.
  package func tombstone(_ id: Digest32) -> Tombstone? { tombstones[id] }

  /// Facts that wait for their order, oldest first.
  package var unknownFacts: [QuarantinedFact] { quarantine }

  /// Lets go of an order whose market is done; a tombstone stays. False, and nothing happens, where it is not
  /// ended or one of its trades is not final.
  @discardableResult
  package mutating func retire(_ id: Digest32) -> Bool {
    guard let record = record(id), record.isSettled else { return false }
    forget(id)
    tombstones[id] = Tombstone(
      clientOrderID: record.clientOrderID, market: record.terms.market, life: record.life,
      filled: record.status.filled)
    return true
  }

  /// A person has looked at everything that nobody here can place: it stays, and stops nothing again. A further trade
  /// of such an order does.
  package mutating func explainUnknown() {
    for item in quarantine {
      if case .trade(let trade) = item.fact {
        explained[item.order, default: []].insert(trade.id)
      } else if explained[item.order] == nil {
        explained[item.order] = []
      }
    }
  }

  /// Whether a person has looked at that trade of an order that nobody here knows.
  package func isExplained(trade: String, of order: Digest32) -> Bool {
    explained[order]?.contains(trade) ?? false
  }

  private func isExplained(_ item: QuarantinedFact) -> Bool {
    guard let trades = explained[item.order] else { return false }
    switch item.fact {
    case .trade(let trade): return trades.contains(trade.id)
    case .settlement(let trade, _), .void(let trade): return trades.contains(trade)
    default: return true
    }
  }

  /// Drops what waits about an order that turned out not to be ours, or was explained otherwise.
  package mutating func discardUnknown(_ id: Digest32) {
    quarantine.removeAll { $0.order == id }
  }

  private mutating func forget(_ id: Digest32) {
    guard let place = places.removeValue(forKey: id), let slot = slots[place] else { return }
    reservations.replace(slot.held, by: .none, of: slot.record.terms.token)
    live.set(place, false)
    settling.set(place, false)
    unexplained.set(place, false)
    names[slot.record.clientOrderID] = nil
    slots[place] = nil
    count -= 1
    if slots.count > 1_024, count * 2 < slots.count { compact() }
  }

  /// Closes the places of orders that left; the order of the others stays.
  private mutating func compact() {
    slots = slots.filter { $0 != nil }
    live = []
    settling = []
    unexplained = []
    for (place, slot) in slots.enumerated() {
      guard let record = slot?.record else { continue }
      places[record.id] = place
      names[record.clientOrderID] = place
      if !record.life.isTerminal { live.append(place) }
      if record.isSettling { settling.append(place) }
      if record.isUnexplained(beyond: dust) { unexplained.append(place) }
    }
  }

  /// Whether both have the same lasting state: what a replay of the journal has to give back.
  package func isSame(as other: OrderLedger) -> Bool {
    let mine = orders
    let others = other.orders
    return dust == other.dust && mine.count == others.count && quarantine == other.quarantine
      && tombstones == other.tombstones && explained == other.explained
      && zip(mine, others).allSatisfy { $0.isSame(as: $1) }
  }
}
