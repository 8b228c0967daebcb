/// What the risk team decides of the order manager, from the approved policies (bots/reconciler.yaml): a running desk
/// takes a change over between two events.
package struct ManagerLimits: Hashable, Sendable {
  package var reconciliation = ReconcilerPolicy()
  package var chain = ChainPolicy()
  /// Milliseconds; `ManagerPolicy.planMemory`.
  package var planMemory: Int64 = 604_800_000

  /// The values of facts/oms.md.
  package init() {}
}
