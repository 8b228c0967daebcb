/// One step of a kill with what proves it: the signatures that are there of a reset, none for any other step.
package struct KillStep: Hashable, Sendable {
  package var record: KillRecord
  /// In the order in which they were given.
  package var approvals: [KillApproval]

  /// A step of these parts.
  package init(_ record: KillRecord, approvals: [KillApproval] = []) {
    self.record = record
    self.approvals = approvals
  }
}

/// What one scope's entry in a latch says.
package struct LatchedKill: Hashable, Sendable {
  package var step: KillStep
  /// All that tripped it since it was last armed; a reset needs every one of them clear.
  package var triggers: [KillTrigger]
  /// All who tripped it since it was last armed; none of them counts as an approver.
  package var initiators: [String]
  /// The first trip of this epoch, milliseconds since 1970.
  package var tripped: Int64

  /// An entry of these parts.
  package init(step: KillStep, triggers: [KillTrigger], initiators: [String], tripped: Int64) {
    self.step = step
    self.triggers = triggers
    self.initiators = initiators
    self.tripped = tripped
  }

  /// The entry that begins with `step`. A store that keeps the newest record alone gives one without its trip.
  package init(_ step: KillStep) {
    self.init(
      step: step, triggers: [step.record.trigger], initiators: [step.record.by],
      tripped: step.record.time)
  }

  /// The next step: a trip on top of one that stands adds to who tripped and why, one after a reset begins anew.
  package mutating func take(_ next: KillStep) {
    let record = next.record
    if record.state == .tripped, step.record.state == .armed {
      self = LatchedKill(next)
      return
    }
    step = next
    guard record.state == .tripped else { return }
    tripped = record.time
    if !triggers.contains(record.trigger) { triggers.append(record.trigger) }
    if !initiators.contains(record.by) { initiators.append(record.by) }
  }
}

/// A latch as it was read. What cannot be read counts as tripped, everywhere (facts/oms.md 6.2 rule 2).
package enum KillReading: Hashable, Sendable {
  /// Every scope that was ever tripped, in the order of the scopes' texts, and the highest epoch.
  case kills([LatchedKill], epoch: Int64)
  case unreadable(String)
}

/// Where kills are kept across restarts: the shared store and a file beside it, which works when the store is down.
package protocol KillLatch: AnyObject {
  /// What is latched now; never fails otherwise than by saying that it cannot be read.
  func read() -> KillReading
  /// Latches; on the disk when it returns. Never leaves a scope in a weaker state by itself: the step says which.
  func write(_ step: KillStep) throws(KillLatchFailure)
}

/// A latch could not be written. Whoever trips goes on with what it knows, and says so.
package struct KillLatchFailure: Error, Hashable, Sendable {
  package var message: String

  /// A failure with its reason.
  package init(_ message: String) { self.message = message }
}
