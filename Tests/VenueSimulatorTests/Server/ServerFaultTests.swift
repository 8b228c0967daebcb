import Diagnostics
import FixedPoint
import Hashing
import JSON
import Network
import Signing
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("faults on demand")
struct ServerFaultTests {
  /// A venue with a fault of this body.
  private static func rig(_ fault: String) throws -> VenueRig {
    let rig = try VenueRig()
    let answer = rig.ask("POST", "/admin/faults", body: fault)
    try #require(answer.status == 200)
    return rig
  }

  private static func strikes(_ rig: VenueRig) -> Int64? {
    rig.ask("GET", "/admin/state").json["faults"]?.array?.first?["strikes"]?.int64
  }

  @Test("a lost reply leaves the order booked; the next attempt is a duplicate")
  func lostReply() throws {
    let rig = try Self.rig("{kind: lost-reply, endpoint: post-order, times: 1}")
    let wallet = try rig.wallet()
    let order = try rig.order(wallet, .buy, "0.4", "20")
    let body = order.request.body
    let headers = wallet.credentials.headers(
      address: wallet.key.address, timestamp: rig.seconds, method: "POST", path: "/order",
      body: body)
    let request = HTTPRequest(method: "POST", path: "/order", headers: headers, body: body)
    let answer = rig.venue.answer(request, now: rig.now)
    #expect(answer.delivery == .lost)
    #expect(rig.venue.exchange.openOrderCount == 1)
    let again = rig.send(request)
    #expect(again.error == "order \(order.id.prefixedHex) is invalid. Duplicated.")
    #expect(Self.strikes(rig) == 1)
  }

