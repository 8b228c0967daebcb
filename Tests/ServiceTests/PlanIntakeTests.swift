import Diagnostics
import FixedPoint
import Glibc
import Hashing
import Network
import Orders
import Runtime
import Service
import TestSupport
import Testing
import Trading
import Venue

/// What stands between a strategy's lines and the desk.
@Suite("plans on their way to the desk")
struct PlanIntakeTests {
  /// Nobody is asked here.
  private struct NoVenue: VenueTransport {
    func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
      HTTPResponse(status: 404, body: [])
    }
  }

  private static let market = "0x" + String(repeating: "a", count: 64)
  private static let token = UInt256(UInt64(11))

  private static func kinds(_ mailbox: LiveMailbox) -> MarketKinds {
    MarketKinds(
      client: VenueClient(VenueClient.Configuration(), transport: NoVenue(), time: SystemTime()),
      mailbox: mailbox)
  }

  private static func line(_ intent: String) -> String {
    """
    {"schema":"polytraders/execution-plan/1","intent":"\(intent)","strategy":"s","time_ms":1,"legs":[\
    {"market":"\(market)","token":"11","side":"BUY","price":"0.5","size":"10","tick":"0.01"}]}

    """
  }

  @Test("a line that is too long is passed over, and what stands behind it is read")
  func longLine() throws {
    try Places.withTemporaryFolder { folder in
      let path = "\(folder)/plans"
      let long = String(repeating: "x", count: (1 << 20) + 100_000)
      try Places.write(
        Array((Self.line("one") + long + "\n" + Self.line("two") + long).utf8), to: path)
      let mailbox = LiveMailbox { 0 }
      PlanSource(path, mailbox: mailbox, kinds: Self.kinds(mailbox)).start()
      var heard: [String] = []
      for _ in 0..<60_000 where heard.last != "end" {
        for letter in mailbox.takeAll() {
          switch letter.input {
          case .plan(let plan): heard.append(plan.intent)
          case .badPlan(let diagnostic):
            heard.append("\(diagnostic.code) \(diagnostic.location?.line ?? 0)")
          case .plansEnded: heard.append("end")
          default: heard.append("?")
          }
        }
        if heard.last != "end" { usleep(1_000) }
      }
      #expect(heard == ["one", "PT2712 2", "two", "PT2712 4", "end"])
    }
  }

  @Test(
    "a plan has to fit what the venue tells of its token",
    arguments: [
      (market, "0.5", "10", "0.01", nil, nil),
      ("0x" + String(repeating: "2", count: 64), "0.5", "10", "0.01", nil, "is of market"),
      ("0x2222", "0.5", "10", "0.01", nil, "is of market"),
      (market.uppercased(), "0.5", "10", "0.01", nil, "is of market"),
      (market, "0.5", "10", "0.1", nil, nil),
      (market, "0.501", "10", "0.001", nil, "tick 0.001"),
      (market, "0.555", "10", "0.01", nil, "0.555 is no price"),
      (market, "0.5", "10", "0.01", "0.505", "0.505 is no price"),
      (market, "0.5", "4.99", "0.01", nil, "below 5 shares"),
      (market, "0.5", "5", "0.01", nil, nil),
    ] as [(String, String, String, String, String?, String?)])
  func fits(
    market: String, price: String, size: String, tick: String, limit: String?, expected: String?
  ) throws {
    let kinds = Self.kinds(LiveMailbox { 0 })
    kinds.learn(
      MarketRules(
        tokenID: Self.token, market: Self.market, tickSize: .hundredth,
        minimumOrderSize: try Micros.parse("5"), negativeRisk: true))
    let leg = ExecutionPlan.Leg(
      market: market, token: Self.token, side: .buy, price: try Micros.parse(price),
      size: try Micros.parse(size), tick: try Micros.parse(tick),
      limit: try limit.map { try Micros.parse($0) })
    let plan = ExecutionPlan(intent: "i", strategy: "s", time: 1, legs: [leg])
    let problem = kinds.problem(of: plan)
    #expect((problem == nil) == (expected == nil), "\(problem ?? "nothing")")
    if let expected { #expect(problem?.contains(expected) == true, "\(problem ?? "")") }
    kinds.setTick(.thousandth, of: Self.token)
    #expect(
      (kinds.problem(of: plan) == nil) == (expected == nil || expected?.contains("0.") == true))
  }

  @Test("an order that names another market than its token's has no contract to be signed for")
  func contract() {
    let kinds = Self.kinds(LiveMailbox { 0 })
    kinds.learn(
      MarketRules(
        tokenID: Self.token, market: Self.market, tickSize: .hundredth, minimumOrderSize: nil,
        negativeRisk: true))
    func terms(_ market: String) -> OrderTerms {
      OrderTerms(
        clientOrderID: "i/0/1", intent: "i", strategy: "s", market: market, token: Self.token,
        side: .buy, price: Micros(raw: 500_000), size: Micros(raw: 10_000_000),
        type: .goodTillCancelled, tick: Micros(raw: 10_000), builder: .zero)
    }
    #expect(kinds.isNegativeRisk(of: terms(Self.market)) == true)
    #expect(kinds.isNegativeRisk(of: terms("0x2222")) == nil)
  }
}
