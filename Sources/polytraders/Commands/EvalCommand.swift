import CommandLine
import Diagnostics
import Graph
import Policy
import Runtime
import Trading

/// `polytraders eval BOT --events FILE`: decisions for recorded or made-up events.
struct EvalCommand: Command {
  static let bot: Parameter<String> = .argument("BOT", "the bot that decides, such as queuewarden")
  static let events: Parameter<String?> = .option(
    "events", "FILE", "order events, one JSON object a line; also .gz, or - for standard input")
  static let settings: Parameter<[String]> = .options(
    "set", "NAME=VALUE", "use this value of a param or of a staleness threshold")
  static let repl: Parameter<Bool> = .flag(
    "repl", "ask about the events one by one; 'help' lists what can be asked")
  static let journal: Parameter<String?> = .option(
    "journal", "FILE", "with --repl: the events of the bot's decisions in a journal")
  static let codes: Parameter<Bool> = .flag("codes", "print the reason codes alone, one a line")
  static let explain: Parameter<Bool> = .flag("explain", "print every decision rule by rule")

  static let description = CommandDescription(
    "eval", "decide events and print the reason codes",
    discussion: """
      Prints the event's id, the reason code, the severity, the action and what was compared. A line that is \
      no event is reported on standard error with its line and byte; it gets the code '-' and the command \
      ends with 1.
      """,
    parameters: [bot, events, settings, codes, explain, repl, journal, PolicyRoot.option],
    example: "eval queuewarden --events events.ndjson --set stale_ttl_s=45s --codes")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    if values[Self.codes], values[Self.explain] {
      throw UsageError(
        .contradiction("'--codes' and '--explain' exclude each other"), path: "polytraders eval")
    }
    if !values[Self.repl], values[Self.events] == nil || values[Self.journal] != nil {
      throw UsageError(
        values[Self.events] == nil
          ? .missingOption("events", valueName: "FILE")
          : .contradiction("'--journal' goes with '--repl'"),
        path: "polytraders eval")
    }
    return try PolicyRoot.withGraph(
      values[PolicyRoot.option], settings: values[Self.settings], of: values[Self.bot]
    ) { graph in
      let bot = try PolicyRoot.bot(values[Self.bot], in: graph)
      if values[Self.repl] {
        return try EvalRepl.run(
          graph, bot, events: values[Self.events], journal: values[Self.journal])
      }
      return try evaluate(graph, bot)
    }
  }

  private func evaluate(_ graph: CompiledGraph, _ bot: CompiledBot) throws -> ExitCode {
    guard let evaluator = EventEvaluator(graph: graph, bot: bot) else { return .clean }
    let path = values[Self.events] ?? "-"
    var printer = DecisionPrinter(
      graph: graph, style: values[Self.codes] ? .codes : values[Self.explain] ? .explanation : .line
    )
    var refusals = Refusals(file: path)
    do {
      let counts = try EventFile.read(path, with: evaluator) { decision, frame, name in
        printer.add(decision, frame, name)
      } refused: { error, line in
        printer.addRefused()
        refusals.add(error, line: line)
      }
      guard printer.finish() else { return .inputOutput }
      refusals.finish()
      if counts.events + counts.refused == 0 {
        _ = StandardStream.error.write("note: '\(path)' holds no events\n")
      }
    } catch {
      _ = printer.finish()
      refusals.finish()
      throw FileProblem.reading(error)
    }
    return refusals.count > 0 ? .findings : .clean
  }
}

/// Lines that were no events: the first twenty in full, then their number.
private struct Refusals {
  let file: String
  private(set) var count = 0

  init(file: String) {
    self.file = file
  }

  mutating func add(_ error: EventError, line: Int) {
    count += 1
    guard count <= 20 else { return }
    let diagnostic = error.diagnostic(file: file, line: line)
    _ = StandardStream.error.write(DiagnosticRenderer().render(diagnostic))
  }

  func finish() {
    guard count > 0 else { return }
    _ = StandardStream.error.write(
      "\(grouped(count)) \(count == 1 ? "line was" : "lines were") no event\n")
  }
}
