import FixedPoint
import Hashing
import Network
import Synchronization
import TestSupport
import Testing
import Trading
import Venue

@Suite("Venue client")
struct VenueClientTests {
  @Test("pages are read to the end, and each is asked for with the cursor of the one before")
  func pages() async throws {
    let venue = FakeVenue { request, _ in
      let isSecond = request.url.contains("next_cursor=Mg")
      return HTTPResponse(
        200, "{\"data\":[\(RecordSamples.order)],\"next_cursor\":\"\(isSecond ? "LTE=" : "Mg==")\"}"
      )
    }
    let orders = try await FakeDesk.client(venue).openOrders(
      VenueClient.OrderFilter(market: "0x a", token: FakeDesk.token))
    #expect(orders.count == 2)
    #expect(
      venue.requests.map { $0.url.split(separator: "?").last.map(String.init) ?? "" } == [
        "market=0x%20a&asset_id=\(RecordSamples.token)&next_cursor=MA%3D%3D",
        "market=0x%20a&asset_id=\(RecordSamples.token)&next_cursor=Mg%3D%3D",
      ])
  }

  @Test(
    "part of a list is never given for the whole",
    arguments: [
      "{\"data\":[],\"next_cursor\":\"MA==\"}", "{\"next_cursor\":\"LTE=\"}", "[]", "{\"data\":{}}",
      "{\"data\":[{}],\"next_cursor\":\"LTE=\"}", "{\"data\":[],\"next_cursor\":7}", "<html>",
      "{\"data\":[]}", "{\"data\":[],\"next_cursor\":null}",
    ])
  func badPages(body: String) async throws {
    let venue = FakeVenue { _, _ in HTTPResponse(200, body) }
    let client = try FakeDesk.client(venue)
    await #expect(throws: VenueFailure.self) { try await client.openOrders() }
  }

  @Test("a list without an order, written as null")
  func emptyList() async throws {
    let venue = FakeVenue { _, _ in HTTPResponse(200, "{\"data\":null,\"next_cursor\":\"LTE=\"}") }
    #expect(try await FakeDesk.client(venue).openOrders().isEmpty)
  }

  @Test("reads are made again by policy, and wait no longer than it says")
  func retries() async throws {
    let time = FakeTime()
    let venue = FakeVenue { _, count in
      count < 4 ? HTTPResponse(502, "<html>") : HTTPResponse(200, "{\"mid\":\".5\"}")
    }
    let client = try FakeDesk.client(venue, retries: .patient, time: time)
    #expect(try await client.midpoint(of: FakeDesk.token) == Micros(raw: 500_000))
    #expect(time.slept.count == 3 && time.slept.allSatisfy { (0...1_000).contains($0) })
    let deaf = FakeVenue { _, _ in HTTPResponse(502, "") }
    await #expect(throws: VenueFailure.self) {
      try await FakeDesk.client(deaf, retries: .patient).midpoint(of: FakeDesk.token)
    }
    #expect(deaf.requests.count == 4)
  }

  @Test("a 429 is waited for only where it says how long, a refusal never")
  func throttled() async throws {
    for (headers, status, expected) in [
      (["Retry-After": "2"] as KeyValuePairs<String, String>, 429, 4), ([:], 429, 1),
      (["Retry-After": "3600"], 429, 1), ([:], 401, 1), ([:], 425, 4),
    ] {
      let venue = FakeVenue { _, _ in HTTPResponse(status, "", headers) }
      let time = FakeTime()
      let client = try FakeDesk.client(venue, retries: .patient, time: time)
      await #expect(throws: VenueFailure.self) { try await client.midpoint(of: FakeDesk.token) }
      #expect(venue.requests.count == expected)
      if headers.first?.value == "2" { #expect(time.slept == [2_000, 2_000, 2_000]) }
    }
    let venue = FakeVenue { _, _ in HTTPResponse(400, "{\"error\":\"Invalid token id\"}") }
    let client = try FakeDesk.client(venue, retries: .patient)
    await #expect(throws: VenueFailure.self) { try await client.midpoint(of: FakeDesk.token) }
    #expect(venue.requests.count == 1)
  }

  @Test("signed requests carry the venue's time once the clocks differ")
  func skewed() async throws {
    let venue = FakeVenue { request, _ in
      request.url.hasSuffix("/time")
        ? HTTPResponse(200, "1780003600") : HTTPResponse(200, "{\"closed_only\":false}")
    }
    _ = try await FakeDesk.client(venue).isClosedOnly()
    let text = try #require(venue.requests.first?.headers["POLY_TIMESTAMP"])
    #expect(["1780003600", "1780003599"].contains(text))
    // A venue that does not tell its time is no reason not to ask.
    let mute = FakeVenue { request, _ in
      request.url.hasSuffix("/time")
        ? HTTPResponse(500, "") : HTTPResponse(200, "{\"closed_only\":true}")
    }
    #expect(try await FakeDesk.client(mute).isClosedOnly())
    #expect(mute.requests.first?.headers["POLY_TIMESTAMP"] == "1780000000")
  }

  @Test(
    "the time in every form",
    arguments: [
      "1780000000", "\"1780000000\"", "{\"time\":1780000000}", "{\"timestamp\":\"1780000000123\"}",
    ])
  func times(body: String) async throws {
    let venue = FakeVenue { _, _ in HTTPResponse(200, body) }
    let time = try await FakeDesk.client(venue).serverTime()
    #expect(time / 1_000 == 1_780_000_000)
  }

  @Test("an unknown order is null or a 404, another order is unknown")
  func orders() async throws {
    let id = try #require(VenueOrderID(RecordSamples.id))
    func order(_ status: Int, _ body: String) async throws -> OpenOrder? {
      try await FakeDesk.client(FakeVenue { _, _ in HTTPResponse(status, body) }).order(id)
    }
    #expect(try await order(200, "null") == nil)
    #expect(try await order(404, "{\"error\":\"order not found\"}") == nil)
    #expect(try await order(200, RecordSamples.order)?.id == id)
    let other = try RecordSamples.changing(
      RecordSamples.order, "id", to: "\"\(RecordSamples.otherID)\"")
    await #expect(throws: VenueFailure.self) { try await order(200, other) }
    await #expect(throws: VenueFailure.self) { try await order(404, "not found") }
  }

  @Test("cancels say what was said, and nothing more")
  func cancels() async throws {
    let own = try #require(VenueOrderID(RecordSamples.id))
    let other = try #require(VenueOrderID(RecordSamples.otherID))
    let venue = FakeVenue { _, _ in
      HTTPResponse(
        200,
        "{\"canceled\":[\"\(own)\"],\"not_canceled\":{\"\(other)\":\"order can't be found - already canceled or matched\"}}",
        ["Poly-RateLimit-Remaining": "7", "Poly-RateLimit-Tier": "bronze"])
    }
    let client = try FakeDesk.client(venue)
    let receipt = try await client.cancel([own, other])
    #expect(receipt.statement(on: own) == .canceled)
    guard case .refused(let refusal) = receipt.statement(on: other) else {
      Issue.record("\(receipt)")
      return
    }
    #expect(refusal.reason == .goneOrMatched)
    #expect(receipt.statement(on: VenueOrderID(.zero)) == .silent)
    #expect(client.rateNotice?.tier == "bronze" && client.wait(for: 8, .cancels) == 7)
    #expect(venue.requests.last?.body == Array("[\"\(own)\",\"\(other)\"]".utf8))
    await #expect(throws: VenueFailure.refusedHere(.batchSize(0, limit: 1_000))) {
      try await client.cancel([])
    }
  }

  @Test("a key is derived, and made only where there is none")
  func keys() async throws {
    let body = "{\"apiKey\":\"k\",\"secret\":\"c2VjcmV0\",\"passphrase\":\"p\"}"
    let venue = FakeVenue { request, _ in
      if request.url.hasSuffix("/time") { return HTTPResponse(200, "1780000000") }
      return request.method == "GET"
        ? HTTPResponse(400, "{\"error\":\"Could not derive api key!\"}") : HTTPResponse(200, body)
    }
    let client = try FakeDesk.client(venue)
    _ = try await client.createOrDeriveKey(nonce: UInt256(3 as UInt64))
    #expect(client.identity?.credentials?.key == "k")
    #expect(venue.requests.map(\.method) == ["GET", "POST"])
    #expect(venue.requests.allSatisfy { $0.headers["POLY_NONCE"] == "3" })
    #expect(venue.requests.last?.body == nil)
    let broken = FakeVenue { _, _ in HTTPResponse(500, "") }
    await #expect(throws: VenueFailure.self) {
      try await FakeDesk.client(broken).createOrDeriveKey()
    }
    #expect(broken.requests.allSatisfy { $0.method == "GET" }, "no key is made on a doubt")
  }

  @Test("a list whose pages do not end is not known, which is not the same as not asked for")
  func endlessList() async throws {
    let venue = FakeVenue { _, _ in HTTPResponse(200, "{\"data\":[],\"next_cursor\":\"Mg==\"}") }
    let client = try FakeDesk.client(venue)
    await #expect(throws: VenueFailure.unknown(.endlessPages)) { try await client.openOrders() }
    #expect(!VenueFailure.unknown(.endlessPages).message.contains("nothing was sent"))
    #expect(venue.requests.count == 2)
  }

  @Test("heartbeats: accepted, expected with another id, and what is not known")
  func heartbeats() async throws {
    func beat(_ status: Int, _ body: String) async throws -> HeartbeatOutcome {
      try await FakeDesk.client(FakeVenue { _, _ in HTTPResponse(status, body) }).beat(id: "a")
    }
    #expect(try await beat(200, "{\"heartbeat_id\":\"b\"}") == .accepted(next: "b"))
    #expect(
      try await beat(400, "{\"error_msg\":\"Invalid Heartbeat ID\",\"heartbeat_id\":\"\"}")
        == .expected(""))
    for end in ["", ",\"heartbeat_id\":null"] {
      #expect(
        try await beat(400, "{\"error_msg\":\"Invalid Heartbeat ID\"\(end)}") == .expected(""),
        "no id is an empty one: with the old one the chain would never come right")
    }
    for (status, body) in [
      (200, "{}"), (500, ""), (400, "{\"error\":\"Invalid payload\"}"), (401, ""),
    ] {
      guard case .failed = try await beat(status, body) else {
        Issue.record("\(status) \(body)")
        continue
      }
    }
  }

  @Test("after a 401 the venue is asked for its time again: the own clock may have been set")
  func clockAfterRefusal() async throws {
    let asked = Mutex(0)
    let venue = FakeVenue { request, _ in
      guard request.url.hasSuffix("/time") else { return HTTPResponse(401, "") }
      return HTTPResponse(
        200,
        asked.withLock { asked in
          asked += 1
          return asked == 1 ? "1780000000" : "1780003600"
        })
    }
    let client = try FakeDesk.client(venue)
    for _ in 0..<2 { _ = try? await client.openOrders() }
    #expect(asked.withLock { $0 } == 2)
    let times = venue.requests.compactMap { $0.headers["POLY_TIMESTAMP"] }
    #expect(times == ["1780000000", "1780003600"])
  }

  @Test("rules are asked for once, until a refusal or the channel says otherwise")
  func rules() async throws {
    let venue = FakeVenue { _, _ in HTTPResponse(200, FakeDesk.book) }
    let client = try FakeDesk.client(venue)
    _ = try await client.rules(of: FakeDesk.token)
    #expect(try await client.rules(of: FakeDesk.token).tickSize == .hundredth)
    #expect(venue.requests.count == 1)
    client.setTickSize(.thousandth, of: FakeDesk.token)
    #expect(try await client.rules(of: FakeDesk.token).tickSize == .thousandth)
    let odd = FakeVenue { request, _ in
      request.url.contains("/book?")
        ? HTTPResponse(200, FakeDesk.book.replacing("\"0.01\"", with: "\"0.02\""))
        : HTTPResponse(200, "{}")
    }
    await #expect(throws: VenueFailure.self) {
      try await FakeDesk.client(odd).rules(of: FakeDesk.token)
    }
  }

  @Test("mutated answers are read exactly or not at all, and never crash", arguments: 0..<10)
  func mutated(seed: UInt64) async throws {
    let receipt = "{\"canceled\":[\"\(RecordSamples.id)\"],\"not_canceled\":{}}"
    let market = "{\"condition_id\":\"0x1\",\"tokens\":[{\"token_id\":\"7\",\"price\":0.5}]}"
    let samples = [
      "{\"data\":[\(RecordSamples.order)],\"next_cursor\":\"LTE=\"}",
      "{\"data\":[\(RecordSamples.trade)],\"next_cursor\":\"LTE=\"}", FakeDesk.book, receipt,
      market,
      "{\"balance\":\"17\",\"allowances\":{\"0xE1\":\"3\"}}", "{\"heartbeat_id\":\"b\"}",
    ]
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      guard let sample = samples.randomElement(using: &random) else { return }
      var bytes = Array(sample.utf8)
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(ascii: "9"), at: place)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      let body = bytes
      let client = try FakeDesk.client(
        FakeVenue { _, _ in HTTPResponse(status: 200, headers: HTTPHeaders(), body: body) })
      for order in (try? await client.openOrders()) ?? [] {
        #expect(order.matchedSize <= order.originalSize && order.price <= .one)
      }
      for trade in (try? await client.trades()) ?? [] { #expect(trade.size >= .zero) }
      if let book = try? await client.book(of: FakeDesk.token) {
        #expect(book.tokenID == FakeDesk.token)
      }
      _ = try? await client.cancelAll()
      _ = try? await client.market("0x1")
      _ = try? await client.balance()
      _ = await client.beat(id: "a")
      let outcome = await client.post(try FakeDesk.posting())
      #expect(outcome.receipt == nil, "no sample accepts an order")
    }
  }

  @Test(
    "a huge, deep or broken answer is unknown",
    arguments: [
      String(repeating: "[", count: 100_000), "{\"mid\":\"0.5\"", "{\"mid\":\"0.5\"}x",
      "\u{FEFF}{}",
      "{\"mid\":0.1234567}", "{\"mid\":\"\u{1}\"}", "{\"mid\":null}", "{\"mid\":\"1.5\"}", "",
    ])
  func hostile(body: String) async throws {
    let client = try FakeDesk.client(FakeVenue { _, _ in HTTPResponse(200, body) })
    let error = await #expect(throws: VenueFailure.self) {
      try await client.midpoint(of: FakeDesk.token)
    }
    guard case .unknown(.undecodable) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
