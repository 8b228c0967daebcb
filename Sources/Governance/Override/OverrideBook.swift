import Diagnostics
import Graph
package import Hashing
package import JSON
package import Policy
package import Trading

/// Which overrides hold, and what happens as time passes: a pure fold of what was approved, what lies in
/// `overrides/`, the clock and what the journal says of earlier runs.
///
/// An override starts only with enough good signatures for its proved direction, holds until just before its end,
/// and once it has ended, for whatever reason, its id never holds again: not after a restart, since the journal
/// is folded, and not when the clock is set back, since the highest time ever seen counts.
///
/// What has started holds by what was signed, which the journal keeps. Taking its file away, or spoiling it, ends
/// only what loosened; to end anything else loosens, and takes signatures.
package struct OverrideBook: Sendable {
  package enum Event: Sendable {
    /// An envelope of the journal, in its order; all of them before the first other event.
    case journalled(JSONValue)
    /// What was approved before, the oldest first: overrides may have been signed for it. Told before the `approved`
    /// that follows it; what the book was told to be approved it knows by itself.
    case approvedBefore([PolicyState])
    /// Another policy is approved from now on; also the first.
    case approved(PolicyState)
    /// What lies in `overrides/` now, none where there is no such folder; and what lies there and cannot be read.
    case files([PolicyLoader.Input], unreadable: [OverrideFolder.Unreadable] = [])
    /// Time has passed.
    case tick
  }

  package enum Action: Sendable {
    /// Decide by this from now on.
    case decideBy(EffectivePolicy)
    case journal(EnvelopeDraft)
    /// Show it to people: without it the approved value comes back at the end.
    case propose(PullRequestDraft)
  }

  /// What the journal has to say of an override that was active.
  struct Begun: Sendable {
    var id: Digest32
    var bot, parameter, scope, value: String
    /// The digests it was started under.
    var policy, governance: String
    /// Milliseconds since 1970.
    var starts, expires: Int64
    /// Counts from 0 in the order of their starts.
    var order: Int
    /// With its signatures; nil in journals of earlier versions.
    var document: OverrideDocument?
    var proposed: Set<PullRequestDraft.Moment> = []
  }

  /// The highest time ever seen, milliseconds since 1970.
  package private(set) var clock = Int64.min
  /// Those that have ended, by id.
  package private(set) var endings: [Digest32: OverrideEnding] = [:]
  /// The files as they stand, those that could not be read last.
  package private(set) var entries: [Entry] = []
  /// What decides now; nil before a policy is approved.
  package private(set) var effective: EffectivePolicy?

  private(set) var begun: [Digest32: Begun] = [:]
  private var base: PolicyState?
  /// What was approved before, the oldest first.
  private var earlier: [PolicyState] = []
  private var inputs: [PolicyLoader.Input]?
  private var unreadable: [OverrideFolder.Unreadable] = []
  private var folder = OverrideFolder([])
  private var assessments: [String: OverrideAssessment] = [:]
  /// What was proved on what is approved now, and is not proved again because another file has changed.
  private var proved: [Proved: OverrideAssessment] = [:]
  /// What has started and has no file any more that says so: as the journal has it, and what became of its file.
  private var kept: [Digest32: (assessment: OverrideAssessment, how: OverrideProblem)] = [:]
  private var admitted: [Digest32] = []
  private var held: [Digest32: OverrideProblem] = [:]

  /// An empty book: nothing is approved, nothing has ended.
  package init() {}

  /// Takes one event and gives what follows from it, in the order in which it is to be done.
  package mutating func apply(_ event: Event, now: Int64) -> [Action] {
    if case .journalled(let envelope) = event {
      fold(envelope)
      return []
    }
    clock = max(clock, now)
    var isNew = false
    switch event {
    case .journalled, .tick: break
    case .approvedBefore(let states):
      earlier = states
      proved = [:]
      return []
    case .approved(let state):
      isNew =
        base?.graph.digest != state.graph.digest || base?.governanceDigest != state.governanceDigest
      if isNew, let base, !earlier.contains(where: { Self.isSame($0, base) }) {
        earlier.append(base)
      }
      base = state
      if isNew { proved = [:] }
    case .files(let files, let lost):
      let files = files + remembered(lost)
      isNew = !Self.isSame(inputs, files) || unreadable != lost
      inputs = files
      unreadable = lost
      if isNew { folder = OverrideFolder(files, besides: lost) }
    }
    if isNew { assess() }
    return settle()
  }

  private static func isSame(_ left: PolicyState, _ right: PolicyState) -> Bool {
    left.graph.digest == right.graph.digest && left.governanceDigest == right.governanceDigest
  }

  /// What cannot be read stands as it was read last.
  private func remembered(_ lost: [OverrideFolder.Unreadable]) -> [PolicyLoader.Input] {
    guard let inputs, !lost.isEmpty else { return [] }
    let isAll = lost.contains { $0.path == OverrideFolder.path }
    return inputs.filter { input in isAll || lost.contains { $0.path == input.path } }
  }

  private static func isSame(
    _ left: [PolicyLoader.Input]?, _ right: [PolicyLoader.Input]
  ) -> Bool {
    guard let left, left.count == right.count else { return false }
    return zip(left, right).allSatisfy { $0.path == $1.path && $0.bytes == $1.bytes }
  }

  /// Holds every file against the approved policy: the dear part, done only where one of the two has changed.
  private mutating func assess() {
    guard let base else { return }
    let known = Set(folder.overrides.map(\.id.value)).union(begun.keys)
    proved = proved.filter { known.contains($0.key.id) }
    assessments = [:]
    var files: [Digest32: String] = [:]
    for document in folder.overrides {
      var assessment = assessment(of: document, on: base)
      if let other = files[document.id.value] {
        assessment = assessment.refused(.sameID(other: other))
      }
      files[document.id.value] = files[document.id.value] ?? document.file
      assessments[document.file] = assessment
    }
    keep(on: base)
  }

  /// What an assessment follows from, as long as what is approved stays the same.
  private struct Proved: Hashable {
    var id: Digest32
    var file: String
    /// Of the id: findings name it.
    var place: Location
    var text: String
    var governance: String?
  }

  private mutating func assessment(
    of document: OverrideDocument, on base: PolicyState
  ) -> OverrideAssessment {
    let id = document.id
    let key = Proved(
      id: id.value, file: document.file, place: id.location, text: document.text,
      governance: begun[id.value]?.governance)
    if let found = proved[key] { return found }
    let assessment = OverrideAssessment(
      document, on: base, after: earlier, begunUnder: key.governance)
    proved[key] = assessment
    return assessment
  }

  /// Finds what has started and is no longer said by a file: it holds by what the journal has of it.
  private mutating func keep(on base: PolicyState) {
    kept = [:]
    for record in begun.values where endings[record.id] == nil {
      guard let document = record.document, document.verdict.value != .looser || !unreadable.isEmpty
      else { continue }
      let found = assessments.values.filter { $0.document.id.value == record.id }
      if found.contains(where: { $0.saysWhat(record) }) { continue }
      kept[record.id] = (assessment(of: document, on: base), fate(of: record.id, found))
    }
  }

  /// What became of the file of an override that holds.
  private func fate(of id: Digest32, _ found: [OverrideAssessment]) -> OverrideProblem {
    if let first = found.min(by: { $0.document.file < $1.document.file }) {
      let how = first.problems.map(\.message) + first.lacks.map { "it lacks \($0)" }
      return .tampered(
        "its file was changed while it was active: "
          + (how.isEmpty
            ? "it says something else than when it started" : how.joined(separator: "; ")))
    }
    if let lost = unreadable.first { return .cannotRead(lost.path, lost.reason) }
    let path = OverrideFolder.path(of: id)
    let spoiled = folder.unreadable.first { $0.file.hasSuffix(path) }
    return .tampered(
      spoiled.map { entry in
        let what = entry.diagnostics.first?.message ?? "it is no override any more"
        return "its file was spoiled while it was active: \(what)"
      } ?? "its file was removed while it was active")
  }
}

