import FixedPoint
import Hashing
import TestSupport
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("a recorded market behind the venue")
struct RecordedMarketTests {
  /// A recording of one market with tokens 2 and 3, made of these messages.
  private func play(
    _ lines: [String],
    _ body: (inout TradingFloor.Recorded) throws -> Void
  ) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/session.ndjson"
      try Places.write(Array(lines.joined(separator: "\n").utf8), to: path)
      var recorded = try TradingFloor.Recorded(path: path)
      try body(&recorded)
    }
  }

  private static let market = "0x" + String(repeating: "0", count: 63) + "1"

  private static func book(_ time: Int64, bids: String, asks: String, token: String = "2") -> String
  {
    func levels(_ text: String) -> String {
      text.split(separator: " ").map { level in
        let parts = level.split(separator: "x")
        return #"{"price":"\#(parts[0])","size":"\#(parts[1])"}"#
      }.joined(separator: ",")
    }
    return #"{"market":"\#(market)","asset_id":"\#(token)","timestamp":"\#(time)","hash":"","#
      + #""bids":[\#(levels(bids))],"asks":[\#(levels(asks))],"event_type":"book"}"#
  }

  private static func change(_ time: Int64, _ side: String, _ price: String, _ size: String)
    -> String
  {
    #"{"market":"\#(market)","timestamp":"\#(time)","event_type":"price_change","price_changes":["#
      + #"{"asset_id":"2","price":"\#(price)","size":"\#(size)","side":"\#(side)"}]}"#
  }

  private static func trade(_ time: Int64, _ side: String, _ price: String, _ size: String)
    -> String
  {
    #"{"market":"\#(market)","asset_id":"2","timestamp":"\#(time)","price":"\#(price)","#
      + #""size":"\#(size)","side":"\#(side)","event_type":"last_trade_price"}"#
  }

  private static let opening = [
    book(1_000, bids: "0.48x50 0.49x100", asks: "0.55x70 0.51x80"),
    book(1_000, bids: "0.45x70 0.49x80", asks: "0.52x50 0.51x100", token: "3"),
  ]

  @Test("the book is the recorded one, and follows it")
  func follows() throws {
    let lines =
      Self.opening + [
        Self.change(3_000, "BUY", "0.49", "60"), Self.change(4_000, "SELL", "0.50", "10"),
        Self.change(5_000, "SELL", "0.51", "0"),
      ]
    try play(lines) { recorded in
      #expect(recorded.book() == "0.48x50 0.49x100 | 0.51x80 0.55x70")
      try recorded.wait(2_000)
      #expect(recorded.book() == "0.48x50 0.49x60 | 0.51x80 0.55x70")
      try recorded.wait(1_000)
      #expect(recorded.book() == "0.48x50 0.49x60 | 0.5x10 0.51x80 0.55x70")
      try recorded.wait(1_000)
      #expect(recorded.book() == "0.48x50 0.49x60 | 0.5x10 0.55x70")
      #expect(recorded.market.nextDeadline == nil)
      #expect(recorded.exchange.violations() == [])
    }
  }

  @Test("an order here waits behind what was recorded, and is filled when a trade reaches it")
  func queues() throws {
    let lines =
      Self.opening + [
        Self.change(3_000, "BUY", "0.49", "130"), Self.trade(4_000, "SELL", "0.49", "90"),
        Self.trade(5_000, "SELL", "0.49", "25"), Self.trade(6_000, "SELL", "0.49", "10"),
      ]
    try play(lines) { recorded in
      let order = try recorded.post(.buy, "0.49", "20")
      #expect(recorded.ahead(of: order) == micros("100"))
      // What comes later stands behind.
      try recorded.wait(2_000)
      #expect(recorded.ahead(of: order) == micros("100"))
      try recorded.wait(1_000)
      #expect(recorded.ahead(of: order) == micros("10"))
      try recorded.wait(1_000)
      #expect(recorded.exchange.order(order)?.matched == micros("15"))
      try recorded.wait(1_000)
      #expect(recorded.exchange.order(order)?.status == .matched)
      #expect(recorded.exchange.violations() == [])
    }
  }

  @Test("a trade whose book came before it moves an order only once")
  func tradeAfterBook() throws {
    let lines =
      Self.opening + [
        Self.book(3_000, bids: "0.48x50 0.49x40", asks: "0.55x70 0.51x80"),
        Self.trade(3_010, "SELL", "0.49", "60"),
        Self.book(5_000, bids: "0.48x50", asks: "0.55x70 0.51x80"),
        Self.trade(5_010, "SELL", "0.49", "45"),
      ]
    try play(lines) { recorded in
      let order = try recorded.post(.buy, "0.49", "20")
      try recorded.wait(3_000)
      #expect(recorded.ahead(of: order) == micros("40"))
      try recorded.wait(2_000)
      // 40 were before it, and 45 were sold.
      #expect(recorded.exchange.order(order)?.matched == micros("5"))
      #expect(recorded.exchange.violations() == [])
    }
  }

  @Test("what others leave behind an order goes first when a level shrinks")
  func shrinksFromTheEnd() throws {
    let lines =
      Self.opening + [
        Self.change(3_000, "BUY", "0.49", "150"), Self.change(4_000, "BUY", "0.49", "90"),
      ]
    try play(lines) { recorded in
      let order = try recorded.post(.buy, "0.49", "20")
      try recorded.wait(2_000)
      #expect(recorded.book().contains("0.49x170 |"))
      try recorded.wait(1_000)
      #expect(recorded.ahead(of: order) == micros("90"))
      #expect(recorded.book().contains("0.49x110 |"))
    }
  }

  @Test("someone's recorded order that meets an order here trades with it")
  func crosses() throws {
    let lines = Self.opening + [Self.change(3_000, "SELL", "0.50", "30")]
    try play(lines) { recorded in
      let order = try recorded.post(.buy, "0.50", "20")
      try recorded.wait(2_000)
      #expect(recorded.exchange.order(order)?.status == .matched)
      #expect(recorded.book().contains("| 0.5x10 0.51x80"))
    }
  }

  @Test("a whole session plays, and its last book is the recorded one")
  func session() throws {
    try Places.withTemporaryFolder { folder in
      var generator = SessionGenerator(seed: 11, seconds: 40, markets: 2)
      var bytes: [UInt8] = []
      unsafe generator.generate { line in unsafe bytes.append(contentsOf: line) }
      let path = folder + "/session.ndjson"
      try Places.write(bytes, to: path)
      var recorded = try TradingFloor.Recorded(path: path)
      try recorded.wait(60_000)
      #expect(recorded.market.markets.count == 2 && recorded.market.messageCount > 1_000)
      #expect(recorded.market.nextDeadline == nil)
      #expect(recorded.exchange.violations() == [])
      let last = try lastBook(path)
      #expect(recorded.book() == last)
    }
  }

  /// The book of the first token that a recording leaves behind.
  private func lastBook(_ path: String) throws -> String {
    let recording = try Recording(path: path)
    var message = MarketMessage()
    var book = OrderBook()
    while try recording.next(into: &message) {
      if message.kind == .book, message.token?.position == 0 {
        book.replace(bids: message.bids, asks: message.asks)
      }
      for change in message.changes where change.token.position == 0 {
        book.set(change.side, price: change.price, size: change.size)
      }
    }
    return TradingFloor.text(book)
  }

  @Test(
    "a real session plays through",
    .enabled(if: Places.shared != nil),
    arguments: ["raw-20260727.ndjson", "legacy-20250703.ndjson"])
  func real(name: String) throws {
    let shared = try #require(Places.shared)
    var recorded = try TradingFloor.Recorded(path: shared + "/data/polymarket/market/" + name)
    try recorded.wait(600_000)
    #expect(recorded.market.nextDeadline == nil && recorded.market.messageCount > 100)
    #expect(recorded.exchange.violations() == [])
  }
}

