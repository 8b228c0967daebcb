import Hashing

extension KillSwitch {
  /// Latches, throws away what waits and begins to cancel. What stands already is tripped again only by a trigger
  /// that does not stand, or by any after people have begun to reset: what they signed is void then.
  mutating func trip(
    _ scope: KillScope, _ trigger: KillTrigger, by: String, reason: String, now: Int64
  ) -> [KillAction] {
    if let kill = kill(of: scope) {
      if let place = place(of: scope) { standing[place].clearances[trigger] = nil }
      let isBeingReset = kill.step.record.state == .resetRequested
      guard isBeingReset || !kill.triggers.contains(trigger) else { return [] }
    }
    let record = KillRecord(
      id: Self.identifier(epoch + 1, scope, trigger, by: by, reason: reason, now: now),
      epoch: epoch + 1, scope: scope, state: .tripped, trigger: trigger, by: by, reason: reason,
      time: now)
    return latch(record) + [.purge(scope)] + contain(now: now)
  }

  /// Applies a record and asks for it to be kept.
  mutating func latch(_ record: KillRecord, approvals: [KillApproval] = []) -> [KillAction] {
    let step = KillStep(record, approvals: approvals)
    apply(step)
    return [.latch(step)]
  }

  /// The next step of a kill that stands.
  mutating func advance(
    _ place: Int, to state: KillRecord.State, by: String, reason: String, now: Int64,
    approvals: [KillApproval] = []
  ) -> [KillAction] {
    var record = standing[place].kill.step.record
    record.state = state
    record.by = by
    record.reason = reason
    record.time = now
    return latch(record, approvals: approvals)
  }

  /// Follows from the trip alone, so that the same events give the same ids: `kill-3-5f1c0a9be4d2`.
  static func identifier(
    _ epoch: Int64, _ scope: KillScope, _ trigger: KillTrigger, by: String, reason: String,
    now: Int64
  ) -> String {
    let text = [scope.text, trigger.rawValue, by, reason, "\(now)"].joined(separator: "\u{0}")
    return "kill-\(epoch)-\(SHA256.hash(Array(text.utf8)).hex.prefix(12))"
  }
}
