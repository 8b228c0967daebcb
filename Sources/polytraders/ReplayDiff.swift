import CommandLine
import DecisionDiff
import Diagnostics
import Governance
import Graph
import JSON
import Policy
import Runner
import Runtime

/// `polytraders replay --base … --head …`: what a change of policy would have decided.
struct ReplayDiff {
  /// How the report is printed.
  enum Format: String, CaseIterable, ArgumentChoice {
    case text, markdown, json
  }

  static let base: Parameter<String?> = .option(
    "base", "REV|DIR|approved", "hold the policies of --head against these, on the same events")
  static let head: Parameter<String?> = .option(
    "head", "DIR|REV|approved", "the policies after the change (default: those of --policies)")
  static let events: Parameter<[String]> = .options(
    "events", "FILE", "with --base or --sweep: a journal, a recording, or order events a line")
  static let open: Parameter<Bool> = .flag(
    "open", "with --base: the open loop alone, facts as they were recorded")
  static let closed: Parameter<Bool> = .flag(
    "closed", "with --base: the closed loop alone, each side living with its own decisions")
  static let format: Parameter<Format> = .option(
    "format", "FORMAT", "with --base or --sweep: text, markdown or json", default: .text)
  static let html: Parameter<String?> = .option(
    "html", "FILE", "with --base or --sweep: write a page with charts as well")
  static let bot: Parameter<String?> = .option(
    "bot", "BOT", "with --base or --sweep: whose events a file of order events holds")
  static let examples: Parameter<Int> = .option(
    "examples", "N", "with --base: how many examples are shown", default: 10)

  static let sweep: Parameter<String?> = .option(
    "sweep", "NAME", "how decisions would change with this param or staleness value, at every value"
  )
  static let from: Parameter<String?> = .option(
    "from", "VALUE", "with --sweep: where the range starts (default: the declared bound)")
  static let to: Parameter<String?> = .option(
    "to", "VALUE", "with --sweep: where the range ends (default: the declared bound)")
  static let steps: Parameter<Int> = .option(
    "steps", "N", "with --sweep: how many values are shown; the curve is exact whatever they are",
    default: 17)

  let values: ParsedValues
  let configuration: ReplayConfiguration
  /// Of `--market` and by position, too.
  let paths: [String]
  let root: String?

  init(_ values: ParsedValues, paths: [String], configuration: ReplayConfiguration) {
    self.values = values
    self.paths = paths + values[Self.events]
    self.configuration = configuration
    root = values[PolicyRoot.option]
  }

  static func isAsked(_ values: ParsedValues) -> Bool {
    values[base] != nil || values[head] != nil || values[sweep] != nil
  }

  func run() throws -> ExitCode {
    do {
      return values[Self.base] == nil && values[Self.sweep] != nil ? try sweep() : try compare()
    } catch let failure as GraphLoader.Failure {
      _ = StandardStream.error.write(failure.text)
      return .findings
    }
  }

  private func compare() throws -> ExitCode {
    guard let baseName = values[Self.base] else {
      throw usage("'--head' needs '--base': the policies it is held against")
    }
    guard !paths.isEmpty else { throw usage("'--base' needs '--events FILE'") }
    let onlyOne = values[Self.open] != values[Self.closed]
    let place = PolicySide.Place(root: try GraphLoader.root(root))
    let base = try Self.side(baseName, in: place)
    let head = try Self.side(values[Self.head] ?? place.root, in: place)
    var options = DecisionDiffRun.Options()
    options.isOpen = !onlyOne || values[Self.open]
    options.isClosed = !onlyOne || values[Self.closed]
    options.replay = configuration
    options.bot = values[Self.bot]
    options.engine = "polytraders/\(Polytraders.version)"
    options.exampleCount = max(0, values[Self.examples])
    var found = try run(base, head, options)
    if values[Self.sweep] != nil {
      found.sweep = try curve(of: head)
      found.sweepSteps = values[Self.steps]
    }
    return try report(found)
  }

