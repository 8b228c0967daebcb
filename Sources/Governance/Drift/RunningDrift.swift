import Diagnostics
import Graph
import Hashing
import Policy

/// What the runner decides by, held against the approved policy with the overrides that are active on it.
struct RunningDrift {
  private let running: CompiledGraph
  private let source: String
  private let effective: EffectivePolicy
  private let book: OverrideBook

  init(
    _ running: CompiledGraph, _ source: String, _ effective: EffectivePolicy, _ book: OverrideBook
  ) {
    self.running = running
    self.source = source
    self.effective = effective
    self.book = book
  }

  var findings: [DriftFinding] {
    guard running.digest != effective.graph.digest else { return [] }
    let wanted = PolicyState(effective.graph, governedBy: effective.base)
    let plan = ChangePlan(base: wanted, head: PolicyState(running, governedBy: effective.base))
    return plan.changes.map { change in
      let drift = PlannedDrift(change: change)
      let past = expired(change)
      return DriftFinding(
        state: past == nil ? drift.state : .overrideExpired, side: .running, field: drift.field,
        bot: drift.bot, scope: change.scope, approved: change.old, live: change.new,
        direction: drift.direction, basis: drift.basis, place: nil, document: nil,
        problem: past ?? "the runner decides by it (\(source))",
        next: [
          "the runner goes back to the approved digest \(effective.graph.digest.prefix(12)) by itself; "
            + "where it does not, send it SIGHUP or start it again"
        ])
    }
  }

  /// What an override said that no longer holds.
  private func expired(_ change: PlannedChange) -> String? {
    for entry in book.entries {
      guard let assessment = entry.assessment, let terms = assessment.terms,
        "\(terms.bot).\(terms.parameter)" == "\(change.subject).\(change.name)",
        assessment.document.scope == change.scope, terms.value == change.new
      else { continue }
      switch entry.status {
      case .expired:
        return
          "the override \(terms.id.short) that allowed it expired at \(UTCTime.text(terms.expires))"
      case .ended(let ending):
        return "the override \(terms.id.short) that allowed it has ended: \(ending.text)"
      case .active, .kept, .scheduled, .awaiting, .held, .refused, .unreadable: continue
      }
    }
    return nil
  }
}

/// What lies in `overrides/` and should not.
enum OverrideDrift {
  static func findings(_ book: OverrideBook) -> [DriftFinding] {
    // What became of the file of an override that holds is said once, with the override.
    let told = book.entries.compactMap { entry -> String? in
      if case .kept(.tampered) = entry.status { entry.file } else { nil }
    }
    return book.entries.compactMap { entry in
      let isTold = told.contains { entry.file.hasSuffix($0) }
      switch entry.status {
      case .kept(.tampered(let how)): return kept(entry, how, in: book)
      case .refused where isTold, .unreadable where isTold: return nil
      case .refused(let problems):
        return finding(entry, problems.map(\.message), problems.flatMap(\.help))
      case .unreadable(let findings):
        return unreadable(entry, findings)
      case .ended(let ending) where ending.isTampering:
        return finding(entry, [ending.text], [])
      case .active, .kept, .scheduled, .awaiting, .expired, .ended, .held: return nil
      }
    }
  }

  /// Files that can be written back as they were signed.
  static func lost(_ book: OverrideBook) -> [(path: String, text: String)] {
    book.entries.compactMap { entry in
      guard case .kept(.tampered) = entry.status, let document = entry.assessment?.document else {
        return nil
      }
      return (entry.file, document.text)
    }
  }

  private static func kept(
    _ entry: OverrideBook.Entry, _ how: String, in book: OverrideBook
  ) -> DriftFinding? {
    guard let assessment = entry.assessment else { return nil }
    let document = assessment.document
    let isThere = book.entries.contains { other in
      if case .kept = other.status { false } else { other.file.hasSuffix(entry.file) }
    }
    return DriftFinding(
      state: isThere ? .unauthorised : .missingField, side: .overrides, field: document.name,
      bot: document.bot.value, scope: document.scope,
      approved: "override \(document.value.value) until \(UTCTime.text(document.expires.value))",
      live: nil, direction: .none, basis: "what was signed goes on holding", place: nil,
      document: entry.file, problem: "override \(document.id.value.short): \(how)",
      next: OverrideProblem.tampered(how).help)
  }

  private static func unreadable(
    _ entry: OverrideBook.Entry, _ findings: [Diagnostic]
  ) -> DriftFinding {
    var finding = finding(entry, findings.map(\.message), findings.flatMap(\.help))
    if findings.contains(where: { $0.code == OverrideProblem.cannotRead("", "").code }) {
      finding.basis = "what held goes on holding"
      finding.next = findings.flatMap(\.help)
    }
    return finding
  }

  /// What is no drift and worth knowing.
  static func notes(_ book: OverrideBook) -> [String] {
    book.entries.compactMap { entry in
      guard let document = entry.assessment?.document else { return nil }
      let name = "override \(document.id.value.short) of \(document.name) (\(document.scope))"
      switch entry.status {
      case .awaiting(let lacks): return "\(name) awaits \(lacks.joined(separator: ", "))"
      case .scheduled: return "\(name) starts at \(UTCTime.text(document.starts.value))"
      case .expired:
        return "\(name) is over since \(UTCTime.text(document.expires.value)); remove \(entry.file)"
      case .ended(let ending): return "\(name) has ended: \(ending.text); remove \(entry.file)"
      case .held(let problem): return "\(name) does not hold: \(problem.message)"
      case .active where document.policy.value.hex != book.effective?.base.graph.digest:
        return "\(name) was signed for the policy \(document.policy.value.short) and goes on "
          + "holding: \(carried(entry))"
      case .kept(.cannotRead(_, let reason)):
        return "\(name) holds, and its file cannot be read: \(reason)"
      case .kept, .active, .refused, .unreadable: return nil
      }
    }
  }

  private static func carried(_ entry: OverrideBook.Entry) -> String {
    guard let assessment = entry.assessment else { return "" }
    let value = assessment.valueText ?? assessment.document.value.value
    return "what is approved now gives \(assessment.approvedValue), the override \(value)"
      + (assessment.alsoIn.isEmpty
        ? "" : ", also in \(assessment.alsoIn.map(\.text).joined(separator: ", "))")
  }

  private static func finding(
    _ entry: OverrideBook.Entry, _ problems: [String], _ help: [String]
  ) -> DriftFinding {
    let document = entry.assessment?.document
    return DriftFinding(
      state: .unauthorised, side: .overrides, field: document?.name ?? entry.file,
      bot: document?.bot.value, scope: document?.scope ?? "",
      approved: entry.assessment.map(\.approvedValue), live: document?.value.value,
      direction: .none, basis: "it is not in force", place: document?.id.location,
      document: entry.file, problem: problems.joined(separator: "; "),
      next: help + ["remove the file, and find out who wrote it"])
  }
}

extension PolicyState {
  /// A graph that was approved in parts, under the rules of the base.
  init(_ graph: CompiledGraph, governedBy base: PolicyState) {
    self.init(graph: graph, governance: base.governance, governanceDigest: base.governanceDigest)
  }
}
