import CommandLine
import Diagnostics
import FixedPoint
import Trading
import Venue

/// `polytraders account post`: signs one order and sends it once.
struct AccountPostCommand: Command {
  /// The words of `--side`.
  enum SideWord: String, ArgumentChoice {
    case buy, sell
    var side: Side { self == .buy ? .buy : .sell }
  }

  /// The words of `--type`.
  enum TypeWord: String, ArgumentChoice, CustomStringConvertible {
    case gtc = "GTC"
    case gtd = "GTD"
    case fok = "FOK"
    case fak = "FAK"
    var description: String { rawValue }
    var type: OrderType { OrderType(rawValue: rawValue) ?? .goodTillCancelled }
  }

  static let token: Parameter<TokenArgument> = .requiredOption("token", "ID", "the outcome token")
  static let side: Parameter<SideWord> = .requiredOption("side", "SIDE", "buy or sell")
  static let price: Parameter<AmountArgument> = .requiredOption(
    "price", "P", "the limit, a multiple of the market's tick size")
  static let size: Parameter<AmountArgument?> = .option("size", "SHARES", "shares")
  static let amount: Parameter<AmountArgument?> = .option(
    "amount", "PUSD", "in place of --size: pUSD that a FOK or FAK buy spends at most")
  static let type: Parameter<TypeWord> = .option(
    "type", "TYPE", "GTC, GTD, FOK or FAK", default: .gtc)
  static let lifetime: Parameter<Duration?> = .option(
    "expires-in", "TIME", "of a GTD order; at least 3m, and the venue ends it a minute early")
  static let postOnly: Parameter<Bool> = .flag("post-only", "refused where it would match at once")
  static let deferred: Parameter<Bool> = .flag("defer", "the answer does not wait for the match")

  static let description = CommandDescription(
    "post", "sign an order and send it, once",
    discussion: """
      Prints the order's id before it is sent: whatever happens then, the order can be looked up by it. An \
      outcome that is not known ends with 1 and says how to look. Nothing is ever sent a second time by itself.
      """,
    parameters: [
      token, side, price, size, amount, type, lifetime, postOnly, deferred,
    ] + OrderWallet.options + AccountOptions.common,
    example:
      "account post --token 1234 --side buy --price 0.5 --size 10 --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let draft = OrderDraft(
      token: values[Self.token].id, side: values[Self.side].side, price: values[Self.price].amount,
      size: values[Self.size]?.amount, amount: values[Self.amount]?.amount,
      type: values[Self.type].type,
      lifetime: values[Self.lifetime].map { $0.components.seconds } ?? 0,
      isPostOnly: values[Self.postOnly], isDeferred: values[Self.deferred])
    if let words = draft.contradiction {
      throw UsageError(.contradiction(words), path: "polytraders account post")
    }
    let client = try await AccountOptions.client(values)
    let wallet = try OrderWallet(values, client, path: "polytraders account post")
    let rules = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.rules(of: draft.token)
    }
    let posting = try draft.posting(
      by: wallet, rules, on: client.configuration.chain, now: await client.venueTime())
    guard show(PostText.sending(posting)) else { return .inputOutput }
    let outcome = await client.post(posting)
    let isShown = show(PostText.figures(posting.id, outcome))
    if let failure = outcome.failure {
      throw DiagnosticError(PostText.diagnostic(posting.id, failure, values))
    }
    return isShown ? .clean : .inputOutput
  }

  private func show(_ figures: [(String, String)]) -> Bool {
    StandardStream.output.write(VenueText.figures(figures, as: values[VenueOptions.format]))
  }
}
