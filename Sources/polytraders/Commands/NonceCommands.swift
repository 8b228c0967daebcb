import CommandLine
import Diagnostics
import JSON
import Orders
import Runtime
import Stores

/// What the commands about numbers have in common.
enum NonceOptions {
  static let store: Parameter<String> = .option(
    "store", "DIR", "the folder of the run, with the state that all runners of a key share",
    default: ".polytraders")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  /// What lies in the store of a folder.
  static func report(_ values: ParsedValues) throws -> DeskStoreReport {
    do throws(DeskStoreFailure) {
      return try DeskStoreReport(path: "\(values[store])/desk.sqlite")
    } catch {
      throw TradingProblem.store(error).error
    }
  }
}

/// `polytraders nonce status`: the numbers of a desk, its window and its lease.
struct NonceStatusCommand: Command {
  static let description = CommandDescription(
    "status", "show the numbers of a desk: what was given, what is missing, what holds signing",
    discussion: """
      One lane numbers the orders of a wallet, one its transactions on the chain. A hole of the first is a signed \
      order whose outcome nobody knows; of the second, a number that nothing living stands for. While there is a \
      hole nothing is signed (refuse_during_gap_s), and after that nothing until somebody looked: see 'nonce \
      release'. Changes nothing, whether or not a run is alive. Ends with 1 where a lane holds signing.
      """,
    parameters: [NonceOptions.store, NonceOptions.format], example: "nonce status")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let report = try NonceOptions.report(values)
    let text =
      switch values[NonceOptions.format] {
      case .text: NonceText.status(report)
      case .json: NonceText.json(report).compactText + "\n"
      }
    guard StandardStream.output.write(text) else { return .inputOutput }
    let holds = report.lanes.contains { $0.numbers.missing > 0 || $0.numbers.head.isLatched }
    return holds ? .findings : .clean
  }
}

/// `polytraders nonce release`: an operator has looked at a gap that lasted too long.
struct NonceReleaseCommand: Command {
  static let by: Parameter<String> = .requiredOption(
    "by", "NAME", "who looked; kept with the time")

  static let description = CommandDescription(
    "release", "let signing go on after a gap that lasted too long",
    discussion: """
      NONCE_SHEPHERD_GAP_UNRESOLVED stays until a person says so, even if the hole closes. Look first: 'nonce \
      status' names the holes and what they were given for. A hole that is still there holds signing again for \
      refuse_during_gap_s, and then latches again. A run that is alive goes on with its next request.
      """,
    parameters: [by, NonceOptions.store], example: "nonce release --by alice")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let report = try NonceOptions.report(values)
    let latched = report.lanes.filter { $0.numbers.head.isLatched }
    guard !latched.isEmpty else {
      return StandardStream.output.write("nothing was latched\n") ? .clean : .inputOutput
    }
    let folder = values[NonceOptions.store]
    let now = SystemWallClock().milliseconds
    var text = ""
    for lane in latched {
      do throws(DeskStoreFailure) {
        let store = try SQLiteDeskStore(
          SQLiteDeskStore.Place(
            path: "\(folder)/desk.sqlite", latchPath: "\(folder)/desk-latch.json",
            chain: lane.chain, wallet: lane.wallet, apiKey: ""),
          owner: "operator", limits: Self.nothing, now: now)
        try store.releaseNonceLatch(by: values[Self.by], now: now)
      } catch {
        throw TradingProblem.store(error).error
      }
      let holes = NonceText.holes(lane.numbers)
      text += "released    \(NonceText.name(lane)) by \(values[Self.by])"
      text += holes.isEmpty ? "\n" : "; still missing: \(holes)\n"
    }
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }

  /// Who releases is given nothing.
  private static let nothing = DeskLimits(
    nonce: NonceLimits(
      pendingCeiling: 0, gapTolerance: .max, renewalWindow: 0, resequencesOnGap: false),
    cancelReplaces: 0)
}
