import CommandLine
import Diagnostics
import JSON
import Simulation

/// `polytraders simulate`: the real desk in simulated worlds.
struct SimulateCommand: Command {
  /// How the result is written.
  enum Format: String, CaseIterable, ArgumentChoice {
    case text, json
  }

  static let seed: Parameter<UInt64> = .option(
    "seed", "N", "everything that happens follows from it; the first of --runs", default: 1)
  static let runs: Parameter<Int> = .option(
    "runs", "M", "that many seeds in a row", default: 1)
  static let faults: Parameter<String?> = .option(
    "faults", "LIST",
    "what may go wrong: \(SimulationFault.allCases.map(\.rawValue).joined(separator: ", ")), all or none "
      + "(default: each seed turns some of them on)")
  static let minutes: Parameter<Int> = .option(
    "minutes", "T", "minutes of trading, before the world comes to rest", default: 3)
  static let seconds: Parameter<Int?> = .option("seconds", "T", "the same in seconds")
  static let keep: Parameter<String?> = .option(
    "keep", "LIST", "of the script, only these incidents, such as 1-3,7")
  static let trace: Parameter<Bool> = .flag(
    "trace", "tell the story of the one seed, line by line")
  static let format: Parameter<Format> = .option("format", "FORMAT", "text or json", default: .text)

  static let description = CommandDescription(
    "simulate",
    "run the desk in simulated worlds, with everything going wrong, and look for violations",
    discussion: """
      The order manager, its journal, signer, stores and the evaluation graph run as they are; venue, chain, \
      network, disk and clock are simulated from the seed. The process dies at any step of its work and starts \
      again on what was on the disk. Oracles hold the truth: no leg has more at the venue than its plan asked \
      for, exposure is never under-reported, nothing is signed behind a trip, two people arm a kill again and \
      nobody else, no minute of true time holds more cancel-replaces than the cap, fills are the venue's once \
      faults end, the journal gives the state back. What the tables call impossible and happens is a violation, too.

      A violation is shown with its seed and made small: fewer faults, less time, fewer incidents. The command \
      line that is printed replays it exactly.
      """,
    parameters: [seed, runs, faults, minutes, seconds, keep, trace, format, PolicyRoot.option],
    example: "simulate --seed 1 --runs 100")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let cases = try cases()
    return try PolicyRoot.withGraph(values[PolicyRoot.option]) { graph in
      do throws(SimulationProblem) {
        return try perform(cases, Simulator(try SimulationSetting(graph)))
      } catch {
        throw DiagnosticError(error.diagnostic)
      }
    }
  }

  private func cases() throws -> [SimulationCase] {
    let count = values[Self.runs]
    let seconds = values[Self.seconds] ?? values[Self.minutes] * 60
    guard (1...1_000_000).contains(count) else { throw usage("--runs is 1 to 1,000,000") }
    guard (1...86_400).contains(seconds) else { throw usage("a run trades for 1 s to a day") }
    guard values[Self.seconds] == nil || values[Self.minutes] == 3 else {
      throw usage("--minutes and --seconds say the same: give one")
    }
    guard count == 1 || (!values[Self.trace] && values[Self.keep] == nil) else {
      throw usage("--trace and --keep are for one seed: leave out --runs")
    }
    var kept: [Int]?
    if let text = values[Self.keep] {
      guard let numbers = SimulationCase.kept(text) else {
        throw usage("--keep takes numbers and ranges such as 1-3,7, or none")
      }
      kept = numbers
    }
    let faults = try faults()
    let seeds = (0..<UInt64(count)).map { values[Self.seed] &+ $0 }
    return seeds.map { seed in
      var run = SimulationCase.swarm(seed: seed, duration: Int64(seconds) * 1_000)
      if let faults { run.faults = faults }
      run.kept = kept
      return run
    }
  }

  private func faults() throws -> Set<SimulationFault>? {
    guard let text = values[Self.faults] else { return nil }
    do throws(SimulationFault.UnknownFault) {
      return try SimulationFault.read(text)
    } catch {
      let known = SimulationFault.allCases.map(\.rawValue).joined(separator: ", ")
      throw usage("'\(error.word)' is no fault: \(known), all, none")
    }
  }

  private func usage(_ text: String) -> UsageError {
    UsageError(.contradiction(text), path: "polytraders simulate")
  }

  // MARK: running

  private func perform(
    _ cases: [SimulationCase], _ simulator: Simulator
  ) throws(SimulationProblem) -> ExitCode {
    let clock = ContinuousClock()
    let begin = clock.now
    var swarm = SimulationSwarm()
    var progress = ProgressLine()
    for run in cases {
      let outcome = try simulator.perform(run, isTold: values[Self.trace])
      swarm.add(outcome)
      if values[Self.trace] {
        guard StandardStream.output.write(outcome.story.joined(separator: "\n") + "\n") else {
          return .inputOutput
        }
      }
      progress.update(
        "\(grouped(swarm.runs)) of \(grouped(cases.count)) runs, "
          + "\(grouped(Int(swarm.simulated / 3_600_000))) h simulated, "
          + "\(swarm.failures.count) with violations")
    }
    let elapsed = begin.duration(to: clock.now)
    // A run that kept few incidents is small already.
    let shrunk = values[Self.keep] == nil ? swarm.failures.first.map { simulator.shrink($0) } : nil
    progress.finish()
    let report = SimulationReport(swarm, shrunk: shrunk, elapsed: elapsed)
    let text = values[Self.format] == .json ? report.json.compactText + "\n" : report.text
    guard StandardStream.output.write(text) else { return .inputOutput }
    return swarm.failures.isEmpty ? .clean : .findings
  }
}
