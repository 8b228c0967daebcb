import CommandLine
import Diagnostics
import Graph
import Journal
import Runner
import Runtime

/// `polytraders replay --market FILE…`: recorded market messages past the evaluation graph, into a journal.
struct ReplayCommand: Command {
  static let market: Parameter<[String]> = .options(
    "market", "FILE", "a recording of the market channel (NDJSON, also .gz)")
  static let more: Parameter<[String]> = .arguments(
    "FILE", "further recordings; or 'last-hour': the hour before a kill, from the journal")
  static let journal: Parameter<String> = .option(
    "journal", "FILE", "where the decisions go; one that exists is taken up where it stopped",
    default: JournalOption.defaultPath)
  static let fresh: Parameter<Bool> = .flag(
    "fresh", "delete a journal that is there, and start anew")
  static let seed: Parameter<UInt64> = .option(
    "seed", "N", "seed of the reference maker", default: 1)
  static let strategy: Parameter<String?> = .option(
    "strategy", "NAME", "the strategy the reference maker stands for; chooses among scoped values")
  static let tags: Parameter<[String]> = .options(
    "tag", "NAME", "a tag of the markets; chooses among scoped values")
  static let settings: Parameter<[String]> = .options(
    "set", "NAME=VALUE", "use this value of a param or of a staleness threshold")
  static let acknowledge: Parameter<Bool> = .flag(
    "acknowledge", "print 'committed N' whenever envelopes have reached the disk")

  static let description = CommandDescription(
    "replay", "run recorded market messages through the policies and journal every decision",
    discussion: """
      Keeps a book for every token, lets a small reference maker rest orders on both sides, judges every \
      order that a message or the clock touches, and carries the decisions out on the simulated orders. The \
      same recordings, policies and seed give the same journal; a replay that was interrupted is repeated \
      up to its last commit and goes on from there.

      A line that is no message of the venue's stops the replay with 1 and its place: what follows it could \
      not be trusted. The journal keeps everything decided before it.

      With --base nothing is journalled: both versions decide the same events, and what would be decided \
      otherwise is reported, in the open loop (the facts as recorded) and in the closed loop (windows, pending \
      counts and resting orders are those of each version's own decisions). Ends with 0 where no decision \
      changes, with 2 where some do. With --sweep one pass gives what would be decided at every value of a param, \
      for the same events.

      'replay last-hour --journal FILE' looks at the last trip of the kill switch, or at that of --kill: whether its \
      condition held at that moment, executed again from the journal, whether it fired in time, what it blocked, \
      whether anything was signed after it, and when it was contained. Ends with 0 where it fired correctly. What it found is left beside the kill latch of \
      --store, where 'kill reset' needs it.
      """,
    parameters: [
      market, more, journal, fresh, seed, strategy, tags, settings, acknowledge,
      ReplayDiff.base, ReplayDiff.head, ReplayDiff.events, ReplayDiff.open, ReplayDiff.closed,
      ReplayDiff.format, ReplayDiff.html, ReplayDiff.bot, ReplayDiff.examples,
      LastHour.kill, KillOptions.store, ReplayDiff.sweep, ReplayDiff.from, ReplayDiff.to,
      ReplayDiff.steps, PolicyRoot.option,
    ],
    example: "replay --market session.ndjson.gz --journal journal.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    if values[Self.more] == [LastHour.word], values[Self.market].isEmpty {
      return try LastHour(values).run()
    }
    if ReplayDiff.isAsked(values) {
      return try ReplayDiff(values, paths: recordings, configuration: configuration).run()
    }
    guard !recordings.isEmpty else {
      throw UsageError(.missingOption("--market", valueName: "FILE"), path: "polytraders replay")
    }
    return try PolicyRoot.withGraph(
      values[PolicyRoot.option], settings: values[Self.settings], of: "queuewarden", replay)
  }

  private var recordings: [String] { values[Self.market] + values[Self.more] }

  private var configuration: ReplayConfiguration {
    ReplayConfiguration(
      seed: values[Self.seed], strategy: values[Self.strategy], tags: Set(values[Self.tags]))
  }

  private func replay(_ graph: CompiledGraph) throws -> ExitCode {
    let session = try RecordedSession(paths: recordings)
    let engine = "polytraders/\(Polytraders.version)"
    let identity = RunIdentity(
      session: session, graph: graph, configuration: configuration, engine: engine)
    let clock = MonotonicClock()
    let path = values[Self.journal]
    let journal = try ReplayJournal(
      path: path, isDefault: path == JournalOption.defaultPath, isFresh: values[Self.fresh],
      identity: identity
    ) {
      Int64(clock.now / 1_000_000)
    }
    if let name = journal.putAside {
      _ = StandardStream.error.write("note: the journal of another run is now \(name)\n")
    }
    let replay = try Replay(
      graph: graph, session: session, configuration: configuration,
      log: JournalLog(journal.writer), engine: engine, stopwatch: clock)
    do {
      try run(replay, into: journal.writer)
    } catch let error as JournalError {
      throw journal.explained(error, identity)
    } catch let error as DiagnosticError {
      // What was decided before the bad line stays: it is whole and verifies.
      try? journal.writer.close()
      throw journal.stopped(error)
    }
    let table = ReplayTable(report: replay.report, journal: journal)
    return StandardStream.output.write(table.text) ? .clean : .inputOutput
  }

  private func run(_ replay: Replay, into writer: JournalWriter) throws {
    var progress = ProgressLine()
    defer { progress.finish() }
    var acknowledged = writer.committedSequence
    let acknowledges = values[Self.acknowledge]
    func acknowledge() {
      guard acknowledges, writer.committedSequence > acknowledged else { return }
      acknowledged = writer.committedSequence
      _ = StandardStream.output.write("committed \(acknowledged)\n")
    }
    try replay.run { report in
      progress.update(ReplayTable.progress(report))
      acknowledge()
    }
    try writer.close()
    acknowledge()
  }
}
