import FixedPoint
package import Hashing
import Venue

/// The lasting state of the order manager: what follows from the recorded entries and from nothing else. Folding the
/// same entries again gives the same value (facts/oms.md 8, property "replay = live").
package struct ManagerBooks: Sendable {
  /// A plan that was taken.
  package struct Intent: Hashable, Sendable {
    package var plan: ExecutionPlan
    /// Milliseconds since 1970.
    package var takenAt: Int64
    /// By leg: the client order id of the latest order of the leg; nil while there is none.
    package var orders: [String?]
  }

  /// An order that was refused before it was signed.
  package struct Denial: Hashable, Sendable {
    package var terms: OrderTerms
    package var code: String
    package var reason: String
    /// Milliseconds since 1970.
    package var time: Int64
  }

  /// An order whose place another is to take.
  package struct Replacement: Hashable, Sendable {
    package var step: ReplacementStep
    /// When the step was taken, milliseconds since 1970.
    package var time: Int64
  }

  package internal(set) var ledger = OrderLedger()
  package internal(set) var intents: [String: Intent] = [:]
  /// By client order id.
  package internal(set) var denials: [String: Denial] = [:]
  package internal(set) var replacements: [Digest32: Replacement] = [:]
  /// The orders whose replacement waits for room.
  package internal(set) var deferred = DeferredQueue()
  /// The code of the pause, by scope.
  package internal(set) var pauses: [KillScope: String] = [:]
  /// What our trades make of the wallet's balances, held against the chain.
  package internal(set) var chain = ChainLedger()
  /// What became of people's requests, by their ids.
  package internal(set) var requests: [String: OperatorAnswer] = [:]
  /// The venue's clock of the last clean round, milliseconds since 1970.
  package internal(set) var reconciledAt: Int64?
  /// The last round that was recorded.
  package internal(set) var rounds = 0
  /// The highest signed time so far, milliseconds since 1970: the next is later.
  package internal(set) var lastTimestamp: UInt64 = 0
  /// The highest order sequence so far; nil before the first.
  package internal(set) var lastSequence: Int64?
  /// How many requests to cancel there were.
  package internal(set) var cancelAttempts = 0
  /// How many incidents there were.
  package internal(set) var incidents = 0

  /// Plans of before this time, milliseconds since 1970, may have been forgotten; nil where none was.
  package internal(set) var forgottenBefore: Int64?

  /// When the first entry was recorded, milliseconds since 1970; nil before.
  package internal(set) var since: Int64?

  /// Books before the first entry.
  package init() {}

  /// Applies one entry, recorded at `time` (milliseconds since 1970), and says what it meant for its order.
  @discardableResult
  package mutating func apply(_ entry: ManagerEntry, at time: Int64) -> FactOutcome? {
    since = since ?? time
    switch entry {
    case .plan(let plan):
      intents[plan.intent] = Intent(
        plan: plan, takenAt: time, orders: Array(repeating: nil, count: plan.legs.count))
    case .refused: break
    case .denied(let terms, let code, let reason):
      denials[terms.clientOrderID] = Denial(terms: terms, code: code, reason: reason, time: time)
      note(terms)
    case .order(let terms, let signed, let sequence):
      lastTimestamp = max(lastTimestamp, signed.timestamp)
      lastSequence = max(lastSequence ?? sequence, sequence)
      note(terms)
      return add(terms, signed, sequence: sequence, at: time)
    case .adopted(let terms, let signed):
      return add(terms, signed, sequence: -1, at: time)
    case .fact(let order, let fact, let source), .unknown(let order, let fact, let source):
      if case .cancelRequested(let attempt) = fact {
        cancelAttempts = max(cancelAttempts, attempt)
      }
      let outcome = ledger.apply(fact, to: order, from: source, at: time)
      // What is no news is not journalled, and must move nothing that the journal has to give back.
      if outcome.isNews { chain.book(fact, of: order, in: ledger, at: time) }
      return outcome
    case .replacement(let order, let step):
      replacements[order] = Replacement(step: step, time: time)
      if case .deferred(_, let severity) = step {
        _ = deferred.put(order, price: nil, severity: severity, now: time)
      } else {
        deferred.drop(order)
      }
    case .kill: break
    case .incident: incidents += 1
    case .paused(let scope, let code): pauses[scope] = code
    case .resumed(let scope, _): pauses[scope] = nil
    case .request(let request, let answer):
      requests[request.id] = answer
      // Somebody has looked at what nobody here knew: it stops nothing a second time.
      if case .resume = request.wish, answer.outcome == .done { ledger.explainUnknown() }
    case .chain(let step): chain.apply(step)
    case .reconciled(let round, let asOf):
      rounds = max(rounds, round)
      reconciledAt = max(reconciledAt ?? asOf, asOf)
    case .forgotten(let before): forget(before: before)
    }
    return nil
  }

  /// Plans with a leg that has no order yet, by their ids.
  var unfinishedIntents: [Intent] {
    intents.values.filter { $0.orders.contains(nil) }
      .sorted { ($0.takenAt, $0.plan.intent) < ($1.takenAt, $1.plan.intent) }
  }

  /// Orders that have ended and whose place was promised and not taken, in the order of their numbers.
  var endedAwaitingSuccessor: [OrderRecord] {
    ledger.orders.filter { order in
      guard order.life.isTerminal, case .granted? = replacements[order.id]?.step else {
        return false
      }
      return true
    }
  }

  /// Whether both have the same lasting state: what folding the journal has to give back.
  package func isSame(as other: ManagerBooks) -> Bool {
    ledger.isSame(as: other.ledger) && intents == other.intents && denials == other.denials
      && replacements == other.replacements && deferred == other.deferred
      && pauses == other.pauses && requests == other.requests && chain.isSame(as: other.chain)
      && reconciledAt == other.reconciledAt && rounds == other.rounds
      && lastTimestamp == other.lastTimestamp && lastSequence == other.lastSequence
      && cancelAttempts == other.cancelAttempts && incidents == other.incidents
      && since == other.since && forgottenBefore == other.forgottenBefore
  }

  /// A new order, with the facts that waited for it: its trades move balances too.
  private mutating func add(
    _ terms: OrderTerms, _ signed: SignedBytes, sequence: Int64, at time: Int64
  ) -> FactOutcome? {
    let waiting = ledger.unknownFacts.filter { $0.order == signed.id }
    let outcome = ledger.add(terms, signed, sequence: sequence, at: time)
    guard outcome != nil else { return nil }
    for item in waiting {
      chain.book(item.fact, of: signed.id, in: ledger, at: time)
    }
    return outcome
  }

  /// The leg's latest order.
  private mutating func note(_ terms: OrderTerms) {
    guard let name = ClientOrderID(terms.clientOrderID),
      intents[name.intent]?.orders.indices.contains(name.leg) == true
    else { return }
    intents[name.intent]?.orders[name.leg] = terms.clientOrderID
  }
}
