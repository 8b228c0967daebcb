import Authoring
import CommandLine
import Diagnostics
import Policy
import Reporting

/// `polytraders fmt [PATH…]`: gives documents their form.
struct FmtCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "documents or folders; without any, all documents of the root around the current folder"
  )
  static let check: Parameter<Bool> = .flag(
    "check", "write nothing; end with 1 where a document does not have its form")
  static let diff: Parameter<Bool> = .flag("diff", "write nothing; show what would change")

  static let description = CommandDescription(
    "fmt", "give documents their one form",
    discussion: """
      Keys in the order of the kind, two blanks of indentation, collections in braces on one line where they \
      fit in 120 columns, conditions in their canonical spelling. Comments and the blank lines between groups \
      stay. The meaning stays too: both texts are read again and compared, and a document that would mean \
      something else is left alone. What was approved (specs/approved, overrides) is never touched.
      """,
    parameters: [paths, check, diff, Findings.format, PolicyRoot.option],
    example: "fmt --check --diff")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let files = try DocumentFiles.find(values[Self.paths], policies: values[PolicyRoot.option])
    var findings: [Diagnostic] = []
    var renderer = DiagnosticRenderer()
    var changes: [(file: PolicyLoader.Input, text: String)] = []
    for file in files {
      renderer.addSource(String(decoding: file.bytes, as: UTF8.self), file: file.file)
      switch Formatter.format(file.bytes, file: file.file) {
      case .refused(let reasons): findings += reasons
      case .formatted(let text) where !text.utf8.elementsEqual(file.bytes):
        changes.append((file, text))
      case .formatted: break
      }
    }
    if values[Self.check] || values[Self.diff] {
      return show(changes, findings, renderer, files)
    }
    try FormattedMeaning.verify(changes, among: files)
    for change in changes {
      try Folders.rewrite(change.file.file, Array(change.text.utf8))
      _ = StandardStream.output.write("\(change.file.file)\n")
    }
    let report = Findings.report(findings, renderer, of: "fmt", subjects: files.map(\.file))
    guard StandardStream.output.write(report.text(as: values[Findings.format])) else {
      return .inputOutput
    }
    return findings.isEmpty ? .clean : .findings
  }

  /// What `--check` and `--diff` say.
  private func show(
    _ changes: [(file: PolicyLoader.Input, text: String)], _ broken: [Diagnostic],
    _ renderer: DiagnosticRenderer, _ files: [PolicyLoader.Input]
  ) -> ExitCode {
    var text = ""
    var findings = broken
    for change in changes {
      let old = String(decoding: change.file.bytes, as: UTF8.self)
      let name = change.file.file
      if values[Self.check] {
        findings.append(Formatter.difference(old, file: name, formatted: change.text))
      }
      if values[Self.diff] {
        text += UnifiedDiff.text(
          from: old, to: change.text, old: name, new: "\(name) (formatted)")
      }
    }
    let report = Findings.report(findings, renderer, of: "fmt", subjects: files.map(\.file))
    text += report.text(as: values[Findings.format])
    guard StandardStream.output.write(text) else { return .inputOutput }
    return findings.isEmpty ? .clean : .findings
  }
}
