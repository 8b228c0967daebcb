import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import Orders
import Service
import Venue

/// What `polytraders run` needs to trade, besides the venue and the account.
enum TradingOptions {
  /// Strategies that are part of the program.
  enum StrategyWord: String, ArgumentChoice {
    case referenceMaker = "reference-maker"
  }

  /// The words of `--drain`.
  enum DrainWord: String, ArgumentChoice {
    case cancel, leave

    var drain: ManagerPolicy.Drain { self == .cancel ? .cancel : .leave }
  }

  static let plans: Parameter<String?> = .option(
    "plans", "FILE",
    "trade: strategies' ExecutionPlans, one JSON object a line: a file, a named pipe, or -")
  static let strategy: Parameter<StrategyWord?> = .option(
    "strategy", "NAME", "trade: a strategy that is part of the program: reference-maker")
  static let markets: Parameter<[String]> = .options(
    "market", "ID",
    "a condition id whose books are watched and quoted; may be given more than once (default: the first "
      + "three that take orders)")
  static let store: Parameter<String> = .option(
    "store", "DIR",
    "the state that all runners of a key share: numbers, window, lease, kill latch",
    default: ".polytraders")
  static let nodes: Parameter<[String]> = .options(
    "rpc", "URL", "a node of the chain (JSON-RPC); at least one, better two of different operators")
  static let builder: Parameter<String?> = .option(
    "builder-code", "HEX", "the 32 bytes of the builder that every signed order carries")
  static let seconds: Parameter<Int?> = .option(
    "seconds", "N", "drain after so long (default: at SIGTERM or Ctrl-C)")
  static let drain: Parameter<DrainWord> = .option(
    "drain", "HOW", "what becomes of resting orders at the end: cancel or leave", default: .cancel)
  static let seed: Parameter<UInt64> = .option(
    "seed", "N", "of the reference maker: where and when it quotes", default: 7)
  static let size: Parameter<AmountArgument?> = .option(
    "order-size", "SHARES", "of the reference maker's orders (default: 25)")

  static let all: [any ParameterDeclaration] = [
    plans, strategy, markets, store, nodes, builder, seconds, drain, seed, size,
  ]

  /// Whether the values ask for trading.
  static func isWanted(_ values: ParsedValues) -> Bool {
    values[plans] != nil || values[strategy] != nil
  }

  /// The builder code of the options: `SEC_BUILDER_CODE_MISSING` guards the signed order, so here only a wrong one
  /// is refused.
  static func builderCode(_ values: ParsedValues) throws(DiagnosticError) -> Digest32 {
    guard let text = values[builder] else { return .zero }
    guard let code = Digest32(prefixedHex: text) else {
      throw DiagnosticError(
        Diagnostic(
          "PT2701", .error, "'--builder-code \(text)' is no builder code", at: nil,
          help: ["it is 0x and 64 hexadecimal digits, as the venue's builder settings show it"]))
    }
    return code
  }

  /// Nodes that are spoken to in plain text are on this machine.
  static func nodeURLs(_ values: ParsedValues) throws(DiagnosticError) -> [String] {
    var urls: [String] = []
    for text in values[nodes] {
      guard
        text.hasPrefix("https://") || text.hasPrefix("http://127.")
          || text.hasPrefix("http://localhost")
      else {
        throw DiagnosticError(
          Diagnostic(
            "PT2702", .error, "'--rpc \(text)' is no node", at: nil,
            help: ["nodes are https://…, or http:// on this machine"]))
      }
      urls.append(text)
    }
    return urls
  }
}
