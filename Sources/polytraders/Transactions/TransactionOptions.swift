import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import Signing
import Venue

/// What the commands about transactions have in common.
enum TransactionOptions {
  static let store: Parameter<String> = .option(
    "store", "DIR",
    "the state that all runners of the wallet share: numbers, kill latch, journal of transactions",
    default: ".polytraders")
  static let id: Parameter<String?> = .option(
    "id", "ID",
    "names the act: asked again under the same id it is done once (default: purpose and time)")
  static let feeCap: Parameter<UInt64> = .option(
    "max-fee", "GWEI", "what a unit of gas may cost at most, replacements included", default: 300)
  static let depth: Parameter<Int> = .option(
    "depth", "N", "blocks from the one that holds it to the newest until it is done", default: 3)
  static let missing: Parameter<Int> = .option(
    "missing", "SECONDS",
    "so long unknown to every node until it is handed over again, and then until it counts as dropped",
    default: 6)
  static let waits: Parameter<Bool> = .flag(
    "wait", "until it is mined so deep, not only until a node has it")
  static let seconds: Parameter<Int> = .option(
    "seconds", "N", "look on for so long at most; what is sent goes its way", default: 300)
  static let dryRun: Parameter<Bool> = .flag(
    "dry-run", "show the call and what it would cost; nothing is signed or written")
  static let format: Parameter<OutputFormat> = .option(
    "format", "FORMAT", "text or json", default: .text)

  /// Of every command that may sign.
  static let sending: [any ParameterDeclaration] = [
    AccountOptions.key, AccountOptions.password, AccountOptions.chain, TradingOptions.nodes, store,
    feeCap, depth, missing, seconds, PolicyRoot.option, format,
  ]
  /// Of every command that asks for an act.
  static let act: [any ParameterDeclaration] = [id, waits, dryRun] + sending

  /// The journal of the transactions of a store.
  static func journal(_ values: ParsedValues) -> String { "\(values[store])/transactions.sqlite" }

  /// Wei for a unit of gas.
  static func cap(_ values: ParsedValues) throws(DiagnosticError) -> UInt64 {
    let (wei, isTooMuch) = values[feeCap].multipliedReportingOverflow(by: 1_000_000_000)
    guard !isTooMuch, wei > 0 else {
      throw TransactionProblem.badValue("--max-fee", "a whole number of gwei, at least 1").error
    }
    return wei
  }
}

/// An address on the command line, with its checksum where it has one.
struct AddressArgument: ArgumentValue {
  let address: Address

  init?(argument: String) {
    guard let address = try? Address(checked: argument) else { return nil }
    self.address = address
  }

  static var expectation: String { "an address: 0x and 40 hexadecimal digits" }
}

/// A condition id on the command line.
struct ConditionArgument: ArgumentValue {
  let id: Digest32

  init?(argument: String) {
    guard let id = Digest32(prefixedHex: argument) else { return nil }
    self.id = id
  }

  static var expectation: String { "a condition id: 0x and 64 hexadecimal digits" }
}

/// Who may move what the wallet has.
struct SpenderArgument: ArgumentValue {
  let contract: ExchangeContract?
  private let other: Address?

  init?(argument: String) {
    contract = Self.names.first { $0.name == argument }?.contract
    other =
      argument == Self.tokens
      ? ChainContracts.conditionalTokens : try? Address(checked: argument)
    if contract == nil, other == nil { return nil }
  }

  /// Its address on a chain.
  func address(on chain: VenueChain) -> Address {
    contract.map { OrderDomain.of($0, on: chain).address } ?? other ?? .zero
  }

  static let tokens = "conditional-tokens"
  static let names: [(name: String, contract: ExchangeContract)] = [
    ("exchange", .v2), ("neg-risk-exchange", .negativeRiskV2), ("combination-exchange", .v3),
  ]

  static var expectation: String {
    "exchange, neg-risk-exchange, combination-exchange, conditional-tokens or an address"
  }
}

/// What goes wrong with transactions before any is sent: PT2901 to PT2906.
enum TransactionProblem {
  case busy(String)
  case badValue(String, String)
  case unknown(String)
  case otherChain(String)
  case otherAct(String)
  case journal(String)

  var error: DiagnosticError {
    switch self {
    case .busy(let why):
      Self.found(
        "PT2901", "the wallet's numbers are in other hands: \(why)",
        "wait until the other command has ended; one process at a time sends for a wallet")
    case .badValue(let name, let wanted): Self.found("PT2902", "\(name) has to be \(wanted)", nil)
    case .unknown(let id):
      Self.found(
        "PT2903", "there is no transaction '\(id)'",
        "'polytraders tx list' shows all with their ids"
      )
    case .otherChain(let what):
      Self.found("PT2904", what, "name nodes of the chain that --chain-id says")
    case .otherAct(let id):
      Self.found(
        "PT2905", "'\(id)' was asked for already, and is another act",
        "'polytraders tx show \(id)' shows what it is; one id is one act, take a new one")
    case .journal(let why):
      Self.found(
        "PT2906", "the journal of transactions cannot be gone on with: \(why)",
        "'polytraders audit verify --journal …/transactions.sqlite' tells whether it was damaged")
    }
  }

  private static func found(_ code: String, _ message: String, _ help: String?) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(code, .error, message.printable(), at: nil, help: help.map { [$0] } ?? []))
  }
}
