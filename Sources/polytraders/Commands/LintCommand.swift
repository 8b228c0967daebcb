import Authoring
import CommandLine
import Diagnostics
import FoundationEssentials
import Glibc
import Graph
import Policy
import Reporting

/// `polytraders lint [PATH…]`: what is right and could be better.
struct LintCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "documents to speak of; without any, all of the root")
  static let fix: Parameter<Bool> = .flag("fix", "make the safe fixes, then look again")
  static let rules: Parameter<[String]> = .options("rule", "CODE", "only this rule, such as PT2208")
  static let list: Parameter<Bool> = .flag("list", "list the rules")
  static let journal: Parameter<String?> = .option(
    "journal", "FILE", "hold limits against what a journal says of their use")
  static let day: Parameter<String?> = .option(
    "today", "YYYY-MM-DD", "the day that reviews are held against (default: today)")

  static let description = CommandDescription(
    "lint", "say what is right and could be better",
    discussion: """
      Documents with errors are for 'check'. Each rule is explained by 'explain-code' and has a safe fix, a \
      proposed one or none. A finding is overlooked by a comment with its reason, behind the entry or above it: \
      '# lint: ignore PT2208 the venue takes no more'; one for a whole document begins 'lint: ignore-file'. Ends \
      with 1 where a warning or an error is left; notes are for information.
      """,
    parameters: [paths, fix, rules, list, journal, day, Findings.format, PolicyRoot.option],
    example: "lint --fix")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    if values[Self.list] { return listRules() }
    let codes = try chosenCodes()
    if values[Self.fix] { try mend(codes) }
    let (report, subject) = try look(codes)
    let findings = Findings.report(
      report.findings, subject.renderer, of: "lint", subjects: subject.documents.map(\.file),
      skipped: report.ignored)
    guard StandardStream.output.write(findings.text(as: values[Findings.format])) else {
      return .inputOutput
    }
    return findings.diagnostics.contains { $0.severity > .note } ? .findings : .clean
  }

  private func listRules() -> ExitCode {
    var table = TextTable([.left("rule"), .left("about"), .left("fix"), .left("what")])
    for rule in Linter.rules {
      table.add([rule.code, rule.category.rawValue, rule.mending.rawValue, rule.page.title])
    }
    return StandardStream.output.write(table.rendered()) ? .clean : .inputOutput
  }

  private func chosenCodes() throws -> Set<String>? {
    let codes = values[Self.rules].map { $0.uppercased() }
    let known = Linter.rules.map(\.code) + ["PT2280", "PT2281"]
    for code in codes where !known.contains(code) {
      throw DiagnosticError(
        Diagnostic(
          "PT0910", .error, "lint has no rule '\(code)'", at: nil,
          help: suggestions(for: code, among: known) + ["'polytraders lint --list' lists them"]))
    }
    return codes.isEmpty ? nil : Set(codes)
  }

  // MARK: Looking

  /// What is found in the documents that were named, read together with all others of the root.
  private func look(_ codes: Set<String>?) throws -> (Linter.Report, LintSubject) {
    let root: String
    do {
      root = try GraphLoader.root(values[PolicyRoot.option])
    } catch {
      throw DiagnosticError(error.diagnostics)
    }
    let all = try DocumentFiles.find([root], policies: nil)
    let graph = try compiled(all)
    let subject = LintSubject(
      all, graph: graph, today: today,
      hasSchemas: PolicyFiles.isFolder("\(root)/specs/schema"), usage: try usage(graph))
    var report = Linter.run(subject, codes: codes)
    let named =
      try values[Self.paths].isEmpty ? [] : DocumentFiles.find(values[Self.paths], policies: nil)
    if !named.isEmpty {
      report.findings.removeAll { finding in
        guard let file = finding.location?.file else { return false }
        return !named.contains { PolicyFiles.isSame($0.file, file) }
      }
    }
    return (report, subject)
  }

  private func compiled(_ files: [PolicyLoader.Input]) throws -> CompiledGraph {
    let playbooks = files.filter { $0.path.contains("specs/playbooks/") }.map(\.file)
    let documents = files.filter {
      !PolicyFiles.isTypedData($0.file) && !playbooks.contains($0.file)
    }
    let loader = PolicyLoader.load(documents)
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }

  private var today: String {
    if let day = values[Self.day] { return day }
    return Self.date(ofDay: time(nil) / 86_400)
  }

  /// The date of a day since 1970, in the Gregorian calendar; years are counted from March in between.
  static func date(ofDay day: Int) -> String {
    let shifted = day + 719_468
    let era = shifted / 146_097
    let inEra = shifted % 146_097
    let year = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
    let inYear = inEra - (365 * year + year / 4 - year / 100)
    let month = (5 * inYear + 2) / 153
    let date = (
      year: era * 400 + year + (month > 9 ? 1 : 0), month: month < 10 ? month + 3 : month - 9,
      day: inYear - (153 * month + 2) / 5 + 1
    )
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
  }

  private func usage(_ graph: CompiledGraph) throws -> [ParameterUsage] {
    guard let path = values[Self.journal] else { return [] }
    return try JournalUsage.read(try JournalOption.open(path), graph)
  }

  // MARK: Mending

  /// Makes the safe fixes until there are none, at most a few times: one may uncover the next.
  private func mend(_ codes: Set<String>?) throws {
    var mended: Set<String> = []
    for _ in 0..<4 {
      let (report, subject) = try look(codes)
      var edits: [String: [TextEdit]] = [:]
      for finding in report.findings {
        guard let fix = finding.fix, fix.isSafe else { continue }
        // Of one document one fix at a time: a whole new form would cover the others.
        for edit in fix.edits where edits[edit.file] == nil { edits[edit.file] = [edit] }
      }
      if edits.isEmpty { break }
      let documents = subject.documents
      let changes = documents.compactMap { document -> (PolicyLoader.Input, String)? in
        guard let own = edits[document.file] else { return nil }
        return (
          PolicyLoader.Input(
            file: document.file, path: document.path, bytes: Array(document.text.utf8)),
          TextEdit.apply(own, to: document.text)
        )
      }
      let inputs = documents.map {
        PolicyLoader.Input(file: $0.file, path: $0.path, bytes: Array($0.text.utf8))
      }
      try FormattedMeaning.verify(changes.map { (file: $0.0, text: $0.1) }, among: inputs)
      for (file, text) in changes {
        try Folders.rewrite(file.file, Array(text.utf8))
        mended.insert(file.file)
      }
    }
    guard values[Findings.format] == .text else { return }
    for file in mended.sorted() { _ = StandardStream.output.write("mended \(file)\n") }
  }
}
