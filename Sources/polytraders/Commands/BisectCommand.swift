import CommandLine
import Diagnostics
import Git
import Governance
import Graph
import JSON
import Journal
import Runtime

/// `polytraders bisect`: the commits of policy that changed what is decided for one event.
struct BisectCommand: Command {
  static let event: Parameter<String?> = .option(
    "event", "FILE", "the event: one JSON object on a line; - for standard input")
  static let journal: Parameter<String?> = .option(
    "journal", "FILE", "take the event of a decision in this journal")
  static let sequence: Parameter<Int?> = .option(
    "seq", "N", "with --journal: the sequence number of the decision")
  static let bot: Parameter<String?> = .option(
    "bot", "BOT", "the bot that decides; with --journal, the one that did")
  static let good: Parameter<String?> = .option(
    "good", "REV", "look only behind this revision (default: from the first commit on)")
  static let bad: Parameter<String> = .option(
    "bad", "REV", "look up to this revision", default: "HEAD")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  static let description = CommandDescription(
    "bisect", "find the policy commits that change what is decided for an event",
    discussion: """
      Decides the event with the policies of each commit that touches bots/, policies/ or specs/, and shows those \
      behind which it is decided otherwise: author, date, both decisions, and what the commit changed in meaning. \
      Up to \(DecisionBisection.mostCommits) commits all are asked, so that a decision that changed to and fro is \
      told in full; beyond that the history is searched by halves, and the answer says so. Commits whose policies \
      have errors are skipped and named. An event from a journal has the facts that the policy of its day read. \
      Ends with 2 where a commit changes the decision, with 0 where none does.
      """,
    parameters: [event, journal, sequence, bot, good, bad, format, PolicyRoot.option],
    example: "bisect --journal journal.sqlite --seq 4711")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let (event, unit) = try found()
    guard let name = values[Self.bot] ?? unit else {
      throw UsageError(.contradiction("--event needs --bot BOT"), path: "polytraders bisect")
    }
    do {
      let place = PolicySide.Place(root: try GraphLoader.root(values[PolicyRoot.option]))
      let repository = try place.requireRepository()
      let end = try repository.resolve(values[Self.bad])
      let start = try values[Self.good].map { try repository.resolve($0) }
      var progress = ProgressLine()
      let bisection = try DecisionBisection(
        repository, bot: name, event: event, from: start, to: end
      ) { done, all in progress.update("bisect: \(done) of \(all) commits") }
      progress.finish()
      let text =
        switch values[Self.format] {
        case .text: bisection.text(upTo: values[Self.bad])
        case .json: bisection.json.compactText + "\n"
        }
      guard StandardStream.output.write(text) else { return .inputOutput }
      return bisection.turns.isEmpty ? .clean : .changes
    } catch let failure as GraphLoader.Failure {
      _ = StandardStream.error.write(failure.text)
      return .findings
    } catch let error as GitError {
      throw DiagnosticError(error.diagnostic)
    }
  }

  /// The event, and the bot that decided it where a journal says so.
  private func found() throws -> (event: String, bot: String?) {
    switch (values[Self.event], values[Self.journal], values[Self.sequence]) {
    case (let path?, nil, nil): return (try Self.line(of: path), nil)
    case (nil, let path?, let sequence?): return try Self.event(in: path, Int64(sequence))
    default:
      throw UsageError(
        .contradiction("give either --event FILE or --journal FILE with --seq N"),
        path: "polytraders bisect")
    }
  }

  private static func line(of path: String) throws -> String {
    do {
      let bytes = try FileContents.read(path, maximumBytes: 1 << 20)
      let lines = bytes.split(separator: 0x0A).filter { line in
        line.contains { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }
      }
      guard lines.count == 1 else {
        throw DiagnosticError(
          Diagnostic(
            "PT1814", .error, "'\(path)' holds \(lines.count) lines; bisect takes one event",
            at: nil,
            help: ["hand it one: sed -n 7p EVENTS | polytraders bisect --event - --bot BOT"]))
      }
      return String(decoding: lines[0], as: UTF8.self)
    } catch let error as FileError {
      throw FileProblem.reading(error)
    }
  }

  private static func event(
    in path: String, _ sequence: Int64
  ) throws -> (event: String, bot: String?) {
    let reader = try JournalOption.open(path)
    do {
      guard let bytes = try reader.envelope(sequence),
        let envelope = try? JSONValue(parsing: bytes), let event = envelope["payload"]?["event"],
        case .object(var members) = event
      else {
        throw DiagnosticError(
          Diagnostic(
            "PT1815", .error, "envelope \(sequence) of '\(path)' is no decision of a bot", at: nil,
            help: ["'polytraders explain \(sequence) --journal \(path)' says what it is"]))
      }
      // Values may be for the market of the event, which the envelope has beside it.
      let parts = (envelope["scope"]?.string ?? "").split(separator: "/")
      if let index = parts.firstIndex(of: "market"), index + 1 < parts.count,
        event["market"] == nil
      {
        members.append(.init("market", .string(String(parts[index + 1]))))
      }
      return (JSONValue.object(members).compactText, envelope["unit"]?.string)
    } catch let error as JournalError {
      throw DiagnosticError(error.diagnostic)
    }
  }
}
