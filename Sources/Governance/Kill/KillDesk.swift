package import Orders
package import Policy
import Signing
import Stores

/// The kill switch of one run's folder, as people work with it: trip, look, sign a reset. Everything is decided by the
/// same pure core as in a run, on what lies in the latch, so that a run and a person cannot come to different ends.
///
/// ```swift
/// var desk = KillDesk(folder: ".polytraders", approvers: approvers, now: now)
/// let (kill, isNew) = try desk.trip(.global, by: "alice", reason: "fat finger")
/// ```
package struct KillDesk {
  /// Milliseconds since 1970: that of the machine, or the latest that stands in the folder where its clock was set
  /// back since.
  package let now: Int64
  /// Where the latch is, for people.
  package let path: String
  /// Why the latch cannot be read; it counts as tripped everywhere then.
  package let unreadable: String?
  /// What lies in the latch, armed scopes among it.
  package let latched: [LatchedKill]
  package private(set) var killSwitch: KillSwitch
  private let file: KillLatchFile
  private let files: KillRunFiles
  /// What is to be latched for what was found at the start.
  private var owed: [KillStep]

  /// Reads the latch of a folder. Never fails: what cannot be read stands as a kill.
  package init(
    folder: String, approvers: [KillApprover], quorum: KillQuorum = KillQuorum(), now: Int64
  ) {
    file = KillLatchFile(folder: folder)
    files = KillRunFiles(folder: folder)
    // Signatures run out by the clock that never goes back.
    let latched = (try? file.steps())?.map(\.record.time).max() ?? now
    let evaluated = (try? files.conditions())?.time ?? now
    let now = max(now, latched, evaluated)
    self.now = now
    path = file.path
    killSwitch = KillSwitch(wallet: "", approvers: approvers, isObserver: true)
    killSwitch.quorum = quorum
    let reading = file.read()
    switch reading {
    case .kills(let kills, _): (unreadable, self.latched) = (nil, kills)
    case .unreadable(let reason): (unreadable, self.latched) = (reason, [])
    }
    let actions = killSwitch.handle(.latch(reading), now: now)
    owed = unreadable == nil ? [] : Self.trips(actions)
  }

  /// Every step ever latched.
  package func steps() throws(KillProblem) -> [KillStep] {
    do throws(KillLatchFailure) {
      return try file.steps()
    } catch {
      throw .latch(error.message)
    }
  }

  // MARK: Tripping

  /// Trips by hand: at once, by one person, as often as one likes. Gives what stands now and whether it is new.
  package mutating func trip(
    _ scope: KillScope, by: String, reason: String
  ) throws(KillProblem) -> (kill: LatchedKill, isNew: Bool) {
    let steps =
      owed
      + Self.trips(
        killSwitch.handle(.trip(scope, .manual, by: by, reason: reason), now: now))
    owed = []
    try latch(steps)
    guard let kill = killSwitch.kill(of: scope) else {
      preconditionFailure("what was tripped stands")
    }
    return (kill, !steps.isEmpty)
  }

  /// Nobody cancels here: the run does, and says so in the latch.
  private static func trips(_ actions: [KillAction]) -> [KillStep] {
    actions.compactMap { action in
      guard case .latch(let step) = action, step.record.state == .tripped else { return nil }
      return step
    }
  }

  private func latch(_ steps: [KillStep]) throws(KillProblem) {
    for step in steps {
      do throws(KillLatchFailure) {
        try file.write(step)
      } catch {
        throw .latch(error.message)
      }
    }
  }

  // MARK: Resetting

  /// What the run says of the conditions; nil where it says nothing, or nothing lately.
  package func conditions() throws(KillProblem) -> KillConditions? {
    do throws(KillLatchFailure) {
      return try files.conditions()
    } catch {
      throw .latch(error.message)
    }
  }

  /// What is to be signed to arm `scope` again: what the first person signed, while that holds, else a new request on
  /// what the run found lately, with the items of the playbook that `person` ticks.
  package func request(
    _ scope: KillScope, ticked: [String], by person: String
  ) throws(KillProblem) -> KillResetRequest {
    guard unreadable == nil else { throw .unreadable(unreadable ?? "") }
    guard let kill = killSwitch.kill(of: scope) else { throw .refused(.nothingTripped(scope)) }
    let record = kill.step.record
    if record.state == .resetRequested, let first = kill.step.approvals.first,
      now < first.terms.expires
    {
      return KillResetRequest(terms: first.terms, evidence: first.evidence)
    }
    guard record.state == .contained || record.state == .resetRequested else {
      throw .refused(.notContained(record.state))
    }
    let known = KillEvidence.items(for: kill.triggers)
    for item in ticked where !known.contains(item) { throw .unknownItem(item, known: known) }
    for item in known where !ticked.contains(item) { throw .refused(.itemOpen(item)) }
    let contained = try steps().last {
      $0.record.id == record.id && $0.record.state == .contained
    }
    let since = contained?.record.time ?? record.time
    let clearances = try clearances(kill.triggers)
    var items: [KillEvidence.Item] = []
    for name in known {
      let proof = try proof(of: name, for: record, contained: since)
      items.append(KillEvidence.Item(name: name, by: person, proof: proof))
    }
    let evidence = KillEvidence(
      kill: record.id, epoch: record.epoch, contained: since, clearances: clearances, items: items)
    return KillResetRequest(
      record, evidence: evidence, now: now, length: killSwitch.limits.approval)
  }

  /// What shows that an item of the playbook was done: nothing is ticked by word alone.
  private func proof(
    of item: String, for record: KillRecord, contained: Int64
  ) throws(KillProblem) -> String {
    switch item {
    case KillEvidence.replayLastHour:
      let review: KillReviewNote?
      do throws(KillLatchFailure) {
        review = try files.review()
      } catch {
        throw .latch(error.message)
      }
      guard let review, review.kill == record.id else { throw .refused(.itemUnproved(item)) }
      return review.proof
    case KillEvidence.positionsPublished:
      guard let positions = try conditions()?.positions else {
        throw .refused(.itemUnproved(item))
      }
      return positions
    default:
      if let conditions = try conditions(), conditions.time >= contained,
        conditions.open > 0 || conditions.inDoubt > 0
      {
        throw .refused(.notContained(.cancelling))
      }
      return "a complete reading of \(UTCTime.text(contained)) showed nothing open or in doubt"
    }
  }

  private func clearances(
    _ triggers: [KillTrigger]
  ) throws(KillProblem) -> [KillEvidence.Clearance] {
    let conditions = try conditions()
    var clearances: [KillEvidence.Clearance] = []
    for trigger in triggers {
      switch trigger {
      case .manual:
        clearances.append(
          .init(trigger: trigger, time: now, facts: "tripped by hand: the signers vouch for it"))
      case .unreadable:
        clearances.append(.init(trigger: trigger, time: now, facts: "the latch can be read"))
      case .drawdown, .rejectRateSpike, .feedLoss, .walletFundingShort, .reconcileMismatch,
        .unresolvedGap:
        guard let conditions, now - conditions.time <= killSwitch.limits.clearance else {
          throw .noConditions(trigger, asOf: conditions?.time)
        }
        guard conditions.clear.contains(trigger) else {
          throw .conditionHolds(trigger, facts: conditions.facts)
        }
        clearances.append(
          .init(trigger: trigger, time: conditions.time, facts: conditions.facts))
      }
    }
    return clearances
  }

  /// Adds a signature under `request` and latches what comes of it.
  package mutating func add(
    _ approval: KillApproval
  ) throws(KillProblem) -> KillRecord {
    if let conditions = try conditions() {
      _ = killSwitch.handle(.cleared(conditions.clear), now: conditions.time)
    }
    var steps: [KillStep] = []
    for action in killSwitch.handle(.approve(approval), now: now) {
      switch action {
      case .refused(let refusal): throw .refused(refusal)
      case .latch(let step): steps.append(step)
      case .purge, .cancelAll, .cancelMarket, .cancel, .readSnapshot, .stopBeating,
        .resumeBeating, .page:
        break
      }
    }
    try latch(steps)
    guard let record = steps.last?.record else {
      preconditionFailure("a signature that is not refused is a step")
    }
    return record
  }

  /// Keeps what a wallet elsewhere is given to sign, until its signature comes back.
  package func keep(_ request: KillResetRequest) throws(KillProblem) {
    do throws(KillLatchFailure) {
      try files.write(request)
    } catch {
      throw .latch(error.message)
    }
  }

  /// What was given out last.
  package func keptRequest() throws(KillProblem) -> KillResetRequest? {
    do throws(KillLatchFailure) {
      return try files.request()
    } catch {
      throw .latch(error.message)
    }
  }
}

extension KillApprover {
  /// The people of an approved list, with the names under which they may have tripped.
  package static func all(of list: ApproverList?) -> [KillApprover] {
    (list?.approvers ?? []).compactMap { person in
      Address(hex: person.address.value).map {
        KillApprover(
          name: person.name.value, address: $0, aliases: person.emails,
          roles: Set(person.roles.map(\.rawValue)))
      }
    }
  }
}

extension KillQuorum {
  /// What the approved rules ask of those who reset; where there are none, one of them is of risk.
  package init(_ rules: ApprovalRules?) {
    let rule = rules?.killReset ?? .standard
    self.init(
      each: rule.each.map(\.rawValue), among: rule.among.map(\.rawValue), needsProofs: true)
  }
}
