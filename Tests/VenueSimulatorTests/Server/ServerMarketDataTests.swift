import FixedPoint
import Hashing
import JSON
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("market data over HTTP")
struct ServerMarketDataTests {
  /// A venue whose first market has two bids and two offers of the first token.
  private static func rig() throws -> (rig: VenueRig, yes: String, no: String) {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    for (side, price) in [(Side.buy, "0.4"), (.buy, "0.42"), (.sell, "0.5"), (.sell, "0.47")] {
      _ = try rig.post(wallet, side, price, "20")
    }
    let market = rig.venue.exchange.markets[0]
    return (rig, market.tokenID(.yes).description, market.tokenID(.no).description)
  }

  @Test("a book has bids rising and offers falling, the best last, mirrored for the other token")
  func book() throws {
    let (rig, yes, no) = try Self.rig()
    let book = rig.ask("GET", "/book", [("token_id", yes)]).json
    func prices(_ book: JSONValue, _ side: String) -> [String?] {
      book[side]?.array?.map { $0["price"]?.string } ?? []
    }
    #expect(prices(book, "bids") == ["0.4", "0.42"])
    #expect(prices(book, "asks") == ["0.5", "0.47"])
    let mirror = rig.ask("GET", "/book", [("token_id", no)]).json
    #expect(prices(mirror, "bids") == ["0.5", "0.53"])
    #expect(prices(mirror, "asks") == ["0.6", "0.58"])
    for book in [book, mirror] {
      var hasher = BookHash()
      let text = book.compactText
      let digest = try JSONReader().withNode(of: text) { hasher.digest(ofJSON: $0) }
      #expect(book["hash"]?.string == digest?.hex)
    }
  }

  @Test(
    "figures of one token",
    arguments: [
      ("/price", "BUY", "price", "\"0.47\""), ("/price", "SELL", "price", "\"0.42\""),
      ("/midpoint", "", "mid", "\"0.445\""), ("/spread", "", "spread", "\"0.05\""),
      ("/tick-size", "", "minimum_tick_size", "0.01"), ("/neg-risk", "", "neg_risk", "false"),
      ("/fee-rate", "", "base_fee", "0"), ("/last-trade-price", "", "price", "\"0.5\""),
    ])
  func single(path: String, side: String, key: String, value: String) throws {
    let (rig, yes, _) = try Self.rig()
    let answer = rig.ask("GET", path, [("token_id", yes), ("side", side)])
    #expect(answer.status == 200)
    #expect(answer.json[key]?.compactText == value)
  }

  @Test(
    "what cannot be answered is refused in the venue's words",
    arguments: [
      ("/book", "", 400, "Invalid token id"), ("/book", "x", 400, "Invalid token id"),
      ("/book", "-1", 400, "Invalid token id"),
      ("/book", "1", 404, "No orderbook exists for the requested token id"),
      ("/midpoint", "1", 404, "No orderbook exists for the requested token id"),
      ("/markets/0x12", "", 404, "market not found"), ("/nothing", "", 404, "not found"),
      ("/clob-markets/x", "", 404, "market not found"),
    ])
  func refused(path: String, token: String, status: Int, text: String) throws {
    let rig = try VenueRig()
    let answer = rig.ask("GET", path, [("token_id", token)])
    #expect(answer.status == status)
    #expect(answer.error == text)
  }

  @Test("prices need a side")
  func side() throws {
    let (rig, yes, _) = try Self.rig()
    let answer = rig.ask("GET", "/price", [("token_id", yes), ("side", "HOLD")])
    #expect(answer.status == 400)
    #expect(answer.error == "Invalid side")
  }

  @Test("figures of several tokens come by token; unknown ones are left out")
  func several() throws {
    let (rig, yes, no) = try Self.rig()
    let body = """
      [{"token_id":"\(yes)","side":"BUY"},{"token_id":"\(no)"},{"token_id":"1"},\
      {"token_id":"\(yes)","side":"SELL"}]
      """
    let prices = rig.ask("POST", "/prices", body: body).json
    #expect(prices[yes] == ["BUY": "0.47", "SELL": "0.42"])
    #expect(prices[no] == ["BUY": "0.58", "SELL": "0.53"])
    #expect(prices.members?.count == 2)
    #expect(rig.ask("POST", "/midpoints", body: body).json[no]?.string == "0.555")
    #expect(rig.ask("POST", "/spreads", body: body).json[no]?.string == "0.05")
    #expect(rig.ask("POST", "/books", body: body).json.array?.count == 3)
    #expect(rig.ask("POST", "/last-trades-prices", body: body).json == [])
    _ = try rig.post(rig.wallet(1), .buy, "0.47", "5", type: .fillOrKill)
    #expect(rig.ask("POST", "/last-trades-prices", body: body).json.array?.count == 3)
  }