extension OverrideAssessment {
  /// Whether it says what was said, and signed, when it started. The same id with other words, signed anew, does not.
  fileprivate func saysWhat(_ record: OverrideBook.Begun) -> Bool {
    guard problems.isEmpty, lacks.isEmpty, let terms else { return false }
    return terms.expires == record.expires && terms.value == record.value
      && document.scope == record.scope && document.name == record.name
  }
}

// MARK: - What follows

extension OverrideBook {
  private mutating func settle() -> [Action] {
    guard let base, inputs != nil else {
      guard let base, effective == nil else { return [] }
      effective = EffectivePolicy(base)
      return []
    }
    var actions = end(on: base)
    let candidates = candidates()
    let hasChanged =
      effective?.base.graph.digest != base.graph.digest
      || effective?.base.governanceDigest != base.governanceDigest
      || candidates.map(\.id) != admitted
    if hasChanged {
      admitted = candidates.map(\.id)
      let admission = OverrideAdmission(candidates, on: base, begun: Set(begun.keys))
      held = admission.held
      let before = effective?.graph.digest
      effective = admission.effective
      if before != admission.effective.graph.digest {
        actions.append(.decideBy(admission.effective))
      }
      actions += begin(admission.effective)
    }
    entries = makeEntries()
    return actions + proposals()
  }

