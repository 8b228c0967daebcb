import CommandLine
import Diagnostics
import Graph
import JSON
import Policy
import PolicyTesting
import Reporting
import Runtime

/// `polytraders test [PATH…]`: the tests of the policies, and what they leave untested.
struct TestCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "policy roots, or documents whose tests are to be run; without any, all tests")
  static let filter: Parameter<String?> = .option(
    "filter", "TEXT", "run the tests whose name, or whose bot's name, has this text in it")
  static let explain: Parameter<Bool> = .flag("explain", "print every decision rule by rule")
  static let coverage: Parameter<Bool> = .flag(
    "coverage", "list the rules, branches and boundaries that no test goes through")
  static let threshold: Parameter<Int?> = .option(
    "threshold", "PCT", "fail where a bot's coverage or mutation score is below this per cent")
  static let boundaries: Parameter<Bool> = .flag(
    "boundaries", "show what every bot decides one step below, at and above each threshold")
  static let writeBoundaries: Parameter<String?> = .option(
    "write-boundaries", "FILE", "write those cases as tests")
  static let mutation: Parameter<Bool> = .flag(
    "mutation", "make one small mistake at a time and list those that no test notices")
  static let junit: Parameter<String?> = .option("junit", "FILE", "write the results as JUnit XML")
  static let lcov: Parameter<String?> = .option("lcov", "FILE", "write the coverage as LCOV")
  static let format = Findings.format

  static let description = CommandDescription(
    "test", "run the tests of bots and policies",
    discussion: """
      Checks the documents first. Tests stand under 'tests' of a bot and in tests/*.yaml; a failed one is shown \
      with what decided and with the line that repeats it. Ends with 1 where a document has an error, a test \
      fails, or a figure is below --threshold.
      """,
    parameters: [
      paths, filter, explain, coverage, threshold, boundaries, writeBoundaries, mutation, junit,
      lcov, format, PolicyRoot.option,
    ],
    example: "test --coverage --mutation --threshold 100")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    if let threshold = values[Self.threshold], !(0...100).contains(threshold) {
      throw UsageError(
        .contradiction("a threshold is 0 to 100 per cent"), path: "polytraders test")
    }
    let found = try RootDocuments.find(values[Self.paths], policies: values[PolicyRoot.option])
    if found.count > 1, let name = Self.files.first(where: { values[$0] != nil }) {
      throw UsageError(
        .contradiction("'--\(name.shape.name)' is for one root at a time"),
        path: "polytraders test")
    }
    var isClean = true
    for documents in found {
      let (text, isFree) = try test(documents)
      guard StandardStream.output.write(text) else { return .inputOutput }
      isClean = isFree && isClean
    }
    return isClean ? .clean : .findings
  }

  /// The options that name a file to be written.
  private static let files = [writeBoundaries, junit, lcov]

  /// What is to be printed, and whether it is free of errors.
  private func test(_ documents: RootDocuments) throws -> (text: String, isFree: Bool) {
    let reading = TestSuite.read(documents.inputs, replacing: documents.replacing)
    guard let suite = reading.suite else {
      let findings = reading.diagnostics
      if values[Self.format] == .json {
        return (TestReport.json(findings).compactText + "\n", false)
      }
      return (written(findings, reading, summary: nil), false)
    }
    let chosen = suite.tests.filter { isChosen($0, documents.named) }
    guard !chosen.isEmpty || values[Self.filter] == nil && documents.named.isEmpty else {
      throw TestReport.nothingToRun(values[Self.filter], documents.named)
    }
    let report = report(on: suite, TestRun(suite.graph, chosen))
    try write(report, suite)
    var findings = reading.diagnostics + report.run.results.compactMap(\.diagnostic)
    if values[Self.coverage] { findings += report.gaps }
    findings += report.mutations?.flatMap(\.run.diagnostics) ?? []
    if let threshold = values[Self.threshold] { findings += report.findings(below: threshold) }
    let isFree = !findings.contains { $0.severity == .error }
    switch values[Self.format] {
    case .json: return (report.json(findings).compactText + "\n", isFree)
    case .text:
      let explanations = values[Self.explain] ? report.explanations : ""
      return (
        explanations + TestTables.boundaries(report) + reading.renderer.render(findings)
          + TestTables.summary(report), isFree
      )
    case .junit: return (report.run.junit, isFree)
    case .sarif, .github:
      let failed = report.run.results.count { !$0.passed }
      let passed = report.run.results.count - failed
      let summary = Summary(
        pass: passed, fail: failed, warn: findings.count { $0.severity == .warning },
        skip: suite.tests.count - chosen.count)
      return (written(findings, reading, summary: summary), isFree)
    }
  }

  /// The findings in the form asked for.
  private func written(
    _ findings: [Diagnostic], _ reading: TestSuite.Reading, summary: Summary?
  ) -> String {
    Findings.report(findings, reading.renderer, of: "test", summary: summary)
      .text(as: values[Self.format])
  }

  private func isChosen(_ test: PolicyTest, _ files: [String]) -> Bool {
    if !files.isEmpty, !files.contains(where: { PolicyFiles.isSame($0, test.location.file) }) {
      return false
    }
    guard let text = values[Self.filter] else { return true }
    return test.name.contains(text) || test.bot.contains(text)
  }

  private func report(on suite: TestSuite, _ run: TestRun) -> TestReport {
    var report = TestReport(run)
    let tested = suite.graph.bots.sorted { $0.name < $1.name }.filter { bot in
      values[Self.filter] == nil || run.results.contains { $0.test.bot == bot.name }
    }
    if values[Self.boundaries] || values[Self.writeBoundaries] != nil {
      report.boundaries = tested.flatMap { BoundaryFinder($0, in: suite)?.boundaries() ?? [] }
    }
    if values[Self.mutation] {
      var progress = ProgressLine()
      report.mutations = tested.map { bot in
        progress.update("mutants of \(bot.name)")
        return (bot.name, MutationRun(bot, in: suite, run.results))
      }
      progress.finish()
    }
    return report
  }

  private func write(_ report: TestReport, _ suite: TestSuite) throws {
    let texts: [(Parameter<String?>, () -> String)] = [
      (Self.writeBoundaries, { Boundary.document(report.boundaries ?? [], in: suite) }),
      (Self.junit, { report.run.junit }), (Self.lcov, { report.run.lcov }),
    ]
    for (parameter, text) in texts {
      guard let path = values[parameter] else { continue }
      try Folders.refuseSpecialFile(path)
      try Folders.prepare(forFile: path)
      do {
        let writer = try LineWriter(path: path)
        try writer.write(Array(text().utf8))
        try writer.close()
      } catch {
        throw FileProblem.writing(error)
      }
    }
  }
}
