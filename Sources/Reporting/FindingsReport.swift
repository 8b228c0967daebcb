package import Diagnostics
import JSON

/// How findings are written.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// For people: the source line, a caret, what to do.
  case text
  /// One object for programs; its members are stable.
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif
  /// Workflow commands of GitHub Actions, which become notes at the lines of a pull request.
  case github
  /// JUnit XML: a test case for each document.
  case junit
}

/// The findings of one run of a command, ready to be written in every form.
package struct FindingsReport {
  /// In the order of file and line, without repetitions.
  package let diagnostics: [Diagnostic]
  /// What the run looked at, in words of its own: paths of documents, names of tests. Those without a finding
  /// have passed.
  package let subjects: [String]
  package let summary: Summary
  /// The command that ran: `check`.
  package let command: String
  /// The version of the program.
  package let version: String
  /// Knows the source lines.
  let renderer: DiagnosticRenderer
  /// What each code means; those that are not here are described by their message.
  let rules: [String: RuleDescription]
  /// Paths below this folder are written relative to it.
  let folder: String

  /// - Parameters:
  ///   - diagnostics: in any order; `renderer` has the texts they are about.
  ///   - subjects: files that were looked at.
  ///   - skipped: how many things the user asked not to look at.
  ///   - summary: where the counts are not those of documents.
  ///   - rules: the pages of the codes.
  ///   - folder: the folder that URIs and paths of a pull request start from, absolute.
  package init(
    _ diagnostics: [Diagnostic], renderer: DiagnosticRenderer = DiagnosticRenderer(),
    command: String, subjects: [String] = [], skipped: Int = 0, summary: Summary? = nil,
    rules: [String: RuleDescription] = [:], version: String = "", folder: String = ""
  ) {
    var bag = DiagnosticBag()
    bag.add(contentsOf: diagnostics)
    self.diagnostics = bag.sorted
    self.renderer = renderer
    self.command = command
    self.subjects = subjects
    self.summary =
      summary ?? Summary(of: bag.sorted, in: subjects, skipped: skipped)
    self.rules = rules
    self.version = version
    self.folder = folder
  }

  /// Whether a command that found this ends with `ExitCode.findings`.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Everything, with its final line feed. As text, `notes` stand behind the findings.
  package func text(as format: ReportFormat, notes: String = "") -> String {
    switch format {
    case .text: renderer.render(diagnostics) + notes
    case .json: json.compactText + "\n"
    case .sarif: sarif.compactText + "\n"
    case .github: github
    case .junit: junit
    }
  }
}

/// What a code means, for those who see it for the first time.
package struct RuleDescription: Sendable {
  /// One line: `a key that no document of this kind has`.
  package var title: String
  /// Cause and remedy, in plain text.
  package var text: String
  /// The severity that findings of the code have as a rule.
  package var severity: DiagnosticSeverity

  package init(
    title: String, text: String, severity: DiagnosticSeverity = .error
  ) {
    self.title = title
    self.text = text
    self.severity = severity
  }
}
