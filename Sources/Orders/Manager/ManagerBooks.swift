import FixedPoint
package import Hashing
import Venue

/// The lasting state of the order manager: what follows from the recorded entries and from nothing else. Folding the
/// same entries again gives the same value (facts/oms.md 8, property "replay = live").
package struct ManagerBooks: Equatable, Sendable {
  /// A plan that was taken.
  package struct Intent: Equatable, Sendable {
    package var plan: ExecutionPlan
    /// Milliseconds since 1970.
    package var takenAt: Int64
    /// By leg: the client order id of the latest order of the leg; nil while there is none.
    package var orders: [String?]
  }

  /// An order that was refused before it was signed.
  package struct Denial: Equatable, Sendable {
    package var terms: OrderTerms
    package var code: String
    package var reason: String
    /// Milliseconds since 1970.
    package var time: Int64
  }

  /// An order whose place another is to take.
  package struct Replacement: Equatable, Sendable {
    package var step: ReplacementStep
    /// When the step was taken, milliseconds since 1970.
    package var time: Int64
  }

  package internal(set) var ledger = OrderLedger()
  package internal(set) var intents: [String: Intent] = [:]
  /// By client order id.
  package internal(set) var denials: [String: Denial] = [:]
  package internal(set) var replacements: [Digest32: Replacement] = [:]
  package internal(set) var kills: [KillScope: KillRecord] = [:]
  /// The code of the pause, by scope.
  package internal(set) var pauses: [KillScope: String] = [:]
  /// A mismatch of the chain that nobody has explained: its code and scope.
  package internal(set) var mismatch: Mismatch?
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

  /// What stands between the ledger and the chain.
  package struct Mismatch: Equatable, Sendable {
    package var code: String
    package var scope: KillScope
    /// Milliseconds since 1970.
    package var time: Int64
  }

  /// Books before the first entry.
  package init() {}

  /// Applies one entry, recorded at `time` (milliseconds since 1970), and says what it meant for its order.
  @discardableResult
  package mutating func apply(_ entry: ManagerEntry, at time: Int64) -> FactOutcome? {
    switch entry {
    case .plan(let plan):
      intents[plan.intent] = Intent(
        plan: plan, takenAt: time, orders: Array(repeating: nil, count: plan.legs.count))
    case .refused: break
    case .denied(let terms, let code, let reason):
      denials[terms.clientOrderID] = Denial(terms: terms, code: code, reason: reason, time: time)
      note(terms)
    case .order(let terms, let signed, let sequence):
      ledger.add(terms, signed, sequence: sequence, at: time)
      lastTimestamp = max(lastTimestamp, signed.timestamp)
      lastSequence = max(lastSequence ?? sequence, sequence)
      note(terms)
    case .fact(let order, let fact, let source), .unknown(let order, let fact, let source):
      if case .cancelRequested(let attempt) = fact {
        cancelAttempts = max(cancelAttempts, attempt)
      }
      return ledger.apply(fact, to: order, from: source, at: time)
    case .replacement(let order, let step):
      replacements[order] = Replacement(step: step, time: time)
    case .kill(let record): kills[record.scope] = record.state == .armed ? nil : record
    case .incident(let code, let scope, _):
      incidents += 1
      if code == "GOV_RECONCILE_MISMATCH" {
        mismatch = Mismatch(code: code, scope: scope, time: time)
      }
    case .paused(let scope, let code): pauses[scope] = code
    case .resumed(let scope): pauses[scope] = nil
    case .explained: mismatch = nil
    case .reconciled(let round, let asOf):
      rounds = max(rounds, round)
      reconciledAt = max(reconciledAt ?? asOf, asOf)
    }
    return nil
  }

  /// The leg's latest order.
  private mutating func note(_ terms: OrderTerms) {
    guard let name = ClientOrderID(terms.clientOrderID),
      intents[name.intent]?.orders.indices.contains(name.leg) == true
    else { return }
    intents[name.intent]?.orders[name.leg] = terms.clientOrderID
  }
}
