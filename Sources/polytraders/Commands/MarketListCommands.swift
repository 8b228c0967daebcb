import CommandLine
import Diagnostics
import FixedPoint
import JSON
import Venue

/// `polytraders market list`: the markets of the venue.
struct MarketListCommand: Command {
  static let open: Parameter<Bool> = .flag("open", "only markets that take orders")
  static let pages: Parameter<Int> = .option(
    "pages", "N", "pages to read, of up to 1,000 markets each; 0 reads all", default: 1)

  static let description = CommandDescription(
    "list", "list markets with their condition and token ids",
    parameters: [open, pages] + VenueOptions.common, example: "market list --open")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try VenueOptions.client(values)
    var walk = PageWalk()
    var all: [MarketRecord] = []
    var isMore = true
    var count = 0
    while isMore, values[Self.pages] == 0 || count < values[Self.pages] {
      let page = try await VenueOptions.asking { () async throws(VenueFailure) in
        try await client.markets(from: walk.cursor)
      }
      all += page.markets
      count += 1
      do {
        isMore = try walk.advance(to: page.next)
      } catch {
        throw DiagnosticError(VenueFailure.unknown(.endlessPages).diagnostic)
      }
    }
    if values[Self.open] {
      all.removeAll { $0.isAcceptingOrders == false || $0.isClosed == true }
    }
    let text =
      values[VenueOptions.format] == .json
      ? all.map(MarketText.json).joined() : MarketText.table(all, isMore: isMore)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

/// `polytraders market show ID`: one market, by its condition id or one of its tokens.
struct MarketShowCommand: Command {
  static let id: Parameter<String> = .argument(
    "ID", "a condition id (0x…) or a token id (decimal digits)")

  static let description = CommandDescription(
    "show", "show a market by its condition id or a token's id",
    parameters: [id] + VenueOptions.common, example: "market show 0x12ab")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let client = try VenueOptions.client(values)
    let id = values[Self.id]
    let market = try await VenueOptions.asking { () async throws(VenueFailure) in
      try await client.market(named: id)
    }
    let text =
      values[VenueOptions.format] == .json
      ? MarketText.json(market)
      : VenueText.shown(market.question) + "\n" + MarketText.table([market], isMore: false)
    return StandardStream.output.write(text) ? .clean : .inputOutput
  }
}

extension VenueClient {
  /// The market of a condition id or of a token.
  func market(named id: String) async throws(VenueFailure) -> MarketRecord {
    guard let token = UInt256(decimal: id) else { return try await market(id) }
    return try await market(try await market(of: token))
  }
}

/// Markets as commands print them.
enum MarketText {
  static func table(_ markets: [MarketRecord], isMore: Bool) -> String {
    var table = TextTable([
      .left("condition id"), .left("outcome"), .left("token id"), .right("tick"), .right("min"),
      .left("state"),
    ])
    for market in markets {
      for (index, token) in market.tokens.enumerated() {
        table.add([
          index == 0 ? market.conditionID : "", VenueText.shown(token.outcome), "\(token.id)",
          market.tickSize.map { "\($0)" } ?? "-", market.minimumOrderSize.map { "\($0)" } ?? "-",
          index == 0 ? state(market) : "",
        ])
      }
    }
    return table.rendered() + VenueText.counted(markets.count, "market")
      + (isMore ? "; there are more: --pages 0 reads all\n" : "\n")
  }

  static func json(_ market: MarketRecord) -> String {
    VenueJSON.line { writer in
      writer.key("condition_id")
      writer.string(market.conditionID)
      writer.key("question")
      writer.string(market.question)
      writer.key("tokens")
      writer.beginArray()
      for token in market.tokens {
        writer.beginObject()
        writer.key("token_id")
        writer.string("\(token.id)")
        writer.key("outcome")
        writer.string(token.outcome)
        writer.endObject()
      }
      writer.endArray()
      if let tick = market.tickSize {
        writer.key("minimum_tick_size")
        writer.string("\(tick)")
      }
      if let minimum = market.minimumOrderSize {
        writer.key("minimum_order_size")
        writer.string("\(minimum)")
      }
      if let negativeRisk = market.negativeRisk {
        writer.key("neg_risk")
        writer.bool(negativeRisk)
      }
      writer.key("state")
      writer.string(state(market))
    }
  }

  private static func state(_ market: MarketRecord) -> String {
    if market.isClosed == true { return "closed" }
    return market.isAcceptingOrders == false ? "no orders" : "open"
  }
}
