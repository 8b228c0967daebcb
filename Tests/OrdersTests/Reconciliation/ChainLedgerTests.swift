import FixedPoint
import Hashing
import JSON
import Orders
import TestSupport
import Testing
import Trading
import Venue

/// A ledger of balances before a chain that says what the test wants.
private struct ChainBench {
  static let token = UInt256(UInt64(7))
  static let order = Digest32(1, 0, 0, 1)

  var ledger = ChainLedger()
  var orders = OrderLedger()
  /// Folded from what was recorded, as a restart would.
  var replayed = ChainLedger()
  var now: Int64 = 1_000_000
  var block: Int64 = 100
  var collateral = Micros(raw: 1_000_000_000)
  var shares: [UInt256: Micros] = [token: .zero]

  @discardableResult
  mutating func handle(_ event: ChainLedger.Event) -> [ChainLedger.Action] {
    let actions = ledger.handle(event, now: now)
    for action in actions {
      if case .record(let entry) = action { replayed.apply(entry) }
    }
    return actions
  }

  @discardableResult
  mutating func read(after wait: Int64 = 10_000) -> [ChainLedger.Action] {
    now += wait
    block += 5
    return handle(
      .read(
        .read(
          ChainReading(
            block: block, transactionCount: 0, collateral: collateral, shares: shares))))
  }

  /// A buy of our resting order at 0.40, or a step of its settlement.
  mutating func book(_ fact: OrderFact, side: Side = .buy, isPostOnly: Bool = true) {
    let terms = OrderTerms(
      clientOrderID: "i/0/1", intent: "i", strategy: "maker", market: "m", token: Self.token,
      side: side, price: Micros(raw: 400_000), size: Micros(raw: 100_000_000),
      isPostOnly: isPostOnly, tick: Micros(raw: 10_000), builder: .zero)
    let signed = SignedBytes(id: Self.order, body: [], salt: 1, timestamp: 1)
    orders.add(terms, signed, sequence: 1, at: now)
    _ = orders.apply(fact, to: Self.order, from: .stream, at: now)
    ledger.book(fact, of: Self.order, in: orders, at: now)
    replayed.book(fact, of: Self.order, in: orders, at: now)
  }

  mutating func trade(_ name: String = "T1", _ shares: Int64 = 10, _ status: TradeStatus = .matched)
    -> OrderFact
  {
    .trade(
      TradeFact(
        id: name, size: Micros(raw: shares * 1_000_000), price: Micros(raw: 400_000),
        status: status, matchTime: now))
  }

  mutating func move(collateral change: Int64, shares: Int64) {
    collateral.raw += change * 1_000_000
    self.shares[Self.token, default: .zero].raw += shares * 1_000_000
  }
}

@Suite("Balances against the chain")
struct ChainLedgerTests {
  @Test("a trade may be in the block or not until it is confirmed, and has to be afterwards")
  func settlement() {
    var bench = ChainBench()
    #expect(bench.read().recorded.count == 1)
    let fact = bench.trade()
    bench.book(fact)
    #expect(bench.read().isEmpty)
    bench.book(.settlement(trade: "T1", .mined))
    bench.move(collateral: -4, shares: 10)
    #expect(bench.read().isEmpty)
    bench.book(.settlement(trade: "T1", .confirmed))
    #expect(bench.read().isEmpty)
    // Every trade is in the block: counting goes on from it.
    let actions = bench.read(after: 60_000)
    #expect(actions.recorded.count == 1)
    #expect(!bench.ledger.isBlocking)
    bench.move(collateral: 0, shares: -10)
    #expect(bench.read().contains(.pause(code: "GOV_RECONCILE_MISMATCH")))
  }

  @Test("a failed trade moves nothing")
  func failure() {
    var bench = ChainBench()
    bench.read()
    let fact = bench.trade()
    bench.book(fact)
    bench.book(.settlement(trade: "T1", .failed))
    #expect(bench.read(after: 100_000).allSatisfy { $0.isRecord })
    bench.move(collateral: -4, shares: 10)
    #expect(bench.read().contains(.pause(code: "GOV_RECONCILE_MISMATCH")))
  }

