package import Desk
package import Orders

/// What a test does to the ports of a desk, or to what they carry, to see that the oracles notice: nothing in a real
/// run (facts/oms.md 8.7).
package struct Tampering {
  /// What the desk hears instead of an event.
  package var event: (ManagerEvent) -> [ManagerEvent] = { [$0] }
  /// What leaves instead of an effect.
  package var effect: (ManagerEffect) -> [ManagerEffect] = { [$0] }
  package var store: (any DeskStore) -> any DeskStore = { $0 }
  package var latch: (any KillLatch) -> any KillLatch = { $0 }
  package var signer: (any DeskSigner) -> any DeskSigner = { $0 }
  /// Whether a process that starts again finds this entry; nil for all.
  package var isRecovered: ((ManagerEntry) -> Bool)?
  /// False for a disk that says it has written and has not.
  package var diskIsHonest = true

  /// Nothing.
  package init() {}
}
