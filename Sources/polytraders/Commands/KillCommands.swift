import CommandLine
import Diagnostics
import Glibc
import Governance
import JSON
import Orders

/// `polytraders kill trip`: one person, one command, at once.
struct KillTripCommand: Command {
  static let reason: Parameter<String> = .requiredOption(
    "reason", "TEXT", "why; everybody will read it")
  static let by: Parameter<String?> = .option(
    "by", "NAME", "who you are, as in specs/approvers.yaml (default: your login)")

  static let description = CommandDescription(
    "trip", "stop a scope now: nothing of it is signed any more, and what is open is cancelled",
    discussion: """
      Latches on the disk before it returns, whether or not a run is alive; it needs no policy, no network and no \
      second person, and tripping again changes nothing. A run on the folder takes it up within a second: it throws \
      away what waits, cancels all, then by market, then each order, until a complete reading of the venue shows \
      nothing open or in doubt (CONTAINED). A run that starts later begins with that. Only two other people can arm \
      it again: see 'kill reset'. Where the latch cannot be read it counts as tripped, and a trip puts the broken \
      files aside and makes a new latch. Ends with 1 where it is latched and no run ever used the folder: then a \
      run elsewhere goes on, and --store has to name its folder.
      """,
    parameters: [KillOptions.scope, reason, by, KillOptions.store, KillOptions.format],
    example: "kill trip --scope global --reason \"prices of another market\" --by alice")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var desk = KillOptions.latch(values)
    let by = values[Self.by] ?? Self.login()
    let scope = values[KillOptions.scope].scope
    try Self.check(scope, reason: values[Self.reason])
    let (kill, isNew) = try KillOptions.diagnosed { () throws(KillProblem) in
      try desk.trip(scope, by: by, reason: values[Self.reason])
    }
    let text: String =
      switch values[KillOptions.format] {
      case .text:
        KillText.describe(kill)
          + (isNew
            ? "latched    \(desk.path); a run on this folder cancels what is open: polytraders kill status\n"
            : "unchanged  it stood already\n")
      case .json: kill.json.compactText + "\n"
      }
    guard StandardStream.output.write(text) else { return .inputOutput }
    // Latched it is: but where no run ever was, no run listens, and somewhere else one goes on trading.
    guard let trouble = KillListeners(folder: values[KillOptions.store]).trouble else {
      return .clean
    }
    _ = StandardStream.error.write(DiagnosticRenderer().render(trouble))
    return .findings
  }

  /// A latch that stops nothing would let everybody believe that it did.
  private static func check(_ scope: KillScope, reason: String) throws {
    func isHex(_ text: String, digits: Int) -> Bool {
      text.hasPrefix("0x") && text.utf8.count == digits + 2
        && text.dropFirst(2).allSatisfy { $0.isASCII && $0.isHexDigit }
    }
    let problem: (parameter: String, value: String, expected: String)? =
      switch scope {
      case .market(let id) where !isHex(id, digits: 64):
        ("--scope", scope.text, "market: and a condition id, 0x and 64 hexadecimal digits")
      case .wallet(let address) where !isHex(address, digits: 40):
        ("--scope", scope.text, "wallet: and an address, 0x and 40 hexadecimal digits")
      default:
        reason.allSatisfy(\.isWhitespace)
          ? ("--reason", reason, "why it is stopped: everybody will read it") : nil
      }
    guard let problem else { return }
    throw UsageError(
      .invalidValue(
        parameter: problem.parameter, value: problem.value, expected: problem.expected),
      path: "polytraders kill trip")
  }

  private static func login() -> String {
    guard let name = unsafe getenv("USER") ?? getenv("LOGNAME") else { return "uid \(getuid())" }
    return unsafe String(cString: name)
  }
}

/// `polytraders kill status`: what stands, and how far its cancelling got.
struct KillStatusCommand: Command {
  static let description = CommandDescription(
    "status", "show what is stopped, by whom and why, and how far it is contained",
    discussion: """
      Ends with 0 where nothing stands and with 1 where something does, or where the latch cannot be read. The \
      state of a kill: TRIPPED, CANCELLING, CONTAINED (proved: nothing open, nothing in doubt), RESET_REQUESTED \
      (one signature is there).
      """,
    parameters: [KillOptions.store, KillOptions.format], example: "kill status")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let desk = KillOptions.latch(values)
    let conditions = try? desk.conditions()
    let text =
      switch values[KillOptions.format] {
      case .text: KillText.status(desk, conditions)
      case .json: KillText.json(desk, conditions).compactText + "\n"
      }
    guard StandardStream.output.write(text) else { return .inputOutput }
    return desk.killSwitch.isArmed ? .clean : .findings
  }
}
