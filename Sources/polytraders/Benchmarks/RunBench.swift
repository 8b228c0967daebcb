import Diagnostics
import Glibc
import Graph
import Journal
import Policy
import Runner
import Runtime
import Service
import Trading

/// The service form at full speed: decisions a second until the last is on the disk, and how long an event waits
/// while policies change under it.
struct RunBench {
  private let graph: CompiledGraph
  /// The same bots under another text of every document and another value, one for each swap.
  private let others: [CompiledGraph]
  private let folder: String
  private let events: String
  private static let count = 200_000
  private static let swaps = 100

  init(graph: CompiledGraph, folder: String) throws {
    self.graph = graph
    self.folder = folder
    events = "\(folder)/run-events.ndjson"
    let writer = try LineWriter(path: events)
    for (number, row) in OrderEvents(count: Self.count, seed: 12).rows.enumerated() {
      try writer.write(Array(OrderEvents.line(row, number: number).utf8))
    }
    try writer.close()
    others = try (0..<2 * Self.swaps).map { try Self.variant($0, of: graph) }
  }

  private static func variant(_ number: Int, of graph: CompiledGraph) throws -> CompiledGraph {
    let sources = graph.policies.sources.map { source in
      PolicyLoader.Input(
        file: source.path, path: source.path,
        bytes: Array((source.text + "\n# turn \(number)\n").utf8))
    }
    guard let set = PolicyLoader.load(sources).set,
      case .success(let changed) = set.applying(
        setting: "exec.queuewarden.stale_ttl_s=\(30 + number % 2)s", to: nil),
      case .success(let other) = GraphCompiler.compile(changed)
    else { throw Benchmarks.unsuitable }
    return other
  }

  /// Decisions as lines to nowhere, journalled on the disk.
  func throughput(rounds: Int) throws -> Measurement {
    var round = 0
    return try Measurement.rate(
      "run", "decisions/s",
      "\(Self.count) NDJSON events to decision lines, each journalled before it is written",
      rounds: rounds, count: Self.count
    ) {
      round += 1
      let sink = DecisionLines(descriptor: Self.nowhere)
      _ = try run(sink, changing: 0, name: "run-\(round)")
    }
  }

  /// What an event waits while policies are exchanged a hundred times, against what it waits anyway.
  func swapping(rounds: Int) throws -> [Measurement] {
    var ordinary: [LatencyHistogram] = []
    var changing: [(all: LatencyHistogram, first: LatencyHistogram)] = []
    for round in 0..<rounds {
      let quiet = LatencySink()
      _ = try run(quiet, changing: 0, name: "quiet-\(round)")
      ordinary.append(quiet.all)
      let busy = LatencySink()
      let swaps = try run(busy, changing: Self.swaps, name: "busy-\(round)")
      guard swaps >= Self.swaps / 2 else { throw Benchmarks.unsuitable }
      changing.append((busy.all, busy.first))
    }
    func measurement(
      _ name: String, _ method: String, _ values: [UInt64]
    ) -> Measurement {
      Measurement(
        name: name, unit: "us", method: method, rounds: values.map { Double($0) / 1_000 })
    }
    return [
      measurement(
        "event to event, no swap, p50", "from one decision to the next, journalled",
        ordinary.map { $0.percentile(perMille: 500) }),
      measurement(
        "event to event, no swap, p99.9", "the same", ordinary.map { $0.percentile(perMille: 999) }),
      measurement(
        "event to event, no swap, longest", "the same", ordinary.map(\.maximum)),
      measurement(
        "event to event, \(Self.swaps) swaps, p99.9", "each with another text of every document",
        changing.map { $0.all.percentile(perMille: 999) }),
      measurement(
        "event to event, \(Self.swaps) swaps, longest", "the same", changing.map(\.all.maximum)),
      measurement(
        "first event after a swap, p50", "with the exchange and its envelope in front",
        changing.map { $0.first.percentile(perMille: 500) }),
      measurement(
        "first event after a swap, longest", "the same", changing.map(\.first.maximum)),
    ]
  }

  private static let nowhere = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)

  /// One run over the events; gives how often the policy changed.
  private func run(_ sink: any DecisionSink, changing swaps: Int, name: String) throws -> Int {
    let path = "\(folder)/\(name).sqlite"
    defer { Folders.removeJournal(path) }
    let clock = MonotonicClock()
    let writer = try JournalWriter(path: path, logID: "bench") { Int64(clock.now / 1_000_000) }
    let mailbox = PolicyMailbox()
    let source = TurningSource(others)
    let watcher = PolicyWatcher(source, mailbox: mailbox, clock: SystemWallClock())
    watcher.look()
    let service = DecisionService(
      ServiceConfiguration(events: events, engine: "polytraders/bench"), state: RunnerState(),
      journal: JournalLog(writer), sink: sink, mailbox: mailbox, clock: SystemWallClock(),
      stop: StopFlag(), say: { _ in })
    guard try service.start() else { throw Benchmarks.unsuitable }
    let turning = Turning(watcher, source, every: swaps > 0 ? 1_000_000 / UInt32(swaps) / 4 : 0)
    do throws(ServiceFailure) {
      try service.run()
    } catch {
      turning.end()
      throw Benchmarks.unsuitable
    }
    turning.end()
    try writer.close()
    return service.report.swaps
  }
}

/// Measures from one decision to the next.
private final class LatencySink: DecisionSink {
  private(set) var all = LatencyHistogram()
  /// Of the first decision by each policy.
  private(set) var first = LatencyHistogram()
  private let clock = MonotonicClock()
  private var last: UInt64 = 0
  private var release: Int64 = 0

  func take(_ decision: ServiceDecision) {
    let now = clock.now
    let sequence = decision.outcome.version.sequence
    if last > 0 {
      all.record(now - last)
      if sequence != release { first.record(now - last) }
    }
    release = sequence
    // What measuring costs is no part of what is measured.
    last = clock.now
  }

  func deliver(through sequence: Int64) {}

  var waitingCount: Int { 0 }
}
