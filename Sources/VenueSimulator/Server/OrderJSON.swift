import FixedPoint
import Hashing
import JSON
import Signing
import Trading
import Venue

/// Orders and trades as the venue writes them (facts/polymarket-v2.md 2.5, 3.2): by REST with prefixed and on
/// the user channel with plain words.
extension JSONWriter {
  /// What an order needs beside itself: its market and whose funds it uses.
  struct Surroundings {
    var market: ExchangeMarket
    var maker: Address
  }

  /// An order as `/data/order/{id}` and `/data/orders` tell it.
  mutating func order(_ order: ExchangeOrder, _ place: Surroundings) {
    beginObject()
    key("id")
    hash(order.id)
    key("status")
    string(order.status.rawValue)
    orderTerms(order, place)
    key("created_at")
    integer(order.createdAt / 1_000)
    key("associate_trades")
    identifiers(order.trades)
    endObject()
  }

  /// An order as the user channel tells it: `type` is what happened to it.
  mutating func orderEvent(
    _ order: ExchangeOrder, type: OrderNotice.Kind, _ place: Surroundings, timestamp: Int64
  ) {
    beginObject()
    key("event_type")
    string("order")
    key("type")
    string(type.rawValue)
    key("id")
    hash(order.id)
    key("order_owner")
    string(order.owner.text)
    key("status")
    string(order.status.rawValue)
    orderTerms(order, place)
    key("created_at")
    numberText(order.createdAt / 1_000)
    key("associate_trades")
    if order.trades.isEmpty { null() } else { identifiers(order.trades) }
    key("timestamp")
    numberText(timestamp)
    endObject()
  }

  private mutating func orderTerms(_ order: ExchangeOrder, _ place: Surroundings) {
    key("owner")
    string(order.owner.text)
    key("maker_address")
    string(place.maker.checksummed)
    asset(place.market, order.token)
    key("side")
    side(order.side)
    key("original_size")
    decimal(order.originalSize)
    key("size_matched")
    decimal(order.matched)
    key("price")
    decimal(order.price)
    key("outcome")
    string(place.market.name(order.token.outcome))
    key("expiration")
    numberText(order.expiration)
    key("order_type")
    string(order.type.rawValue)
  }

  /// A trade as one of its users sees it: token, side, size and price are the taker's for everybody, a maker finds
  /// its own part among `maker_orders`. A trade between two orders of one user is seen as the taker's.
  ///
  /// - Parameter addresses: of the accounts of all legs.
  mutating func trade(
    _ trade: ExchangeTrade, for user: AccountIndex, market: ExchangeMarket, isEvent: Bool,
    timestamp: Int64, addresses: (AccountIndex) -> Address
  ) {
    let isTaker = trade.taker.user == user
    let leg = isTaker ? trade.taker : trade.makers.first { $0.user == user } ?? trade.taker
    beginObject()
    if isEvent {
      key("event_type")
      string("trade")
      key("type")
      string("TRADE")
    }
    key("id")
    string(trade.id.text)
    key("taker_order_id")
    hash(trade.taker.orderID)
    asset(market, trade.taker.token)
    key("side")
    side(trade.taker.side)
    key("size")
    decimal(trade.taker.size)
    key("fee_rate_bps")
    string("0")
    key("price")
    decimal(trade.taker.price)
    key("status")
    if isEvent {
      string(trade.status.rawValue)
    } else {
      string("TRADE_STATUS_" + trade.status.rawValue)
    }
    key("match_time")
    numberText(trade.matchedAt / 1_000)
    key("match_time_nano")
    string(String(trade.matchedAt) + "000000")
    key("last_update")
    numberText(trade.updatedAt / 1_000)
    key("outcome")
    string(market.name(trade.taker.token.outcome))
    key("bucket_index")
    integer(Int64(trade.bucketIndex))
    key("owner")
    string(leg.owner.text)
    if isEvent {
      key("trade_owner")
      string(leg.owner.text)
    }
    key("maker_address")
    string(addresses(leg.account).checksummed)
    key("maker_orders")
    beginArray()
    for maker in trade.makers { makerOrder(maker, market, addresses(maker.account)) }
    endArray()
    key("transaction_hash")
    if let transaction = trade.transactionHash { hash(transaction) } else { string("") }
    if isEvent {
      key("timestamp")
      numberText(timestamp)
    }
    key("trader_side")
    string(isTaker ? "TAKER" : "MAKER")
    endObject()
  }

  private mutating func makerOrder(
    _ leg: ExchangeTrade.Leg, _ market: ExchangeMarket, _ address: Address
  ) {
    beginObject()
    key("order_id")
    hash(leg.orderID)
    key("owner")
    string(leg.owner.text)
    key("maker_address")
    string(address.checksummed)
    key("matched_amount")
    decimal(leg.size)
    key("price")
    decimal(leg.price)
    key("fee_rate_bps")
    string("0")
    key("asset_id")
    string(market.tokenID(leg.token.outcome).description)
    key("outcome")
    string(market.name(leg.token.outcome))
    key("side")
    side(leg.side)
    if leg.builder != .zero {
      key("builder_code")
      hash(leg.builder)
    }
    endObject()
  }

  mutating func side(_ side: Side) {
    string(side == .buy ? "BUY" : "SELL")
  }

  private mutating func identifiers(_ ids: [VenueIdentifier]) {
    beginArray()
    for id in ids { string(id.text) }
    endArray()
  }
}

extension JSONWriter {
  /// A trade as the builder of one of its orders sees it (facts/polymarket-v2.md 2.4).
  ///
  /// - Parameter addresses: of the accounts of all legs.
  mutating func builderTrade(
    _ trade: ExchangeTrade, _ code: Digest32, _ market: ExchangeMarket,
    addresses: (AccountIndex) -> Address
  ) {
    let isTaker = trade.taker.builder == code
    let leg = isTaker ? trade.taker : trade.makers.first { $0.builder == code } ?? trade.taker
    beginObject()
    key("id")
    string(trade.id.text)
    key("tradeType")
    string(isTaker ? "TAKER" : "MAKER")
    key("takerOrderHash")
    hash(trade.taker.orderID)
    key("builder")
    hash(code)
    key("market")
    hash(market.definition.conditionID)
    key("assetId")
    string(market.tokenID(leg.token.outcome).description)
    key("side")
    side(leg.side)
    key("size")
    decimal(leg.size)
    key("sizeUsdc")
    decimal(leg.value)
    key("price")
    decimal(leg.price)
    key("status")
    string("TRADE_STATUS_" + trade.status.rawValue)
    key("outcome")
    string(market.name(leg.token.outcome))
    key("outcomeIndex")
    outcomeIndex(leg.token)
    key("owner")
    string(leg.owner.text)
    key("maker")
    string(addresses(leg.account).checksummed)
    key("transactionHash")
    if let transaction = trade.transactionHash { hash(transaction) } else { string("") }
    key("matchTime")
    numberText(trade.matchedAt / 1_000)
    key("bucketIndex")
    integer(Int64(trade.bucketIndex))
    key("fee")
    decimal(leg.fee)
    key("feeUsdc")
    decimal(leg.fee)
    key("builderFee")
    string("0")
    key("builderCode")
    hash(code)
    endObject()
  }
}
