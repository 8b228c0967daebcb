import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import Orders
import Runtime
import Signing
import Venue

/// A command that asks for one act on the chain.
protocol TransactionCommand: Command {
  /// The word that ids begin with where none is given.
  static var purpose: String { get }
  var values: ParsedValues { get }
  /// Who is called, and with what.
  func call() throws -> TransactionCall
}

/// Who is called or paid, and with what.
struct TransactionCall {
  var to: Address
  var value = UInt256.zero
  var data: [UInt8] = []
  /// The condition id of the market that it belongs to.
  var market: String?
}

extension TransactionCommand {
  func run() async throws -> ExitCode {
    let call = try call()
    let request = TransactionRequest(
      id: try id(), purpose: Self.purpose, to: call.to, value: call.value, data: call.data,
      market: call.market, feeCap: try TransactionOptions.cap(values))
    if values[TransactionOptions.dryRun] {
      return try await TransactionDryRun(values).show(request)
    }
    return try await TransactionSession(values).send(request)
  }

  private func id() throws(DiagnosticError) -> String {
    guard let id = values[TransactionOptions.id] else {
      return "\(Self.purpose)-\(SystemWallClock().milliseconds)"
    }
    let isName = id.utf8.allSatisfy { byte in
      byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "/")
    }
    guard isName, (1...100).contains(id.utf8.count) else {
      throw TransactionProblem.badValue(
        "--id", "1 to 100 printable characters of ASCII, without spaces and '/'"
      ).error
    }
    return id
  }

  /// Millionths of pUSD or shares, more than none.
  func units(_ parameter: Parameter<AmountArgument>) throws(DiagnosticError) -> UInt256 {
    guard values[parameter].amount > .zero else {
      throw TransactionProblem.badValue("--amount", "more than zero").error
    }
    return UInt256(UInt64(values[parameter].amount.raw))
  }
}

/// `polytraders tx approve`: another may move what the wallet has.
struct TransactionApproveCommand: TransactionCommand {
  static let purpose = "approve"
  static let spender: Parameter<SpenderArgument> = .requiredOption(
    "for", "WHO", SpenderArgument.expectation)
  static let amount: Parameter<AmountArgument?> = .option(
    "amount", "USD", "how much pUSD it may move (default: any amount)")
  static let shares: Parameter<Bool> = .flag("shares", "all shares instead of pUSD")
  static let revoke: Parameter<Bool> = .flag("revoke", "take the leave back")

  static let description = CommandDescription(
    "approve", "let an exchange move the wallet's pUSD or shares",
    discussion: """
      An exchange settles trades by moving both: it needs pUSD to buy and shares to sell. Splitting needs pUSD for \
      conditional-tokens. \(TransactionHelp.discussion)
      """,
    parameters: [spender, amount, shares, revoke] + TransactionOptions.act,
    example:
      "tx approve --for exchange --amount 250 --key keystore:desk.json --rpc https://node.example")

  let values: ParsedValues

  func call() throws -> TransactionCall {
    let mover = values[Self.spender].address(on: values[AccountOptions.chain].chain)
    let isRevoked = values[Self.revoke]
    guard !(values[Self.amount] != nil && (values[Self.shares] || isRevoked)) else {
      throw UsageError(
        .contradiction("--amount is for pUSD that may be moved"), path: "polytraders tx approve")
    }
    if values[Self.shares] {
      return TransactionCall(
        to: ChainContracts.conditionalTokens,
        data: ContractCall.approveAll(operator: mover, isApproved: !isRevoked).data)
    }
    var amount = isRevoked ? UInt256.zero : .max
    if let given = values[Self.amount]?.amount {
      guard given > .zero else {
        throw TransactionProblem.badValue("--amount", "more than zero; --revoke takes it back")
          .error
      }
      amount = UInt256(UInt64(given.raw))
    }
    return TransactionCall(
      to: ChainContracts.collateral,
      data: ContractCall.approve(spender: mover, amount: amount).data)
  }
}

/// What the commands about positions have in common.
enum PositionOptions {
  static let condition: Parameter<ConditionArgument> = .requiredOption(
    "condition", "ID", "the condition id of the market")
  static let amount: Parameter<AmountArgument> = .requiredOption(
    "amount", "N", "pUSD, which is also so many shares of each outcome")

