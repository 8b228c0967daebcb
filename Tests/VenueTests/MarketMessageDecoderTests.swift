import FixedPoint
import Hashing
import JSON
import Testing
import Trading
import Venue

/// A message that is refused: the part of a good one that is replaced, and the error.
struct BadMessage: Sendable, CustomTestStringConvertible {
  var base: String
  var part: String
  var replacement: String
  var error: MarketMessageError
  var testDescription: String { "\(part) -> \(replacement)" }

  init(_ base: String, _ part: String, _ replacement: String, _ error: MarketMessageError) {
    self.base = base
    self.part = part
    self.replacement = replacement
    self.error = error
  }
}

@Suite("Market channel messages")
struct MarketMessageDecoderTests {
  static let book =
    #"{"market":"0xa","asset_id":"1","timestamp":"1785163378339","hash":"ee8a9dc6cc96a29b1d06c8dea9ba18d3eeca709f","bids":[{"price":".48","size":"30"},{"price":"0.49","size":"20.5"}],"asks":[{"price":"0.52","size":"25"}],"tick_size":"0.001","event_type":"book","last_trade_price":"0.510"}"#
  static let change =
    #"{"market":"0xa","price_changes":[{"asset_id":"1","price":"0.5","size":"200","side":"BUY","hash":"56621a121a47ed9333273e21c83b660cff37ae50","best_bid":"0.5","best_ask":"1"},{"asset_id":"2","price":"0.5","size":"0","side":"SELL","best_bid":"0","best_ask":""}],"timestamp":"1757908892351","event_type":"price_change"}"#
  static let legacy =
    #"{"asset_id":"1","changes":[{"price":"0.34","side":"BUY","size":"478.26"}],"event_type":"price_change","hash":"656ce732f34dee702861facfaba71c694fff8385","market":"0xa","timestamp":"1751514774784"}"#
  static let trade =
    #"{"asset_id":"1","event_type":"last_trade_price","fee_rate_bps":"0","market":"0xa","price":"0.41","side":"BUY","size":"121.951218","timestamp":"1751514781194"}"#
  static let tick =
    #"{"asset_id":"1","event_type":"tick_size_change","market":"0xa","new_tick_size":"0.001","old_tick_size":"0.01","timestamp":"1739068041853"}"#

