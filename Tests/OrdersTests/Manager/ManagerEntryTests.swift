import FixedPoint
import Hashing
import JSON
import Orders
import TestSupport
import Testing
import Trading
import Venue

@Suite("entries of the order manager in envelopes")
struct ManagerEntryTests {
  static let terms = OrderTerms(
    clientOrderID: "a/0/1", intent: "a", strategy: "maker \"one\"", market: "0xab",
    token: UInt256(7 as UInt64), side: .sell, price: Micros(raw: 510_000),
    size: Micros(raw: 12_340_000), type: .goodTillDate, expiration: 1_800_000_000_000,
    isPostOnly: true, tick: Micros(raw: 10_000), builder: Digest32(1, 2, 3, 4),
    replaces: "b/0/1")

  static let bytes = SignedBytes(
    id: Digest32(5, 6, 7, 8), body: Array("{\"order\":{\"salt\":12},\"owner\":\"\u{e9}\\n\"}".utf8),
    salt: (1 << 53) - 1, timestamp: 1_800_000_000_001)

  static let plan = ExecutionPlan(
    intent: "a", strategy: "maker", time: 5, validUntil: 9,
    legs: [
      .init(
        market: "0xab", token: UInt256(7 as UInt64), side: .buy, price: Micros(raw: 500_000),
        size: Micros(raw: 5_000_000), tick: Micros(raw: 10_000), limit: Micros(raw: 520_000),
        replaces: "c/0/1")
    ], cancels: ["d/0/1"])

  static let facts: [OrderFact] = [
    .denied(code: "EXEC_PAUSED"), .sent, .sendInDoubt, .acknowledged, .rejected(reason: "no"),
    .trade(
      TradeFact(
        id: "t", size: Micros(raw: 1), price: Micros(raw: 500_000), status: .retrying,
        transactionHash: "0x1", matchTime: 77)),
    .trade(TradeFact(id: "t", size: Micros(raw: 1), price: nil)),
    .settlement(trade: "t", .failed), .void(trade: "t"), .cumulative(Micros(raw: 9)),
    .cancelRequested(attempt: 3), .cancelInDoubt(attempt: 3),
    .cancelRefused(attempt: nil, .goneOrMatched), .cancelRefused(attempt: 2, .venueUnavailable),
    .cancelled(matched: nil, reason: .notFound),
    .cancelled(matched: Micros(raw: 4), reason: .requested), .expired,
    .shownOpen(asOf: 8, matched: .zero),
  ]

  static let wishes: [OperatorRequest.Wish] = [
    .pause(.strategy("maker")), .resume(.global), .explain, .settle,
    .flow(ChainFlow(collateral: Micros(raw: -4), note: "as in old journals")),
    .flow(
      ChainFlow(
        collateral: .zero, shares: [UInt256(UInt64(7)): Micros(raw: 5)], note: "split",
        transaction: "0xab",
        by: "alice")),
  ]

  static let entries: [ManagerEntry] =
    [
      .plan(plan), .refused(intent: "a", code: "EXEC_PLAN_INVALID", reason: "why"),
      .denied(terms, code: "EXEC_PAUSED", reason: "why"), .order(terms, bytes, sequence: 12),
      .adopted(terms, bytes),
      .replacement(order: bytes.id, .deferred(by: "a/0/2", severity: .reshape)),
      .replacement(
        order: bytes.id,
        .granted(
          by: "a/0/2", price: Micros(raw: 1), aheadBefore: Micros(raw: 2), aheadAfter: nil)),
      .replacement(order: bytes.id, .replaced),
      .replacement(order: bytes.id, .dropped(reason: "held")),
      .kill(
        KillStep(
          KillRecord(
            id: "kill-1", epoch: 1, scope: .market("0xab"), state: .tripped, trigger: .drawdown,
            by: "alice", reason: "why", time: 4))),
      .incident(code: "EXEC_RECONCILE_DIVERGED", scope: .global, detail: Array("{\"a\":1}".utf8)),
      .paused(.strategy("maker"), code: "EXEC_PAUSED"), .resumed(.global, by: "alice"),
      .reconciled(round: 4, asOf: 99), .forgotten(before: 98),
    ]
    + wishes.enumerated().map { number, wish in
      .request(
        OperatorRequest(id: "r\(number)", wish, by: "alice", reason: "a \"test\"", time: 7),
        OperatorAnswer(OperatorAnswer.Outcome.allCases[number % 3], "what became of it\n"))
    } + facts.map { .fact(order: bytes.id, $0, .stream) }
    + facts.map { .unknown(order: bytes.id, $0, .snapshot) }

  @Test("written and read back, and written again to the same bytes", arguments: entries.indices)
  func roundTrip(index: Int) throws {
    let entry = Self.entries[index]
    var writer = JSONWriter()
    entry.write(to: &writer)
    let reader = JSONReader()
    let node = try unsafe reader.parse(copying: writer.bytes)
    #expect(ManagerEntry.isEntry(node))
    #expect(try ManagerEntry(payload: node) == entry)
    // Canonical as it stands: whoever verifies the journal must be able to write it again.
    #expect(try CanonicalJSON.bytes(of: JSONValue(node)) == writer.bytes)
    withExtendedLifetime(reader) {}
  }

  @Test("a payload that is cut, spoiled or of another form is refused, never taken for less")
  func spoiled() throws {
    let reader = JSONReader()
    for text in [
      "{\"entry\":\"nothing\"}", "{\"entry\":\"fact\"}", "{\"entry\":\"order\",\"order\":\"0x1\"}",
      "{\"entry\":\"reconciled\",\"round\":\"1\",\"as_of_ms\":1}", "[]",
      "{\"entry\":\"fact\",\"order\":\"0x\",\"source\":\"stream\",\"fact\":{\"type\":\"sent\"}}",
    ] {
      let node = try unsafe reader.parse(copying: text.utf8)
      #expect(throws: FieldProblem.self) { try ManagerEntry(payload: node) }
    }
    withExtendedLifetime(reader) {}
  }

  @Test("every envelope names what it is about")
  func references() throws {
    let draft = ManagerEntry.order(Self.terms, Self.bytes, sequence: 1)
      .draft(terms: Self.terms, time: 5)
    let text = String(decoding: draft.refs ?? [], as: UTF8.self)
    #expect(
      text == """
        {"client_order_id":"a/0/1","intent_id":"a","order_id":"\(Self.bytes.id.prefixedHex)"}
        """)
    #expect(draft.kind == .order)
    #expect(draft.scope == "venue/polymarket/market/0xab")
  }
}
