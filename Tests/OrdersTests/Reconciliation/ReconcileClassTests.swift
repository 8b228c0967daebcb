import FixedPoint
import Hashing
import Orders
import Testing
import Venue

/// One row of the table in facts/oms.md 2.3: what both sides have, and what follows.
private struct ClassCase: CustomTestStringConvertible, Sendable {
  let description: String
  /// What is made different once both sides were equal.
  let spoil: @Sendable (inout ReconcilerBench, Digest32) -> Void
  let reason: ReconcileClass?
  /// What the order is after the round, and how much is filled.
  var life = OrderLife.accepted
  var filled: Int64 = 0
  var cancels: [CancelCause] = []
  /// Whether new orders of the market stop with this round.
  var halts: String?
  var looksUp = false
  /// Whether the next rounds close it.
  var closes = true

  var testDescription: String { description }
}

private let cases: [ClassCase] = [
  ClassCase(description: "R0 equal", spoil: { _, _ in }, reason: nil),
  ClassCase(
    description: "R1 missed ack of a doubtful submission",
    spoil: { bench, _ in
      bench.list(bench.place(2, facts: [.sent, .sendInDoubt]))
    }, reason: .missedAck),
  ClassCase(
    description: "R2 missed fill",
    spoil: { bench, order in
      bench.list(order, matched: 250)
      bench.trade("T1", order, size: 250)
    }, reason: .missedFill, life: .partiallyFilled, filled: 250),
  ClassCase(
    description: "R2 missed failure of a trade",
    spoil: { bench, order in
      bench.learn(order, bench.fill("T1", 250))
      bench.list(order, matched: 250)
      bench.trade("T1", order, size: 250, status: .failed)
    }, reason: .missedFill, life: .accepted, filled: 0),
  ClassCase(
    description: "R3 gone, and no trade explains it: asked, not closed in one round",
    spoil: { bench, _ in bench.rows = [] }, reason: .missedCancel, looksUp: true),
  ClassCase(
    description: "R4 gone, and the trades complete it",
    spoil: { bench, order in
      bench.rows = []
      bench.trade("T1", order, size: 1_000)
    }, reason: .missedFillAndGone, life: .filled, filled: 1_000),
  ClassCase(
    description: "R5 ended here, open there: reopened and cancelled",
    spoil: { bench, order in
      bench.learn(order, .cancelled(matched: nil, reason: .requested))
      bench.cancelAnswers[order] = .cancelled
    }, reason: .zombie, life: .cancelled, cancels: [.zombie]),
  ClassCase(
    description: "R6 open under our key and unknown here: cancelled",
    spoil: { bench, _ in
      bench.list(ReconcilerBench.id(66))
      bench.cancelAnswers[ReconcilerBench.id(66)] = .cancelled
    }, reason: .orphan, cancels: [.orphan]),
  ClassCase(
    description: "R7 the venue counts more than its trades give: reserved, asked",
    spoil: { bench, order in bench.list(order, matched: 250) },
    reason: .unattributed, life: .partiallyFilled, filled: 250, looksUp: true, closes: false),
  ClassCase(
    description: "R8 less filled at the venue by its count: never lowered, halts",
    spoil: { bench, order in
      bench.learn(order, bench.fill("T1", 250))
      bench.trade("T1", order, size: 250)
      bench.list(order, matched: 100)
    }, reason: .lessFilled, life: .partiallyFilled, filled: 250,
    halts: "EXEC_RECONCILE_CONFLICT", looksUp: true, closes: false),
  ClassCase(
    description: "R8 a trade of ours is in no list of the venue: never lowered, halts",
    spoil: { bench, order in
      bench.learn(order, bench.fill("T1", 250))
      bench.list(order, matched: 250)
    }, reason: .lessFilled, life: .partiallyFilled, filled: 250,
    halts: "EXEC_RECONCILE_CONFLICT", looksUp: true, closes: false),
  ClassCase(
    description: "R8 filled here, open there",
    spoil: { bench, order in
      bench.learn(order, bench.fill("T1", 1_000))
      bench.trade("T1", order, size: 1_000)
      bench.list(order, matched: 900)
    }, reason: .lessFilled, life: .filled, filled: 1_000, halts: "EXEC_RECONCILE_CONFLICT",
    looksUp: true, closes: false),
  ClassCase(
    description: "R10 the same trade with another size: the venue's stands, a person has to look",
    spoil: { bench, order in
      bench.learn(order, bench.fill("T1", 250))
      bench.list(order, matched: 300)
      bench.trade("T1", order, size: 300)
    }, reason: .conflict, life: .partiallyFilled, filled: 300,
    halts: "EXEC_RECONCILE_CONFLICT", looksUp: true),
  ClassCase(
    description: "R10 the same trade at another price",
    spoil: { bench, order in
      bench.learn(order, bench.fill("T1", 250))
      bench.list(order, matched: 250)
      bench.trade("T1", order, size: 250, price: 510_000)
    }, reason: .conflict, life: .partiallyFilled, filled: 250,
    halts: "EXEC_RECONCILE_CONFLICT", looksUp: true),
  ClassCase(
    description: "R10 trades that overfill",
    spoil: { bench, order in
      bench.rows = []
      bench.trade("T1", order, size: 1_200)
    }, reason: .conflict, life: .filled, filled: 1_200, halts: "EXEC_RECONCILE_CONFLICT",
    looksUp: true),
]

