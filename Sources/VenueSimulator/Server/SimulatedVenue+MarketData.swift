import FixedPoint
import Hashing
import JSON
import Network
import Trading
import Venue

/// What everybody may ask: books, prices and the terms of markets (facts/polymarket-v2.md 2.4, public).
extension SimulatedVenue {
  /// Tokens that one request may name.
  private static let mostTokens = 500

  mutating func marketData(
    _ route: Route, _ request: HTTPRequest, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    switch route.endpoint {
    case .ok: writer.string("OK")
    case .time: writer.integer(now / 1_000)
    case .version:
      writer.beginObject()
      writer.key("version")
      writer.integer(2)
      writer.endObject()
    case .markets, .samplingMarkets, .simplifiedMarkets, .samplingSimplifiedMarkets, .market,
      .marketByToken, .clobMarket, .builderFees, .builderTrades, .liveActivity:
      try listing(route, request, &writer)
    case .books, .prices, .midpoints, .spreads, .lastTradesPrices:
      try several(route.endpoint, request, &writer, now: now)
    case .pricesHistory: try pricesHistory(request, &writer, now: now)
    default:
      let subject = try subject(request.parameter("token_id"))
      try single(route.endpoint, request, subject, &writer, now: now)
    }
  }

  /// A token and the market it belongs to.
  struct Subject {
    var market: ExchangeMarket
    var outcome: Outcome

    /// The id of the token.
    var tokenID: UInt256 { market.tokenID(outcome) }

    /// What one has to pay, or gets, at best: a buyer the lowest offer, a seller the highest bid.
    func price(_ side: Side) -> Micros? {
      side == .buy ? market.bestAsk(outcome) : market.bestBid(outcome)
    }

    /// The distance of the best prices.
    var spread: Micros? {
      guard let bid = market.bestBid(outcome), let ask = market.bestAsk(outcome) else {
        return nil
      }
      return Micros(raw: ask.raw - bid.raw)
    }
  }

  /// The token that a client names, in decimal digits.
  func subject(_ text: String?) throws(VenueRefusal) -> Subject {
    guard let text, let token = UInt256(decimal: text) else { throw .invalidToken }
    guard let found = subject(of: token) else { throw .noBook }
    return found
  }

  func side(_ text: String?) throws(VenueRefusal) -> Side {
    switch text?.uppercased() {
    case "BUY": return .buy
    case "SELL": return .sell
    default: throw .invalidSide
    }
  }

  private mutating func single(
    _ endpoint: Endpoint, _ request: HTTPRequest, _ subject: Subject, _ writer: inout JSONWriter,
    now: Int64
  ) throws(VenueRefusal) {
    let market = subject.market
    if endpoint == .book {
      let snapshot = exchange.snapshot(market.token(subject.outcome))
      writer.book(shown(snapshot, endpoint: .book), of: market)
      return
    }
    writer.beginObject()
    switch endpoint {
    case .price:
      let price = subject.price(try side(request.parameter("side")))
      writer.key("price")
      writer.decimal(price ?? .zero)
    case .midpoint:
      guard let middle = market.midpoint(subject.outcome) else { throw .noBook }
      writer.key("mid")
      writer.decimal(middle)
    case .spread:
      guard let spread = subject.spread else { throw .noBook }
      writer.key("spread")
      writer.decimal(spread)
    case .tickSize:
      writer.key("minimum_tick_size")
      writer.number(market.tickSize)
    case .negRisk:
      writer.key("neg_risk")
      writer.bool(market.definition.negativeRisk)
    case .feeRate:
      writer.key("base_fee")
      writer.integer(0)
    case .lastTradePrice:
      lastTrade(subject, &writer)
    default: throw .unknownPath
    }
    writer.endObject()
  }

  private func lastTrade(_ subject: Subject, _ writer: inout JSONWriter) {
    let last = subject.market.lastTrade
    writer.key("price")
    writer.decimal(
      last?.price(of: subject.market.token(subject.outcome)) ?? Micros(raw: 500_000))
    writer.key("side")
    guard let last else { return writer.string("") }
    let isSame = last.token == subject.market.token(subject.outcome)
    writer.side(isSame ? last.side : last.side.opposite)
  }