  @Test("a book with all it tells")
  func bookMessage() throws {
    let message = try decode(Self.book)
    #expect(message.kind == .book && message.timestamp == 1_785_163_378_339)
    #expect(
      message.bids.map(\.price.raw) == [480_000, 490_000] && message.bids[1].size.raw == 20_500_000)
    #expect(message.asks.map(\.price.raw) == [520_000])
    #expect(message.hash?.hex == "ee8a9dc6cc96a29b1d06c8dea9ba18d3eeca709f")
    #expect(message.metadata.tickSize == Micros(raw: 1000) && message.metadata.negativeRisk == nil)
    #expect(message.metadata.lastTradePrice == WrittenPrice(Micros(raw: 510_000), decimals: 3))
  }

  @Test("price changes of the current and of the legacy form")
  func priceChanges() throws {
    let message = try decode(Self.change)
    #expect(message.kind == .priceChange && !message.isLegacy && message.changes.count == 2)
    let first = message.changes[0]
    #expect(first.side == .buy && first.price.raw == 500_000 && first.size.raw == 200_000_000)
    #expect(first.bestBid?.raw == 500_000 && first.bestAsk == .one && first.hash != nil)
    let second = message.changes[1]
    #expect(second.side == .sell && second.size == .zero && second.hash == nil)
    #expect(second.bestBid == .zero && second.bestAsk == .one && second.token != first.token)
    let legacy = try decode(Self.legacy)
    #expect(legacy.isLegacy && legacy.changes.count == 1 && legacy.changes[0].bestBid == nil)
    #expect(legacy.changes[0].size.raw == 478_260_000 && legacy.changes[0].hash != nil)
  }

  @Test("trades, tick sizes, best prices, openings and decisions")
  func others() throws {
    let trade = try decode(Self.trade)
    #expect(trade.kind == .lastTradePrice)
    #expect(trade.trade?.price.raw == 410_000 && trade.trade?.size.raw == 121_951_218)
    #expect(trade.trade?.side == .buy)
    let tick = try decode(Self.tick)
    #expect(tick.oldTickSize?.raw == 10_000 && tick.newTickSize?.raw == 1000)
    let best = try decode(
      #"{"event_type":"best_bid_ask","market":"0xa","asset_id":"1","best_bid":"0.73","best_ask":"0.77","spread":"0.04","timestamp":"1766789469958"}"#
    )
    #expect(
      best.kind == .bestBidAsk && best.bestBid?.raw == 730_000 && best.bestAsk?.raw == 770_000)
    let new = try decode(
      #"{"event_type":"new_market","market":"0xa","assets_ids":["7","8"],"timestamp":"1"}"#)
    #expect(new.kind == .newMarket && new.tokens.count == 2)
    let decided = try decode(
      #"{"event_type":"market_resolved","market":"0xa","assets_ids":["7","8"],"winning_asset_id":"8","timestamp":"1"}"#
    )
    #expect(decided.kind == .marketResolved && decided.winner == decided.tokens[1])
  }

  @Test(
    "unknown events are not errors",
    arguments: [
      #"{"event_type":"weather"}"#, #"{"event_type":"weather","market":7,"timestamp":"x"}"#,
      #"{"event_type":"","price":"NaN"}"#,
    ])
  func unknown(text: String) throws {
    let message = try decode(text)
    #expect(message.kind == .unknown && message.market == nil && message.timestamp == nil)
  }

  @Test("fields written with escapes and fields the venue adds are no obstacle")
  func tolerant() throws {
    let message = try decode(
      #"{"m\u0061rket":"0xa","asset_id":"1","event_type":"last_trade\u005fprice","price":0.41,"size":1,"timestamp":5,"new":{"a":[1]}}"#
    )
    #expect(
      message.kind == .lastTradePrice && message.trade?.price.raw == 410_000
        && message.trade?.side == nil)
  }

  @Test(
    "what is wrong is named with its place",
    arguments: [
      BadMessage("[]", "[]", "7", .notAnObject(offset: 0)),
      BadMessage("{}", "{}", "{}", .missing(.eventType, offset: 0)),
      BadMessage(
        book, #""event_type":"book""#, #""event_type":1"#, .wrongType(.eventType, offset: 248)),
      BadMessage(book, #""market":"0xa","#, "", .missing(.market, offset: 0)),
      BadMessage(book, #""0xa""#, "7", .wrongType(.market, offset: 10)),
      BadMessage(book, #""0xa""#, #""""#, .badIdentifier(.market, offset: 10)),
      BadMessage(book, #""1""#, "null", .wrongType(.token, offset: 27)),
      BadMessage(book, #""1785163378339""#, #""now""#, .badTimestamp(offset: 43)),
      BadMessage(book, #""1785163378339""#, #""-5""#, .badTimestamp(offset: 43)),
      BadMessage(book, #""1785163378339""#, "1.5", .badTimestamp(offset: 43)),
      BadMessage(book, #""asks":[{"price":"0.52","size":"25"}],"#, "", .missing(.asks, offset: 0)),
      BadMessage(book, #"[{"price":"0.52","size":"25"}]"#, "{}", .wrongType(.asks, offset: 184)),
      BadMessage(book, #"{"price":"0.52","size":"25"}"#, "1", .notAnObject(offset: 185)),
      BadMessage(book, #""price":".48","#, "", .missing(.price, offset: 117)),
      BadMessage(
        book, ".48", "0.57x",
        .notDecimal(.price, .unexpectedByte(UInt8(ascii: "x"), offset: 4), offset: 126)),
      BadMessage(
        book, ".48", "NaN",
        .notDecimal(.price, .unexpectedByte(UInt8(ascii: "N"), offset: 0), offset: 126)),
      BadMessage(book, ".48", "", .notDecimal(.price, .empty, offset: 126)),
      BadMessage(
        book, ".48", "1e-1",
        .notDecimal(.price, .unexpectedByte(UInt8(ascii: "e"), offset: 1), offset: 126)),
      BadMessage(book, ".48", "0.1234567", .notDecimal(.price, .tooPrecise, offset: 126)),
      BadMessage(
        book, ".48", "1.01", .priceOutOfRange(.price, Micros(raw: 1_010_000), offset: 126)),
      BadMessage(book, ".48", "-0.01", .priceOutOfRange(.price, Micros(raw: -10_000), offset: 126)),
      BadMessage(book, #""30""#, #""-1""#, .negativeSize(Micros(raw: -1_000_000), offset: 139)),
      BadMessage(
        book, #""30""#, #""99999999999999""#, .notDecimal(.size, .outOfRange, offset: 139)),
      BadMessage(book, #""30""#, "true", .wrongType(.size, offset: 139)),
      BadMessage(book, #""0.001""#, #""0""#, .priceOutOfRange(.tickSize, .zero, offset: 227)),
      BadMessage(change, "BUY", "buy", .unknownSide("buy", offset: 83)),
      BadMessage(change, #""side":"BUY","#, "", .missing(.side, offset: 33)),
      BadMessage(change, #""price_changes""#, #""prices""#, .missing(.priceChanges, offset: 0)),
      BadMessage(
        legacy, #"[{"price":"0.34","side":"BUY","size":"478.26"}]"#, "1",
        .wrongType(.changes, offset: 26)),
      BadMessage(trade, #""price":"0.41","#, "", .missing(.price, offset: 0)),
      BadMessage(tick, #""new_tick_size":"0.001","#, "", .missing(.newTickSize, offset: 0)),
      BadMessage(
        tick, #""0.01""#, #""x""#,
        .notDecimal(.oldTickSize, .unexpectedByte(UInt8(ascii: "x"), offset: 0), offset: 103)),
    ])
  func bad(_ bad: BadMessage) throws {
    let range = try #require(bad.base.firstRange(of: bad.part))
    let text = bad.base.replacingCharacters(in: range, with: bad.replacement)
    let error = #expect(throws: MarketMessageError.self) { try decode(text) }
    #expect(error == bad.error)
    #expect(!bad.error.message.isEmpty && !bad.error.help.isEmpty)
  }

  @Test("a token belongs to one market")
  func strangers() throws {
    let decoder = MarketMessageDecoder()
    var message = MarketMessage()
    try decode(Self.trade, decoder, &message)
    let other = Self.trade.replacingCharacters(
      in: try #require(Self.trade.firstRange(of: "0xa")), with: "0xb")
    #expect(throws: MarketMessageError.tokenOfOtherMarket(offset: 12)) {
      try decode(other, decoder, &message)
    }
  }

  private func market(_ id: String, _ directory: inout MarketDirectory) -> MarketIndex {
    unsafe Array(id.utf8).withUnsafeBytes { unsafe directory.market($0) }
  }

  private func token(
    _ id: String, _ market: MarketIndex, _ directory: inout MarketDirectory
  ) -> TokenIndex? {
    unsafe Array(id.utf8).withUnsafeBytes { unsafe directory.token($0, in: market) }
  }

  @Test("ids are numbered in order of first sight and found again, thousands of them")
  func directory() throws {
    var directory = MarketDirectory()
    for round in 0..<2 {
      for index in 0..<3000 {
        let market = market("0x\(index)", &directory)
        #expect(market.position == index)
        #expect(token("\(index)7", market, &directory)?.position == 2 * index)
        #expect(
          token("\(index)8", market, &directory)?.position == 2 * index + 1, "round \(round)")
      }
    }
    let token = TokenIndex(position: 4001)
    #expect(
      directory.id(of: token) == "20008"
        && directory.id(of: directory.market(of: token)) == "0x2000")
    #expect(directory.complement(of: token) == TokenIndex(position: 4000))
    #expect(self.token("20008", MarketIndex(position: 3), &directory) == nil)
    #expect(directory.marketCount == 3000 && directory.tokenCount == 6000)
  }

  @discardableResult
  private func decode(_ text: String) throws -> MarketMessage {
    var message = MarketMessage()
    try decode(text, MarketMessageDecoder(), &message)
    return message
  }

  private func decode(
    _ text: String, _ decoder: MarketMessageDecoder, _ message: inout MarketMessage
  ) throws {
    let reader = JSONReader()
    let node = try unsafe reader.parse(copying: text.utf8)
    try withExtendedLifetime(reader) { try decoder.decode(node, into: &message) }
  }
}

extension String {
  /// The first place of `part`.
  fileprivate func firstRange(of part: String) -> Range<Index>? {
    var start = startIndex
    while start <= endIndex {
      if self[start...].hasPrefix(part) {
        return start..<index(start, offsetBy: part.count)
      }
      guard start < endIndex else { return nil }
      start = index(after: start)
    }
    return nil
  }

  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