@Suite("Classes of difference")
struct ReconcileClassTests {
  @Test("each row has its class, its action and its halt", arguments: cases)
  fileprivate func row(_ row: ClassCase) {
    var (bench, order) = ReconcilerBench.settled()
    #expect(bench.reconciler.isReady)
    row.spoil(&bench, order)
    bench.now += 10_000
    bench.handle(.reconnected)
    let begun = bench.log.count
    bench.answer()
    let actions = Array(bench.log[begun...])
    #expect(actions.classes.first == row.reason)
    #expect(bench.life(order) == row.life)
    #expect(bench.filled(order) == ReconcilerBench.shares(row.filled))
    #expect(actions.cancels == row.cancels)
    #expect(bench.pause() == row.halts)
    #expect(!actions.lookUps.isEmpty == row.looksUp)
    #expect(actions.isClean == (row.reason == nil))
    for correction in actions.facts { #expect(correction != .void(trade: "")) }
    guard row.reason != nil else { return }
    for _ in 0..<6 { bench.round() }
    #expect(bench.reconciler.differences.isEmpty == row.closes)
  }

  @Test("R9: a price within the tolerance is reported, the venue's stands, nothing halts")
  func economics() {
    var policy = ReconcilerPolicy()
    policy.priceTolerance = Micros(raw: 20_000)
    var (bench, order) = ReconcilerBench.settled(policy: policy)
    bench.learn(order, bench.fill("T1", 250))
    bench.list(order, matched: 250)
    bench.trade("T1", order, size: 250, price: 510_000)
    let actions = bench.round(after: 10_000)
    #expect(actions.classes == [.economics])
    #expect(bench.pause() == nil)
    // The ledger wants to see it twice before it takes the venue's word for its own.
    bench.round()
    #expect(bench.ledger.record(order)?.trades.first?.price == Micros(raw: 510_000))
    bench.round()
    bench.round()
    #expect(bench.reconciler.differences.isEmpty)
  }

  @Test("R11: a match that is not settled in time pauses its market until it is")
  func lateSettlement() {
    var (bench, order) = ReconcilerBench.settled()
    let time = bench.now
    bench.learn(order, bench.fill("T1", 250, time: time))
    bench.list(order, matched: 250)
    bench.trade("T1", order, size: 250, time: time)
    bench.round(after: 600_000)
    #expect(bench.pause() == nil)
    bench.round()
    bench.round()
    #expect(bench.pause() == "EXEC_SETTLEMENT_LATE")
    #expect(bench.pause("0xother") == nil)
    #expect(bench.filled(order) == ReconcilerBench.shares(250))
    bench.trade("T1", order, size: 250, status: .confirmed, time: time)
    bench.round()
    bench.round()
    #expect(bench.pause() == nil)
  }

  @Test(
    "R13: without a snapshot nothing is known, nothing is closed, and the wallet pauses in time")
  func noSnapshot() {
    var (bench, order) = ReconcilerBench.settled()
    bench.isDown = true
    bench.rows = []
    var flagged: Int64?
    var paused: Int64?
    let begun = bench.now
    while bench.now < begun + 120_000 {
      bench.round(after: 1_000)
      if flagged == nil, bench.log.classes.contains(.noSnapshot) { flagged = bench.now - begun }
      if paused == nil, bench.pause() != nil { paused = bench.now - begun }
    }
    #expect(flagged == 16_000)
    #expect(paused == 76_000)
    #expect(bench.pause() == "EXEC_RECONCILE_SLO")
    #expect(bench.life(order) == .accepted)
    #expect(bench.log.facts.isEmpty)
    bench.isDown = false
    bench.list(order)
    bench.round()
    #expect(bench.pause() == "EXEC_RECONCILE_SLO")
    bench.round()
    #expect(bench.pause() == nil)
    #expect(bench.reconciler.differences.isEmpty)
  }

  @Test("R5 and R6: the second one pauses until a person releases it")
  func repeats() {
    var (bench, _) = ReconcilerBench.settled()
    for number: UInt64 in [66, 67] {
      let orphan = ReconcilerBench.id(number)
      bench.list(orphan)
      bench.cancelAnswers[orphan] = .cancelled
      bench.round()
      #expect(bench.pause() == (number == 66 ? nil : "EXEC_RECONCILE_ORPHAN"))
    }
    for _ in 0..<4 { bench.round() }
    #expect(bench.reconciler.differences.isEmpty)
    #expect(bench.pause() == "EXEC_RECONCILE_ORPHAN")
    bench.handle(.release(.wallet(ReconcilerBench.wallet), by: "alice", note: "key rotated"))
    #expect(bench.pause() == nil)
    for number: UInt64 in [5, 6] {
      let order = bench.place(number)
      bench.learn(order, .cancelled(matched: nil, reason: .requested))
      bench.list(order)
      bench.cancelAnswers[order] = .cancelled
      bench.round(after: 10_000)
      #expect(bench.pause() == (number == 5 ? nil : "EXEC_RECONCILE_ZOMBIE"))
    }
    #expect(bench.pause("0xother") == nil)
  }

  @Test("an order of before our journal is removed, and is nobody's use of the key")
  func inherited() {
    var bench = ReconcilerBench()
    for number: UInt64 in [66, 67, 68] {
      let orphan = ReconcilerBench.id(number)
      bench.list(orphan, createdAt: bench.now - 1_000)
      bench.cancelAnswers[orphan] = .cancelled
    }
    bench.start()
    bench.answer()
    #expect(bench.log.cancels == [.orphan, .orphan, .orphan])
    #expect(bench.pause() == "EXEC_NOT_RECONCILED")
    bench.round()
    #expect(bench.pause() == nil)
  }

  @Test("orphans are adopted where the policy has it so")
  func adoption() {
    var policy = ReconcilerPolicy()
    policy.orphans = .adopt
    var (bench, _) = ReconcilerBench.settled(policy: policy)
    let orphan = ReconcilerBench.id(66)
    bench.list(orphan)
    let actions = bench.round()
    #expect(actions.cancels.isEmpty)
    #expect(
      actions.contains {
        if case .adopt(let row) = $0 { row.id.digest == orphan } else { false }
      })
  }

  @Test("a trade of an order that nobody placed goes to quarantine and halts its market")
  func strangeTrade() {
    var (bench, _) = ReconcilerBench.settled()
    bench.trade("T9", ReconcilerBench.id(77), size: 10)
    let actions = bench.round()
    #expect(actions.classes == [.conflict])
    #expect(bench.pause() == "EXEC_RECONCILE_CONFLICT")
    #expect(bench.ledger.unknownFacts.count == 1)
    // Its trade is told in every round that reads so far back; the difference closes all the same.
    for _ in 0..<4 { bench.round() }
    #expect(bench.reconciler.differences.isEmpty)
    bench.round()
    bench.round()
    bench.round()
    #expect(bench.ledger.unknownFacts.count == 1)
    #expect(bench.pause() == "EXEC_RECONCILE_CONFLICT")
  }
}
