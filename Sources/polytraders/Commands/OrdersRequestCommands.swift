import CommandLine
import FixedPoint
import Hashing
import JSON
import Orders

/// `polytraders orders pause`: one person stops the new orders of a scope.
struct OrdersPauseCommand: Command {
  static let scope: Parameter<KillScopeArgument> = .argument(
    "SCOPE", "global, wallet:ADDRESS, market:CONDITION_ID or strategy:NAME")

  static let description = CommandDescription(
    "pause", "stop the new orders of a scope until somebody resumes it; what rests stays",
    discussion: OperatorDesk.discussion,
    parameters: [scope] + OperatorDesk.common,
    example: "orders pause strategy:maker --by alice --reason \"prices look stale\"")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try await OperatorDesk(values).ask(.pause(values[Self.scope].scope))
  }
}

/// `polytraders orders resume`: what only a person may take back.
struct OrdersResumeCommand: Command {
  static let description = CommandDescription(
    "resume", "let a scope trade again that was paused by a person or after an anomaly",
    discussion: """
      Look first: 'orders held' shows what is held and why. EXEC_ANOMALY means that the key traded an order that this \
      journal does not know: who else has the key? What is taken back is looked at: the same trades stop nothing \
      again, a further one does. 'global' takes back every pause that is a person's to take back; balances that differ \
      from the chain's are not, and no kill is.
      """ + "\n\n" + OperatorDesk.discussion,
    parameters: [OrdersPauseCommand.scope] + OperatorDesk.common,
    example: "orders resume global --by alice --reason \"order placed by hand, 14:02\"")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    try await OperatorDesk(values).ask(.resume(values[OrdersPauseCommand.scope].scope))
  }
}

/// `polytraders orders flow`: what moved the balances and was no trade.
struct OrdersFlowCommand: Command {
  static let moves: Parameter<[String]> = .options(
    "move", "ASSET=AMOUNT", "pUSD or a token id, and how much came; negative where it left",
    isRequired: true)
  static let transaction: Parameter<String> = .requiredOption(
    "tx", "HASH", "the transaction that moved it; each is booked once")

  static let description = CommandDescription(
    "flow", "book a deposit, withdrawal, reward, split, merge or redemption that the chain shows",
    discussion: """
      Books and chain are compared at final blocks; what differs pauses the wallet at once and, unless a trade \
      explains it, trips the kill switch. A movement is booked by hand, when its block is final: nothing that the \
      chain does not show is booked. Before a mismatch is proved that alone ends the pause; afterwards 'orders \
      explain' and 'orders settle' follow.
      """ + "\n\n" + OperatorDesk.discussion,
    parameters: [moves, transaction] + OperatorDesk.common,
    example:
      "orders flow --move pUSD=40 --tx 0x6b1f0c9be8d6e0b2f7a4c1d3958ee27a04bd6f1c5e3a9078d2c4b6a1f0e9d8c7 --by alice --reason deposit"
  )

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let text = values[Self.transaction]
    guard let hash = Digest32(prefixedHex: text) else {
      throw OperatorProblem.badTransaction(text).error
    }
    var flow = ChainFlow(
      collateral: .zero, note: values[OperatorDesk.reason], transaction: hash.prefixedHex,
      by: values[OperatorDesk.by])
    for move in values[Self.moves] {
      let parts = move.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let amount = try? Micros.parse(parts[1]), amount != .zero else {
        throw OperatorProblem.badMove(move).error
      }
      let isCollateral = parts[0].lowercased() == "pusd"
      let token = UInt256(decimal: parts[0])
      guard isCollateral || token != nil else { throw OperatorProblem.badMove(move).error }
      let before = token.flatMap { flow.shares[$0] } ?? (isCollateral ? flow.collateral : .zero)
      let (sum, isOverflow) = before.raw.addingReportingOverflow(amount.raw)
      guard !isOverflow else { throw OperatorProblem.badMove(move).error }
      if let token {
        flow.shares[token] = Micros(raw: sum)
      } else {
        flow.collateral = Micros(raw: sum)
      }
    }
    return try await OperatorDesk(values).ask(.flow(flow))
  }
}

/// `polytraders orders explain`: the first step of ending a mismatch with the chain.
struct OrdersExplainCommand: Command {
  static let description = CommandDescription(
    "explain", "say why the balances differ from the chain's: the first of two steps",
    discussion: OperatorDesk.discussion, parameters: OperatorDesk.common,
    example: "orders explain --by alice --reason \"treasury deposited 40 pUSD\"")

  let values: ParsedValues

  func run() async throws -> ExitCode { try await OperatorDesk(values).ask(.explain) }
}

/// `polytraders orders settle`: the second step, by somebody else.
struct OrdersSettleCommand: Command {
  static let description = CommandDescription(
    "settle", "say that a mismatch with the chain is over: the second step, by somebody else",
    discussion: """
      Believed only where books and chain agree again at a final block read in the last two minutes, and never from \
      whoever explained it or booked what moved. The kill that the mismatch tripped is armed by 'kill reset'.
      """ + "\n\n" + OperatorDesk.discussion,
    parameters: OperatorDesk.common,
    example: "orders settle --by bob --reason \"seen on the explorer\"")

  let values: ParsedValues

  func run() async throws -> ExitCode { try await OperatorDesk(values).ask(.settle) }
}

/// `polytraders orders held`: what trades nothing new, and what releases it.
struct OrdersHeldCommand: Command {
  static let description = CommandDescription(
    "held", "show what a run holds back, why, and the command that releases it",
    discussion: """
      From the journal: pauses, a mismatch with the chain, and kills. Ends with 1 where something is held.
      """,
    parameters: [OrdersOptions.journal, OrdersOptions.format],
    example: "orders held --journal run.sqlite")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let held = HeldText(try OrdersOptions.read(values).manager)
    let text =
      values[OrdersOptions.format] == .json ? held.json.compactText + "\n" : held.text
    guard StandardStream.output.write(text) else { return .inputOutput }
    return held.isEmpty ? .clean : .findings
  }
}