extension TradingFloor {
  /// An exchange with a recording behind it, and one trader.
  struct Recorded {
    var exchange = Exchange(ExchangeConfiguration(), now: TradingFloor.start)
    let market: RecordedMarket
    var now = TradingFloor.start
    private let trader: Requester
    private var orders: UInt64 = 0

    init(path: String) throws {
      market = try RecordedMarket(path: path, in: &exchange, now: now)
      let account = try exchange.openAccount(TradingFloor.address(1))
      try exchange.deposit(amount("100000"), to: account)
      trader = Requester(owner: VenueIdentifier(high: 1, low: 1), user: account)
    }

    mutating func post(_ side: Side, _ price: String, _ size: String) throws -> Digest32 {
      let (price, size) = (UInt64(try amount(price).raw), UInt64(try amount(size).raw))
      orders += 1
      let address = exchange[trader.user].address
      let cash = price * size / 1_000_000
      let order = VenueOrder(
        salt: orders, maker: address, signer: address,
        tokenID: exchange[market.markets[0]].tokenID(.yes),
        makerAmount: side == .buy ? cash : size, takerAmount: side == .buy ? size : cash,
        side: side, signatureType: .externallyOwned, timestamp: UInt64(now), metadata: .zero,
        builder: .zero)
      let id = Digest32(orders, 0, 0, orders)
      _ = try exchange.post(OrderSubmission(order: order, id: id, requester: trader), now: now)
      return id
    }

    mutating func wait(_ milliseconds: Int64) throws {
      now += milliseconds
      try market.advance(&exchange, to: now)
    }

    func ahead(of order: Digest32) -> Micros? { exchange.sharesAhead(of: order) }

    func book() -> String { TradingFloor.text(exchange[market.markets[0]].book(.yes)) }
  }
}
