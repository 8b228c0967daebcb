import JSON

/// The known members of one JSON object of the market channel, sorted out in a single pass, because
/// the venue puts `event_type`, which decides how to read the rest, last.
struct MarketFields {
  let byteOffset: Int
  var eventType: JSONNode?
  var market: JSONNode?
  var token: JSONNode?
  var tokens: JSONNode?
  var timestamp: JSONNode?
  var hash: JSONNode?
  var bids: JSONNode?
  var asks: JSONNode?
  var priceChanges: JSONNode?
  var changes: JSONNode?
  var price: JSONNode?
  var size: JSONNode?
  var side: JSONNode?
  var bestBid: JSONNode?
  var bestAsk: JSONNode?
  var tickSize: JSONNode?
  var oldTickSize: JSONNode?
  var newTickSize: JSONNode?
  var minimumOrderSize: JSONNode?
  var negativeRisk: JSONNode?
  var lastTradePrice: JSONNode?
  var winner: JSONNode?

  /// `node` is an object.
  init(_ node: JSONNode) {
    byteOffset = node.byteOffset
    for member in node.members { take(member.key, member.value) }
  }

  /// The value of a field that must be there.
  func require(
    _ node: JSONNode?, _ field: MarketField
  ) throws(MarketMessageError) -> JSONNode {
    guard let node else { throw .missing(field, offset: byteOffset) }
    return node
  }

  /// The length of a key leaves one to three names to compare with.
  private mutating func take(_ key: JSONNode, _ value: JSONNode) {
    if key.isEscaped { return takeEscaped(key, value) }
    switch key.byteCount - 2 {
    case 4:
      if key.equals("size") {
        size = value
      } else if key.equals("side") {
        side = value
      } else if key.equals("hash") {
        hash = value
      } else if key.equals("bids") {
        bids = value
      } else if key.equals("asks") {
        asks = value
      }
    case 5: if key.equals("price") { price = value }
    case 6: if key.equals("market") { market = value }
    case 7: if key.equals("changes") { changes = value }
    case 8:
      if key.equals("asset_id") {
        token = value
      } else if key.equals("best_bid") {
        bestBid = value
      } else if key.equals("best_ask") {
        bestAsk = value
      } else if key.equals("neg_risk") {
        negativeRisk = value
      }
    case 9:
      if key.equals("timestamp") {
        timestamp = value
      } else if key.equals("tick_size") {
        tickSize = value
      }
    case 10:
      if key.equals("event_type") {
        eventType = value
      } else if key.equals("assets_ids") {
        tokens = value
      }
    case 13:
      if key.equals("price_changes") {
        priceChanges = value
      } else if key.equals("old_tick_size") {
        oldTickSize = value
      } else if key.equals("new_tick_size") {
        newTickSize = value
      }
    case 14: if key.equals("min_order_size") { minimumOrderSize = value }
    case 16:
      if key.equals("last_trade_price") {
        lastTradePrice = value
      } else if key.equals("winning_asset_id") {
        winner = value
      }
    default: break
    }
  }

  /// A key written with escapes, which the venue never does: looked up again by its characters.
  private mutating func takeEscaped(_ key: JSONNode, _ value: JSONNode) {
    let plain: [(StaticString, WritableKeyPath<MarketFields, JSONNode?>)] = [
      ("event_type", \.eventType), ("market", \.market), ("asset_id", \.token),
      ("timestamp", \.timestamp), ("price_changes", \.priceChanges), ("price", \.price),
      ("size", \.size), ("side", \.side), ("bids", \.bids), ("asks", \.asks), ("hash", \.hash),
      ("best_bid", \.bestBid), ("best_ask", \.bestAsk),
    ]
    for (name, path) in plain where key.equals(name) { self[keyPath: path] = value }
  }
}