  @Test("a trade that layer A finds explains the difference, and nothing is tripped")
  func explainedByTrade() {
    var bench = ChainBench()
    bench.read()
    bench.move(collateral: -4, shares: 10)
    #expect(bench.read().contains(.pause(code: "GOV_RECONCILE_MISMATCH")))
    #expect(bench.ledger.isBlocking)
    bench.now += 1_000
    let fact = bench.trade("T1", 10, .confirmed)
    bench.book(fact)
    #expect(bench.handle(.reconciled(asOf: bench.now)) == [.resume])
    #expect(!bench.ledger.isBlocking)
    #expect(bench.ledger.mismatch == nil)
  }

  @Test("what no trade explains is captured, trips, and stays until it is settled by hand")
  func mismatch() throws {
    var bench = ChainBench()
    bench.read()
    let fact = bench.trade("T1", 10, .confirmed)
    bench.book(fact)
    bench.move(collateral: -4, shares: 10)
    bench.read(after: 70_000)
    bench.move(collateral: -25, shares: 0)
    bench.read()
    // A round that began before the reading proves nothing about it.
    #expect(bench.handle(.reconciled(asOf: bench.now - 1)).isEmpty)
    bench.now += 5_000
    let actions = bench.handle(.reconciled(asOf: bench.now))
    let found = try #require(bench.ledger.mismatch)
    #expect(actions.contains(.trip(found)))
    let text = String(decoding: found.detail, as: UTF8.self)
    #expect(
      text
        == "{\"chain\":{\"collateral\":\"971\"},\"internal\":{\"collateral\":{\"highest\":\"996\","
        + "\"lowest\":\"996\"}},\"last_applied_event\":\"0x\(ChainBench.order.hex) trade T1 10 0.4 "
        + "CONFIRMED\",\"last_seen_block\":\"\(bench.block)\"}")
    #expect(bench.replayed.isSame(as: bench.ledger))
    #expect(bench.replayed.isBlocking)
    // Neither balances that agree again nor one step lifts it.
    bench.handle(.settle(by: "alice"))
    #expect(bench.ledger.mismatch != nil)
    bench.handle(.explain(by: "alice", note: "withdrawn by hand"))
    bench.handle(.settle(by: "bob"))
    #expect(bench.ledger.mismatch != nil)
    bench.handle(
      .flow(ChainFlow(collateral: Micros(raw: -25_000_000), note: "withdrawn by hand")))
    #expect(bench.handle(.settle(by: "bob")).contains(.resume))
    #expect(!bench.ledger.isBlocking)
    #expect(bench.read().allSatisfy { $0.isRecord })
    #expect(bench.replayed.isSame(as: bench.ledger))
  }

  @Test("without a clean round a suspicion is proved by its age")
  func suspicion() {
    var bench = ChainBench()
    bench.read()
    bench.move(collateral: -1, shares: 0)
    bench.read()
    bench.read(after: 60_000)
    #expect(bench.ledger.mismatch == nil)
    bench.read(after: 1)
    #expect(bench.ledger.mismatch != nil)
  }

  @Test("fees and rounding are no difference, more than that is")
  func fees() {
    var bench = ChainBench()
    bench.read()
    let fact = bench.trade("T1", 10, .confirmed)
    bench.book(fact, isPostOnly: false)
    bench.move(collateral: -4, shares: 10)
    bench.collateral.raw -= 150_000
    let actions = bench.read(after: 70_000)
    #expect(
      actions.recorded.contains {
        if case .agreed(_, let charged) = $0 { charged == Micros(raw: 150_000) } else { false }
      })
    bench.collateral.raw -= 150_000
    #expect(bench.read().contains(.pause(code: "GOV_RECONCILE_MISMATCH")))
  }

  @Test("a node that lags and one that fails say nothing")
  func noEvidence() {
    var bench = ChainBench()
    bench.read()
    let old = ChainReading(
      block: 1, transactionCount: 0, collateral: .zero, shares: [ChainBench.token: .zero])
    #expect(bench.handle(.read(.read(old))).isEmpty)
    #expect(bench.handle(.read(.failed("down"))).isEmpty)
  }

  @Test(
    "shares of a token that is read later: what was there before is found, fewer than we bought is not"
  )
  func laterToken() {
    for held: Int64 in [0, 5, -3] {
      var bench = ChainBench()
      bench.shares = [:]
      bench.read()
      let fact = bench.trade("T1", 10, .confirmed)
      bench.book(fact)
      bench.move(collateral: -4, shares: 10 + held)
      let actions = bench.read(after: 70_000)
      #expect(actions.contains(.pause(code: "GOV_RECONCILE_MISMATCH")) == (held < 0))
    }
  }

  @Test("entries read back as they were written")
  func entries() throws {
    let reading = ChainReading(
      block: 7, transactionCount: 3, collateral: Micros(raw: 1), shares: [ChainBench.token: .one])
    let part = ChainMismatch.Part(
      token: ChainBench.token, lowest: .zero, highest: .one, chain: Micros(raw: -5))
    let money = ChainMismatch.Part(
      token: nil, lowest: .zero, highest: .one, chain: Micros(raw: 2))
    let entries: [ChainEntry] = [
      .opened(reading), .token(ChainBench.token, held: .one),
      .flow(ChainFlow(collateral: Micros(raw: -1), shares: [ChainBench.token: .one], note: "n")),
      .agreed(reading, charged: Micros(raw: 9)),
      .mismatch(
        ChainMismatch(parts: [money, part], lastSeenBlock: 9, lastAppliedEvent: "0x1 trade")),
      .explained(by: "alice", note: "why"), .settled(by: "bob"),
    ]
    for entry in entries {
      let value = try JSONValue(parsing: entry.canonical)
      #expect(ChainEntry(value) == entry)
      guard let members = value.members else { continue }
      for member in members {
        let rest = JSONValue.object(members.filter { $0.key != member.key })
        #expect(ChainEntry(rest) == nil, "without \(member.key)")
      }
    }
  }

  @Test("both books of our trades agree, and a lie in one is seen (layer C)")
  func layerC() {
    for seed in 0..<100 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bench = ReconcilerBench()
      var positions = ChainLedger()
      let order = bench.place(1)
      for _ in 0..<20 {
        let name = "T\(Int.random(in: 0..<5, using: &random))"
        let facts: [OrderFact] = [
          bench.fill(name, 10), bench.fill(name, 11), .settlement(trade: name, .confirmed),
          .settlement(trade: name, .failed), .settlement(trade: name, .mined), .void(trade: name),
          .cumulative(ReconcilerBench.shares(5)), .cancelled(matched: nil, reason: .requested),
        ]
        let fact = facts.randomElement(using: &random) ?? .acknowledged
        let source: FactSource = Bool.random(using: &random) ? .stream : .snapshot
        _ = bench.ledger.apply(fact, to: order, from: source, at: bench.now)
        positions.book(fact, of: order, in: bench.ledger, at: bench.now)
      }
      #expect(positions.disagreements(with: bench.ledger).isEmpty, "seed \(seed)")
      _ = bench.ledger.apply(bench.fill("T9", 1), to: order, from: .stream, at: bench.now)
      #expect(positions.disagreements(with: bench.ledger) == [order])
    }
  }
}

extension [ChainLedger.Action] {
  fileprivate var recorded: [ChainEntry] {
    compactMap { if case .record(let entry) = $0 { entry } else { nil } }
  }
}

extension ChainLedger.Action {
  fileprivate var isRecord: Bool { if case .record = self { true } else { false } }
}
