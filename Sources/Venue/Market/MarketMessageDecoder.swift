import FixedPoint
package import JSON
import Trading

/// Turns JSON objects of the market channel into `MarketMessage`s, and numbers the ids it meets.
///
/// Both forms of `price_change` are read: the current one with `price_changes`, and the one in use
/// before 2025-09-15 with `changes` of a single token. Fields the venue adds are ignored; fields
/// that are there must be right. Once all ids of a session have been seen nothing is allocated per
/// message.
package final class MarketMessageDecoder {
  /// Every market and token seen so far.
  package private(set) var directory: MarketDirectory

  /// Goes on numbering where `directory` stops.
  package init(directory: MarketDirectory = MarketDirectory()) {
    self.directory = directory
  }

  /// Fills `message` from `node`; on an error `message` holds nothing of use.
  package func decode(
    _ node: JSONNode, into message: inout MarketMessage
  ) throws(MarketMessageError) {
    guard node.kind == .object else { throw .notAnObject(offset: node.byteOffset) }
    message.clear()
    let fields = MarketFields(node)
    let type = try fields.require(fields.eventType, .eventType)
    guard type.kind == .string else { throw .wrongType(.eventType, offset: type.byteOffset) }
    message.kind = Self.kind(type)
    if message.kind == .unknown {
      decodeUnknown(fields, into: &message)
      return
    }
    let market = try market(fields)
    message.market = market
    message.timestamp = try Self.timestamp(fields.require(fields.timestamp, .timestamp))
    switch message.kind {
    case .book: try decodeBook(fields, market, into: &message)
    case .priceChange: try decodePriceChange(fields, market, into: &message)
    case .tickSizeChange:
      message.token = try token(fields, market)
      message.oldTickSize = try fields.oldTickSize.map { node throws(MarketMessageError) in
        try Self.tickSize(node, .oldTickSize)
      }
      message.newTickSize = try Self.tickSize(
        fields.require(fields.newTickSize, .newTickSize), .newTickSize)
    case .lastTradePrice:
      message.token = try token(fields, market)
      message.trade = MarketMessage.Trade(
        price: try Self.price(fields.require(fields.price, .price), .price),
        size: try Self.size(fields.require(fields.size, .size)),
        side: try fields.side.map(Self.side))
    case .bestBidAsk:
      message.token = try token(fields, market)
      message.bestBid = try Self.bestBid(fields.require(fields.bestBid, .bestBid))
      message.bestAsk = try Self.bestAsk(fields.require(fields.bestAsk, .bestAsk))
    case .newMarket, .marketResolved: try decodeLifecycle(fields, market, into: &message)
    case .unknown: break
    }
  }

  private static func kind(_ type: JSONNode) -> MarketMessage.Kind {
    if type.equals("price_change") { return .priceChange }
    if type.equals("book") { return .book }
    if type.equals("last_trade_price") { return .lastTradePrice }
    if type.equals("tick_size_change") { return .tickSizeChange }
    if type.equals("best_bid_ask") { return .bestBidAsk }
    if type.equals("new_market") { return .newMarket }
    return type.equals("market_resolved") ? .marketResolved : .unknown
  }

  /// What can be told of a message nobody here knows; nothing in it is an error.
  private func decodeUnknown(_ fields: MarketFields, into message: inout MarketMessage) {
    if let node = fields.market, let bytes = unsafe Self.identifier(node) {
      message.market = unsafe directory.market(bytes)
    }
    message.timestamp = try? fields.timestamp.map(Self.timestamp)
  }

  private func decodeBook(
    _ fields: MarketFields, _ market: MarketIndex, into message: inout MarketMessage
  ) throws(MarketMessageError) {
    message.token = try token(fields, market)
    message.hash = fields.hash.flatMap(HexDigest.parse)
    try Self.levels(fields.require(fields.bids, .bids), .bids, into: &message.bids)
    try Self.levels(fields.require(fields.asks, .asks), .asks, into: &message.asks)
    if let node = fields.tickSize {
      message.metadata.tickSize = try Self.tickSize(node, .tickSize)
    }
    if let node = fields.minimumOrderSize {
      message.metadata.minimumOrderSize = try Self.decimal(node, .minimumOrderSize)
    }
    if let node = fields.negativeRisk {
      guard let value = node.bool else {
        throw .wrongType(.negativeRisk, offset: node.byteOffset)
      }
      message.metadata.negativeRisk = value
    }
    if let node = fields.lastTradePrice, !node.equals("") {
      message.metadata.lastTradePrice = try Self.writtenPrice(node, .lastTradePrice)
    }
  }

  private func decodePriceChange(
    _ fields: MarketFields, _ market: MarketIndex, into message: inout MarketMessage
  ) throws(MarketMessageError) {
    if let list = fields.priceChanges {
      guard list.kind == .array else { throw .wrongType(.priceChanges, offset: list.byteOffset) }
      for element in list.elements {
        let entry = try Self.entry(element)
        let token = try token(entry, market)
        message.changes.append(try Self.change(entry, token, hash: entry.hash))
      }
      return
    }
    let list = try fields.require(fields.changes, .priceChanges)
    guard list.kind == .array else { throw .wrongType(.changes, offset: list.byteOffset) }
    message.isLegacy = true
    let token = try token(fields, market)
    message.token = token
    for element in list.elements {
      message.changes.append(try Self.change(Self.entry(element), token, hash: fields.hash))
    }
  }

  private func decodeLifecycle(
    _ fields: MarketFields, _ market: MarketIndex, into message: inout MarketMessage
  ) throws(MarketMessageError) {
    if let list = fields.tokens {
      guard list.kind == .array else { throw .wrongType(.tokens, offset: list.byteOffset) }
      for element in list.elements {
        message.tokens.append(try token(element, .tokens, market))
      }
    }
    if let node = fields.winner, !node.equals("") {
      message.winner = try token(node, .winner, market)
    }
  }

  private func market(_ fields: MarketFields) throws(MarketMessageError) -> MarketIndex {
    let node = try fields.require(fields.market, .market)
    guard node.kind == .string else { throw .wrongType(.market, offset: node.byteOffset) }
    guard let bytes = unsafe Self.identifier(node) else {
      throw .badIdentifier(.market, offset: node.byteOffset)
    }
    return unsafe directory.market(bytes)
  }

  private func token(
    _ fields: MarketFields, _ market: MarketIndex
  ) throws(MarketMessageError) -> TokenIndex {
    try token(fields.require(fields.token, .token), .token, market)
  }

  private func token(
    _ node: JSONNode, _ field: MarketField, _ market: MarketIndex
  ) throws(MarketMessageError) -> TokenIndex {
    guard node.kind == .string else { throw .wrongType(field, offset: node.byteOffset) }
    guard let bytes = unsafe Self.identifier(node) else {
      throw .badIdentifier(field, offset: node.byteOffset)
    }
    guard let token = unsafe directory.token(bytes, in: market) else {
      throw .tokenOfOtherMarket(offset: node.byteOffset)
    }
    return token
  }

  /// The bytes of an id; nil where they are none the venue could have made.
  private static func identifier(_ node: JSONNode) -> UnsafeRawBufferPointer? {
    guard node.kind == .string, !node.isEscaped else { return nil }
    let bytes = unsafe node.textBytes
    return unsafe bytes.isEmpty || bytes.count > 128 ? nil : bytes
  }
}
