import CommandLine
import Diagnostics
import FoundationEssentials
import Graph
import Journal
import Runtime

/// `polytraders bench`: the speed of the hot paths on this machine.
struct BenchCommand: Command {
  static let rounds: Parameter<Int> = .option("rounds", "N", "rounds of each figure", default: 7)
  static let market: Parameter<String?> = .option(
    "market", "FILE", "replay this recording instead of a generated one of 112,000 messages")

  static let description = CommandDescription(
    "bench", "measure the hot paths; medians over several rounds",
    discussion: "Figures of a debug build say nothing: build with 'swift build -c release'.",
    parameters: [rounds, market, PolicyRoot.option], example: "bench --rounds 9")

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
        return try measure(Benchmarks(graph: graph, folder: folder, rounds: rounds))
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
    var measurements: [Measurement] = []
    // The replay comes first: the peak memory of the process is then its own.
    measurements += try benchmarks.replay(values[Self.market])
    measurements.append(try benchmarks.journal())
    let evaluation = try benchmarks.evaluation()
    measurements += evaluation
    measurements.append(try benchmarks.fileToCodes())
    var text = Measurement.table(measurements)
    let ratio = evaluation[0].median / evaluation[2].median
    let perSecond = 1e9 / evaluation[0].median
    text +=
      "\n\(grouped(Int(perSecond))) evaluations/s on one core; "
      + "graph to hand-written \((ratio * 10).rounded() / 10)\n"
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}