  private mutating func several(
    _ endpoint: Endpoint, _ request: HTTPRequest, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    let wanted = try subjects(request.body)
    let isList = endpoint == .books || endpoint == .lastTradesPrices
    if isList { writer.beginArray() } else { writer.beginObject() }
    var told: Set<UInt256> = []
    for (subject, _) in wanted {
      let isNew = told.insert(subject.tokenID).inserted
      let name = subject.tokenID.description
      switch endpoint {
      case .books:
        let snapshot = exchange.snapshot(subject.market.token(subject.outcome))
        writer.book(shown(snapshot, endpoint: .books), of: subject.market)
      case .lastTradesPrices:
        // Only the question for a single token has a word for "not traded yet".
        guard subject.market.lastTrade != nil else { continue }
        writer.beginObject()
        writer.key("token_id")
        writer.string(name)
        lastTrade(subject, &writer)
        writer.endObject()
      case .prices where isNew:
        writer.key(name)
        prices(subject, wanted, &writer)
      case .midpoints where isNew:
        guard let middle = subject.market.midpoint(subject.outcome) else { continue }
        writer.key(name)
        writer.decimal(middle)
      case .spreads where isNew:
        guard let spread = subject.spread else { continue }
        writer.key(name)
        writer.decimal(spread)
      default: continue
      }
    }
    if isList { writer.endArray() } else { writer.endObject() }
  }

  /// The prices of all sides that were asked for; both where none was named.
  private func prices(
    _ subject: Subject, _ wanted: [(Subject, Side?)], _ writer: inout JSONWriter
  ) {
    writer.beginObject()
    let sides = wanted.filter { $0.0.tokenID == subject.tokenID }.map(\.1)
    for side in [Side.buy, .sell] where sides.contains(side) || sides.contains(nil) {
      guard let price = subject.price(side) else { continue }
      writer.key(side == .buy ? "BUY" : "SELL")
      writer.decimal(price)
    }
    writer.endObject()
  }

  /// `[{"token_id":…,"side":…}]`; tokens that nobody trades are left out, as the venue does.
  private func subjects(_ body: [UInt8]) throws(VenueRefusal) -> [(Subject, Side?)] {
    let wanted: [(token: String, side: String?)]?
    do throws(JSONError) {
      wanted = try reader.withNode(of: body) { node in
        guard node.kind == .array else { return nil }
        var wanted: [(token: String, side: String?)] = []
        for element in node.elements {
          guard let token = element.member("token_id")?.string else { return nil }
          let side = element.member("side")?.string
          wanted.append((token, side?.isEmpty ?? true ? nil : side))
          if wanted.count > Self.mostTokens { break }
        }
        return wanted
      }
    } catch { throw .invalidPayload }
    guard let wanted else { throw .invalidPayload }
    guard wanted.count <= Self.mostTokens else { throw .payloadTooLong }
    var subjects: [(Subject, Side?)] = []
    for (text, sideText) in wanted {
      guard let token = UInt256(decimal: text) else { throw .invalidToken }
      let side = try sideText.map { (text) throws(VenueRefusal) in try self.side(text) }
      guard let subject = subject(of: token) else { continue }
      subjects.append((subject, side))
    }
    return subjects
  }

  private mutating func listing(
    _ route: Route, _ request: HTTPRequest, _ writer: inout JSONWriter
  ) throws(VenueRefusal) {
    switch route.endpoint {
    case .market: writer.market(try market(route.argument), openedAt: openedAt)
    case .clobMarket: writer.clobMarket(try market(route.argument), openedAt: openedAt)
    case .marketByToken:
      let market = try subject(route.argument).market
      writer.beginObject()
      writer.key("condition_id")
      writer.hash(market.definition.conditionID)
      writer.key("primary_token_id")
      writer.string(market.definition.yesToken.description)
      writer.key("secondary_token_id")
      writer.string(market.definition.noToken.description)
      writer.endObject()
    case .builderFees:
      writer.beginObject()
      writer.key("builder_maker_fee_rate_bps")
      writer.integer(0)
      writer.key("builder_taker_fee_rate_bps")
      writer.integer(0)
      writer.endObject()
    case .liveActivity:
      _ = try market(route.argument)
      writer.beginArray()
      writer.endArray()
    case .builderTrades: try builderTrades(request, &writer)
    default:
      let cursor = try cursor(request)
      let isSimple =
        route.endpoint == .simplifiedMarkets || route.endpoint == .samplingSimplifiedMarkets
      let openedAt = openedAt
      writer.page(of: markets, from: cursor, limit: settings.pageSize) { writer, market in
        if isSimple {
          writer.simplifiedMarket(market)
        } else {
          writer.market(market, openedAt: openedAt)
        }
      }
    }
  }

  /// Where a listing goes on.
  func cursor(_ request: HTTPRequest) throws(VenueRefusal) -> PageCursor {
    guard let cursor = PageCursor(request.parameter("next_cursor")) else { throw .invalidCursor }
    return cursor
  }

  private func market(_ conditionID: String) throws(VenueRefusal) -> ExchangeMarket {
    guard let id = Digest32(prefixedHex: conditionID), let market = market(of: id) else {
      throw .noMarket
    }
    return market
  }
}
