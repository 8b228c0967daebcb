package import Hashing

/// Holds our books against the venue's: asks for complete snapshots, names every difference, does what its class
/// allows, and pauses what does not close in time (facts/oms.md 2). Pure: whoever owns it carries the actions out
/// and comes back with what came of them; every fact it concludes goes through the same fold as those of the venue.
package struct Reconciler: Equatable, Sendable {
  /// What it holds to. A change counts from the next event on; what is paused stays so until it closes.
  package var policy: ReconcilerPolicy
  /// Whose account it is.
  package let wallet: String
  /// The API key; trades and orders of others are not ours to judge.
  package let owner: String

  /// Whether a clean round was seen since the start, and since everything was last in doubt.
  package internal(set) var isReady = false
  /// Whether this process owns the key: only then orders that nobody here placed are cancelled, and the use of the key
  /// by others is one. Without the lease they are its owner's.
  package var ownsKey = true
  /// What is open, in the order in which it was found.
  var divergences: [Divergence] = []
  var proofs: [Digest32: AbsenceProof] = [:]
  /// Rounds in which an order looked different while things were under way.
  var inFlight: [Digest32: Int] = [:]
  var rounds = RoundSchedule()
  var pauses = PauseTable()
  /// Orders of our key that nobody here placed, while we watched.
  var strangers: Set<Digest32> = []
  /// Orders that rose again, by market.
  var zombies: [String: Int] = [:]
  /// Trades whose size or price is disputed, that were told and looked at.
  var accepted: Set<String> = []
  /// Trades whose size or price is disputed now.
  var disputed: Set<String> = []
  /// Orders with a trade that is not settled in time.
  var late: Set<Digest32> = []
  /// The difference of the clocks that people were told of, in milliseconds; nil where they agree.
  var toldSkew: Int64?
  /// Since when a count has waited for trades that are older than what is read, and when those were last read.
  var search: TradeSearch?
  /// When the journal began, on our clock: what is older is not ours to explain.
  var since: Int64 = .min
  /// How many differences were closed, and how many of them in time.
  package internal(set) var closed = ReconcileRecord()

  /// A reconciler that has seen nothing.
  package init(wallet: String, owner: String, policy: ReconcilerPolicy = ReconcilerPolicy()) {
    self.wallet = wallet
    self.owner = owner
    self.policy = policy
  }

  /// Takes an event at `now` and says what to do, in this order.
  package mutating func handle(
    _ event: ReconcilerEvent, books: some ReconciledBooks, now: Int64
  ) -> [ReconcilerAction] {
    var actions: [ReconcilerAction] = []
    switch event {
    case .start(let since):
      self.since = since
      isReady = false
      rounds.begin(now: now)
    case .tick, .reconnected, .probe, .mark: break
    case .suspect: isReady = false
    case .snapshot(let round, let outcome):
      take(outcome, of: round, books, now, &actions)
    case .lookedUp(let order, let outcome):
      take(outcome, of: order, books, now, &actions)
    case .cancelAnswered(let order, let answer):
      take(answer, of: order, books, now, &actions)
    case .hold(let scope, let code): pause(scope, code: code, .person, &actions)
    case .balances(let areBlocking): block(areBlocking, &actions)
    case .judged(let order, let pauses): judged(order, pauses: pauses, now, &actions)
    case .release(let scope, let by, let note):
      release(scope, by: by, note: note, &actions)
    }
    switch event {
    case .reconnected, .suspect: rounds.ask(at: now)
    case .probe, .mark: rounds.ask(at: max(now, rounds.nextAllowed(policy)))
    default: break
    }
    watch(books, now, &actions)
    return actions
  }

  /// When a `tick` is wanted; nil before the start.
  package var wake: Int64? {
    [rounds.wake(policy), nextDeadline].compactMap(\.self).min()
  }

  /// Where the reconciliation of one order stands.
  package func state(of order: Digest32) -> ReconcileState {
    divergences.first { $0.order == order }?.state ?? .matched
  }

  /// The worst state within a scope.
  package func state(in scope: KillScope) -> ReconcileState {
    divergences.filter { divergence in
      switch scope {
      case .global, .wallet: true
      case .market(let id): divergence.order == nil || divergence.market == id
      case .strategy(let name): divergence.order == nil || divergence.strategy == name
      case .bot: false
      }
    }.map(\.state).max() ?? .matched
  }

  /// Whether the share of differences that closed in time is what the policy wants; true before the first.
  package var holdsObjective: Bool { (closed.ratio ?? 1_000_000) >= policy.objective }

  /// What is open, in the order in which it was found.
  package var differences: [Difference] { divergences.map(\.difference) }
}

/// How the service level of reconciliation was held: the share of differences that closed in time.
package struct ReconcileRecord: Hashable, Sendable {
  package var all = 0
  package var inTime = 0

  /// None yet.
  package init() {}

  /// The share in millionths; nil before the first.
  package var ratio: Int64? { all == 0 ? nil : Int64(inTime) * 1_000_000 / Int64(all) }
}
