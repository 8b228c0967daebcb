import Desk
import FixedPoint
import Hashing
import JSON
import Orders
import Service
import Signing
import Testing
import Trading
import Venue

@Suite("books and places in queues of a live desk")
struct LiveBookTests {
  private static let token = UInt256(UInt64(11))
  private static let other = UInt256(UInt64(12))
  private static let market = "0x" + String(repeating: "a", count: 64)

  private static func watch() -> BookWatch {
    let books = BookWatch(tags: [market: ["thin"]])
    #expect(books.watch(token, market: market, tick: Micros(raw: 10_000)))
    #expect(books.watch(other, market: market, tick: Micros(raw: 10_000)))
    #expect(!books.watch(token, market: market, tick: nil), "a token is watched once")
    return books
  }

  private static func book(
    _ token: UInt256 = token, bids: String, asks: String, at time: Int64 = 1_000
  ) -> [UInt8] {
    func levels(_ text: String) -> String {
      text.split(separator: " ").map { level in
        let parts = level.split(separator: "x")
        return "{\"price\":\"\(parts[1])\",\"size\":\"\(parts[0])\"}"
      }.joined(separator: ",")
    }
    return Array(
      """
      [{"event_type":"book","asset_id":"\(token)","market":"\(market)","timestamp":"\(time)",
      "hash":"0x0","bids":[\(levels(bids))],"asks":[\(levels(asks))]}]
      """.utf8)
  }

  private static func change(
    _ side: String, _ price: String, _ size: String, bid: String, ask: String
  ) -> [UInt8] {
    Array(
      """
      {"event_type":"price_change","market":"\(market)","timestamp":"1100","price_changes":[
      {"asset_id":"\(token)","price":"\(price)","size":"\(size)","side":"\(side)","hash":"0x0",
      "best_bid":"\(bid)","best_ask":"\(ask)"}]}
      """.utf8)
  }

  private static func trade(_ token: UInt256, _ side: String, _ size: String, _ price: String)
    -> [UInt8]
  {
    Array(
      """
      {"event_type":"last_trade_price","asset_id":"\(token)","market":"\(market)",
      "timestamp":"1200","price":"\(price)","size":"\(size)","side":"\(side)","fee_rate_bps":"0"}
      """.utf8)
  }

  private static func terms(_ side: Side, _ price: Int64, size: Int64 = 10) -> OrderTerms {
    OrderTerms(
      clientOrderID: "a/0/0", intent: "a", strategy: "s", market: market, token: token,
      side: side, price: Micros(raw: price * 10_000), size: Micros(raw: size * 1_000_000),
      tick: Micros(raw: 10_000), builder: .zero)
  }

  private static func shares(_ count: Int64) -> Micros { Micros(raw: count * 1_000_000) }

  @Test("nothing is known of a book before the channel told it whole, and its age counts from then")
  func age() {
    let books = Self.watch()
    #expect(books.book(of: Self.token, now: 5_000) == nil)
    _ = books.take(Self.book(bids: "10x0.40", asks: "10x0.60"), now: 5_000)
    let view = books.book(of: Self.token, now: 5_250)
    #expect(view?.age == 250)
    #expect(view?.bestBid == Micros(raw: 400_000))
    #expect(view?.bestAsk == Micros(raw: 600_000))
    #expect(books.book(of: Self.other, now: 5_250) == nil)
    #expect(books.tags(of: Self.market) == ["thin"])
  }

  private static func record(
    _ token: UInt256 = token, bids: String, asks: String
  ) throws -> BookRecord {
    func levels(_ text: String) -> String {
      text.split(separator: " ").map { level in
        let parts = level.split(separator: "x")
        return "{\"price\":\"\(parts[1])\",\"size\":\"\(parts[0])\"}"
      }.joined(separator: ",")
    }
    let text =
      "{\"market\":\"\(market)\",\"asset_id\":\"\(token)\",\"timestamp\":\"9\","
      + "\"bids\":[\(levels(bids))],\"asks\":[\(levels(asks))]}"
    return try JSONReader().withNode(of: Array(text.utf8)) { node in Result { try BookRecord(node) }
    }
    .get()
  }