  /// Ends what has begun and may no longer hold.
  private mutating func end(on base: PolicyState) -> [Action] {
    var actions: [Action] = []
    for record in begun.values.sorted(by: { $0.order < $1.order }) where endings[record.id] == nil {
      guard let ending = ending(of: record, on: base) else { continue }
      endings[record.id] = ending
      kept[record.id] = nil
      actions.append(.journal(OverrideEnvelope.ended(record, ending, at: clock)))
    }
    // A revocation holds for what has not started yet, too; and for good, whatever becomes of its file.
    for assessment in assessments.values.sorted(by: { $0.document.file < $1.document.file }) {
      let id = assessment.document.id.value
      guard endings[id] == nil, let ending = revocation(of: assessment, on: base) else { continue }
      endings[id] = ending
      actions.append(
        .journal(OverrideEnvelope.ended(Begun(assessment, on: base), ending, at: clock)))
    }
    return actions
  }

  private func ending(of record: Begun, on base: PolicyState) -> OverrideEnding? {
    if clock >= record.expires { return .expired }
    let found = assessments.values.filter { $0.document.id.value == record.id }.sorted {
      $0.document.file < $1.document.file
    }
    let standing = found.first { $0.saysWhat(record) } ?? kept[record.id]?.assessment
    if let revoked = standing ?? found.first(where: { $0.problems.isEmpty }),
      let ending = revocation(of: revoked, on: base)
    {
      return ending
    }
    if let standing {
      if let ending = standing.superseded { return ending }
      if standing.isApproved { return nil }
      let isByPeople = base.governanceDigest != record.governance
      return isByPeople ? .approversChanged : .fileChanged(Self.faults(of: standing))
    }
    // Only what loosened comes here, and what a journal of an earlier version has no text of.
    if let ending = found.lazy.compactMap(\.superseded).first { return ending }
    guard let assessment = found.first(where: \.isApproved) ?? found.first else {
      return .fileRemoved
    }
    if !assessment.isApproved, base.governanceDigest != record.governance {
      return .approversChanged
    }
    return .fileChanged(
      assessment.isApproved
        ? "it says something else than when it started" : Self.faults(of: assessment))
  }

  private static func faults(of assessment: OverrideAssessment) -> String {
    (assessment.problems.map(\.message) + assessment.lacks.map { "it lacks \($0)" })
      .joined(separator: "; ")
  }

  private func revocation(
    of assessment: OverrideAssessment, on base: PolicyState
  ) -> OverrideEnding? {
    for revocation in folder.revocations where revocation.id.value == assessment.document.id.value {
      let faults = revocation.faults(ending: assessment, on: base)
      if faults.problems.isEmpty, faults.lacks.isEmpty {
        return .revoked(by: faults.signers.map(\.name.value), reason: revocation.reason.value)
      }
    }
    return nil
  }

