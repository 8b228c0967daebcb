import Diagnostics
import FoundationEssentials
package import Governance
package import Graph
import Hashing
import JSON
import Policy
package import Runtime
import Trading

/// The policies of a desk: the newest verified release of `specs/approved` with the overrides that hold on it, and
/// what the working files say beside it. Working files never decide.
package final class ApprovedPolicies: PolicySource {
  private let root: String
  /// Where the last good releases are kept; nil: nowhere.
  private let keep: LastGood?
  private var trust: TrustState?
  /// What others saw of these releases: nothing that one of them contradicts is taken.
  private var pins: [TrustState]
  private let wall: any WallClock
  private var book: OverrideBook
  private var current: ApprovedRelease?
  private var releasePrint: FolderPrint?
  private var workingPrint: FolderPrint?
  private var overridePrint: FolderPrint?
  private var releaseRefusal: PolicyRefusal?
  /// What is wrong with what lies in the place of the releases.
  private var releaseFindings: [Diagnostic] = []
  private var workingRefusal: PolicyRefusal?
  private var clock: Int64

  /// The policies of `root`, going on from what an earlier run saw.
  ///
  /// - Parameter pin: what was seen of the releases beside the root, whatever the run's own journal knows.
  /// - Parameter wall: the machine's date as it is; that it was set back is said, and nothing is judged by it.
  package init(
    root: String, keep: LastGood?, state: RunnerState, pin: TrustState? = nil, wall: any WallClock
  ) {
    self.root = root
    self.keep = keep
    self.wall = wall
    trust = state.trust
    pins = [pin].compactMap { $0 }
    if let keep,
      let kept = try? ApprovedHistory.load(
        root: keep.root, now: max(state.clock, wall.milliseconds), trusting: state.trust)
    {
      pins.append(TrustState(pinning: kept, now: kept.current.effectiveAt))
    }
    book = state.overrides
    clock = state.clock
    monitor = state.drift
  }

  package func look(now: Int64, isForced: Bool) -> PolicyLook? {
    clock = max(clock, now)
    var hasChanged = isForced
    hasChanged = lookAtReleases(isForced) || hasChanged
    hasChanged = lookAtWorkingFiles(isForced) || hasChanged
    var drafts: [EnvelopeDraft] = []
    if let files = overrideFiles(isForced) {
      hasChanged = true
      drafts += Self.drafts(
        book.apply(.files(files.inputs, unreadable: files.unreadable), now: clock))
    }
    if let current { drafts += Self.drafts(book.apply(.approved(current.state), now: clock)) }
    let clockNotices = lookAtClock(&drafts)
    let before = nextMoment
    drafts += Self.drafts(book.apply(.tick, now: clock))
    guard hasChanged || !drafts.isEmpty || before != nextMoment || isDue else { return nil }
    due = nextMoment
    defer { plan = [] }
    var look = makeLook(drafts)
    look.notices += clockNotices
    return look
  }

  /// Whether the machine's date was behind at the last look.
  private var isBack = false

  /// Says and journals once that the machine's date was set back, and once that it has caught up.
  private func lookAtClock(_ drafts: inout [EnvelopeDraft]) -> [Diagnostic] {
    let date = wall.milliseconds
    guard isBack != (date < clock - Electorate.skew) else { return [] }
    isBack.toggle()
    let payload = JSONValue.object([
      .init("clock_back", .bool(isBack)), .init("machine_ms", .number("\(date)")),
    ])
    if let bytes = try? CanonicalJSON.bytes(of: payload) {
      drafts.append(
        EnvelopeDraft(
          kind: .health, time: clock, recorded: clock, scope: "global", payload: bytes))
    }
    return isBack
      ? [ApprovalProblem.clockBack(from: clock, to: date).diagnostic(at: nil)]
      : [.note("PT2119", "the clock of the machine is right again")]
  }

  /// The moment that the last look announced.
  private var due: Int64?
  private var isDue: Bool { due.map { $0 <= clock } ?? false }

  package var nextMoment: Int64? {
    book.entries.compactMap { entry -> Int64? in
      guard let terms = entry.assessment?.terms else { return nil }
      switch entry.status {
      case .active, .kept: return terms.expires
      case .scheduled: return terms.starts
      default: return nil
      }
    }.filter { $0 > clock }.min()
  }

  // MARK: Releases
  /// Reads the releases where they look different; true where that was so.
  private func lookAtReleases(_ isForced: Bool) -> Bool {
    let print = FolderPrint(["\(root)/\(ReleaseDocument.folder)"])
    guard isForced || print != releasePrint else { return false }
    releasePrint = print
    do throws(ApprovalFailure) {
      try adopt(root)
      releaseRefusal = nil
      releaseFindings = []
      keep?.store(releasesOf: root)
    } catch {
      let isRollback = error.diagnostics.contains { Self.rollbackCodes.contains($0.code) }
      releaseRefusal = Self.refusal(isRollback ? .rollback : .unverified, error.diagnostics)
      releaseFindings = error.diagnostics
      // The last good one of an earlier run still has to verify, by the same rules.
      if current == nil, let keep { try? adopt(keep.root) }
    }
    return true
  }

  private static let rollbackCodes: Set<String> = Set(
    [
      ApprovalProblem.rolledBack(from: 2, to: 1), .rewritten(sequence: 1),
      .otherGenesis(pinned: .zero, found: .zero),
    ].map { $0.diagnostic(at: nil).code })

  private func adopt(_ root: String) throws(ApprovalFailure) {
    let history = try ApprovedHistory.load(root: root, now: clock, trusting: trust)
    var problems: [ApprovalProblem] = []
    for seen in [trust].compactMap({ $0 }) + pins {
      // Whether the machine's date was set back is looked at by itself.
      problems += history.check(against: seen, now: max(clock, seen.clock)).filter {
        !problems.contains($0)
      }
    }
    guard problems.isEmpty else {
      throw ApprovalFailure(problems.map { $0.diagnostic(at: nil) })
    }
    trust =
      trust?.advanced(by: history, now: clock) ?? TrustState(pinning: history, now: clock)
    // What is in force now was seen in time, whatever else saw it.
    pins = pins.map { $0.advanced(by: history, now: $0.clock) }
    if let old = current, old.sequence != history.current.sequence {
      let sides = PlanSides(
        base: "release \(old.sequence)", head: "release \(history.current.sequence)")
      plan = Self.lines(ChangePlan(base: old.state, head: history.current.state).text(sides))
    }
    if current?.sequence != history.current.sequence {
      _ = book.apply(.approvedBefore(history.earlier(now: clock)), now: clock)
    }
    current = history.current
  }

  /// What the last change of release changed; said with the next offer.
  private var plan: [String] = []

  // MARK: Working files
  private var approvedFolder: String { "\(root)/\(ReleaseDocument.folder)" }

  private func lookAtWorkingFiles(_ isForced: Bool) -> Bool {
    let folders = PolicyFiles.folders.map { "\(root)/\($0)" }
    let print = FolderPrint(folders, except: [approvedFolder])
    guard isForced || print != workingPrint || comparedWith != current?.policyDigest else {
      return false
    }
    workingPrint = print
    comparedWith = current?.policyDigest
    workingRefusal = nil
    guard let current else { return true }
    do throws(GraphLoader.Failure) {
      let working = try PolicyState.load(root: root)
      guard
        working.graph.digest != current.policyDigest
          || working.governanceDigest != current.governanceDigest
      else { return true }
      let plan = ChangePlan(base: current.state, head: working)
      let sides = PlanSides(base: "release \(current.sequence)", head: "the working files")
      workingRefusal = PolicyRefusal(
        .unapproved, identity: "\(working.graph.digest)/\(working.governanceDigest)",
        lines: Self.lines(plan.text(sides)))
    } catch {
      workingRefusal = Self.refusal(.broken, error.diagnostics)
    }
    return true
  }

  /// The release that the working files were last held against.
  private var comparedWith: String?

  private static func refusal(
    _ kind: PolicyRefusal.Kind, _ diagnostics: [Diagnostic]
  ) -> PolicyRefusal {
    let lines = Self.lines(DiagnosticRenderer().render(diagnostics))
    return PolicyRefusal(
      kind, identity: "\(kind.rawValue)/\(SHA256.hash(lines.flatMap { Array($0.utf8) }).hex)",
      lines: lines)
  }

  /// Of a text that people read; a journal is not the place for more.
  private static func lines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count > 60 else { return lines }
    return lines.prefix(60) + ["… and \(lines.count - 60) lines more; see 'polytraders plan'"]
  }

  // MARK: Overrides
  private func overrideFiles(_ isForced: Bool) -> OverrideFiles? {
    let print = FolderPrint(["\(root)/\(OverrideFolder.path)"])
    guard isForced || print != overridePrint else { return nil }
    overridePrint = print
    return OverrideFiles(ofRoot: root)
  }

  private static func drafts(_ actions: [OverrideBook.Action]) -> [EnvelopeDraft] {
    actions.compactMap { if case .journal(let draft) = $0 { draft } else { nil } }
  }

  private var overrideRefusals: [PolicyRefusal] {
    book.entries.compactMap { entry in
      let lines: [String]
      switch entry.status {
      case .active, .scheduled, .awaiting, .expired, .ended: return nil
      case .held(let problem), .kept(let problem): lines = [problem.message]
      case .refused(let problems): lines = problems.map(\.message)
      case .unreadable(let diagnostics): lines = diagnostics.map(\.message)
      }
      return PolicyRefusal(
        .override, identity: "override/\(entry.file)/\(lines.joined(separator: "/"))",
        lines: lines.map { "\(entry.file): \($0)" })
    }
  }

  // MARK: What is offered
  private func makeLook(_ drafts: [EnvelopeDraft]) -> PolicyLook {
    let refusals = [releaseRefusal, workingRefusal].compactMap { $0 } + overrideRefusals
    guard let current, let effective = book.effective else {
      return PolicyLook(offer: PolicyOffer(version: nil, refusals: refusals), graphs: [])
    }
    let version = Self.version(current, effective)
    var offer = PolicyOffer(version: version, refusals: refusals)
    var graphs = [(version: version, graph: effective.graph)]
    if let moment = nextMoment, moment > clock {
      var later = book
      _ = later.apply(.tick, now: moment)
      if let effective = later.effective {
        let version = Self.version(current, effective)
        offer.next = PolicyOffer.Step(from: moment, version: version)
        graphs.append((version, effective.graph))
      }
    }
    return PolicyLook(offer: offer, graphs: graphs, trust: trust?.json, plan: plan, drafts: drafts)
  }

  private static func version(
    _ release: ApprovedRelease, _ effective: EffectivePolicy
  ) -> PolicyVersion {
    PolicyVersion(
      sequence: Int64(release.sequence), approved: release.policyDigest,
      governance: release.governanceDigest, effective: effective.graph.digest,
      approvedAt: release.effectiveAt, maximumAge: release.tooOldAt - release.effectiveAt,
      overrides: effective.overrides.map { override in
        OverrideHold(
          id: override.id.hex,
          text: "\(override.name) \(override.assessment.approvedValue) -> "
            + "\(override.value) (\(override.scope))",
          starts: override.terms.starts, expires: override.terms.expires)
      })
  }

  // MARK: Drift
  private var monitor: DriftMonitor
  /// What the last look for drift was made of.
  private var driftBasis: DriftBasis?

  private struct DriftBasis: Hashable {
    var working, overrides, releases: FolderPrint?
    var running: String?
    var approved: String?
    /// Half minutes: what follows by the clock alone is found, too.
    var time: Int64
  }

  package func drift(now: Int64, running: CompiledGraph?) -> DriftLook? {
    guard let current else { return nil }
    let basis = DriftBasis(
      working: workingPrint, overrides: overridePrint, releases: releasePrint,
      running: running?.digest, approved: current.policyDigest, time: now / 30_000)
    guard basis != driftBasis else { return nil }
    driftBasis = basis
    let live = ConfigDrift.Live(
      running: running.map { ($0, "this run") }, files: try? PolicyFiles.inputs(ofRoot: root))
    var report = ConfigDrift.report(
      approved: .release(
        sequence: current.sequence, current.state, effectiveAt: current.effectiveAt),
      live: live, overrides: book, now: now)
    if !releaseFindings.isEmpty {
      report = report.adding(
        ConfigDrift.report(
          approved: .broken(releaseFindings), live: live, overrides: book, now: now))
    }
    let fresh = report.findings.filter { monitor.open[$0.key] == nil }
    // Git is asked for what is new, and only then.
    let origins = fresh.isEmpty ? [:] : DriftInvestigation(root: root).origins(of: fresh)
    let notices = zip(report.findings, report.diagnostics(origins: origins)).compactMap {
      monitor.open[$0.key] == nil ? $1 : nil
    }
    let before = monitor.open
    let drafts = monitor.observe(report, origins: origins, now: now)
    let gone = before.filter { monitor.open[$0.key] == nil }.sorted { $0.key < $1.key }.map {
      Diagnostic.note("PT2118", "drift is gone: \($0.value.field) (\($0.value.state))")
    }
    return drafts.isEmpty ? nil : DriftLook(drafts: drafts, notices: notices + gone)
  }
}