  static func call(_ call: ContractCall, _ values: ParsedValues) -> TransactionCall {
    TransactionCall(
      to: ChainContracts.conditionalTokens, data: call.data,
      market: values[condition].id.prefixedHex)
  }
}

/// `polytraders tx split`: pUSD becomes shares of both outcomes.
struct TransactionSplitCommand: TransactionCommand {
  static let purpose = "split"
  static let description = CommandDescription(
    "split", "turn pUSD into as many shares of both outcomes of a market",
    discussion: """
      conditional-tokens need leave to move the pUSD first: 'tx approve --for conditional-tokens'. \
      \(TransactionHelp.discussion)
      """,
    parameters: [PositionOptions.condition, PositionOptions.amount] + TransactionOptions.act,
    example:
      "tx split --condition 0x5f65… --amount 100 --key keystore:desk.json --rpc https://node.example"
  )

  let values: ParsedValues

  func call() throws -> TransactionCall {
    PositionOptions.call(
      .split(
        collateral: ChainContracts.collateral, condition: values[PositionOptions.condition].id,
        amount: try units(PositionOptions.amount)), values)
  }
}

/// `polytraders tx merge`: shares of both outcomes become pUSD.
struct TransactionMergeCommand: TransactionCommand {
  static let purpose = "merge"
  static let description = CommandDescription(
    "merge", "turn shares of both outcomes of a market into as much pUSD",
    discussion: TransactionHelp.discussion,
    parameters: [PositionOptions.condition, PositionOptions.amount] + TransactionOptions.act,
    example:
      "tx merge --condition 0x5f65… --amount 100 --key keystore:desk.json --rpc https://node.example"
  )

  let values: ParsedValues

  func call() throws -> TransactionCall {
    PositionOptions.call(
      .merge(
        collateral: ChainContracts.collateral, condition: values[PositionOptions.condition].id,
        amount: try units(PositionOptions.amount)), values)
  }
}

/// `polytraders tx redeem`: shares of a decided market become what they pay.
struct TransactionRedeemCommand: TransactionCommand {
  static let purpose = "redeem"
  static let description = CommandDescription(
    "redeem", "turn all shares of a decided market into what they pay",
    discussion: TransactionHelp.discussion,
    parameters: [PositionOptions.condition] + TransactionOptions.act,
    example: "tx redeem --condition 0x5f65… --key keystore:desk.json --rpc https://node.example")

  let values: ParsedValues

  func call() throws -> TransactionCall {
    PositionOptions.call(
      .redeem(
        collateral: ChainContracts.collateral, condition: values[PositionOptions.condition].id),
      values)
  }
}

/// `polytraders tx send`: coins, or a call whose bytes somebody else made.
struct TransactionSendCommand: TransactionCommand {
  static let purpose = "send"
  static let to: Parameter<AddressArgument> = .requiredOption(
    "to", "ADDRESS", "who is paid or called")
  static let wei: Parameter<String> = .option("wei", "N", "coins sent along, in wei", default: "0")
  static let data: Parameter<String> = .option(
    "data", "HEX", "what a contract is called with", default: "0x")

  static let description = CommandDescription(
    "send", "send coins, or call a contract with bytes that are at hand",
    discussion: TransactionHelp.discussion, parameters: [to, wei, data] + TransactionOptions.act,
    example:
      "tx send --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --wei 1000 --key keystore:desk.json --rpc https://node.example"
  )

  let values: ParsedValues

  func call() throws -> TransactionCall {
    guard let wei = UInt256(decimal: values[Self.wei]) else {
      throw TransactionProblem.badValue("--wei", "a whole number below 2^256").error
    }
    let text = values[Self.data]
    guard text.hasPrefix("0x"), let data = Hexadecimal.bytes(text) else {
      throw TransactionProblem.badValue("--data", "0x and pairs of hexadecimal digits").error
    }
    return TransactionCall(to: values[Self.to].address, value: wei, data: data)
  }
}

/// What is the same for every act.
enum TransactionHelp {
  static let discussion = """
    The act gets the wallet's next number, is judged by the approved policies (exec.nonceshepherd) and signed only \
    where no kill holds; the signed bytes are journalled before they leave. Asked again under the same --id it is \
    done once. Ends with 0 once a node has it, with --wait once it is mined --depth deep, with 1 where nothing came \
    of it.
    """
}
