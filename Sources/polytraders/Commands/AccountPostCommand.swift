import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import JSON
import Signing
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
  enum TypeWord: String, ArgumentChoice {
    case gtc = "GTC"
    case gtd = "GTD"
    case fok = "FOK"
    case fak = "FAK"
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
  static let maker: Parameter<String?> = .option(
    "maker", "ADDRESS", "the wallet that holds the funds (default: the key's own address)")
  static let signatureType: Parameter<Int> = .option(
    "signature-type", "N", "0 own key, 1 proxy, 2 safe, 3 deposit wallet", default: 0)

  static let description = CommandDescription(
    "post", "sign an order and send it, once",
    discussion: """
      Prints the order's id before it is sent: whatever happens then, the order can be looked up by it. An \
      outcome that is not known ends with 1 and says how to look. Nothing is ever sent a second time by itself.
      """,
    parameters: [
      token, side, price, size, amount, type, lifetime, postOnly, deferred, maker, signatureType,
    ] + AccountOptions.common,
    example:
      "account post --token 1234 --side buy --price 0.5 --size 10 --key keystore:desk.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try await AccountOptions.client(values)
    let rules = try await VenueOptions.asking {
      [token = values[Self.token].id] () async throws(VenueFailure) in
      try await client.rules(of: token)
    }
    let posting = try posting(client, rules)
    guard show([("order_id", "\(posting.id)"), ("state", "sending")]) else { return .inputOutput }
    switch await client.post(posting) {
    case .accepted(let receipt):
      var figures = [
        ("order_id", "\(receipt.id)"), ("state", "accepted"),
        ("status", receipt.status.rawValue.lowercased()),
      ]
      if !receipt.makingAmount.isEmpty {
        figures.append(("making_amount", VenueText.shown(receipt.makingAmount)))
        figures.append(("taking_amount", VenueText.shown(receipt.takingAmount)))
      }
      if !receipt.tradeIDs.isEmpty {
        let trades = receipt.tradeIDs.joined(separator: " ")
        figures.append(("trades", VenueText.shown(trades)))
      }
      return show(figures) ? .clean : .inputOutput
    case .failed(let failure):
      _ = show([
        ("order_id", "\(posting.id)"), ("state", failure.mayHaveActed ? "unknown" : "refused"),
      ])
      var diagnostic = failure.diagnostic
      if failure.mayHaveActed {
        diagnostic.help = ["look it up: polytraders account order \(posting.id)"]
      }
      throw DiagnosticError(diagnostic)
    }
  }

  private func show(_ figures: [(String, String)]) -> Bool {
    StandardStream.output.write(VenueText.figures(figures, as: values[VenueOptions.format]))
  }

  private func posting(_ client: VenueClient, _ rules: MarketRules) throws -> OrderPosting {
    guard let key = client.identity?.key else {
      throw DiagnosticError(VenueFailure.refusedHere(.noKey).diagnostic)
    }
    guard
      let signatureType = UInt8(exactly: values[Self.signatureType])
        .flatMap(VenueOrder.SignatureType.init)
    else { throw contradiction("a --signature-type lies in 0 to 3") }
    var maker = key.address
    if let text = values[Self.maker] {
      do throws(AddressError) {
        maker = try Address(checked: text)
      } catch {
        throw contradiction("'--maker' is no address, or its checksum is wrong")
      }
    }
    let amounts = try amounts(rules)
    let now = SystemTime().wall
    let order = VenueOrder(
      salt: UInt64.random(in: 0..<(1 << 53)), maker: maker,
      signer: signatureType == .depositWallet ? maker : key.address, tokenID: rules.tokenID,
      makerAmount: amounts.maker, takerAmount: amounts.taker, side: values[Self.side].side,
      signatureType: signatureType, timestamp: UInt64(max(0, now)), metadata: .zero,
      builder: .zero)
    let domain = OrderDomain.of(
      isNegativeRisk: rules.negativeRisk, on: client.configuration.chain)
    do throws(OrderSignatureError) {
      let lifetime = values[Self.lifetime].map { $0.components.seconds } ?? 0
      return OrderPosting(
        try SignedOrder(order, in: domain, key: key), type: values[Self.type].type,
        expiration: lifetime == 0 ? 0 : UInt64(max(0, now / 1_000 + lifetime)),
        isPostOnly: values[Self.postOnly], isDeferred: values[Self.deferred])
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }

  private func amounts(_ rules: MarketRules) throws -> OrderAmounts {
    let side = values[Self.side].side
    let price = values[Self.price].amount
    let type = values[Self.type].type
    do throws(AmountError) {
      switch (values[Self.size], values[Self.amount]) {
      case (let size?, nil):
        let minimum = OrderAmounts.Minimum(
          size: type.rests ? rules.minimumOrderSize ?? .zero : .zero)
        return try .limit(
          side, price: price, size: size.amount, tick: rules.tickSize, minimum: minimum)
      case (nil, let amount?) where side == .buy && !type.rests:
        return try .market(side, price: price, amount: amount.amount, tick: rules.tickSize)
      default: break
      }
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    throw contradiction("give --size, or for a FOK or FAK buy --amount in its place")
  }

  private func contradiction(_ words: String) -> UsageError {
    UsageError(.contradiction(words), path: "polytraders account post")
  }
}
