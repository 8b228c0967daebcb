import FixedPoint
import JSON
import TestSupport
import Testing
import Venue

@Suite("Books, markets and balances of REST")
struct BookRecordTests {
  @Test(
    "books of GET /book come best first, whatever their order", .enabled(if: Places.shared != nil),
    arguments: ["http/books-fed-june.ndjson", "http/books-20260311.ndjson"])
  func recordedBooks(file: String) throws {
    let lines = try RecordSamples.lines(file)
    #expect(!lines.isEmpty)
    for line in lines {
      let value = try JSONValue(parsing: line)
      let book = try decode((value["body"] ?? value).compactText) {
        node throws(VenueRecordError) in try BookRecord(node)
      }
      #expect(book.bids.map(\.price) == book.bids.map(\.price).sorted(by: >))
      #expect(book.asks.map(\.price) == book.asks.map(\.price).sorted(by: <))
      #expect(book.hash.count == 40 && book.timestamp > 1_700_000_000_000)
      if let bid = book.bids.first, let ask = book.asks.first { #expect(bid.price < ask.price) }
    }
  }

  @Test("both orders of levels give one book")
  func bothOrders() throws {
    func book(_ levels: String) throws -> BookRecord {
      try decode(
        """
        {"market":"m","asset_id":"7","timestamp":"1778997825","bids":\(levels),"asks":[],\
        "last_trade_price":"","tick_size":0.01}
        """
      ) { node throws(VenueRecordError) in try BookRecord(node) }
    }
    let up = try book("[{\"price\":\".1\",\"size\":\"5\"},{\"price\":\"0.2\",\"size\":\"1.5\"}]")
    let down = try book("[{\"price\":\"0.2\",\"size\":\"1.5\"},{\"price\":\"0.1\",\"size\":5}]")
    #expect(up == down && up.bids.first?.price == Micros(raw: 200_000))
    #expect(up.timestamp == 1_778_997_825_000 && up.lastTradePrice == nil && up.hash == "")
    #expect(up.tickSize == Micros(raw: 10_000) && up.negativeRisk == nil)
  }

  @Test("the rules of a market with one-letter names", .enabled(if: Places.shared != nil))
  func clobMarkets() throws {
    let text = try RecordSamples.lines("http/fed-june-clob-markets.json").joined()
    let list = try #require(try JSONValue(parsing: text).array)
    #expect(!list.isEmpty)
    for element in list {
      let rules = try decode(element.compactText) { node throws(VenueRecordError) in
        try TradingRules(node)
      }
      #expect(rules.tokens.count == 2 && rules.tickSize == Micros(raw: 1_000))
      #expect(rules.negativeRisk && rules.feeRate == Micros(raw: 50_000) && rules.feeExponent == 1)
    }
  }

  @Test("a market without neg_risk, with numbers for prices")
  func market() throws {
    let text = """
      {"condition_id":"0xab","question":"q","minimum_tick_size":0.01,"minimum_order_size":5,\
      "tokens":[{"token_id":"1","outcome":"Yes","price":0.5,"winner":false},{"token_id":"2"}],\
      "accepting_orders":true,"active":true,"closed":false,"unknown":[{}]}
      """
    let market = try decode(text) { node throws(VenueRecordError) in try MarketRecord(node) }
    #expect(market.tokens.map(\.id) == [UInt256(1 as UInt64), UInt256(2 as UInt64)])
    #expect(market.tickSize == Micros(raw: 10_000) && market.negativeRisk == nil)
    #expect(market.tokens[0].isWinner == false && market.tokens[1].outcome == "")
  }

  @Test(
    "balances are whole millionths, never decimals",
    arguments: [
      (
        "{\"balance\":\"1000000\",\"allowances\":{\"0xE1\":\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"}}",
        1_000_000
      ),
      ("{\"balance\":\"0\"}", 0), ("{\"balance\":7,\"allowance\":\"3\"}", 7),
      ("{\"balance\":\"1.5\"}", nil), ("{\"balance\":\"\"}", nil), ("{}", nil),
      ("{\"balance\":\"1\",\"allowances\":{\"0xE1\":\"-1\"}}", nil), ("[]", nil),
    ] as [(String, Int64?)])
  func balances(text: String, expected: Int64?) throws {
    func balance() throws(VenueRecordError) -> BalanceAllowance {
      try decode(text) { node throws(VenueRecordError) in try BalanceAllowance(node) }
    }
    if let expected {
      #expect(try balance().balance == Micros(raw: expected))
    } else {
      #expect(throws: VenueRecordError.self) { try balance() }
    }
  }

  @Test("order ids in sentences")
  func idsInSentences() {
    let sentence = "order \(RecordSamples.id) is invalid. Duplicated."
    #expect(VenueOrderID(in: sentence)?.description == RecordSamples.id)
    #expect(VenueOrderID(in: "order 0x12 is invalid") == nil)
    #expect(VenueOrderID(RecordSamples.id.uppercased().replacing("0X", with: "0x")) != nil)
  }
}