  /// Those that may hold now: what holds already before what would come new, so that no newcomer takes a place.
  private func candidates() -> [ActiveOverride] {
    let all =
      assessments.values.filter { kept[$0.document.id.value] == nil }
      + kept.values.map(\.assessment)
    let ready = all.compactMap { assessment -> ActiveOverride? in
      guard assessment.isApproved, let terms = assessment.terms, endings[terms.id] == nil,
        terms.starts <= clock, clock < terms.expires
      else { return nil }
      return ActiveOverride(assessment: assessment, terms: terms)
    }
    return ready.sorted { left, right in
      let orders = [left, right].map { begun[$0.id]?.order ?? .max }
      return (orders[0], left.terms.starts, left.id.hex) < (
        orders[1], right.terms.starts, right.id.hex
      )
    }
  }

  private mutating func begin(_ effective: EffectivePolicy) -> [Action] {
    var actions: [Action] = []
    for override in effective.overrides where begun[override.id] == nil {
      begun[override.id] = Begun(
        id: override.id, bot: override.terms.bot, parameter: override.terms.parameter,
        scope: override.scope, value: override.terms.value, policy: effective.base.graph.digest,
        governance: effective.base.governanceDigest, starts: override.terms.starts,
        expires: override.terms.expires, order: begun.count,
        document: override.assessment.document)
      actions.append(.journal(OverrideEnvelope.started(override, in: effective, at: clock)))
    }
    return actions
  }

  private mutating func proposals() -> [Action] {
    guard let effective else { return [] }
    var actions: [Action] = []
    for override in effective.overrides {
      guard var record = begun[override.id] else { continue }
      let due = PullRequestDraft.Moment.allCases.filter {
        $0.time(from: record.starts, to: record.expires).map { $0 <= clock } ?? false
      }
      guard let last = due.last, !record.proposed.contains(last) else { continue }
      record.proposed.formUnion(due)
      begun[override.id] = record
      let draft = PullRequestDraft(override, in: effective, at: clock)
      actions += [
        .propose(draft), .journal(OverrideEnvelope.proposed(override, last, draft, at: clock)),
      ]
    }
    return actions
  }

  private func makeEntries() -> [Entry] {
    let active = Set(effective?.overrides.map(\.id) ?? [])
    let kept = self.kept.sorted { $0.key.hex < $1.key.hex }.map { id, entry in
      Entry(
        file: OverrideFolder.path(of: id), assessment: entry.assessment,
        status: held[id].map { .held($0) } ?? .kept(entry.how))
    }
    return kept
      + folder.overrides.map { document in
        let assessment = assessments[document.file]
        return Entry(
          file: document.file, assessment: assessment,
          status: status(of: document, assessment, active))
      }
      + folder.unreadable.map {
        Entry(file: $0.file, assessment: nil, status: .unreadable($0.diagnostics))
      }
  }

  private func status(
    of document: OverrideDocument, _ assessment: OverrideAssessment?, _ active: Set<Digest32>
  ) -> Entry.Status {
    let id = document.id.value
    guard let assessment else { return .refused([]) }
    if active.contains(id), assessment.isApproved, kept[id] == nil { return .active }
    if let ending = endings[id] { return .ended(ending) }
    // What is over needs no other fault.
    if clock >= document.expires.value { return .expired }
    if !assessment.problems.isEmpty { return .refused(assessment.problems) }
    if let ending = assessment.superseded { return .ended(ending) }
    if !assessment.lacks.isEmpty { return .awaiting(assessment.lacks) }
    // What is signed under the id of another that holds is not what holds.
    if kept[id] != nil { return .refused([.sameID(other: OverrideFolder.path(of: id))]) }
    if clock < document.starts.value { return .scheduled }
    return held[id].map { .held($0) } ?? .active
  }
}

// MARK: - The journal of earlier runs

extension OverrideBook {
  private mutating func fold(_ envelope: JSONValue) {
    if let recorded = envelope["ts_recorded_ms"]?.int64 { clock = max(clock, recorded) }
    guard envelope["kind"]?.string == EnvelopeKind.override.rawValue,
      let record = OverrideEnvelope.read(envelope)
    else { return }
    switch record {
    case .started(var started):
      started.order = begun[started.id]?.order ?? begun.count
      begun[started.id] = started
    case .ended(let id, let ending): endings[id] = ending
    case .proposed(let id, let moment): begun[id]?.proposed.insert(moment)
    }
  }
}