  @Test("latency comes before the work, a slow reply after it")
  func latency() throws {
    let rig = try Self.rig("{kind: latency, endpoint: time, delay: 300ms}")
    let request = HTTPRequest(method: "GET", path: "/time")
    #expect(rig.venue.take(request, now: rig.now).latency == 300)
    let slow = try Self.rig("{kind: slow-reply, endpoint: time, delay: 200ms}")
    let answer = slow.venue.answer(request, now: slow.now)
    #expect(answer.delay == 200)
    #expect(answer.response.status == 200)
    let loris = try Self.rig("{kind: slow-answer, endpoint: time, bytes_per_second: 7}")
    #expect(
      loris.venue.answer(request, now: loris.now).delivery == .slow(bytesPerSecond: 7))
  }

  @Test(
    "refusals have the venue's status and words",
    arguments: [
      ("restarting", 425, "service not ready"), ("throttled", 429, "Too Many Requests"),
      ("timed-out", 500, "order timed out"), ("execution", 500, "could not run the execution"),
      ("broken", 500, "Internal server error"),
      ("disabled", 503, "Trading is currently disabled. Check polymarket.com for updates"),
      (
        "cancel-only", 503,
        "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."
      ),
      ("post-only", 503, "post-only mode: only post-only orders and cancels are allowed"),
      ("blocked", 403, "<!DOCTYPE html>"),
    ])
  func refusals(word: String, status: Int, text: String) throws {
    let rig = try Self.rig("{kind: refuse, with: \(word), endpoint: time, times: 1}")
    let answer = rig.ask("GET", "/time")
    #expect(answer.status == status)
    #expect(String(decoding: answer.body, as: UTF8.self).contains(text))
    #expect(rig.ask("GET", "/time").status == 200)
  }

  @Test("whoever runs the venue is never refused")
  func admin() throws {
    let rig = try Self.rig("{kind: refuse, with: broken}")
    #expect(rig.ask("GET", "/time").status == 500)
    #expect(rig.ask("GET", "/admin/state").status == 200)
    #expect(rig.ask("DELETE", "/admin/faults").status == 200)
    #expect(rig.ask("GET", "/time").status == 200)
  }

  /// Frames of five orders on a user socket, without and with a fault.
  private static func frames(_ fault: String, pass: Int64 = 0) throws -> (
    whole: [String], struck: [String], late: [String], rig: VenueRig
  ) {
    var results: [[String]] = []
    var late: [String] = []
    var last: VenueRig?
    for fault in [nil, fault] {
      let rig = try VenueRig()
      let wallet = try rig.wallet()
      let socket = rig.listen(wallet)
      if let fault { _ = rig.ask("POST", "/admin/faults", body: fault) }
      for _ in 0..<5 { _ = try rig.post(wallet, .buy, "0.4", "20") }
      results.append(rig.frames(socket))
      rig.pass(pass)
      late = rig.frames(socket)
      last = rig
    }
    return (results[0], results[1], late, try #require(last))
  }

  @Test("events come twice, in another order, late, or not at all")
  func events() throws {
    let twice = try Self.frames("{kind: duplicate-events, channel: user}")
    #expect(twice.struck == twice.whole.flatMap { [$0, $0] })
    let mixed = try Self.frames("{kind: reordered-events, channel: user, window: 5}")
    #expect(mixed.struck.sorted() == mixed.whole.sorted())
    #expect(mixed.struck != mixed.whole)
    let held = try Self.frames("{kind: reordered-events, window: 10}", pass: 1_000)
    #expect(held.struck.isEmpty)
    #expect(held.late.sorted() == held.whole.sorted())
    let late = try Self.frames("{kind: late-events, delay: 700ms}", pass: 700)
    #expect(late.struck.isEmpty)
    #expect(late.late == late.whole)
    let silent = try Self.frames("{kind: silent-socket, times: 3}")
    #expect(silent.struck == Array(silent.whole.dropFirst(3)))
    let other = try Self.frames("{kind: silent-socket, channel: market}")
    #expect(other.struck == other.whole)
  }

  @Test("a silent socket still answers PING; a dropped one is gone")
  func sockets() throws {
    let rig = try Self.rig("{kind: silent-socket}")
    let socket = rig.watch()
    _ = rig.frames(socket)
    rig.say("PING", on: socket)
    #expect(rig.frames(socket) == ["PONG"])
    let dropping = try Self.rig("{kind: dropped-socket, channel: user, times: 1}")
    let wallet = try dropping.wallet()
    let user = dropping.listen(wallet)
    _ = try dropping.post(wallet, .buy, "0.4", "20")
    #expect(dropping.actions == [SocketAction(socket: user, kind: .drop)])
    _ = try dropping.post(wallet, .buy, "0.4", "20")
    #expect(dropping.frames(user).isEmpty)
  }

  @Test("late trades are late, and orders are not")
  func lateTrades() throws {
    let rig = try Self.rig("{kind: late-trades, delay: 50s}")
    let (maker, taker) = (try rig.wallet(0), try rig.wallet(1))
    let socket = rig.listen(maker)
    _ = try rig.post(maker, .sell, "0.5", "20")
    _ = try rig.post(taker, .buy, "0.5", "20")
    rig.pass(20_000)
    #expect(try rig.events(socket).map { $0["event_type"]?.string } == ["order", "order"])
    #expect(Self.strikes(rig) == 3)
    rig.pass(40_000)
    let trades = try rig.events(socket).map { $0["status"]?.string }
    #expect(trades == ["MATCHED", "MINED", "CONFIRMED"])
  }

  @Test("a ghost book shows levels that are not there, with a hash that fits them")
  func ghosts() throws {
    let rig = try Self.rig("{kind: ghost-book, levels: 2, endpoint: book, times: 1}")
    let wallet = try rig.wallet()
    _ = try rig.post(wallet, .buy, "0.3", "20")
    _ = try rig.post(wallet, .sell, "0.6", "20")
    let token = rig.venue.exchange.markets[0].tokenID(.yes).description
    let ghost = rig.ask("GET", "/book", [("token_id", token)]).json
    let real = rig.ask("GET", "/book", [("token_id", token)]).json
    #expect(ghost["bids"]?.array?.count == 3)
    #expect(ghost["asks"]?.array?.count == 3)
    #expect(real["bids"]?.array?.count == 1)
    var hasher = BookHash()
    let digest = try JSONReader().withNode(of: ghost.compactText) { hasher.digest(ofJSON: $0) }
    #expect(ghost["hash"]?.string == digest?.hex)
    #expect(Self.strikes(rig) == 1)
  }

  @Test("a hash that does not belong to its book")
  func mismatch() throws {
    let rig = try Self.rig("{kind: hash-mismatch, times: 1}")
    let token = rig.venue.exchange.markets[0].tokenID(.yes).description
    let wrong = rig.ask("GET", "/book", [("token_id", token)]).json
    let right = rig.ask("GET", "/book", [("token_id", token)]).json
    #expect(wrong["hash"] != right["hash"])
    #expect(wrong["bids"] == right["bids"])
  }

  @Test("every strike is a line for whoever runs the venue")
  func log() throws {
    let rig = try Self.rig("{kind: refuse, with: broken, endpoint: time, times: 2}")
    _ = rig.venue.takeLog()
    for _ in 0..<3 { _ = rig.ask("GET", "/time") }
    let lines = rig.venue.takeLog()
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasSuffix("fault refuse: GET /time") })
  }
}

