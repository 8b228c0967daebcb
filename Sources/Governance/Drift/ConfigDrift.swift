import Analysis
import CEL
package import Diagnostics
package import Graph
package import Policy

/// Holds what is there against what was approved, by meaning: units, order, layout and comments make no difference.
package enum ConfigDrift {
  /// What was approved, as far as it can be known.
  package enum Approved: Sendable {
    /// A release that verifies, with the time it took effect in milliseconds since 1970.
    case release(sequence: Int, PolicyState, effectiveAt: Int64)
    /// None does; what is wrong.
    case broken([Diagnostic])
  }

  /// What there is. What is nil was not looked at.
  package struct Live: Sendable {
    /// What the runner decides by, and how it says so: `envelope 12 of journal.sqlite`.
    package var running: (graph: CompiledGraph, source: String)?
    /// The documents of the working files.
    package var files: [PolicyLoader.Input]?

    package init(
      running: (graph: CompiledGraph, source: String)? = nil, files: [PolicyLoader.Input]? = nil
    ) {
      self.running = running
      self.files = files
    }
  }

  /// Compares. `book` has been told what is approved and what lies in `overrides/`, and has the time.
  package static func report(
    approved: Approved, live: Live, overrides book: OverrideBook, now: Int64
  ) -> DriftReport {
    guard case .release(let sequence, let state, let effectiveAt) = approved else {
      return broken(approved)
    }
    let clock = max(now, book.clock)
    let effective = book.effective ?? EffectivePolicy(state)
    var findings: [DriftFinding] = []
    var looked: [DriftFinding.Side] = [.approval]
    if let rules = state.governance.rules, clock - effectiveAt > rules.maximumPolicyAge {
      findings.append(tooOld(sequence, effectiveAt, rules))
    }
    if let files = live.files {
      looked.append(.files)
      findings += WorkingDrift(files, approved: state).findings
    }
    if let running = live.running {
      looked.append(.running)
      findings += RunningDrift(running.graph, running.source, effective, book).findings
    }
    looked.append(.overrides)
    findings += OverrideDrift.findings(book)
    return DriftReport(
      findings: ordered(findings),
      active: effective.overrides.map { ($0, $0.terms.expires - clock) },
      notes: OverrideDrift.notes(book), release: sequence, approved: state.graph.digest,
      effective: effective.graph.digest, looked: looked, lost: OverrideDrift.lost(book))
  }

  /// By field, each once.
  private static func ordered(_ findings: [DriftFinding]) -> [DriftFinding] {
    var seen: Set<String> = []
    return findings.filter { seen.insert($0.key).inserted }.enumerated().sorted {
      ($0.element.side.rawValue, $0.element.field, $0.element.scope, $0.offset)
        < ($1.element.side.rawValue, $1.element.field, $1.element.scope, $1.offset)
    }.map(\.element)
  }

  private static func broken(_ approved: Approved) -> DriftReport {
    var findings: [DriftFinding] = []
    if case .broken(let diagnostics) = approved {
      findings = diagnostics.filter { $0.severity == .error }.map { diagnostic in
        DriftFinding(
          state: .staleApproval, side: .approval, field: "specs/approved", bot: nil, scope: "",
          approved: nil, live: nil, direction: .unknown, basis: "", place: diagnostic.location,
          document: diagnostic.location?.file, problem: diagnostic.message,
          next: diagnostic.help + ["'polytraders approve verify --all' says what holds"])
      }
    }
    return DriftReport(
      findings: ordered(findings), active: [], notes: [], release: nil, approved: nil,
      effective: nil, looked: [.approval], lost: [])
  }

  private static func tooOld(
    _ sequence: Int, _ effectiveAt: Int64, _ rules: ApprovalRules
  ) -> DriftFinding {
    let end = effectiveAt + rules.maximumPolicyAge
    return DriftFinding(
      state: .staleApproval, side: .approval, field: "release \(sequence)", bot: nil, scope: "",
      approved: "until \(UTCTime.text(end))", live: "in force since \(UTCTime.text(effectiveAt))",
      direction: .none,
      basis: "max_policy_age \(ParameterDeclaration.duration(rules.maximumPolicyAge))",
      place: nil, document: "policies/approvals.yaml",
      problem: "the approved policy is older than max_policy_age",
      next: ["review it and approve it again with 'polytraders approve'"])
  }
}

/// What differs between two policies as `ChangePlan` finds it, in the words of drift.
struct PlannedDrift {
  let change: PlannedChange

  /// The bot whose decisions it is about.
  var bot: String? {
    switch change.kind {
    case .bot, .mode, .authority, .declaration, .parameter, .fact, .rule, .gate, .order, .outcome,
      .expression:
      change.subject
    case .bounds, .budget: change.subject.contains(".") ? change.subject : nil
    case .staleness, .severity, .reasonCode, .approver, .approvalRule, .strategy, .owner, .form: nil
    }
  }

  var field: String {
    let (subject, name) = (change.subject, change.name)
    switch change.kind {
    case .bot: return subject
    case .mode, .authority, .declaration, .parameter, .staleness: return "\(subject).\(name)"
    case .bounds: return bot == nil ? "\(subject).\(name).bounds" : "\(subject).params.\(name)"
    case .budget: return bot.map { "\($0).budget" } ?? "budget.per_event"
    case .fact: return "\(subject).facts.\(name)"
    case .rule: return "\(subject).\(Self.numbered("rules", name))"
    case .gate: return "\(subject).\(Self.numbered("gates", name))"
    case .order: return "\(subject).rules"
    case .outcome: return "\(subject).\(name)"
    case .expression:
      return "\(subject).\(name.split(separator: " ").joined(separator: "."))"
    case .severity: return "severities.\(name)"
    case .reasonCode: return "reason_codes.\(name.split(separator: " ").joined(separator: "."))"
    case .approver, .approvalRule, .strategy:
      return "\(subject).\(name.split(separator: " ").joined(separator: "."))"
    case .owner: return "owners.\(name)"
    case .form: return name
    }
  }

  /// `rule 4 QUEUE_WARDEN_STALE_ORDER` as `rules[4]`.
  private static func numbered(_ list: String, _ name: String) -> String {
    let number = name.split(separator: " ").first { Int($0) != nil }
    return number.map { "\(list)[\($0)]" } ?? "\(list) \(name)"
  }

  var state: DriftFinding.State {
    if change.kind.isGovernance { return .staleApproval }
    if change.new == nil { return .missingField }
    // Another value of a known param is no new field, whatever its scope.
    let isValue = change.kind == .parameter || change.kind == .budget || change.kind == .severity
    return change.old == nil && !isValue ? .unknownField : .unauthorised
  }

  var direction: DriftFinding.Direction {
    DriftFinding.Direction(rawValue: change.direction.rawValue) ?? .unknown
  }

  /// What the direction rests on.
  var basis: String {
    switch change.direction {
    case .none: return ""
    case .unknown: return "neither proved nor declared"
    default: break
    }
    guard let proof = change.proof, let decided = change.verdict?.relation else {
      return "declared"
    }
    return decided.rawValue == change.direction.rawValue
      ? proof : "declared otherwise than it decides: \(proof)"
  }
}
