import FixedPoint
import Runtime
import TestSupport
import Testing
import Venue

@Suite("Pages, clocks, budgets and addresses")
struct PureCoreTests {
  @Test("pages end with LTE=, with an empty cursor or with none", arguments: ["LTE=", "", nil])
  func lastPage(last: String?) throws {
    var walk = PageWalk()
    #expect(walk.cursor == "MA==")
    #expect(try walk.advance(to: "MTAw"))
    #expect(walk.cursor == "MTAw")
    #expect(try !walk.advance(to: last))
  }

  @Test("a cursor that comes back is an error, at once or later", arguments: [0, 1, 7])
  func repeatedCursor(distance: Int) throws {
    var walk = PageWalk()
    for page in 0...distance { _ = try walk.advance(to: "c\(page)") }
    #expect(throws: PageWalk.Fault.repeatedCursor("c0")) { try walk.advance(to: "c0") }
    #expect(throws: PageWalk.Fault.repeatedCursor("MA==")) { try walk.advance(to: "MA==") }
  }

  @Test("a list that never ends is cut")
  func endless() throws {
    var walk = PageWalk(limit: 5)
    for page in 0..<4 { _ = try walk.advance(to: "c\(page)") }
    #expect(throws: PageWalk.Fault.tooManyPages(limit: 5)) { try walk.advance(to: "more") }
  }

  @Test("the true skew lies in the bounds of any answers", arguments: 0..<50)
  func skew(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let skew = Int64.random(in: -7_200_000...7_200_000, using: &random)
    var clock = ServerClock()
    var own: Int64 = 1_780_000_000_000
    var last = Int64.max
    for _ in 0..<20 {
      own += Int64.random(in: 0...5_000, using: &random)
      let (out, back) = (
        Int64.random(in: 0...400, using: &random), Int64.random(in: 0...400, using: &random)
      )
      let shown = (own + out + skew) / 1_000 * 1_000
      clock.observe(server: shown, resolution: 1_000, sent: own, received: own + out + back)
      own += out + back
      guard let estimate = clock.estimate else {
        Issue.record("no estimate")
        return
      }
      #expect(abs(estimate.skew - skew) <= estimate.uncertainty)
      // More answers never make it worse.
      #expect(estimate.uncertainty <= last)
      last = estimate.uncertainty
      #expect(abs(clock.time(at: own) - (own + skew)) <= estimate.uncertainty * 2)
    }
  }

  @Test("a clock that was set is believed anew, and one that agrees is left alone")
  func clockSet() {
    var clock = ServerClock()
    clock.observe(server: 10_000, resolution: 1_000, sent: 10_100, received: 10_200)
    #expect(clock.time(at: 5) == 5)
    clock.observe(server: 90_000, resolution: 1_000, sent: 11_000, received: 11_200)
    #expect((78_800...79_999).contains(clock.estimate?.skew ?? 0))
    clock.observe(server: 1, resolution: 1, sent: 50, received: 40)
    #expect((78_800...79_999).contains(clock.estimate?.skew ?? 0), "received before sent")
  }

  @Test("a full bucket gives its burst, then its rate")
  func budget() {
    var budget = RateBudget(now: 0)
    for _ in 0..<60 {
      #expect(budget.wait(for: 1, .orders, now: 0) == 0)
      budget.spend(1, .orders, now: 0)
    }
    #expect(budget.wait(for: 1, .orders, now: 0) == 25)
    #expect(budget.wait(for: 15, .orders, now: 0) == 375)
    #expect(budget.wait(for: 61, .orders, now: 0) == nil)
    #expect(budget.wait(for: 120, .cancels, now: 0) == 0)
    #expect(budget.wait(for: 1, .orders, now: 25) == 0)
    #expect(budget.tokens(.orders, now: 100_000) == 60)
  }

  @Test("what the venue says counts, less what is under way")
  func corrected() {
    var budget = RateBudget(now: 0)
    budget.spend(15, .orders, now: 0)
    budget.spend(1, .orders, now: 0)
    budget.settle(15, .orders, remaining: 20, tier: "standard", now: 10)
    #expect(budget.tokens(.orders, now: 10) == 19)
    budget.settle(1, .orders, remaining: nil, tier: "Gold", now: 10)
    #expect(budget.tier == .gold && budget.wait(for: 600, .orders, now: 2_000) == 0)
    budget.settle(1, .cancels, remaining: -50, tier: nil, now: 10)
    #expect(budget.tokens(.cancels, now: 10) == -50)
    #expect(budget.wait(for: 1, .cancels, now: 10) == 64)
    #expect(RateTier.diamond.limit(on: .cancels).burst == 1_575)
  }