@Suite("scripts and the administrator")
struct ServerScriptTests {
  private static func script(_ text: String) throws -> VenueScript {
    try VenueScript.read(Array(text.utf8), file: "venue.yaml")
  }

  @Test("a script does things at their times")
  func timeline() throws {
    let script = try Self.script(
      """
      apiVersion: polytraders/v1
      kind: VenueScript
      timeline:
        - { at: 3s, mode: { to: cancel-only, for: 2s } }
        - { at: 1s, fault: { kind: refuse, with: throttled, endpoint: time, times: 1 } }
        - { at: 6s, market: { id: 1, tick: "0.001" } }
      """)
    let rig = try VenueRig(script: script)
    let wallet = try rig.wallet()
    #expect(rig.ask("GET", "/time").status == 200)
    rig.pass(1_000)
    #expect(rig.ask("GET", "/time").status == 429)
    #expect(rig.ask("GET", "/time").status == 200)
    rig.pass(2_000)
    #expect(try rig.post(wallet, .buy, "0.4", "20").status == 503)
    #expect(rig.ask(wallet, "DELETE", "/cancel-all").status == 200)
    rig.pass(2_000)
    #expect(try rig.post(wallet, .buy, "0.4", "20").status == 200)
    rig.pass(1_000)
    let token = rig.venue.exchange.markets[0].tokenID(.yes).description
    let tick = rig.ask("GET", "/tick-size", [("token_id", token)]).json["minimum_tick_size"]
    #expect(tick?.compactText == "0.001")
  }

  @Test(
    "what is wrong with a script is found, with its place and what to write",
    arguments: [
      ("{}", "PT1602", 1, ""), ("timeline: 5", "PT1601", 1, ""),
      ("kind: Other\ntimeline: []", "PT1604", 1, ""),
      ("timeline:\n  - { fault: { kind: lost-reply } }", "PT1602", 2, ""),
      ("timeline:\n  - { at: 5, mode: normal }", "PT1605", 2, ""),
      ("timeline:\n  - { at: 5s }", "PT1606", 2, ""),
      ("timeline:\n  - { at: 5s, mode: normal, limits: on }", "PT1606", 2, ""),
      ("timeline:\n  - { at: 5s, mode: norml }", "PT1604", 2, "did you mean 'normal'?"),
      ("timeline:\n  - { at: 5s, moode: normal }", "PT1603", 2, "did you mean 'mode'?"),
      (
        "timeline:\n  - { at: 5s, fault: { kind: lost-repl } }", "PT1604", 2,
        "did you mean 'lost-reply'?"
      ),
      (
        "timeline:\n  - { at: 5s, fault: { kind: latency, delai: 5s } }", "PT1603", 2,
        "did you mean 'delay'?"
      ),
      ("timeline:\n  - { at: 5s, fault: { kind: latency } }", "PT1602", 2, ""),
      ("timeline:\n  - { at: 5s, market: { id: 1, tick: 0.003 } }", "PT1605", 2, ""),
      ("timeline:\n  - { at: 5s, market: { id: 1 } }", "PT1606", 2, ""),
      ("timeline:\n  - { at: 5s, settlement: { outcome: lost } }", "PT1604", 2, ""),
      ("timeline:\n  - { at: 5s, account: { address: 0x1 } }", "PT1605", 2, ""),
      (
        "timeline:\n  - { at: 5s, chain: { fault: dropp } }", "PT1604", 2, "did you mean 'drop'?"
      ),
      ("timeline:\n  - { at: 5s, limits: of }", "PT1605", 2, ""),
    ])
  func findings(text: String, code: String, line: Int, help: String) throws {
    let error = #expect(throws: DiagnosticError.self) { try Self.script(text) }
    let first = try #require(error?.diagnostics.first)
    #expect(first.code == code)
    #expect(first.location?.line == line)
    #expect(help.isEmpty || first.help.contains(help))
  }

