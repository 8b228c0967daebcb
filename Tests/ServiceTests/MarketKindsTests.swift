import Diagnostics
import FixedPoint
import Network
import Orders
import Runtime
import Service
import Synchronization
import Testing
import Trading
import Venue

/// Plans about tokens that nobody asked about yet, at a venue that answers when the test wants.
@Suite("plans wait for what the venue tells of their tokens")
struct MarketKindsTests {
  /// Answers questions for books once a test lets it.
  private final class HeldVenue: VenueTransport {
    private struct State {
      /// What is said of a token; nil where nothing is said yet.
      var answers: [String: Bool] = [:]
      var asked: [String] = []
    }

    private let state = Mutex(State())

    var asked: [String] { state.withLock { $0.asked } }

    /// From now on the question for a token is answered: with a book, or that there is none.
    func answer(_ token: UInt64, exists: Bool) {
      state.withLock { $0.answers["\(token)"] = exists }
    }

    func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
      let token = String(request.url.split(separator: "token_id=").last ?? "")
      state.withLock { $0.asked.append(token) }
      // Nobody waits for longer than the test itself.
      for _ in 0..<60_000 {
        if let exists = state.withLock({ $0.answers[token] }) {
          return Self.response(token, exists: exists)
        }
        try? await Task.sleep(for: .milliseconds(1))
      }
      return Self.response(token, exists: false)
    }

    private static func response(_ token: String, exists: Bool) -> HTTPResponse {
      guard exists else {
        let text = #"{"error":"No orderbook exists for the requested token id"}"#
        return HTTPResponse(status: 404, body: Array(text.utf8))
      }
      let book =
        #"{"market":"0xaa","asset_id":"\#(token)","timestamp":"1","hash":"00","bids":[],"asks":[],"#
        + #""min_order_size":"5","tick_size":"0.01","neg_risk":true}"#
      return HTTPResponse(status: 200, body: Array(book.utf8))
    }
  }

  private final class Rig {
    let venue = HeldVenue()
    let mailbox = LiveMailbox { MonotonicClock().now }
    let kinds: MarketKinds

    init() {
      let client = VenueClient(
        VenueClient.Configuration(), transport: venue, time: SystemTime())
      kinds = MarketKinds(client: client, mailbox: mailbox)
    }

    /// Lets the venue answer about a token, and gives what may go on then.
    func answer(_ token: UInt64, exists: Bool = true) async throws -> [String] {
      venue.answer(token, exists: exists)
      for _ in 0..<20_000 {
        let isTold = mailbox.takeAll().contains {
          if case .tokensKnown = $0.input { true } else { false }
        }
        if isTold { return kinds.release().map(MarketKindsTests.word) }
        try await Task.sleep(for: .milliseconds(1))
      }
      Issue.record("the answer about \(token) never came")
      return []
    }

    func admit(_ plan: ExecutionPlan) -> [String] {
      kinds.admit(plan).map(MarketKindsTests.word)
    }
  }

  private static func word(_ release: MarketKinds.Release) -> String {
    switch release {
    case .ready(let plan): plan.intent
    case .refused(let diagnostic): "no \(diagnostic.message.split(separator: "'")[1])"
    }
  }

  private static func plan(
    _ intent: String, of strategy: String, tokens: [UInt64], cancels: [String] = []
  ) -> ExecutionPlan {
    ExecutionPlan(
      intent: intent, strategy: strategy, time: 1,
      legs: tokens.map { token in
        .init(
          market: "0xaa", token: UInt256(token), side: .buy, price: Micros(raw: 500_000),
          size: Micros(raw: 10_000_000), tick: Micros(raw: 10_000))
      }, cancels: cancels)
  }

  @Test("plans of a strategy keep their order, whatever order the venue answers in")
  func order() async throws {
    let rig = Rig()
    #expect(rig.admit(Self.plan("a1", of: "a", tokens: [1])) == [])
    #expect(rig.admit(Self.plan("a2", of: "a", tokens: [2, 1])) == [])
    #expect(rig.admit(Self.plan("a3", of: "a", tokens: [], cancels: ["a1/0/1"])) == [])
    #expect(rig.kinds.waiting == 3)
    #expect(try await rig.answer(2) == [], "it is the first that is waited for")
    #expect(try await rig.answer(1) == ["a1", "a2", "a3"])
    #expect(rig.kinds.waiting == 0)
    #expect(rig.admit(Self.plan("a4", of: "a", tokens: [1, 2])) == ["a4"], "known from now on")
    #expect(rig.kinds.isNegativeRisk(UInt256(1 as UInt64)) == true)
    #expect(rig.venue.asked.sorted() == ["1", "2"], "each is asked for once")
  }

  @Test("another strategy is not held up")
  func apart() async throws {
    let rig = Rig()
    let tick = try #require(TickSize(Micros(raw: 10_000)))
    rig.kinds.learn(
      MarketRules(
        tokenID: UInt256(9 as UInt64), market: "0xaa", tickSize: tick, minimumOrderSize: nil,
        negativeRisk: false))
    #expect(rig.admit(Self.plan("a1", of: "a", tokens: [1])) == [])
    #expect(rig.admit(Self.plan("b1", of: "b", tokens: [9])) == ["b1"])
    #expect(rig.admit(Self.plan("b2", of: "b", tokens: [3])) == [])
    #expect(try await rig.answer(3) == ["b2"])
    #expect(rig.admit(Self.plan("a2", of: "a", tokens: [9])) == [], "behind a1")
    #expect(try await rig.answer(1) == ["a1", "a2"])
  }

  @Test("a refused token refuses its plans and no others, and is asked for again")
  func refused() async throws {
    let rig = Rig()
    #expect(rig.admit(Self.plan("a1", of: "a", tokens: [1])) == [])
    #expect(rig.admit(Self.plan("a2", of: "a", tokens: [2, 1])) == [])
    #expect(rig.admit(Self.plan("a3", of: "a", tokens: [2])) == [])
    #expect(rig.admit(Self.plan("b1", of: "b", tokens: [1])) == [])
    #expect(rig.admit(Self.plan("c1", of: "c", tokens: [2])) == [])
    #expect(try await rig.answer(1, exists: false) == ["no a1", "no a2", "no b1"])
    #expect(try await rig.answer(2) == ["a3", "c1"])
    // The market opens later: the next plan finds out.
    rig.venue.answer(1, exists: true)
    #expect(rig.admit(Self.plan("a4", of: "a", tokens: [1])) == [])
    #expect(try await rig.answer(1) == ["a4"])
  }

  @Test("in whatever order the venue answers, no strategy's plans change places", arguments: 1...6)
  func anyOrder(seed: Int) async throws {
    let rig = Rig()
    var random = SplitMix64(seed: UInt64(seed))
    var expected: [String: [String]] = [:]
    var named: Set<UInt64> = []
    for number in 0..<18 {
      let strategy = "s\(random.number(0...2))"
      let token = UInt64(random.number(1...6))
      named.insert(token)
      let plan = Self.plan("\(strategy)-\(number)", of: strategy, tokens: [token])
      expected[strategy, default: []].append(plan.intent)
      #expect(rig.admit(plan) == [])
    }
    var released: [String] = []
    var tokens = named.sorted()
    while !tokens.isEmpty {
      let token = tokens.remove(at: Int(random.number(0...Int64(tokens.count - 1))))
      released += try await rig.answer(token)
    }
    for (strategy, plans) in expected {
      #expect(released.filter { $0.hasPrefix(strategy) } == plans)
    }
    #expect(rig.kinds.waiting == 0)
  }
}
