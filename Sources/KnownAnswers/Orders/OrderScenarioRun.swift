import FixedPoint
package import Hashing
package import Orders
import Trading
import Venue

/// A scenario's events, one after the other, through the ledger: what the desk would do about them, without a
/// desk. What the venue says comes from the scenario alone.
package struct OrderScenarioRun {
  let scenario: OrderScenario
  package internal(set) var ledger: OrderLedger
  /// Everything that was reported.
  package internal(set) var anomalies: OrderAnomalies = []
  /// States that reconciliation went through, and the one it is in; nil before the first complete snapshot.
  package internal(set) var reconStates: [String] = []
  /// Commands that were given without the scenario asking for them, as `cancel A`, since the kill.
  package internal(set) var commands: [String] = []
  /// Orders that reached, or may have reached, the venue.
  package internal(set) var sent: Set<String> = []
  /// Orders that were refused before they were sent.
  package internal(set) var refused: Set<String> = []
  package internal(set) var haltedMarkets: Set<String> = []
  package internal(set) var isHalted = false
  var isKilled = false
  /// Orders that wait for the cancel of another one.
  var waiting: [String] = []
  /// Under which id the venue first spoke of an order.
  var venueIDs: [String: String] = [:]
  var reconciliation = ScenarioReconciliation()
  /// What could not be replayed.
  package internal(set) var problems: [String] = []

  /// A run that has seen nothing. Tests give other rules.
  package init(_ scenario: OrderScenario, rules: FoldRules = .right) {
    self.scenario = scenario
    ledger = OrderLedger(dust: .zero, rules: rules)
  }

  /// The id that an order of this name has: names outside the scenario have one too.
  package func id(_ ref: String) -> Digest32 {
    if let place = scenario.orders.firstIndex(where: { $0.ref == ref }) {
      return Digest32(UInt64(place) + 1, 0, 0, 0)
    }
    var text: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in ref.utf8 { text = (text ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Digest32(text, 1, 0, 0)
  }

  func order(_ ref: String) -> OrderScenario.Order? {
    scenario.orders.first { $0.ref == ref }
  }

  func ref(_ id: Digest32) -> String? {
    scenario.orders.first { self.id($0.ref) == id }?.ref
  }

  /// The order as the ledger has it; nil where it was never given to it.
  package func record(_ ref: String) -> OrderRecord? { ledger.record(id(ref)) }

  /// Whether a new order in the market would be refused.
  func isHalted(_ market: String) -> Bool {
    isHalted || haltedMarkets.contains(market)
  }

  /// Takes a fact in, and does what follows from it at once.
  mutating func apply(_ fact: OrderFact, to id: Digest32, from source: FactSource, at now: Int64) {
    let outcome = ledger.apply(fact, to: id, from: source, at: now)
    anomalies.formUnion(outcome.anomalies)
    for next in outcome.followUps {
      switch next {
      case .haltAll: isHalted = true
      case .haltMarket(let market): haltedMarkets.insert(market)
      case .cancel:
        // Repeating a cancel without an answer is the desk's business; what rose again must go at once.
        if case .shownOpen = fact { cancel(id, at: now) }
        if isKilled { cancel(id, at: now) }
      case .lookUp, .reconcile: break
      }
    }
    if isKilled, case .acknowledged = fact, outcome.isNews, outcome.after?.isTerminal == false {
      cancel(id, at: now)
    }
    releaseWaiting(at: now)
  }

  /// Our own cancel.
  mutating func cancel(_ id: Digest32, at now: Int64) {
    guard let record = ledger.record(id), let ref = ref(id) else { return }
    if isKilled { commands.append("cancel \(ref)") }
    let attempt = (record.cancelAttempt ?? 0) + 1
    _ = ledger.apply(.cancelRequested(attempt: attempt), to: id, from: .local, at: now)
  }
}
