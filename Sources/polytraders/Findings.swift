import Authoring
import CommandLine
import Diagnostics
import FoundationEssentials
import Reporting

extension ReportFormat: ArgumentChoice {}

/// How commands write their findings: the same forms, the same pages of codes, everywhere.
enum Findings {
  /// `--format` of the commands whose result is a list of findings.
  static let format: Parameter<ReportFormat> = .option(
    "format", "FORMAT", "text, json, sarif, github or junit", default: .text)

  /// The report of a run of `command`; `subjects` are the files that it looked at.
  static func report(
    _ diagnostics: [Diagnostic], _ renderer: DiagnosticRenderer = DiagnosticRenderer(),
    of command: String, subjects: [String] = [], skipped: Int = 0, summary: Summary? = nil
  ) -> FindingsReport {
    FindingsReport(
      diagnostics, renderer: renderer, command: command, subjects: subjects, skipped: skipped,
      summary: summary, rules: rules(of: diagnostics), version: Polytraders.version,
      folder: FileManager.default.currentDirectoryPath)
  }

  /// The pages of the codes that occur.
  private static func rules(of diagnostics: [Diagnostic]) -> [String: RuleDescription] {
    var rules: [String: RuleDescription] = [:]
    for diagnostic in diagnostics {
      guard rules[diagnostic.code] == nil, let page = CodePages.page(diagnostic.code) else {
        continue
      }
      rules[diagnostic.code] = RuleDescription(
        title: page.title, text: "\(page.cause) \(page.remedy)", severity: page.severity)
    }
    return rules
  }
}
