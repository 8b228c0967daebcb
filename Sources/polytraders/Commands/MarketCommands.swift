import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Signing
import Trading
import Venue

/// `polytraders market time`: whether the venue answers, and what its clock shows.
struct MarketTimeCommand: Command {
  static let description = CommandDescription(
    "time", "ask the venue for its time and hold it against this machine's clock",
    discussion: """
      The venue tells whole seconds; three answers bound the difference of the clocks. Signed requests \
      carry the venue's time where the clocks differ by more than is uncertain.
      """,
    parameters: VenueOptions.common, example: "market time")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try VenueOptions.client(values)
    var time: Int64 = 0
    for _ in 0..<3 {
      time = try await VenueOptions.asking { () async throws(VenueFailure) in
        try await client.serverTime()
      }
    }
    let version = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.version()
    }
    guard let estimate = client.clock.estimate else { return .software }
    let text: String
    switch values[VenueOptions.format] {
    case .json:
      text = VenueJSON.line { writer in
        writer.key("time_ms")
        writer.integer(time)
        writer.key("skew_ms")
        writer.integer(estimate.skew)
        writer.key("uncertainty_ms")
        writer.integer(estimate.uncertainty)
        writer.key("round_trip_ms")
        writer.integer(estimate.roundTrip)
        writer.key("version")
        writer.integer(version)
      }
    case .text:
      text = """
        venue time  \(time) ms since 1970
        skew        \(estimate.skew) ms, give or take \(estimate.uncertainty)
        round trip  \(estimate.roundTrip) ms
        version     \(version)

        """
    }
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders market book TOKEN`: the order book of a token.
struct MarketBookCommand: Command {
  static let token: Parameter<TokenArgument> = .argument("TOKEN", "the id of an outcome token")
  static let levels: Parameter<Int> = .option(
    "levels", "N", "levels of each side, the best first", default: 10)

  static let description = CommandDescription(
    "book", "show the order book of a token",
    parameters: [token, levels] + VenueOptions.common, example: "market book 1234 --levels 5")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try VenueOptions.client(values)
    let token = values[Self.token].id
    let book = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.book(of: token)
    }
    let text = values[VenueOptions.format] == .json ? json(book) : table(book)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }

  private func table(_ book: BookRecord) -> String {
    var table = TextTable([.right("bid size"), .right("bid"), .right("ask"), .right("ask size")])
    let count = min(max(0, values[Self.levels]), max(book.bids.count, book.asks.count))
    for level in 0..<count {
      let bid = level < book.bids.count ? book.bids[level] : nil
      let ask = level < book.asks.count ? book.asks[level] : nil
      table.add([
        bid.map { "\($0.size)" } ?? "", bid.map { "\($0.price)" } ?? "",
        ask.map { "\($0.price)" } ?? "", ask.map { "\($0.size)" } ?? "",
      ])
    }
    let hidden = max(0, book.bids.count - count) + max(0, book.asks.count - count)
    return table.rendered() + (hidden > 0 ? "\(hidden) more levels\n" : "")
      + "market \(VenueText.shown(book.market)), time \(book.timestamp), hash \(VenueText.shown(book.hash))\n"
  }

  private func json(_ book: BookRecord) -> String {
    VenueJSON.line { writer in
      writer.key("market")
      writer.string(book.market)
      writer.key("asset_id")
      writer.string("\(book.tokenID)")
      writer.key("timestamp")
      writer.integer(book.timestamp)
      writer.key("hash")
      writer.string(book.hash)
      for (name, levels) in [("bids", book.bids), ("asks", book.asks)] {
        writer.key(name)
        writer.beginArray()
        for level in levels {
          writer.beginObject()
          writer.key("price")
          writer.string("\(level.price)")
          writer.key("size")
          writer.string("\(level.size)")
          writer.endObject()
        }
        writer.endArray()
      }
    }
  }
}

/// `polytraders market tick-size TOKEN`: what orders for a token must keep to.
struct MarketRulesCommand: Command {
  static let token: Parameter<TokenArgument> = .argument("TOKEN", "the id of an outcome token")

  static let description = CommandDescription(
    "tick-size", "show what orders for a token must keep to: tick, least size, contract, fee",
    parameters: [token] + VenueOptions.common, example: "market tick-size 1234")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try VenueOptions.client(values)
    let token = values[Self.token].id
    let (rules, fee) = try await VenueOptions.asking { () async throws(VenueFailure) in
      (try await client.rules(of: token), try await client.feeRate(of: token))
    }
    let domain = OrderDomain.of(isNegativeRisk: rules.negativeRisk, on: .polygon)
    let figures: [(String, String)] = [
      ("token", "\(rules.tokenID)"), ("market", VenueText.shown(rules.market)),
      ("tick_size", "\(rules.tickSize.size)"),
      ("minimum_order_size", rules.minimumOrderSize.map { "\($0)" } ?? "not told"),
      ("neg_risk", "\(rules.negativeRisk)"), ("contract", domain.address.checksummed),
      ("base_fee_bps", "\(fee)"),
    ]
    let text = VenueText.figures(figures, as: values[VenueOptions.format])
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders market price TOKEN`: the prices of a token.
struct MarketPriceCommand: Command {
  static let token: Parameter<TokenArgument> = .argument("TOKEN", "the id of an outcome token")

  static let description = CommandDescription(
    "price", "show the prices of a token as the venue computes them",
    parameters: [token] + VenueOptions.common, example: "market price 1234")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try VenueOptions.client(values)
    let token = values[Self.token].id
    var figures: [(String, String)] = []
    let questions: [(String, () async throws(VenueFailure) -> String)] = [
      ("buy", { () async throws(VenueFailure) in "\(try await client.price(of: token, .buy))" }),
      ("sell", { () async throws(VenueFailure) in "\(try await client.price(of: token, .sell))" }),
      ("midpoint", { () async throws(VenueFailure) in "\(try await client.midpoint(of: token))" }),
      ("spread", { () async throws(VenueFailure) in "\(try await client.spread(of: token))" }),
      (
        "last_trade",
        { () async throws(VenueFailure) in
          let last = try await client.lastTrade(of: token)
          // The venue names a price, 0.5, where there was no trade; only the side tells.
          return last.side.isEmpty ? "none: not traded yet" : "\(last.price)"
        }
      ),
    ]
    for (name, question) in questions {
      do throws(VenueFailure) {
        figures.append((name, try await question()))
      } catch .rejected(let rejection) {
        // An empty side has no price; that is an answer.
        figures.append((name, "none: \(VenueText.shown(rejection.text))"))
      } catch {
        throw DiagnosticError(error.diagnostic)
      }
    }
    let text = VenueText.figures(figures, as: values[VenueOptions.format])
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}
