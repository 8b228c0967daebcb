import CommandLine
import Diagnostics
import Graph
import Journal
import Runner
import Runtime

/// `polytraders replay --market FILE…`: recorded market messages past the evaluation graph, into a journal.
struct ReplayCommand: Command {
  static let market: Parameter<[String]> = .options(
    "market", "FILE", "a recording of the market channel (NDJSON, also .gz); repeatable",
    isRequired: true)
  static let more: Parameter<[String]> = .arguments("FILE", "further recordings")
  static let journal: Parameter<String> = .option(
    "journal", "FILE", "where the decisions go; one that exists is taken up where it stopped",
    default: JournalOption.defaultPath)
  static let fresh: Parameter<Bool> = .flag("fresh", "delete the journal first")
  static let seed: Parameter<UInt64> = .option("seed", "N", "seed of the reference maker", default: 1)
  static let settings: Parameter<[String]> = .options(
    "set", "NAME=VALUE", "use this value of a param or of a staleness threshold; repeatable")
  static let acknowledge: Parameter<Bool> = .flag(
    "acknowledge", "print 'committed N' whenever envelopes have reached the disk")

  static let description = CommandDescription(
    "replay", "run recorded market messages through the policies and journal every decision",
    discussion: """
      Keeps a book for every token, lets a small reference maker rest orders on both sides, judges every \
      order that a message or the clock touches, and carries the decisions out on the simulated orders. The \
      same recordings, policies and seed give the same journal; a replay that was interrupted is repeated \
      up to its last commit and goes on from there.
      """,
    parameters: [market, more, journal, fresh, seed, settings, acknowledge, PolicyRoot.option],
    example: "replay --market session.ndjson.gz --journal journal.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    do {
      let graph = try PolicyRoot.compile(
        values[PolicyRoot.option], settings: values[Self.settings], of: "queuewarden")
      return try replay(graph)
    } catch let findings as RenderedFindings {
      return findings.complain()
    } catch let error as JournalError {
      throw DiagnosticError(error.diagnostic)
    }
  }

  private func replay(_ graph: CompiledGraph) throws -> ExitCode {
    let path = values[Self.journal]
    try Folders.prepare(forFile: path)
    if values[Self.fresh] { Folders.removeJournal(path) }
    let clock = MonotonicClock()
    let writer = try JournalWriter(path: path, logID: "replay", mode: .replay) {
      Int64(clock.now / 1_000_000)
    }
    let wasCommitted = writer.committedSequence
    let recordings = values[Self.market] + values[Self.more]
    let replay = try Replay(
      graph: graph, recordings: recordings,
      configuration: ReplayConfiguration(seed: values[Self.seed]), log: JournalLog(writer),
      engine: "polytraders/\(Polytraders.version)", stopwatch: clock)
    var progress = ProgressLine()
    var acknowledged = wasCommitted
    let acknowledges = values[Self.acknowledge]
    do {
      try replay.run { report in
        progress.update(ReplayTable.progress(report))
        if acknowledges, writer.committedSequence > acknowledged {
          acknowledged = writer.committedSequence
          _ = StandardStream.output.write("committed \(acknowledged)\n")
        }
      }
      try writer.close()
    } catch {
      progress.finish()
      // What was decided before the bad line stays: it is whole and verifies.
      try? writer.close()
      throw error
    }
    progress.finish()
    let table = ReplayTable(
      report: replay.report, journal: path, writer: writer, repeated: wasCommitted)
    return StandardStream.output.write(table.text) ? .clean : .inputOutput
  }
}
