import FixedPoint
import Hashing
import JSON
import Signing
import Trading
import Venue

/// Markets and books as the venue writes them (facts/polymarket-v2.md 2.4, 3.1).
extension JSONWriter {
  /// A whole book, the best levels last, with its hash; on the channel also with its kind.
  mutating func book(
    _ snapshot: BookSnapshot, of market: ExchangeMarket, isEvent: Bool = false
  ) {
    beginObject()
    asset(market, snapshot.token)
    key("timestamp")
    numberText(snapshot.timestamp)
    key("hash")
    digest(snapshot.hash)
    levels("bids", snapshot.book.bids)
    levels("asks", snapshot.book.asks)
    key("min_order_size")
    decimal(snapshot.terms.minimumOrderSize)
    key("tick_size")
    decimal(snapshot.terms.tickSize)
    key("neg_risk")
    bool(snapshot.terms.negativeRisk)
    key("last_trade_price")
    var digits: [UInt8] = []
    snapshot.lastTradePrice?.appendText(to: &digits)
    string(utf8: digits)
    if isEvent {
      key("event_type")
      string("book")
    }
    endObject()
  }

  /// The two ids of a token: of its market and its own.
  mutating func asset(_ market: ExchangeMarket, _ token: TokenIndex) {
    key("market")
    hash(market.definition.conditionID)
    key("asset_id")
    string(market.tokenID(token.outcome).description)
  }

  /// 0 for the first token of a market and 1 for the second.
  mutating func outcomeIndex(_ token: TokenIndex) {
    integer(token.outcome == .yes ? 0 : 1)
  }

  private mutating func levels(_ name: StaticString, _ levels: [BookLevel]) {
    key(name)
    beginArray()
    for level in levels {
      beginObject()
      key("price")
      decimal(level.price)
      key("size")
      decimal(level.size)
      endObject()
    }
    endArray()
  }

  /// A SHA-1 hash, without `0x`.
  mutating func digest(_ hash: Digest20) {
    var text: [UInt8] = []
    hash.appendHex(to: &text)
    string(utf8: text)
  }

  /// An element of `/markets`, or the whole of `/markets/{cid}`.
  mutating func market(_ market: ExchangeMarket, openedAt: Int64) {
    beginObject()
    marketTerms(market, openedAt: openedAt)
    endObject()
  }

  /// The members of a market's object.
  mutating func marketTerms(_ market: ExchangeMarket, openedAt: Int64) {
    let terms = market.definition
    key("enable_order_book")
    bool(true)
    state(market)
    key("accepting_order_timestamp")
    string(UTCTime.text(openedAt))
    key("minimum_order_size")
    number(terms.minimumOrderSize)
    key("minimum_tick_size")
    number(market.tickSize)
    key("condition_id")
    hash(terms.conditionID)
    key("question_id")
    hash(terms.conditionID)
    key("question")
    string(terms.question)
    key("description")
    string(terms.question)
    key("market_slug")
    string("market-\(market.index.position)")
    key("end_date_iso")
    null()
    key("game_start_time")
    null()
    key("seconds_delay")
    integer(terms.secondsDelay)
    key("fpmm")
    string("")
    key("maker_base_fee")
    integer(0)
    key("taker_base_fee")
    integer(0)
    key("notifications_enabled")
    bool(true)
    key("neg_risk")
    bool(terms.negativeRisk)
    key("neg_risk_market_id")
    string("")
    key("neg_risk_request_id")
    string("")
    key("icon")
    string("")
    key("image")
    string("")
    rewards()
    key("is_50_50_outcome")
    bool(false)
    tokens(market)
    key("tags")
    beginArray()
    endArray()
  }

  /// An element of the listings of simplified markets.
  mutating func simplifiedMarket(_ market: ExchangeMarket) {
    beginObject()
    key("condition_id")
    hash(market.definition.conditionID)
    rewards()
    tokens(market)
    state(market)
    endObject()
  }

  /// The whole of `/clob-markets/{cid}`, whose names are short.
  mutating func clobMarket(_ market: ExchangeMarket, openedAt: Int64) {
    let terms = market.definition
    beginObject()
    key("c")
    hash(terms.conditionID)
    key("t")
    beginArray()
    for outcome in Outcome.allCases {
      beginObject()
      key("t")
      string(market.tokenID(outcome).description)
      key("o")
      string(market.name(outcome))
      endObject()
    }
    endArray()
    key("mts")
    number(market.tickSize)
    key("mos")
    number(terms.minimumOrderSize)
    key("nr")
    bool(terms.negativeRisk)
    if terms.fees.rate > .zero {
      key("fd")
      beginObject()
      key("r")
      number(terms.fees.rate)
      key("e")
      integer(Int64(terms.fees.exponent))
      key("to")
      bool(true)
      endObject()
    }
    key("mbf")
    integer(0)
    key("tbf")
    integer(0)
    key("ao")
    bool(market.isAcceptingOrders)
    key("sd")
    integer(terms.secondsDelay)
    key("gst")
    null()
    key("cbos")
    bool(false)
    key("aot")
    string(UTCTime.text(openedAt))
    key("rfqe")
    bool(false)
    key("itode")
    bool(false)
    key("ibce")
    bool(false)
    endObject()
  }

  private mutating func state(_ market: ExchangeMarket) {
    key("active")
    bool(true)
    key("closed")
    bool(market.isClosed)
    key("archived")
    bool(false)
    key("accepting_orders")
    bool(market.isAcceptingOrders)
  }

  private mutating func rewards() {
    key("rewards")
    beginObject()
    key("rates")
    null()
    key("min_size")
    integer(0)
    key("max_spread")
    integer(0)
    endObject()
  }

  private mutating func tokens(_ market: ExchangeMarket) {
    key("tokens")
    beginArray()
    for outcome in Outcome.allCases {
      beginObject()
      key("token_id")
      string(market.tokenID(outcome).description)
      key("outcome")
      string(market.name(outcome))
      key("price")
      number(market.displayPrice(outcome))
      key("winner")
      bool(market.winner == outcome)
      endObject()
    }
    endArray()
  }
}

extension ExchangeMarket {
  /// The middle between the best prices, rounded down to the millionth; nil where a side is empty.
  func midpoint(_ outcome: Outcome) -> Micros? {
    guard let bid = bestBid(outcome), let ask = bestAsk(outcome) else { return nil }
    return Micros(raw: (bid.raw + ask.raw) / 2)
  }

  /// What a listing shows as a token's price: what it pays once decided, else the middle, the last trade, or a half.
  func displayPrice(_ outcome: Outcome) -> Micros {
    if let winner { return winner == outcome ? .one : .zero }
    return midpoint(outcome) ?? lastTrade?.price(of: token(outcome)) ?? Micros(raw: 500_000)
  }
}
