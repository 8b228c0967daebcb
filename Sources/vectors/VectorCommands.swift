import CommandLine
import Diagnostics
import Graph
import KnownAnswers

/// `vectors recordings DIR`: every recording of a folder against its `expected.json`.
struct RecordingsCommand: Command {
  static let directory: Parameter<String> = .argument("DIR", "a folder with expected.json")
  static let description = CommandDescription(
    "recordings", "rebuild every recording of a folder and compare with its expected.json",
    parameters: [directory], example: "recordings ../shared/data/polymarket/market")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    show(checkRecordings(directory: values[Self.directory]))
  }
}

/// `vectors events FILE CODES`: order events and the reason code each of them must get.
struct EventsCommand: Command {
  static let events: Parameter<String> = .argument("FILE", "events, one JSON object a line")
  static let codes: Parameter<String> = .argument("CODES", "the reason code of each line")
  static let policies: Parameter<String?> = .option(
    "policies", "DIR", "the folder that holds bots/ and policies/ (default: looked for upwards)")
  static let description = CommandDescription(
    "events", "decide a file of events and compare with the codes beside it",
    discussion: """
      The bot follows from the form of the events, its params from vectors/events/README.md.
      """,
    parameters: [events, codes, policies],
    example: "events queuewarden.ndjson queuewarden.codes")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let file = values[Self.events]
    guard let subject = EventChecks.subject(of: file) else {
      var tally = Tally()
      tally.check(false, "'\(file)' holds no events of a known form")
      return show(tally)
    }
    do {
      let graph = try GraphLoader.load(
        root: values[Self.policies], settings: subject.settings, of: subject.bot)
      guard let bot = graph.bot(named: subject.bot) else { return .software }
      return show(
        EventChecks.check(events: file, codes: values[Self.codes], graph: graph, bot: bot))
    } catch {
      _ = StandardStream.error.write(error.text)
      return .findings
    }
  }
}

/// `vectors monitoring FILE…`: the forms of vectors/monitoring that this program knows so far.
struct MonitoringCommand: Command {
  static let files: Parameter<[String]> = .arguments(
    "FILE", "files of vectors/monitoring", isRequired: true)
  static let description = CommandDescription(
    "monitoring", "check envelope chains and staleness against known answers",
    parameters: [files], example: "monitoring ../shared/vectors/monitoring/staleness.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var tally = Tally()
    for file in values[Self.files] { tally.merge(checkMonitoring(file: file)) }
    return show(tally)
  }
}

/// `vectors cel PATH…`: conformance cases of the expression language.
struct ConformanceCommand: Command {
  static let files: Parameter<[String]> = .arguments(
    "PATH", "files of vectors/cel, or folders of such files", isRequired: true)
  static let description = CommandDescription(
    "cel", "check and evaluate expressions and compare with what they must come to",
    parameters: [files], example: "cel ../shared/vectors/cel")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var tally = Tally()
    for file in values[Self.files].flatMap(conformanceFiles) {
      tally.merge(checkConformance(file: file))
    }
    return show(tally)
  }
}

/// Names what failed and closes with the counts.
func show(_ tally: Tally) -> ExitCode {
  let failures = tally.failed.map { "failed: \($0)\n" }.joined()
  _ = StandardStream.output.write(failures + tally.summary + "\n")
  return tally.failed.isEmpty ? .clean : .findings
}
