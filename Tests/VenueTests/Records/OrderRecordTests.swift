import FixedPoint
import JSON
import TestSupport
import Testing
import Trading
import Venue

@Suite("Orders and trades of REST")
struct OrderRecordTests {
  private func order(
    _ text: String, _ form: AmountForm = .unsettled
  ) throws(VenueRecordError) -> OpenOrder {
    try decode(text) { node throws(VenueRecordError) in try OpenOrder(node, form) }
  }

  private func trade(
    _ text: String, _ form: AmountForm = .unsettled
  ) throws(VenueRecordError) -> TradeRecord {
    try decode(text) { node throws(VenueRecordError) in try TradeRecord(node, form) }
  }

  @Test("an open order is read exactly")
  func wholeOrder() throws {
    let order = try order(RecordSamples.order)
    #expect(order.id.description == RecordSamples.id)
    #expect(order.status == .known(.live) && order.side == .buy)
    #expect(order.originalSize == Micros(raw: 100_000_000))
    #expect(order.matchedSize == Micros(raw: 25_000_000))
    #expect(order.price == Micros(raw: 513_000) && order.expiration == nil)
    #expect(order.createdAt == 1_725_842_520_000 && order.tradeIDs == ["t1"])
    #expect(order.type == .known(.goodTillCancelled))
    #expect("\(order.tokenID)" == RecordSamples.token)
  }

  @Test("more matched than ordered is a fact, not an error")
  func overfilled() throws {
    let text = try RecordSamples.changing(
      RecordSamples.order, "size_matched", to: "\"100.000001\"")
    #expect(try order(text).matchedSize == Micros(raw: 100_000_001))
  }

  @Test(
    "the words of a status in every spelling", arguments: ["LIVE", "live", "ORDER_STATUS_LIVE"])
  func spellings(word: String) throws {
    let text = try RecordSamples.changing(RecordSamples.order, "status", to: "\"\(word)\"")
    #expect(try order(text).status == .known(.live))
  }

  @Test("a status that is not known is kept as it is written")
  func unknownStatus() throws {
    let text = try RecordSamples.changing(
      RecordSamples.order, "status", to: "\"ORDER_STATUS_Frozen\"")
    #expect(try order(text).status == .other("ORDER_STATUS_Frozen"))
  }

  @Test(
    "times of both widths, as text or number",
    arguments: [
      ("1725842520", Int64(1_725_842_520_000)), ("\"1725842520\"", 1_725_842_520_000),
      ("1725842520990", 1_725_842_520_990), ("\"1725842520990\"", 1_725_842_520_990),
    ])
  func times(written: String, expected: Int64) throws {
    let text = try RecordSamples.changing(RecordSamples.order, "created_at", to: written)
    #expect(try order(text).createdAt == expected)
  }

  @Test("an order ends where its expiration says so", arguments: ["null", "\"\"", "\"0\"", "0"])
  func noExpiration(written: String) throws {
    let text = try RecordSamples.changing(RecordSamples.order, "expiration", to: written)
    #expect(try order(text).expiration == nil)
    let timed = try RecordSamples.changing(
      RecordSamples.order, "expiration", to: "\"1893456000\"")
    #expect(try order(timed).expiration == 1_893_456_000_000)
  }

