import DecisionDiff
import Diagnostics
import Graph
import Policy
import Runner
import Runtime
import VenueSimulator

/// The decision diff over a generated session of a million order events, and the sweep of one param over it.
struct DiffBench {
  let graph: CompiledGraph
  let folder: String
  let rounds: Int

  func run(_ recording: String?) throws -> [Measurement] {
    let path = try recording ?? session()
    let base = DiffSide(label: "base", graph: graph, folder: nil)
    let head = DiffSide(label: "head", graph: try changed(), folder: nil)
    var options = DecisionDiffRun.Options()
    // More orders than the replay's own bench: a million events from a session of reasonable length.
    options.replay.ordersPerSide = 12
    var measurements: [Measurement] = []
    for (name, isClosed) in [
      ("decision diff, open loop", false), ("decision diff, both loops", true),
    ] {
      options.isClosed = isClosed
      var seconds: [Double] = []
      var events = 0
      for round in 0...rounds {
        let begun = MonotonicClock().now
        let run = DecisionDiffRun(base: base, head: head, options: options)
        try run.add(recordings: [path])
        let report = run.finish()
        let elapsed = Double(MonotonicClock().now - begun) / 1e9
        events = report.eventCount
        // The first round warms the caches.
        if round > 0 || rounds == 1 { seconds.append(elapsed * 1e6 / Double(max(1, events))) }
      }
      measurements.append(
        Measurement(
          name: name, unit: "s/million events",
          method: "\(events) order events of a generated session, recording read and parsed",
          rounds: seconds))
    }
    return measurements + [try sweep(path, base, options)]
  }

  private func sweep(
    _ path: String, _ side: DiffSide, _ options: DecisionDiffRun.Options
  ) throws -> Measurement {
    do {
      let subject = try SweepSubject("stale_ttl_s", from: nil, to: nil, bot: nil, in: graph)
      var seconds: [Double] = []
      for round in 0...rounds {
        let begun = MonotonicClock().now
        let run = try SweepRun(side, subject, options: options)
        try run.add(recordings: [path])
        let curve = run.finish()
        let elapsed = Double(MonotonicClock().now - begun) / 1e9
        if round > 0 || rounds == 1 { seconds.append(elapsed * 1e6 / Double(max(1, curve.events))) }
      }
      return Measurement(
        name: "sweep of stale_ttl_s", unit: "s/million events",
        method: "every value from 5s to 10m, exactly, in one pass", rounds: seconds)
    } catch let problem as DiffProblem {
      throw DiagnosticError(problem.diagnostic)
    }
  }

  /// The policies with a shorter time to live, so that decisions differ.
  private func changed() throws -> CompiledGraph {
    let set = try graph.policies.applying(setting: "stale_ttl_s=30s", to: nil).get()
    return try GraphCompiler.compile(set).get()
  }

  /// A session with a million order events.
  private func session() throws -> String {
    let path = "\(folder)/diff-session.ndjson.gz"
    let writer = try LineWriter(path: path)
    var generator = SessionGenerator(seed: 7, seconds: 4_000)
    try unsafe generator.generate { line throws(FileError) in try unsafe writer.write(line) }
    try writer.close()
    return path
  }
}
