package import Diagnostics

/// One thing that lint looks for. It is documented by its page, whose example brings about this rule and no other.
package struct LintRule: Sendable {
  /// What a rule is about.
  package enum Category: String, CaseIterable, Sendable {
    /// Probably not what was meant.
    case bugs
    /// Right, and hard to read.
    case style
    /// What somebody has to look at in time.
    case review
    /// How documents look.
    case form
  }

  /// What lint can do about it by itself.
  package enum Mending: String, Sendable {
    case none = "no fix"
    /// `--fix` does it: nothing means anything else afterwards.
    case safe = "safe fix"
    /// It is proposed only: the digest changes.
    case unsafe = "proposed fix"
  }

  package let page: CodePage
  package let category: Category
  package let mending: Mending
  let check: @Sendable (LintSubject) -> [Diagnostic]

  package var code: String { page.code }

  init(
    _ page: CodePage, _ category: Category, _ mending: Mending = .none,
    _ check: @escaping @Sendable (LintSubject) -> [Diagnostic]
  ) {
    self.page = page
    self.category = category
    self.mending = mending
    self.check = check
  }

  /// A finding of this rule, with the severity of its page.
  static func finding(
    _ code: String, _ severity: DiagnosticSeverity = .warning, message: String,
    at location: Location?, help: [String] = [], fix: Fix? = nil
  ) -> Diagnostic {
    Diagnostic(code, severity, message, at: location, help: help, fix: fix)
  }
}

/// All rules of lint, and what they find.
package enum Linter {
  /// In the order of their codes.
  package static let rules: [LintRule] = [
    notFormatted, noModeline, noWhy, reviewDue, neverReviewed, unusedLet, unusedParameter,
    unusedField, valueAtBound, longWindedCondition, sameCondition, limitInCondition,
    limitFarAboveUse, unitNotInName, softAction, sameMeaning,
  ]

  /// The pages of the codes that the runs of lint and fmt themselves give.
  static let ownPages: [CodePage] = [
    CodePage(
      "PT2280", "an ignore comment without a reason",
      cause: "'# lint: ignore PT2208' says what to overlook and not why, so nobody can tell later "
        + "whether it still holds.",
      remedy: "Write the reason behind the code.",
      example: .document(
        "policies/sample.yaml", wrong: "scopes: [] # lint: ignore PT2208", right: "scopes: []")),
    CodePage(
      "PT2281", "an ignore comment for nothing", .warning,
      cause: "The rule that it names finds nothing there any more.",
      remedy: "Take the comment out, or correct the code in it.",
      example: .document(
        "policies/sample.yaml",
        wrong: "scopes: [] # lint: ignore PT2208 the most that the venue takes",
        right: "scopes: []")),
    CodePage(
      "PT2290", "a document that was not formatted",
      cause:
        "fmt reads what it has written and compares: the meaning, and every comment. Here they differ, so "
        + "the document was left as it was.",
      remedy: "Please report it with the document; this is an error of the program."),
  ]

  /// What a run found.
  package struct Report {
    package var findings: [Diagnostic]
    /// Findings that comments asked to overlook.
    package var ignored: Int
  }

  /// Looks at everything with all rules, or with those of `codes`.
  package static func run(_ subject: LintSubject, codes: Set<String>? = nil) -> Report {
    let chosen = rules.filter { codes?.contains($0.code) ?? true }
    let found = chosen.flatMap { $0.check(subject) }
    var ignores = IgnoreComments(subject)
    let kept = found.filter { !ignores.covers($0) }
    let own = ignores.findings(about: codes).filter { codes?.contains($0.code) ?? true }
    return Report(findings: kept + own, ignored: found.count - kept.count)
  }
}