  @Test(
    "lists of tokens that are none, or too long",
    arguments: [
      ("{}", "Invalid payload"), ("[", "Invalid payload"), ("[1]", "Invalid payload"),
      (#"[{"token_id":1}]"#, "Invalid payload"), (#"[{"token_id":"x"}]"#, "Invalid token id"),
      (
        "[" + Array(repeating: #"{"token_id":"1"}"#, count: 501).joined(separator: ",") + "]",
        "Payload exceeds the limit"
      ),
      (String(repeating: "[", count: 100_000), "Invalid payload"),
    ])
  func badLists(body: String, text: String) throws {
    let rig = try VenueRig()
    let answer = rig.ask("POST", "/books", body: body)
    #expect(answer.status == 400)
    #expect(answer.error == text)
  }

  @Test("listings name every market once and end with LTE=")
  func markets() throws {
    let rig = try VenueRig(markets: 7) { _, settings in settings.pageSize = 3 }
    for path in [
      "/markets", "/sampling-markets", "/simplified-markets", "/sampling-simplified-markets",
    ] {
      var ids: [String] = []
      var cursor = "MA=="
      for _ in 0..<5 where cursor != "LTE=" {
        let page = rig.ask("GET", path, [("next_cursor", cursor)]).json
        ids += page["data"]?.array?.compactMap { $0["condition_id"]?.string } ?? []
        cursor = page["next_cursor"]?.string ?? ""
      }
      #expect(ids == rig.venue.exchange.markets.map { $0.definition.conditionID.prefixedHex })
      #expect(cursor == "LTE=")
    }
  }

  @Test("a market says its terms in all three forms")
  func terms() throws {
    let rig = try VenueRig(markets: 4)
    let market = rig.venue.exchange.markets[3]
    let id = market.definition.conditionID.prefixedHex
    let long = rig.ask("GET", "/markets/\(id)").json
    #expect(long["minimum_tick_size"]?.compactText == "0.01")
    #expect(long["tokens"]?.array?.count == 2)
    let short = rig.ask("GET", "/clob-markets/\(id)").json
    #expect(short["mts"]?.compactText == "0.01")
    #expect(short["fd"]?["r"]?.compactText == "0.02")
    #expect(short["t"]?.array?.first?["t"]?.string == market.tokenID(.yes).description)
    let token = rig.ask("GET", "/markets-by-token/\(market.tokenID(.no))").json
    #expect(token["condition_id"]?.string == id)
    #expect(token["secondary_token_id"]?.string == market.tokenID(.no).description)
  }

  @Test("the history of prices has one point for every stretch with trades")
  func history() throws {
    let rig = try VenueRig()
    let (maker, taker) = (try rig.wallet(0), try rig.wallet(1))
    for price in ["0.4", "0.5", "0.6"] {
      _ = try rig.post(maker, .sell, price, "5")
      _ = try rig.post(taker, .buy, price, "5")
      if price == "0.5" { rig.pass(60_000) }
    }
    let token = rig.venue.exchange.markets[0].tokenID(.no).description
    let points = rig.ask("GET", "/prices-history", [("market", token), ("interval", "1h")])
      .json["history"]?.array
    #expect(points?.map { $0["p"]?.compactText } == ["0.5", "0.4"])
    let none = rig.ask(
      "GET", "/prices-history", [("market", token), ("startTs", "0"), ("endTs", "1")])
    #expect(none.json["history"]?.array?.isEmpty == true)
    #expect(rig.ask("GET", "/prices-history", [("market", token)]).status == 400)
  }
}

@Suite("the two channels")
struct ServerChannelFlowTests {
  @Test("subscribing brings the books as one array, PING is answered, unsubscribing ends it")
  func market() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let socket = rig.watch()
    let dump = try rig.events(socket)
    #expect(dump.count == 1)
    #expect(dump.first?.array?.map { $0["event_type"]?.string } == ["book", "book"])
    rig.say("PING", on: socket)
    #expect(rig.frames(socket) == ["PONG"])
    _ = try rig.post(wallet, .buy, "0.4", "20")
    #expect(try rig.events(socket).map { $0["event_type"]?.string } == ["price_change"])
    let tokens = Outcome.allCases.map { "\"\(rig.venue.exchange.markets[0].tokenID($0))\"" }
    rig.say(
      #"{"operation":"unsubscribe","assets_ids":[\#(tokens.joined(separator: ","))]}"#, on: socket)
    _ = try rig.post(wallet, .buy, "0.4", "20")
    #expect(rig.frames(socket).isEmpty)
  }

  @Test("a book kept from the frames is the book that the venue shows")
  func follows() throws {
    let rig = try VenueRig()
    let (maker, taker) = (try rig.wallet(0), try rig.wallet(1))
    let socket = rig.watch()
    var book = OrderBook()
    let token = rig.venue.exchange.markets[0].tokenID(.yes).description
    var ids: [String] = []
    for step in 0..<60 {
      let cents = 30 + step % 20
      let answer = try rig.post(
        maker, step.isMultiple(of: 2) ? .buy : .sell,
        step.isMultiple(of: 2) ? "0.\(cents)" : "0.\(cents + 25)", "5")
      if let id = answer.json["orderID"]?.string { ids.append(id) }
      if step % 7 == 3 { _ = try rig.post(taker, .buy, "0.7", "5", type: .fillAndKill) }
      if step % 5 == 4, let id = ids.first {
        _ = rig.ask(maker, "DELETE", "/order", body: #"{"orderID":"\#(id)"}"#)
        ids.removeFirst()
      }
      for frame in try rig.events(socket) {
        for event in frame.array ?? [frame] { try Self.apply(event, token, to: &book) }
      }
      let shown = rig.ask("GET", "/book", [("token_id", token)]).json
      #expect(Self.levels(shown, "bids") == book.bids)
      #expect(Self.levels(shown, "asks") == book.asks)
    }
  }

  private static func apply(
    _ event: JSONValue, _ token: String, to book: inout OrderBook
  ) throws {
    if event["event_type"]?.string == "book", event["asset_id"]?.string == token {
      book = OrderBook(bids: levels(event, "bids"), asks: levels(event, "asks"))
    }
    for change in event["price_changes"]?.array ?? [] where change["asset_id"]?.string == token {
      book.set(
        change["side"]?.string == "BUY" ? .buy : .sell,
        price: try Micros.parse(change["price"]?.string ?? ""),
        size: try Micros.parse(change["size"]?.string ?? ""))
    }
  }

  private static func levels(_ book: JSONValue, _ side: String) -> [BookLevel] {
    (book[side]?.array ?? []).compactMap { level in
      guard let price = level["price"]?.string.flatMap({ try? Micros.parse($0) }),
        let size = level["size"]?.string.flatMap({ try? Micros.parse($0) })
      else { return nil }
      return BookLevel(price: price, size: size)
    }
  }

  @Test("best prices and decisions are told to those who asked for custom features")
  func custom() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let plain = rig.watch()
    let custom = rig.open(.market)
    let token = rig.venue.exchange.markets[0].tokenID(.yes)
    rig.say(
      #"{"type":"market","assets_ids":["\#(token)"],"custom_feature_enabled":true}"#, on: custom)
    _ = (rig.frames(plain), rig.frames(custom))
    _ = try rig.post(wallet, .buy, "0.4", "20")
    let told = rig.ask("POST", "/admin/markets", body: "{id: 1, winner: yes}")
    #expect(told.status == 200)
    let kinds = try rig.events(custom).map { $0["event_type"]?.string ?? "" }
    #expect(kinds.contains("best_bid_ask") && kinds.contains("market_resolved"))
    let plainKinds = try rig.events(plain).map { $0["event_type"]?.string ?? "" }
    #expect(!plainKinds.contains("best_bid_ask") && !plainKinds.contains("market_resolved"))
    #expect(plainKinds.contains("price_change"))
  }

  @Test("a user socket for one market hears of that one alone")
  func filtered() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let credentials = wallet.credentials
    let socket = rig.open(.user)
    let id = rig.venue.exchange.markets[1].definition.conditionID.prefixedHex
    rig.say(
      """
      {"type":"user","auth":{"apiKey":"\(credentials.key)","secret":"\(credentials.secret)",\
      "passphrase":"\(credentials.passphrase)"},"markets":["\(id)"]}
      """, on: socket)
    _ = try rig.post(wallet, .buy, "0.4", "20", market: 0)
    #expect(rig.frames(socket).isEmpty)
    _ = try rig.post(wallet, .buy, "0.4", "20", market: 1)
    #expect(try rig.events(socket).map { $0["market"]?.string } == [id])
  }
}
