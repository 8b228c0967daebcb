import Hashing

/// Which scopes are paused and why. A scope is paused as long as one cause is left (facts/oms.md 2.5).
struct PauseTable: Equatable, Sendable {
  /// What keeps a scope paused.
  enum Cause: Hashable, Sendable {
    /// A difference that did not close; nil is the account as a whole.
    case difference(order: Digest32?)
    /// A trade of the order is not settled.
    case settlement(order: Digest32)
    /// The balances differ from the chain's.
    case balances
    /// Only a person takes it back.
    case person
    /// It stood in the journal, and goes with a clean round.
    case restored
  }

  private struct Entry: Equatable, Sendable {
    var scope: KillScope
    var code: String
    var cause: Cause
  }

  private var entries: [Entry] = []

  /// Pauses; true where the scope was not paused.
  mutating func add(_ scope: KillScope, code: String, _ cause: Cause) -> Bool {
    let isNew = !entries.contains { $0.scope == scope }
    if !entries.contains(where: { $0.scope == scope && $0.cause == cause && $0.code == code }) {
      entries.append(Entry(scope: scope, code: code, cause: cause))
    }
    return isNew
  }

  /// Whether a cause pauses anything.
  func holds(_ cause: Cause) -> Bool { entries.contains { $0.cause == cause } }

  /// Takes the cause back everywhere; the scopes that are free now, in the order in which they were paused.
  mutating func remove(_ cause: Cause) -> [KillScope] {
    remove { $0.cause == cause }
  }

  /// Takes everything back that only a person may, within `scope` or all of them for the whole.
  mutating func release(_ scope: KillScope) -> [KillScope] {
    remove { entry in
      entry.cause == .person
        && (scope == .global || entry.scope.normalised == scope.normalised)
    }
  }

  /// Why nothing new may be sent for this market and strategy; the widest scope first.
  func code(market: String, strategy: String) -> String? {
    let scopes: [(KillScope) -> Bool] = [
      { $0 == .global },
      { if case .wallet = $0 { true } else { false } },
      { $0 == .strategy(strategy) },
      { $0 == .market(market) },
    ]
    for matches in scopes {
      if let entry = entries.first(where: { matches($0.scope) }) { return entry.code }
    }
    return nil
  }

  private mutating func remove(_ isGone: (Entry) -> Bool) -> [KillScope] {
    var gone: [KillScope] = []
    for entry in entries where isGone(entry) && !gone.contains(entry.scope) {
      gone.append(entry.scope)
    }
    entries.removeAll(where: isGone)
    return gone.filter { scope in !entries.contains { $0.scope == scope } }
  }
}
