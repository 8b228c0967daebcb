package import Hashing

/// Holds our books against the venue's: asks for complete snapshots, names every difference, does what its class
/// allows, and pauses what does not close in time (facts/oms.md 2). Pure: whoever owns it carries the actions out
/// and comes back with what came of them.
package struct Reconciler: Sendable {
  package let policy: ReconcilerPolicy
  /// Whose account it is.
  package let wallet: String
  /// The API key; trades and orders of others are not ours to judge.
  package let owner: String

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
    []
  }

  /// Whether a clean round was seen since the start, and since everything was last in doubt.
  package var isReady: Bool { false }

  /// When a `tick` is wanted.
  package var wake: Int64? { nil }

  /// Why no new order of this market and strategy may be sent: a code of the registry; nil where it may.
  package func pauseCode(market: String, strategy: String) -> String? { nil }

  /// Where the reconciliation of one order stands.
  package func state(of order: Digest32) -> ReconcileState { .matched }

  /// The worst state within a scope.
  package func state(in scope: KillScope) -> ReconcileState { .matched }

  /// How many differences were closed, and how many of them in time.
  package var closed: (inTime: Int, all: Int) { (0, 0) }

  /// A pause that stood in the journal when the process ended.
  package mutating func restore(pause scope: KillScope, code: String) {}

  /// A round that stood in the journal as clean.
  package mutating func restore(reconciledAsOf time: Int64) {}
}