  @Test(
    "what is wrong with an order is named with its field",
    arguments: [
      ("id", "\"0x12\""), ("id", nil), ("id", "17"), ("asset_id", "\"-1\""),
      ("asset_id", "\"0x17\""), ("side", "\"HOLD\""), ("side", "1"), ("price", "\"1.01\""),
      ("price", "\"-0.1\""), ("price", "\"NaN\""), ("price", "\"0.1234567\""), ("price", "true"),
      ("original_size", "\"1e3\""), ("original_size", "\"-5\""), ("original_size", nil),
      ("original_size", "\"99999999999999999999\""), ("size_matched", "\"-1\""),
      ("size_matched", "{}"), ("created_at", "\"yesterday\""), ("created_at", "1.5"),
      ("created_at", "-1"), ("created_at", "99999999999999999"), ("market", "\"\""),
      ("status", nil), ("associate_trades", "\"t\""), ("associate_trades", "[1]"),
      ("expiration", "[]"), ("owner", "7"),
    ] as [(String, String?)])
  func badOrders(field: String, value: String?) throws {
    let text = try RecordSamples.changing(RecordSamples.order, field, to: value)
    let error = #expect(throws: VenueRecordError.self) { try order(text) }
    let written = try #require(error)
    // Arrays are found by their place, everything else by its name.
    if field != "associate_trades" { #expect(written.message.contains("\"\(field)\"")) }
    #expect(written.byteOffset >= 0 && written.byteOffset < text.utf8.count)
    #expect(!written.message.isEmpty && !written.help.isEmpty)
  }

  @Test("a trade is read exactly, with the fills of its makers")
  func wholeTrade() throws {
    let trade = try trade(RecordSamples.trade)
    #expect(trade.status == .known(.matched) && !TradeStatus.matched.isFinal)
    #expect(trade.size == Micros(raw: 5_000_000) && trade.matchTime == 1_725_958_681_000)
    #expect(trade.transactionHash == nil && trade.failure == nil)
    #expect(trade.traderSide == .known(.taker) && trade.bucketIndex == 0)
    let fill = try #require(trade.makerFills.first)
    #expect(fill.orderID.description == RecordSamples.otherID && fill.side == .sell)
    #expect(fill.matchedSize == Micros(raw: 5_000_000))
  }

  @Test(
    "what may be empty, absent or spelt otherwise",
    arguments: [
      ("fee_rate_bps", "\"\""), ("fee_rate_bps", nil), ("transaction_hash", nil),
      ("maker_orders", nil), ("maker_orders", "null"), ("trader_side", nil), ("last_update", nil),
      ("status", "\"TRADE_STATUS_MATCHED_NOT_BROADCASTED\""), ("err_msg", "\"\""),
      ("match_time_nano", "\"1725958681000000000\""),
    ] as [(String, String?)])
  func lenient(field: String, value: String?) throws {
    _ = try trade(try RecordSamples.changing(RecordSamples.trade, field, to: value))
  }

  @Test("an older spelling of the time of a match")
  func oldSpelling() throws {
    var text = try RecordSamples.changing(RecordSamples.trade, "match_time", to: nil)
    #expect(throws: VenueRecordError.self) { try trade(text) }
    text = try RecordSamples.changing(text, "matchtime", to: "\"1725958681000\"")
    #expect(try trade(text).matchTime == 1_725_958_681_000)
  }

  @Test(
    "the form of a size: plain by a point, by smallness or by agreement; ambiguous otherwise",
    arguments: [
      ("\"100000000\"", AmountForm.unsettled, nil), ("\"100000000\"", .plain, 100_000_000_000_000),
      ("\"100000000\"", .fixedPoint, 100_000_000),
      ("\"100000000.0\"", .unsettled, 100_000_000_000_000),
      ("\"999999\"", .unsettled, 999_999_000_000), ("\"1000000\"", .unsettled, nil),
      ("\"5\"", .unsettled, 5_000_000), ("5", .unsettled, 5_000_000),
      ("\"10.0\"", .plain, 10_000_000),
      ("\"10.0\"", .fixedPoint, nil),
    ] as [(String, AmountForm, Int64?)])
  func sizeForms(written: String, form: AmountForm, expected: Int64?) throws {
    var text = try RecordSamples.changing(RecordSamples.order, "original_size", to: written)
    text = try RecordSamples.changing(text, "size_matched", to: "\"0\"")
    if let expected {
      #expect(try order(text, form).originalSize == Micros(raw: expected))
    } else {
      #expect(throws: VenueRecordError.self) { try order(text, form) }
    }
  }

  @Test("one size with a point settles the others of a record")
  func settledByNeighbour() throws {
    var text = try RecordSamples.changing(RecordSamples.order, "original_size", to: "\"3000000\"")
    text = try RecordSamples.changing(text, "size_matched", to: "\"0.5\"")
    #expect(try order(text).originalSize == Micros(raw: 3_000_000_000_000))
    let small = try RecordSamples.changing(RecordSamples.trade, "size", to: "\"20000\"")
    #expect(throws: VenueRecordError.self) { try trade(small) }
    let makers = try #require(try JSONValue(parsing: small)["maker_orders"]).compactText
      .replacing("\"matched_amount\":\"5\"", with: "\"matched_amount\":\"5.5\"")
    let settled = try RecordSamples.changing(small, "maker_orders", to: makers)
    #expect(try trade(settled).size == Micros(raw: 20_000_000_000))
  }

  @Test("recorded trades and pages are read", .enabled(if: Places.shared != nil))
  func recorded() throws {
    for line in try RecordSamples.lines("http/trades-recorded.ndjson") {
      let trade = try trade(line)
      #expect(trade.status == .known(.confirmed) && trade.transactionHash?.count == 66)
    }
    let pages = try RecordSamples.lines("http/shape-only.ndjson").filter {
      $0.contains("http_open_order")
    }
    var count = 0
    for page in pages {
      let body = try #require(try JSONValue(parsing: page)["body"])
      for element in body["data"]?.array ?? [body] {
        // The one that stands alone has an invented id of 66 digits, which no order can have.
        let id = body["data"] == nil ? "\"\(RecordSamples.id)\"" : nil
        let text = element.compactText
        _ = try order(try id.map { try RecordSamples.changing(text, "id", to: $0) } ?? text)
        count += 1
      }
    }
    #expect(count == 3)
  }
}
