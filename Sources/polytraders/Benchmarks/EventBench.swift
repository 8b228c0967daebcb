import CBaseline
import CommandLine
import Diagnostics
import Graph
import Policy
import Runtime

/// From a file of events to codes in memory: this program, through the code of `eval --codes`, against what a C++
/// programmer would write with simdjson alone. Both read the same file by `read`; they take turns, round by round,
/// so that a noisy machine is noisy for both.
struct EventBench {
  private let path: String
  private let graph: CompiledGraph
  private let evaluator: EventEvaluator
  private var limits: polytraders_baseline_limits
  private let lineCount: Int
  private var codes: [UInt8]

  /// Measures the events of `path`; where that is nil, 200,000 made-up ones, written to `folder`.
  init(_ path: String?, graph: CompiledGraph, folder: String) throws {
    self.path = try path ?? Self.madeUp(folder)
    self.graph = graph
    guard let bot = graph.bot(named: "queuewarden"),
      let evaluator = EventEvaluator(graph: graph, bot: bot)
    else { throw Benchmarks.unsuitable }
    self.evaluator = evaluator
    limits = try Self.limits(graph, bot)
    // The first round of both: the answers, which must be the same.
    let ours = try Self.decide(self.path, evaluator, graph, into: [])
    lineCount = ours.count { $0 == UInt8(ascii: "\n") }
    codes = Array(repeating: 0, count: ours.count)
    guard lineCount > 0, try baseline() == ours.count, codes == ours else {
      throw Self.disagreement(self.path)
    }
  }

  /// Ours, simdjson's, and simdjson's structure alone, in nanoseconds of processor time an event.
  mutating func measure(rounds: Int) throws -> [Measurement] {
    var times: [[UInt64]] = [[], [], []]
    func time(_ index: Int, _ body: () throws -> Void) rethrows {
      let begun = ProcessorTime.now
      try body()
      times[index].append(max(1, ProcessorTime.now - begun))
    }
    for _ in 0..<rounds {
      try time(0) { codes = try Self.decide(path, evaluator, graph, into: codes) }
      try time(1) { _ = try baseline() }
      time(2) { _ = unsafe polytraders_baseline_parse(path) }
    }
    let names = [
      (
        "file to codes", "\(grouped(lineCount)) NDJSON lines read, checked, decided, codes laid out"
      ),
      ("simdjson and C++", "the same file to the same codes, On-Demand and rules by hand"),
      ("simdjson alone", "the same file, structure of every line found, no value looked at"),
    ]
    return zip(names, times).map { name, times in
      Measurement(
        name: name.0, unit: "ns/event", method: name.1,
        rounds: times.map { Double($0) / Double(lineCount) })
    }
  }

  /// The figures in one sentence.
  static func closing(_ measurements: [Measurement]) -> String {
    let (ours, theirs) = (measurements[0].median, measurements[1].median)
    let ratio = (ours / theirs * 100).rounded() / 100
    return
      "\n\(grouped(Int(1e9 / ours))) events/s from file to codes; to simdjson and C++ \(ratio)\n"
  }

  private static func decide(
    _ path: String, _ evaluator: EventEvaluator, _ graph: CompiledGraph, into codes: [UInt8]
  ) throws(FileError) -> [UInt8] {
    var codes = codes
    codes.removeAll(keepingCapacity: true)
    var printer = DecisionPrinter(graph: graph, style: .codes) { piece in
      codes += piece
      return true
    }
    _ = try EventFile.read(path, with: evaluator) { decision, frame, name in
      printer.add(decision, frame, name)
    } refused: { _, _ in
      printer.addRefused()
    }
    _ = printer.finish()
    return codes
  }

  private mutating func baseline() throws -> Int {
    let count = codes.count
    let written = unsafe codes.withUnsafeMutableBufferPointer { codes in
      unsafe polytraders_baseline_codes(path, &limits, codes.baseAddress, count)
    }
    guard written >= 0 else { throw Self.disagreement(path) }
    return Int(written)
  }

  private static func limits(
    _ graph: CompiledGraph, _ bot: CompiledBot
  ) throws -> polytraders_baseline_limits {
    func value(_ name: String) -> Int64 {
      graph.policies.value(of: name, bot: bot.name, in: Scope())
    }
    return polytraders_baseline_limits(
      drift_ticks: value("drift_ticks_threshold"), time_to_live: value("stale_ttl_s"),
      queue_position: value("min_queue_position"), rate_cap: value("cancel_replace_per_min_cap"),
      book_age: graph.policies.staleness(.book), skew_tolerance: graph.policies.clockSkewTolerance)
  }

  private static func madeUp(_ folder: String) throws(FileError) -> String {
    let path = "\(folder)/events.ndjson"
    let writer = try LineWriter(path: path)
    for (number, row) in OrderEvents(count: 200_000, seed: 12).rows.enumerated() {
      try writer.write(Array(OrderEvents.line(row, number: number).utf8))
    }
    try writer.close()
    return path
  }

  private static func disagreement(_ path: String) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        "PT0905", .error, "the rules by hand in C++ cannot decide '\(path)', or decide otherwise",
        at: nil,
        help: [
          "measure plain files of QueueWarden events with every field, in the order of the known form"
        ]))
  }
}
