import CEL
import CommandLine
import DecisionDiff
import Diagnostics
import Graph
import JSON
import Policy
import Runtime
import Trading

/// `polytraders why-not CODE --event FILE[:LINE]`: what would have to be different for another decision.
struct WhyNotCommand: Command {
  static let code: Parameter<String> = .argument(
    "CODE", "the reason code that was expected, such as QUEUE_WARDEN_STALE_ORDER")
  static let event: Parameter<String?> = .option(
    "event", "FILE[:LINE]", "a line of order events (default: the first); - for standard input")
  static let journal: Parameter<String?> = .option(
    "journal", "FILE", "take the event of a journalled decision, with --seq")
  static let sequence: Parameter<Int?> = .option(
    "seq", "N", "with --journal: the sequence number of the decision")
  static let bot: Parameter<String?> = .option(
    "bot", "BOT", "whose event it is (default: the bot that can give the code)")
  static let settings: Parameter<[String]> = .options(
    "set", "NAME=VALUE", "use this value of a param or of a staleness threshold")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  static let description = CommandDescription(
    "why-not", "give the smallest change of facts or thresholds for which another code is decided",
    discussion: """
      Each fact of the event and each value of the policies is moved alone, over its whole range, everything \
      else staying as it is: turning points are solved for, so that the nearest one is the nearest there is, \
      and where there is none that is proved. Where no single change is enough, pairs of facts are looked for. \
      Every answer was decided again. Ends with 0 where there is an answer, with 1 where there is none.
      """,
    parameters: [code, event, journal, sequence, bot, settings, format, PolicyRoot.option],
    example: "why-not QUEUE_WARDEN_STALE_ORDER --event events.ndjson:17")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try PolicyRoot.withGraph(
      values[PolicyRoot.option], settings: values[Self.settings], of: values[Self.bot]
    ) { graph in
      let bot = try bot(in: graph)
      do {
        let answer = try answer(graph, bot)
        let text =
          switch values[Self.format] {
          case .text: answer.text
          case .json: answer.json.compactText + "\n"
          }
        guard StandardStream.output.write(text) else { return .inputOutput }
        return answer.isAlready || answer.isReachable ? .clean : .findings
      } catch let problem as DiffProblem {
        throw DiagnosticError(problem.diagnostic)
      }
    }
  }

  private func bot(in graph: CompiledGraph) throws -> CompiledBot {
    if let name = values[Self.bot] { return try PolicyRoot.bot(name, in: graph) }
    let code = values[Self.code]
    // The bot that acts on it, before one that others read.
    let candidates = graph.bots.filter { $0.outcomes.cases.contains(code) }
    let deciders = candidates.filter { bot in
      bot.specification.events.contains { kind in
        graph.deciders(of: kind).contains { $0.name == bot.name }
      }
    }
    guard let bot = deciders.first ?? candidates.first else {
      let known = Set(graph.bots.flatMap(\.outcomes.cases)).sorted()
      throw DiagnosticError(
        DiffProblem.unknownCode(code, bot: "any", known: known).diagnostic)
    }
    return bot
  }

  private func answer(_ graph: CompiledGraph, _ bot: CompiledBot) throws -> WhyNot {
    switch (values[Self.event], values[Self.journal]) {
    case (let place?, nil): return try answer(ofFile: place, graph, bot)
    case (nil, let journal?):
      guard let sequence = values[Self.sequence] else {
        throw usage("'--journal' needs '--seq N'")
      }
      return try WhyNot.ask(
        values[Self.code], journal: journal, sequence: Int64(sequence), of: bot, in: graph)
    default: throw usage("name the event: '--event FILE[:LINE]' or '--journal FILE --seq N'")
    }
  }

  private func answer(
    ofFile place: String, _ graph: CompiledGraph, _ bot: CompiledBot
  ) throws -> WhyNot {
    var (path, line) = (place, 1)
    if let colon = place.lastIndex(of: ":"), let number = Int(place[place.index(after: colon)...]) {
      (path, line) = (String(place[..<colon]), number)
    }
    return try WhyNot.ask(values[Self.code], file: path, line: line, of: bot, in: graph)
  }

  private func usage(_ text: String) -> UsageError {
    UsageError(.contradiction(text), path: "polytraders why-not")
  }
}
