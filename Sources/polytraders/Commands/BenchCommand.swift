import CommandLine
import Diagnostics
import FoundationEssentials
import Graph
import Journal
import Runtime

/// `polytraders bench`: the speed of the hot paths on this machine.
struct BenchCommand: Command {
  /// What can be measured by itself.
  enum Part: String, ArgumentChoice {
    case replay, journal, graph, events, signing, network, venue
    case run, swap
    case orders
    case diff
    case plan, drift
  }

  static let part: Parameter<Part?> = .optionalArgument(
    "PART",
    "measure this alone: " + Part.allCases.map(\.rawValue).joined(separator: ", "))
  static let rounds: Parameter<Int> = .option("rounds", "N", "rounds of each figure", default: 7)
  static let market: Parameter<String?> = .option(
    "market", "FILE", "replay this recording instead of a generated one of 112,000 messages")
  static let events: Parameter<String?> = .option(
    "events", "FILE", "decide these QueueWarden events instead of 200,000 made-up ones")

  static let callgrind: Parameter<Bool> = .flag(
    "callgrind", "with graph: count instructions and calls under valgrind as well (a minute)")
  static let once: Parameter<String?> = .option(
    "once", "BOT/WAY",
    "decide the events of queuewarden or nonceshepherd by hand, outcome, traced or batch, and print nothing: "
      + "for a profiler")
  static let passes: Parameter<Int> = .option(
    "passes", "N", "with --once: how often", default: 1)

  static let description = CommandDescription(
    "bench", "measure the hot paths; medians over several rounds",
    discussion: "Figures of a debug build say nothing: build with 'swift build -c release'.",
    parameters: [part, rounds, market, events, callgrind, once, passes, PolicyRoot.option],
    example: "bench graph --rounds 9")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let rounds = values[Self.rounds]
    guard (1...1_000).contains(rounds) else {
      throw DiagnosticError(
        Diagnostic("PT0904", .error, "--rounds must be 1 to 1,000", at: nil, help: ["try 7"]))
    }
    return try PolicyRoot.withGraph(values[PolicyRoot.option]) { graph in
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "polytraders-bench-\(ProcessInfo.processInfo.processIdentifier)"
      ).path
      try Folders.prepare(forFile: "\(folder)/any")
      defer { try? FileManager.default.removeItem(atPath: folder) }
      do {
        let benchmarks = Benchmarks(graph: graph, folder: folder, rounds: rounds)
        if let subject = values[Self.once] { return try decideOnce(subject, benchmarks) }
        return try measure(benchmarks)
      } catch let error as JournalError {
        throw DiagnosticError(error.diagnostic)
      } catch let error as FileError {
        throw DiagnosticError(
          Diagnostic("PT0801", .error, error.message, at: nil, help: [error.help]))
      }
    }
  }

  private func measure(_ benchmarks: Benchmarks) throws -> ExitCode {
    #if DEBUG
      _ = StandardStream.error.write("warning: this is a debug build; its figures say nothing\n")
    #endif
    let parts = values[Self.part].map { [$0] } ?? Part.allCases
    var measurements: [Measurement] = []
    var closing = ""
    // In this order: the peak memory of the process is then that of the replay.
    if parts.contains(.replay) { measurements += try benchmarks.replay(values[Self.market]) }
    if parts.contains(.journal) { measurements.append(try benchmarks.journal()) }
    if parts.contains(.graph) {
      let root = values[PolicyRoot.option]
      measurements += try benchmarks.evaluation()
      measurements.append(try benchmarks.compiling(root: root))
      if values[Self.callgrind] { measurements += try benchmarks.counts(root: root) }
    }
    if parts.contains(.events) {
      var bench = try EventBench(
        values[Self.events], graph: benchmarks.graph, folder: benchmarks.folder)
      let events = try bench.measure(rounds: benchmarks.rounds)
      measurements += events
      closing += EventBench.closing(events)
    }
    if parts.contains(.run) || parts.contains(.swap) {
      let bench = try RunBench(graph: benchmarks.graph, folder: benchmarks.folder)
      if parts.contains(.run) {
        measurements.append(try bench.throughput(rounds: benchmarks.rounds))
      }
      if parts.contains(.swap) { measurements += try bench.swapping(rounds: benchmarks.rounds) }
    }
    if parts.contains(.orders) {
      let bench = try OrderBench(graph: benchmarks.graph, folder: benchmarks.folder)
      measurements += try bench.measure(rounds: benchmarks.rounds)
    }
    if parts.contains(.plan) {
      measurements += try benchmarks.planning(root: values[PolicyRoot.option])
    }
    if parts.contains(.drift) {
      measurements += try benchmarks.drift(root: values[PolicyRoot.option])
    }
    if parts.contains(.signing) {
      let signing = try SigningBench().measure(rounds: benchmarks.rounds)
      measurements += signing
      closing += SigningBench.closing(signing)
    }
    if parts.contains(.network) {
      let network = try NetworkBench(rounds: benchmarks.rounds).measure()
      measurements += network
      closing += NetworkBench.closing(network)
    }
    if parts.contains(.venue) {
      measurements += try VenueBench().measure(rounds: benchmarks.rounds)
    }
    if parts.contains(.diff) {
      // A million events a round: few rounds say enough.
      let bench = DiffBench(
        graph: benchmarks.graph, folder: benchmarks.folder, rounds: min(3, benchmarks.rounds))
      measurements += try bench.run(values[Self.market])
    }
    let text = Measurement.table(measurements) + closing
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }

  private func decideOnce(_ subject: String, _ benchmarks: Benchmarks) throws -> ExitCode {
    let parts = subject.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let way = DecisionWay(rawValue: String(parts[1])),
      (1...1_000_000).contains(values[Self.passes])
    else {
      throw DiagnosticError(
        Diagnostic(
          "PT0907", .error, "'\(subject)' is no bot and way, or --passes is not 1 to 1,000,000",
          at: nil, help: ["for example: --once queuewarden/traced --passes 10"]))
    }
    try benchmarks.once(String(parts[0]), way, passes: values[Self.passes])
    return .clean
  }
}
