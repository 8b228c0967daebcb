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
    if time >= keeper.deadline { try carryOut(keeper.take(.tick, now: time)) }
  }

  private func open(_ letter: PolicyMailbox.Letter) throws(JournalError) {
    for policy in letter.prepared { waiting.append(policy.take()) }
    if let offer = letter.offer {
      if isHere(offer.version), isHere(offer.next?.version) {
        try carryOut(keeper.take(.offered(offer), now: time))
      } else {
        mailbox.request()
      }
      discardUnused()
    }
    for draft in letter.drafts { try recorder.take(draft, recorded: time) }
    if let found = letter.drift {
      for action in drift.take(found) { try carryOut(action) }
    }
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
        say(.note("PT2116", "release \(version.sequence) is young enough: decisions go through again"))
      }
    }
  }

  /// The exchange itself: what decides from the next event on.
  private func swap(from old: PolicyVersion?, to new: PolicyVersion) throws(JournalError) {
    guard let index = waiting.firstIndex(where: { $0.version == new }) else {
      preconditionFailure("the watcher sends a policy no later than the offer that names it")
    }
    let next = waiting.remove(at: index)
    if let policy { mailbox.retire(Handover(giving: policy)) }
    policy = next
    _ = try recorder.config(next.record, previous: old?.effective, recorded: time)
    guard let old else { return }
    report.swaps += 1
    say(
      .note(
        "PT2110",
        "release \(new.sequence) decides from here on: \(old.effective.prefix(12)) -> "
          + "\(new.effective.prefix(12))"))
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
          + "protects goes through", at: nil, help: ["approve the policy anew: polytraders approve"]))
  }

  private func holdBack(_ version: PolicyVersion) throws(JournalError) {
    _ = try recorder.note(
      .alert, .tooOld, recorded: time,
      members: [
        ("approved_at_ms", .init(version.approvedAt)), ("max_policy_age_ms", .init(version.maximumAge)),
        ("release", .init(version.sequence)),
      ])
    say(
      Diagnostic(
        "PT2115", .error,
        "release \(version.sequence) is older than its max_policy_age: everything that does not protect is held back",
        at: nil, help: ["approve the policy anew: polytraders approve"]))
  }

  private func carryOut(_ action: DriftLog.Action) throws(JournalError) {
    switch action {
    case .opened(let notice):
      report.driftOpened += 1
      _ = try recorder.note(
        .drift, .drift, recorded: time, scope: notice.scope,
        members: notice.members.map { ($0.key, .string($0.value)) }
          + [("identity", .string(notice.identity)), ("line", .string(notice.line))])
      say(
        Diagnostic(
          "PT2117", .warning, "drift: \(notice.line)", at: nil,
          help: ["'polytraders drift' shows it with what to do"]))
    case .cleared(let identity):
      _ = try recorder.note(
        .annotation, nil, recorded: time,
        members: [("cleared", .string(identity)), ("of", .string("drift"))])
      say(.note("PT2118", "drift is gone: \(identity)"))
    }
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
