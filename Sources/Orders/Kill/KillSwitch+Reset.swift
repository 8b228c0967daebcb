import Signing

extension KillSwitch {
  /// One person's signature: the first asks for the reset, the second, of somebody else, arms.
  mutating func approve(
    _ approval: KillApproval, now: Int64
  ) throws(KillResetRefusal) -> [KillAction] {
    let scope = approval.terms.scope.normalised
    guard let place = place(of: scope) else { throw .nothingTripped(scope) }
    let entry = standing[place]
    let record = entry.kill.step.record
    try check(approval.terms, of: entry, now: now)
    try check(approval.evidence, for: approval.terms, of: entry)
    let approver = try signer(of: approval, of: entry)
    guard record.state == .resetRequested, let first = entry.kill.step.approvals.first else {
      return advance(
        place, to: .resetRequested, by: approver.name, reason: "asked for a reset", now: now,
        approvals: [approval])
    }
    // A request whose time is over is replaced, never completed.
    if now >= first.terms.expires {
      return advance(
        place, to: .resetRequested, by: approver.name,
        reason: "asked for a reset; the one before expired", now: now, approvals: [approval])
    }
    guard first.terms == approval.terms else { throw .otherTerms }
    guard let other = approvers.first(where: { $0.name == first.approver }),
      !other.isOnePerson(with: approver)
    else { throw .samePerson(approver.name) }
    if let refusal = quorum.refusal(of: [other, approver]) { throw refusal }
    let stopped = entry.containment.hasStoppedBeating
    var actions = advance(
      place, to: .armed, by: approver.name,
      reason: "reset by \(other.name) and \(approver.name)", now: now,
      approvals: [first, approval])
    if stopped, !standing.contains(where: \.containment.hasStoppedBeating) {
      actions.append(.resumeBeating)
    }
    return actions
  }

  /// That it is of what stands now, that nothing is open, that all is clear, and that its time is not over.
  private func check(
    _ terms: KillResetTerms, of entry: Standing, now: Int64
  ) throws(KillResetRefusal) {
    let record = entry.kill.step.record
    guard terms.kill == record.id, terms.epoch == record.epoch else {
      throw .otherKill(signed: terms.kill, standing: record.id)
    }
    guard record.state == .contained || record.state == .resetRequested else {
      throw .notContained(record.state)
    }
    // What a person began has no condition: those who sign vouch for it.
    for trigger in entry.kill.triggers where trigger != .manual {
      guard let time = entry.clearances[trigger], now - time <= limits.clearance, time <= now
      else { throw .triggerStands(trigger) }
    }
    guard now < terms.expires else { throw .expired(at: terms.expires) }
    guard terms.expires - now <= limits.approval else { throw .expiresTooLate(at: terms.expires) }
  }

  /// That the evidence is what was signed, of this kill, with every trigger clear and every item ticked.
  private func check(
    _ evidence: KillEvidence, for terms: KillResetTerms, of entry: Standing
  ) throws(KillResetRefusal) {
    guard evidence.hash == terms.evidence, evidence.kill == terms.kill,
      evidence.epoch == terms.epoch, evidence.contained >= entry.kill.tripped
    else { throw .otherEvidence }
    for trigger in entry.kill.triggers {
      guard evidence.clearances.contains(where: { $0.trigger == trigger }) else {
        throw .triggerStands(trigger)
      }
    }
    for name in KillEvidence.items(for: entry.kill.triggers) {
      guard let item = evidence.items.first(where: { $0.name == name && !$0.by.isEmpty }) else {
        throw .itemOpen(name)
      }
      guard !quorum.needsProofs || item.proof?.isEmpty == false else { throw .itemUnproved(name) }
    }
  }

  /// Whose signature it is: somebody of the list who did not trip.
  private func signer(
    of approval: KillApproval, of entry: Standing
  ) throws(KillResetRefusal) -> KillApprover {
    guard let approver = approvers.first(where: { $0.name == approval.approver }) else {
      throw .unknownApprover(approval.approver)
    }
    let digest = approval.terms.statement(of: approver.address).digest
    guard approval.address == approver.address,
      approval.signature.signer(of: digest) == approver.address
    else {
      throw .foreignSignature(approver.name)
    }
    // Whoever tripped does not count under another name of the list, either.
    let own = approvers.filter { $0.isOnePerson(with: approver) }
    guard !entry.kill.initiators.contains(where: { name in own.contains { $0.isNamed(name) } })
    else {
      throw .initiator(approver.name)
    }
    if let refusal = quorum.refusal(of: approver) { throw refusal }
    return approver
  }
}
