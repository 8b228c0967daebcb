import Diagnostics
import Graph
import JSON
import Journal
import Policy
import Runner
import Runtime
import Trading
import VenueSimulator

/// The figures of this program's hot paths, each over the code that the commands run.
struct Benchmarks {
  let graph: CompiledGraph
  let folder: String
  let rounds: Int

  static let unsuitable = DiagnosticError(
    Diagnostic(
      "PT0903", .error, "the benchmark needs the project's own bots and values", at: nil,
      help: ["run it with the policies of the checkout"]))

  /// A whole replay, journal included.
  func replay(_ recording: String?) throws -> [Measurement] {
    let path = try recording ?? session()
    var reports: [ReplayReport] = []
    for round in 0...rounds {
      let journal = "\(folder)/replay-\(round).sqlite"
      let clock = MonotonicClock()
      let writer = try JournalWriter(path: journal, logID: "bench") { Int64(clock.now / 1_000_000) }
      let replay = try Replay(
        graph: graph, recordings: [path], configuration: ReplayConfiguration(),
        log: JournalLog(writer), engine: "polytraders/bench", stopwatch: clock)
      let begun = clock.now
      try replay.run()
      try writer.close()
      var report = replay.report
      report.elapsed = clock.now - begun
      // The first round warms the caches.
      if round > 0 { reports.append(report) }
      Folders.removeJournal(journal)
    }
    let messages = reports.first?.messages ?? 0
    let method =
      "\(messages) messages, \(reports.first?.events ?? 0) decisions, until the last commit is on the disk"
    return [
      Measurement(
        name: "replay", unit: "messages/s", method: method,
        rounds: reports.map { Double($0.messages) * 1e9 / Double($0.elapsed) }),
      Measurement(
        name: "replay, peak memory", unit: "MiB", method: "resident, the whole process so far",
        rounds: [Double(ProcessUsage.peakMemory >> 20)]),
    ]
  }

  /// A session about as long as the longest recording: 112,000 messages.
  private func session() throws -> String {
    let path = "\(folder)/session.ndjson.gz"
    let writer = try LineWriter(path: path)
    var generator = SessionGenerator(seed: 7, seconds: 1_060)
    try unsafe generator.generate { line throws(FileError) in try unsafe writer.write(line) }
    try writer.close()
    return path
  }

  /// Decisions handed to the journal one after the other, until the last commit is on the disk.
  func journal() throws -> Measurement {
    let count = 200_000
    var round = 0
    return try Measurement.rate(
      "journalled decisions", "decisions/s",
      "\(count) envelopes of a decision sealed, chained, committed in groups, synchronous=FULL",
      rounds: rounds, count: count
    ) {
      round += 1
      let path = "\(folder)/journal-\(round).sqlite"
      let clock = MonotonicClock()
      let writer = try JournalWriter(path: path, logID: "bench") { Int64(clock.now / 1_000_000) }
      try JournalBench(graph: graph).append(count, to: JournalLog(writer))
      try writer.close()
      Folders.removeJournal(path)
    }
  }
}
