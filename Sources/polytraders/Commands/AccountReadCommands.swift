import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Signing
import Trading
import Venue

/// `polytraders account orders`: what rests.
struct AccountOrdersCommand: Command {
  static let market: Parameter<String?> = .option("market", "ID", "only of this condition id")
  static let token: Parameter<TokenArgument?> = .option("token", "ID", "only of this token")

  static let description = CommandDescription(
    "orders", "list the open orders, all pages",
    parameters: [market, token] + AccountOptions.common,
    example: "account orders --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let filter = VenueClient.OrderFilter(
      market: values[Self.market], token: values[Self.token]?.id)
    let orders = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.openOrders(filter)
    }
    let text =
      values[VenueOptions.format] == .json
      ? orders.map(AccountText.json).joined() : AccountText.table(orders)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders account order ID`: one order, live or ended.
struct AccountOrderCommand: Command {
  static let id: Parameter<OrderArgument> = .argument("ID", "the id of an order")

  static let description = CommandDescription(
    "order", "look an order up by its id",
    discussion: """
      Ends with 1 where the venue does not know the order. That proves nothing while its POST may still be on \
      the way: look again, and look at the trades.
      """,
    parameters: [id] + AccountOptions.common,
    example: "account order 0x12ab --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let id = values[Self.id].id
    let order = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.order(id)
    }
    guard let order else {
      _ = StandardStream.error.write("the venue does not know the order \(id)\n")
      return .findings
    }
    let text =
      values[VenueOptions.format] == .json ? AccountText.json(order) : AccountText.table([order])
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders account trades`: what was matched, and how far it is settled.
struct AccountTradesCommand: Command {
  static let after: Parameter<Int?> = .option("after", "SECONDS", "only behind this unix time")

  static let description = CommandDescription(
    "trades", "list the trades with their settlement, all pages",
    discussion: "Only CONFIRMED and FAILED are final: anything else may still be void.",
    parameters: [AccountOrdersCommand.market, AccountOrdersCommand.token, after]
      + AccountOptions.common,
    example: "account trades --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let filter = VenueClient.TradeFilter(
      market: values[AccountOrdersCommand.market],
      token: values[AccountOrdersCommand.token]?.id, after: values[Self.after].map(Int64.init))
    let trades = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.trades(filter)
    }
    let text =
      values[VenueOptions.format] == .json
      ? trades.map(AccountText.json).joined() : AccountText.table(trades)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders account balance`: what is there.
struct AccountBalanceCommand: Command {
  static let token: Parameter<TokenArgument?> = .option(
    "token", "ID", "shares of this token (default: pUSD)")

  static let description = CommandDescription(
    "balance", "show a balance, what contracts may take of it, and the state of the account",
    discussion:
      "Of the funds that orders of this kind of --account spend, as the venue knows them.",
    parameters: [token, OrderWallet.account] + AccountOptions.common,
    example: "account balance --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let token = values[Self.token]?.id
    let (balance, isClosedOnly) = try await VenueOptions.asking {
      () async throws(VenueFailure) in
      (
        try await client.balance(
          of: token, signatureType: values[OrderWallet.account].signatureType),
        try await client.isClosedOnly()
      )
    }
    var figures = [
      ("address", client.identity?.address.checksummed ?? ""),
      ("balance", "\(balance.balance)"), ("unit", token == nil ? "pUSD" : "shares"),
      ("closed_only", "\(isClosedOnly)"),
    ]
    for allowance in balance.allowances {
      let amount =
        allowance.amount.uint64.flatMap(Int64.init(exactly:)).map { "\(Micros(raw: $0))" }
        ?? "without a limit"
      figures.append(("allowance " + VenueText.shown(allowance.contract), amount))
    }
    let text = VenueText.figures(figures, as: values[VenueOptions.format])
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders account limits`: how many requests the signer may make.
struct AccountLimitsCommand: Command {
  static let description = CommandDescription(
    "limits", "show the signer's tier of rate limits and what it allows",
    parameters: AccountOptions.common, example: "account limits --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let name = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.rateTier()
    }
    var figures = [("tier", VenueText.shown(name))]
    if let tier = RateTier(rawValue: name.lowercased()) {
      for (word, bucket) in [("orders", RateKind.orders), ("cancels", .cancels)] {
        figures.append((word + "_per_second", "\(tier.limit(on: bucket).rate)"))
        figures.append((word + "_at_once", "\(tier.limit(on: bucket).burst)"))
      }
    }
    let text = VenueText.figures(figures, as: values[VenueOptions.format])
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}
