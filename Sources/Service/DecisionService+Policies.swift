import Diagnostics
import JSON
import Journal
import Runtime
import Trading

extension DecisionService {
  /// What stands between two events: letters, and what follows by the clock alone. Costs a load and a look at the
  /// clock where there is nothing.
  func turn() throws(JournalError) {
    time = max(time, clock.milliseconds)
    if mailbox.isFull {
      for letter in mailbox.take() { try open(letter) }
    }
    if introducing != nil { try introduceStep() }
    if time >= keeper.deadline { try carryOut(keeper.take(.tick, now: time)) }
  }

  private func open(_ letter: PolicyMailbox.Letter) throws(JournalError) {
    for policy in letter.prepared { waiting.append(policy.take()) }
    report.driftOpened += letter.driftOpened
    guard let offer = letter.offer else {
      for draft in letter.drafts { try recorder.take(draft, recorded: time) }
      for notice in letter.notices { say(notice) }
      return
    }
    // What was to be introduced is older than this.
    var letter = letter
    letter.drafts = (introducing?.drafts ?? []) + letter.drafts
    letter.notices = (introducing?.notices ?? []) + letter.notices
    introducing = letter
    guard isHere(offer.version), isHere(offer.next?.version) else {
      introducing?.offer = nil
      mailbox.request()
      return
    }
    // Before the first event nobody waits.
    if policy == nil { try introduce() }
  }

  /// Journals one part of what is to be in force next, or, where the journal has all of it, offers it: one envelope
  /// between two events.
  func introduceStep() throws(JournalError) {
    guard let offer = introducing?.offer else { return try introduce() }
    if policy != nil {
      for version in [offer.version, offer.next?.version] {
        guard let next = waiting.first(where: { $0.version == version }) else { continue }
        if try recorder.writePart(of: next.record, recorded: time) { return }
      }
    }
    try introduce()
  }

  private func introduce() throws(JournalError) {
    guard let letter = introducing else { return }
    introducing = nil
    if let offer = letter.offer { try carryOut(keeper.take(.offered(offer), now: time)) }
    for draft in letter.drafts { try recorder.take(draft, recorded: time) }
    for notice in letter.notices { say(notice) }
    discardUnused()
  }

  /// Whether a version can decide: nothing is put in force that is not.
  private func isHere(_ version: PolicyVersion?) -> Bool {
    guard let version else { return true }
    return policy?.version == version || waiting.contains { $0.version == version }
  }

  /// Gives back what is neither in force nor next.
  private func discardUnused() {
    while let index = waiting.firstIndex(where: { $0.version != keeper.next?.version }) {
      mailbox.retire(Handover(giving: waiting.remove(at: index)))
    }
  }

  private func carryOut(_ actions: [PolicyKeeper.Action]) throws(JournalError) {
    for action in actions {
      switch action {
      case .swap(let old, let new): try swap(from: old, to: new)
      case .refuse(let refusal): try refuse(refusal)
      case .clear(let identity):
        _ = try recorder.note(
          .annotation, nil, recorded: time,
          members: [("cleared", .string(identity)), ("of", .string("policy_refusal"))])
      case .warnAge(let version, let remaining): try warn(version, remaining)
      case .holdBack(let version): try holdBack(version)
      case .release(let version):
        _ = try recorder.note(
          .annotation, nil, recorded: time,
          members: [("cleared", .string("too_old")), ("release", .init(version.sequence))])
        say(
          .note("PT2116", "release \(version.sequence) is young enough: decisions go through again")
        )
      }
    }
  }

  /// The exchange itself: what decides from the next event on.
  private func swap(from old: PolicyVersion?, to new: PolicyVersion) throws(JournalError) {
    guard let index = waiting.firstIndex(where: { $0.version == new }) else {
      preconditionFailure("the watcher sends a policy no later than the offer that names it")
    }
    let next = waiting.remove(at: index)
    if let policy {
      // What was in force before an override is what follows it: it waits until the override ends.
      if policy.version == keeper.next?.version {
        waiting.append(policy)
      } else {
        mailbox.retire(Handover(giving: policy))
      }
    }
    policy = next
    mailbox.running = next.graph
    _ = try recorder.config(next.record, previous: old?.effective, recorded: time)
    guard let old else { return }
    report.swaps += 1
    var note = Diagnostic.note(
      "PT2110",
      "\(PolicyCode.loaded.rawValue): release \(new.sequence) decides from here on, "
        + "\(old.effective.prefix(12)) -> \(new.effective.prefix(12))")
    note.help = next.plan + new.overrides.map { "override \($0.id.prefix(12)): \($0.text)" }
    say(note)
  }

  private func refuse(_ refusal: PolicyRefusal) throws(JournalError) {
    report.refusals += 1
    _ = try recorder.note(
      .alert, .unapproved, recorded: time,
      members: [
        ("identity", .string(refusal.identity)), ("kind", .string(refusal.kind.rawValue)),
        ("lines", .array(refusal.lines.map { .string($0) })),
      ])
    say(refusal.diagnostic(inForce: keeper.version))
  }

  private func warn(_ version: PolicyVersion, _ remaining: Int64) throws(JournalError) {
    _ = try recorder.note(
      .health, nil, recorded: time,
      members: [
        ("age_warning", .string("release \(version.sequence)")), ("remaining_ms", .init(remaining)),
      ])
    say(
      Diagnostic(
        "PT2114", .warning,
        "release \(version.sequence) becomes too old in \(remaining / 3_600_000) h; then only what "
          + "protects goes through", at: nil, help: ["approve the policy anew: polytraders approve"]
      ))
  }

  private func holdBack(_ version: PolicyVersion) throws(JournalError) {
    _ = try recorder.note(
      .alert, .tooOld, recorded: time,
      members: [
        ("approved_at_ms", .init(version.approvedAt)),
        ("max_policy_age_ms", .init(version.maximumAge)),
        ("release", .init(version.sequence)),
      ])
    say(
      Diagnostic(
        "PT2115", .error,
        "release \(version.sequence) is older than its max_policy_age: everything that does not protect is held back",
        at: nil, help: ["approve the policy anew: polytraders approve"]))
  }
}

extension JSONValue {
  /// A whole number.
  init(_ value: Int64) { self = .number(String(value)) }
}

extension Diagnostic {
  /// Something that happened and is as it should be.
  static func note(_ code: String, _ message: String) -> Diagnostic {
    Diagnostic(code, .note, message, at: nil)
  }
}