  /// A release, a folder or a revision; only a folder can be named to `eval`.
  static func side(_ name: String, in place: PolicySide.Place) throws -> DiffSide {
    let side = try PolicySide.named(name, in: place)
    let isFolder = name != "approved" && PolicyFiles.isRoot(name)
    return DiffSide(
      label: isFolder ? name : side.name, graph: side.state.graph, folder: isFolder ? name : nil)
  }

  private func run(
    _ base: DiffSide, _ head: DiffSide, _ options: DecisionDiffRun.Options
  ) throws -> DecisionDiffReport {
    var line = ProgressLine()
    defer { line.finish() }
    let run = DecisionDiffRun(base: base, head: head, options: options) { text in
      line.update(text)
    }
    let kinds = try paths.map { ($0, try EventInput.kind(of: $0)) }
    let recordings = kinds.filter { $0.1 == .recording }.map(\.0)
    if let other = kinds.first(where: { $0.1 != .recording }), !options.isOpen {
      throw DiagnosticError(DiffProblem.notClosable(path: other.0).diagnostic)
    }
    if !recordings.isEmpty { try run.add(recordings: recordings) }
    for (path, kind) in kinds {
      switch kind {
      case .recording: continue
      case .journal: try run.add(journal: path)
      case .events: try run.add(events: path)
      }
    }
    return run.finish()
  }

  // MARK: Sweep

  private func sweep() throws -> ExitCode {
    guard !paths.isEmpty else { throw usage("'--sweep' needs '--events FILE'") }
    let place = PolicySide.Place(root: try GraphLoader.root(root))
    let side = try Self.side(values[Self.head] ?? place.root, in: place)
    var report = DecisionDiffReport(base: side, head: side)
    report.sweep = try curve(of: side)
    report.sweepSteps = values[Self.steps]
    return try self.report(report)
  }

  private func curve(of side: DiffSide) throws -> SweepCurve {
    var line = ProgressLine()
    defer { line.finish() }
    do {
      let subject = try SweepSubject(
        values[Self.sweep] ?? "", from: values[Self.from], to: values[Self.to],
        bot: values[Self.bot], in: side.graph)
      var options = DecisionDiffRun.Options()
      options.replay = configuration
      let run = try SweepRun(side, subject, options: options) { line.update($0) }
      let kinds = try paths.map { ($0, try EventInput.kind(of: $0)) }
      let recordings = kinds.filter { $0.1 == .recording }.map(\.0)
      if !recordings.isEmpty { try run.add(recordings: recordings) }
      for (path, kind) in kinds {
        switch kind {
        case .recording: continue
        case .journal: try run.add(journal: path)
        case .events: try run.add(events: path)
        }
      }
      return run.finish()
    } catch let problem as DiffProblem {
      throw DiagnosticError(problem.diagnostic)
    }
  }

  private func report(_ report: DecisionDiffReport) throws -> ExitCode {
    if let path = values[Self.html] { try ReportFile.write(report.html, to: path) }
    let text =
      switch values[Self.format] {
      case .text: report.text
      case .markdown: report.markdown
      case .json: report.json.compactText + "\n"
      }
    guard StandardStream.output.write(text) else { return .inputOutput }
    return report.hasChanges ? .changes : .clean
  }

  private func usage(_ text: String) -> UsageError {
    UsageError(.contradiction(text), path: "polytraders replay")
  }
}

/// A report that goes into a file.
enum ReportFile {
  static func write(_ text: String, to path: String) throws(DiagnosticError) {
    try Folders.refuseSpecialFile(path)
    try Folders.prepare(forFile: path)
    do {
      let writer = try LineWriter(path: path)
      try writer.write(Array(text.utf8))
      try writer.close()
    } catch {
      throw FileProblem.writing(error)
    }
  }
}