  @Test(
    "what a header says of the tokens is never more than it can be",
    arguments: [Int.min, .max, -1_000_000, 1_000_000])
  func budgetHostile(remaining: Int) {
    var budget = RateBudget(now: 0)
    budget.spend(1, .orders, now: 0)
    budget.settle(1, .orders, remaining: remaining, tier: nil, now: 0)
    #expect(budget.tokens(.orders, now: 0) == 59)
  }

  @Test("a wait that is below zero is none", arguments: [Int.min, -1, 0])
  func negativeWait(seconds: Int) {
    var random = SplitMix64(seed: 1)
    let wait = RetryPolicy.patient.wait(
      after: .restarting(retryAfter: seconds), attempt: 1, random: &random)
    #expect(wait == 0)
  }

  @Test("buckets never hold more than their burst nor wait too long", arguments: 0..<30)
  func budgetProperty(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var budget = RateBudget(now: 0)
    var now: Int64 = 0
    for _ in 0..<300 {
      now += Int64.random(in: 0...200, using: &random)
      let bucket = RateKind.allCases.randomElement(using: &random) ?? .orders
      let cost = Int64.random(in: 1...30, using: &random)
      if let wait = budget.wait(for: cost, bucket, now: now), Bool.random(using: &random) {
        now += wait
        #expect(budget.wait(for: cost, bucket, now: now) == 0)
        budget.spend(cost, bucket, now: now)
        #expect(budget.tokens(bucket, now: now) >= 0)
      }
      #expect(budget.tokens(bucket, now: now) <= budget.tier.limit(on: bucket).burst)
    }
  }

  @Test(
    "addresses that are taken",
    arguments: [
      ("https://clob.polymarket.com", VenueAddress.Service.rest, "https://clob.polymarket.com"),
      ("https://clob.polymarket.com/", .rest, "https://clob.polymarket.com"),
      ("http://127.0.0.1:8137", .rest, "http://127.0.0.1:8137"),
      ("HTTP://LocalHost:80/", .rest, "http://LocalHost:80"),
      ("http://[::1]:9", .rest, "http://[::1]:9"),
      ("ws://127.9.9.9:1/ws", .channels, "ws://127.9.9.9:1"),
      ("wss://a.b/ws/", .channels, "wss://a.b"),
    ])
  func addresses(text: String, service: VenueAddress.Service, expected: String) throws {
    #expect(try VenueAddress(text, for: service).text == expected)
  }

  @Test(
    "plain text to another machine is refused, however it is dressed up",
    arguments: [
      "http://clob.polymarket.com", "http://127.0.0.1.evil.com", "http://127.1",
      "http://10.0.0.1:80",
      "http://localhost.evil.com", "http://0.0.0.0", "http://127.0.0.1000", "http://127.0.0.x",
      "http://[::2]", "http://127.0.0.1@evil.com", "http://127.0.0.1:80@evil.com",
      "http://evil#127.0.0.1",
      "http://127.0.0.1/../", "http://127.0.0.1?x", "http://", "http://:80", "http://127.0.0.1:0",
      "http://127.0.0.1:99999", "http://127.0.0.1:+80", "http://127.0.0.1\\evil",
      "http://127.0.0.1 evil",
      "ftp://127.0.0.1", "127.0.0.1", "https://a/b", "https://u:p@a", "https://a\r\nX: y",
      "https://ä",
      "ws://127.0.0.1",
    ])
  func refusedAddresses(text: String) {
    #expect(throws: VenueAddress.Fault.self) { try VenueAddress(text, for: .rest) }
  }

  @Test("requests are percent-encoded")
  func encoding() throws {
    let request = VenueRequest(
      "GET", "/x", query: [(name: "a b", value: "ä&=/+~"), (name: "c", value: "")])
    #expect(request.url(at: .rest) == "https://clob.polymarket.com/x?a%20b=%C3%A4%26%3D%2F%2B~&c=")
  }
}
