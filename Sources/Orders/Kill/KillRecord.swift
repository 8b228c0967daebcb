/// One step of a kill, as it is latched and journalled (facts/oms.md 6.1).
package struct KillRecord: Hashable, Sendable {
  /// Where a kill stands. Only `armed` lets anything be signed.
  package enum State: String, CaseIterable, Sendable {
    case armed = "ARMED"
    case tripped = "TRIPPED"
    case cancelling = "CANCELLING"
    case contained = "CONTAINED"
    case resetRequested = "RESET_REQUESTED"
  }

  /// Names the kill in every refusal.
  package var id: String
  /// One more with each trip; a reset for an older one is void.
  package var epoch: Int64
  package var scope: KillScope
  package var state: State
  package var trigger: KillTrigger
  /// Who tripped, requested or approved.
  package var by: String
  package var reason: String
  /// Milliseconds since 1970.
  package var time: Int64

  /// A record of these parts.
  package init(
    id: String, epoch: Int64, scope: KillScope, state: State, trigger: KillTrigger, by: String,
    reason: String, time: Int64
  ) {
    self.id = id
    self.epoch = epoch
    self.scope = scope
    self.state = state
    self.trigger = trigger
    self.by = by
    self.reason = reason
    self.time = time
  }
}
