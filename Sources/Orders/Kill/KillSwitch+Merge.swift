extension KillSwitch {
  /// Takes over what is latched elsewhere where it is stricter than what stands here, and arms only by signatures
  /// that hold; what the latch has lost or weakened is written back.
  mutating func merge(_ reading: KillReading, now: Int64) -> [KillAction] {
    switch reading {
    case .unreadable(let reason):
      return trip(.global, .unreadable, by: "latch", reason: reason, now: now)
    case .kills(let kills, let highest):
      epoch = max(epoch, highest)
      var actions = kills.flatMap { merge($0, now: now) }
      let latched = Set(kills.map(\.step.record.scope))
      for entry in standing where !latched.contains(entry.kill.step.record.scope) {
        actions.append(.latch(entry.kill.step))
      }
      if let place = place(of: .global) { standing[place].clearances[.unreadable] = now }
      return actions
    }
  }

  private mutating func merge(_ other: LatchedKill, now: Int64) -> [KillAction] {
    let record = other.step.record
    guard let place = place(of: record.scope) else {
      guard record.state != .armed else { return [] }
      return adopt(other) + contain(now: now)
    }
    let own = standing[place].kill.step.record
    // A journal of records alone forgets who else tripped; a latch does not.
    if record.id == own.id { absorb(other, place) }
    if record.epoch > own.epoch {
      guard record.state != .armed else { return [.latch(standing[place].kill.step)] }
      return adopt(other) + contain(now: now)
    }
    guard record.epoch == own.epoch, record.id == own.id,
      record.state == .armed || record.state == .resetRequested,
      own.state == .contained || own.state == .resetRequested, record.state != own.state
    else {
      // The same kill ahead is no news. One that is behind never heard the last step, since the process died
      // between its journal and the latch; a weaker or another one is put right too.
      let isSame = record.epoch == own.epoch && record.id == own.id && record.state != .armed
      let isBehind = record.state.progress < own.state.progress
      return isSame && !isBehind ? [] : [.latch(standing[place].kill.step)]
    }
    return approve(other.step.approvals, or: standing[place].kill.step, now: now)
  }

  /// Signatures that another process wrote into the latch: believed as far as they hold here.
  private mutating func approve(
    _ approvals: [KillApproval], or own: KillStep, now: Int64
  ) -> [KillAction] {
    var actions: [KillAction] = []
    let known = own.approvals
    for approval in approvals where !known.contains(approval) {
      do throws(KillResetRefusal) {
        actions += try approve(approval, now: now)
      } catch {
        return actions + [.refused(error), .latch(own)]
      }
    }
    return actions.isEmpty ? [.latch(own)] : actions
  }

  /// Takes over what another process latched, with all it knows of who and why.
  /// Latched here, too, so that every journal has the trip.
  private mutating func adopt(_ other: LatchedKill) -> [KillAction] {
    let actions: [KillAction] = [.latch(other.step), .purge(other.step.record.scope)]
    guard let place = place(of: other.step.record.scope) else {
      epoch = max(epoch, other.step.record.epoch)
      insert(Standing(kill: other))
      return actions
    }
    apply(other.step)
    standing[place].containment = Containment()
    standing[place].kill.tripped = other.tripped
    absorb(other, place)
    return actions
  }

  private mutating func absorb(_ other: LatchedKill, _ place: Int) {
    for trigger in other.triggers where !standing[place].kill.triggers.contains(trigger) {
      standing[place].kill.triggers.append(trigger)
    }
    for name in other.initiators where !standing[place].kill.initiators.contains(name) {
      standing[place].kill.initiators.append(name)
    }
  }
}

extension KillRecord.State {
  /// How far one kill got, from its trip on.
  fileprivate var progress: Int {
    switch self {
    case .armed, .tripped: 0
    case .cancelling: 1
    case .contained: 2
    case .resetRequested: 3
    }
  }
}