  @Test("accounts, limits, markets and trades change on demand")
  func changes() throws {
    let rig = try VenueRig()
    let (wallet, other) = (try rig.wallet(0), try rig.wallet(1))
    let address = wallet.key.address.lowercaseHex
    let paid = rig.ask(
      "POST", "/admin/accounts", body: "{address: '\(address)', deposit: 500, tier: gold}")
    #expect(paid.status == 200)
    let balance = rig.ask(wallet, "GET", "/balance-allowance", [("asset_type", "COLLATERAL")])
    #expect(balance.json["balance"]?.string == "1500000000")
    #expect(rig.collateralOnChain(wallet.key.address) == 1_500_000_000)
    #expect(rig.ask(wallet, "GET", "/v1/user/rate-limit-tier").json["tier"]?.string == "gold")
    _ = rig.ask("POST", "/admin/accounts", body: "{address: '\(address)', closed_only: true}")
    let closed = rig.ask(wallet, "GET", "/auth/ban-status/closed-only").json
    #expect(closed == ["closed_only": true])
    #expect(
      try rig.post(wallet, .buy, "0.4", "20").error == "'\(address)' address in closed only mode")
    _ = rig.ask("POST", "/admin/markets", body: #"{"id":"2","accepting":"false"}"#)
    #expect(
      try rig.post(other, .buy, "0.4", "20", market: 1).error
        == "the market is not yet ready to process new orders")
    let missing = rig.ask("POST", "/admin/markets", body: "{id: 9, accepting: true}")
    #expect(missing.status == 409)
    #expect(missing.error == "there is no market 9: there are 4")
  }

  @Test("the clock goes where it is told, and everything due happens on the way")
  func clock() throws {
    let rig = try VenueRig()
    let wallet = try rig.wallet()
    let expiration = rig.seconds + 200
    _ = try rig.post(wallet, .buy, "0.4", "20", type: .goodTillDate, expiration: expiration)
    #expect(rig.venue.exchange.openOrderCount == 1)
    let moved = rig.ask("POST", "/admin/clock", body: #"{"advance":"3m"}"#)
    #expect(moved.json["now"]?.int64 == VenueRig.start + 180_000)
    #expect(rig.venue.exchange.openOrderCount == 0)
    #expect(rig.ask("GET", "/time").json.int64 == VenueRig.start / 1_000 + 180)
    for body in ["{}", "{advance: -1s}", "{to: 5}", "{advance: 5s, to: 1}"] {
      #expect(rig.ask("POST", "/admin/clock", body: body).status == 400)
    }
  }

  @Test("users are told of fills and cancellations until they take them away")
  func notifications() throws {
    let rig = try VenueRig()
    let (maker, taker) = (try rig.wallet(0), try rig.wallet(1))
    _ = try rig.post(maker, .sell, "0.5", "20")
    _ = try rig.post(taker, .buy, "0.5", "10")
    _ = rig.ask(maker, "DELETE", "/cancel-all")
    let list = rig.ask(maker, "GET", "/notifications").json.array ?? []
    #expect(list.map { $0["type"]?.int64 } == [2, 1])
    for (notification, hasTrade) in zip(list, [true, false]) {
      let payload = try #require(notification["payload"])
      #expect(payload["side"] == "SELL" && payload["price"] == "0.5" && payload["type"] == "GTC")
      #expect(payload["original_size"] == "20" && payload["matched_size"] == "10")
      #expect(payload["remaining_size"] == "10" && payload["outcome_index"]?.int64 == 0)
      #expect(payload["order_id"]?.string?.count == 66)
      #expect((payload["trade_id"] == "") == !hasTrade)
    }
    let id = try #require(list.first?["id"]?.int64)
    #expect(rig.ask(maker, "DELETE", "/notifications", [("ids", String(id))]).json == "OK")
    #expect(rig.ask(maker, "GET", "/notifications").json.array?.count == 1)
    #expect(rig.ask(taker, "GET", "/notifications").json.array?.count == 1)
  }

  @Test("users are told of fills that failed to settle and of markets that were decided")
  func laterNotifications() throws {
    let rig = try VenueRig()
    let (maker, taker) = (try rig.wallet(0), try rig.wallet(1))
    #expect(rig.ask("POST", "/admin/settlements", body: "{outcome: failed}").status == 200)
    _ = try rig.post(maker, .sell, "0.5", "20")
    _ = try rig.post(taker, .buy, "0.5", "10")
    _ = rig.ask("POST", "/admin/clock", body: #"{"advance":"1m"}"#)
    _ = rig.ask("POST", "/admin/markets", body: "{id: 1, winner: yes}")
    let list = rig.ask(taker, "GET", "/notifications").json.array ?? []
    #expect(list.map { $0["type"]?.int64 } == [2, 8, 4])
    #expect(list.dropFirst().first?["payload"]?["trade_id"] == list.first?["payload"]?["trade_id"])
    #expect(list.last?["payload"]?["tokens"]?.array?.first?["winner"] == true)
  }
}