  @Test("a quiet book is asked for, and as young as the question where the venue shows the same")
  func quiet() throws {
    let books = Self.watch()
    _ = books.take(Self.book(bids: "5x0.39 10x0.40", asks: "10x0.60"), now: 1_000)
    #expect(books.armed(now: 9_000, quietFor: 1_000).isEmpty, "nothing of ours rests there")
    books.rest(Digest32(1), Self.terms(.buy, 40), now: 1_100)
    #expect(books.armed(now: 1_999, quietFor: 1_000).isEmpty)
    #expect(books.armed(now: 2_000, quietFor: 1_000) == [Self.token])
    let others = [
      try Self.record(bids: "5x0.39 11x0.40", asks: "10x0.60"),
      try Self.record(bids: "10x0.40", asks: "10x0.60"),
      try Self.record(bids: "5x0.39 10x0.40", asks: ""),
      try Self.record(Self.other, bids: "5x0.39 10x0.40", asks: "10x0.60"),
    ]
    for other in others { #expect(books.confirm(other, asked: 2_000) == nil) }
    #expect(books.book(of: Self.token, now: 2_500)?.age == 1_500, "another book proves nothing")
    let same = try Self.record(bids: "10x0.40 5x0.39", asks: "10x0.60")
    #expect(books.confirm(same, asked: 2_000) == Self.market)
    #expect(
      books.book(of: Self.token, now: 2_500)?.age == 500, "since the question, not the answer")
    #expect(books.confirm(same, asked: 1_500) == Self.market)
    #expect(books.book(of: Self.token, now: 2_500)?.age == 500, "an older answer makes it no older")
    #expect(books.armed(now: 2_999, quietFor: 1_000).isEmpty)
    #expect(books.armed(now: 3_000, quietFor: 1_000) == [Self.token])
  }

  @Test("a token is touched when its best prices move, and not when a level behind them does")
  func touches() {
    let books = Self.watch()
    #expect(
      books.take(Self.book(bids: "10x0.40", asks: "10x0.60"), now: 1).touched == [Self.token])
    let behind = books.take(
      Self.change("BUY", "0.30", "7", bid: "0.40", ask: "0.60"), now: 2)
    #expect(behind.touched.isEmpty)
    #expect(behind.heard.map(\.market) == [Self.market])
    let moved = books.take(Self.change("BUY", "0.41", "7", bid: "0.41", ask: "0.60"), now: 3)
    #expect(moved.touched == [Self.token])
  }

  @Test(
    "who rests at a price came before; trades move the queue, cancels only so far as the level shrinks"
  )
  func queue() {
    let books = Self.watch()
    _ = books.take(Self.book(bids: "50x0.40", asks: "10x0.60"), now: 1)
    let id = Digest32(1)
    books.rest(id, Self.terms(.buy, 40), now: 2)
    #expect(books.queueAhead(of: id) == Self.shares(50))
    // The venue now shows the own order too: nothing changed for it.
    _ = books.take(Self.change("BUY", "0.40", "60", bid: "0.40", ask: "0.60"), now: 3)
    #expect(books.queueAhead(of: id) == Self.shares(50))
    let effect = books.take(Self.trade(Self.token, "SELL", "20", "0.40"), now: 4)
    #expect(books.queueAhead(of: id) == Self.shares(30))
    #expect(effect.touched == [Self.token], "its place is a fact that bots decide by")
    // Fifteen of others are left beside the own ten.
    _ = books.take(Self.change("BUY", "0.40", "25", bid: "0.40", ask: "0.60"), now: 5)
    #expect(books.queueAhead(of: id) == Self.shares(15))
    books.forget(id)
    #expect(books.queueAhead(of: id) == nil)
    #expect(books.restingCount == 0)
  }

  @Test("a trade of the complement takes from the mirrored price")
  func complement() {
    let books = Self.watch()
    _ = books.take(Self.book(bids: "50x0.40", asks: "10x0.60"), now: 1)
    _ = books.take(Self.book(Self.other, bids: "5x0.40", asks: "50x0.60"), now: 1)
    let id = Digest32(2)
    books.rest(id, Self.terms(.buy, 40), now: 2)
    // Somebody buys the complement at 0.60: that is selling this token at 0.40.
    _ = books.take(Self.trade(Self.other, "BUY", "20", "0.60"), now: 3)
    #expect(books.queueAhead(of: id) == Self.shares(30))
  }

  @Test("own orders at a price are not others that came before")
  func own() {
    let books = Self.watch()
    _ = books.take(Self.book(bids: "50x0.40", asks: "10x0.60"), now: 1)
    books.rest(Digest32(3), Self.terms(.buy, 40, size: 20), now: 2)
    _ = books.take(Self.change("BUY", "0.40", "70", bid: "0.40", ask: "0.60"), now: 3)
    books.rest(Digest32(4), Self.terms(.buy, 40), now: 4)
    #expect(books.queueAhead(of: Digest32(4)) == Self.shares(50))
  }

  @Test("what cannot be read is counted and changes nothing")
  func bad() {
    let books = Self.watch()
    _ = books.take(Self.book(bids: "50x0.40", asks: "10x0.60"), now: 1)
    let before = books.book(of: Self.token, now: 9)
    for frame in ["{", "[{}]", "{\"event_type\":\"book\"}", "[1,2]"] {
      let effect = books.take(Array(frame.utf8), now: 2)
      #expect(effect.touched.isEmpty, "\(frame)")
    }
    #expect(books.badMessages == 5)
    #expect(books.book(of: Self.token, now: 9) == before)
  }
}
