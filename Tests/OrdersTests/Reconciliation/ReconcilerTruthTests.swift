import FixedPoint
import Orders
import Testing
import Venue

/// What a reconciliation must not say: a difference that is none, and agreement where something is missing.
@Suite("Reconciliation says the truth")
struct ReconcilerTruthTests {
  private static let hour: Int64 = 3_600_000

  @Test(
    "a fill between the pages of orders and those of trades is a missed fill, and halts nothing")
  func fillBetweenPages() {
    var (bench, order) = ReconcilerBench.settled()
    bench.trade("T1", order, size: 40)
    let actions = bench.round(after: 10_000)
    #expect(actions.classes == [.missedFill])
    #expect(bench.pause() == nil)
    #expect(bench.filled(order) == ReconcilerBench.shares(40))
    bench.list(order, matched: 40)
    for _ in 0..<2 { bench.round(after: 10_000) }
    #expect(bench.reconciler.differences.isEmpty)
  }

  @Test("a fill that came while the snapshot was on its way is not in its count")
  func fillUnderWay() {
    var (bench, order) = ReconcilerBench.settled()
    for number in 1...6 {
      bench.now += 10_000
      bench.handle(.tick)
      let snapshot = bench.snapshot()
      bench.now += 200
      bench.learn(order, bench.fill("T\(number)", 10))
      bench.trade("T\(number)", order, size: 10)
      guard case .readSnapshot(let round, _)? = bench.log.last(where: \.isReading) else { return }
      bench.handle(.snapshot(round: round, .complete(snapshot)))
      #expect(bench.pause() == nil)
      bench.list(order, matched: Int64(number) * 10)
    }
    #expect(bench.log.classes.isEmpty)
  }

  @Test("a count that stays behind trades we have had for long is less filled at the venue")
  func lessFilled() {
    var (bench, order) = ReconcilerBench.settled()
    bench.learn(order, bench.fill("T1", 40))
    bench.trade("T1", order, size: 40)
    #expect(bench.round(after: 10_000).classes == [.lessFilled])
    #expect(bench.pause() == "EXEC_RECONCILE_CONFLICT")
  }

  @Test("refused and told of again: a snapshot that shows it open refutes the refusal")
  func refutedRefusal() {
    for again in [OrderFact.acknowledged, ReconcilerBench().fill("T1", 40)] {
      var (bench, _) = ReconcilerBench.settled()
      let order = bench.place(2, facts: [.sent, .rejected(reason: "no")])
      bench.now += 1_000
      bench.learn(order, again)
      #expect(bench.life(order) == .inDoubt)
      let matched: Int64 = again == .acknowledged ? 0 : 40
      if matched > 0 { bench.trade("T1", order, size: matched) }
      bench.list(order, matched: matched)
      bench.round(after: 10_000)
      #expect(bench.life(order) == (matched > 0 ? .partiallyFilled : .accepted))
      for _ in 0..<2 { bench.round() }
      #expect(bench.reconciler.differences.isEmpty)
      #expect(bench.pause() == nil)
    }
  }

  @Test("a count without its trade is a difference of an ended order too, at the service level")
  func endedWithoutTrade() {
    var (bench, order) = ReconcilerBench.settled()
    bench.learn(order, .cumulative(ReconcilerBench.shares(1_000)))
    #expect(bench.life(order) == .filled)
    bench.rows = []
    let first = bench.round(after: 10_000)
    #expect(first.classes == [.unattributed])
    #expect(first.lookUps == [order])
    for _ in 0..<12 { bench.round() }
    #expect(bench.pause() == "EXEC_RECONCILE_SLO")
    bench.trade("T1", order, size: 1_000)
    for _ in 0..<3 { bench.round() }
    #expect(bench.reconciler.differences.isEmpty)
    #expect(bench.pause() == nil)
  }

  @Test("a person who accepts the count ends the difference; another count is another")
  func acceptedCount() {
    var (bench, order) = ReconcilerBench.settled()
    bench.learn(order, .cumulative(ReconcilerBench.shares(300)), .expired)
    bench.rows = []
    bench.round(after: 10_000)
    bench.handle(.release(.market(ReconcilerBench.market), by: "alice", note: "asked the venue"))
    for _ in 0..<2 { bench.round() }
    #expect(bench.reconciler.differences.isEmpty)
    bench.learn(order, .cumulative(ReconcilerBench.shares(400)))
    #expect(bench.round(after: 10_000).classes == [.unattributed])
  }

  @Test("a trade that nobody named is searched for back to its order, and rarer the longer it is")
  func search() {
    var (bench, order) = ReconcilerBench.settled()
    let signed = bench.ledger.record(order)?.signedAt ?? 0
    for _ in 0..<60 { bench.round(after: 60_000) }
    bench.learn(order, .cumulative(ReconcilerBench.shares(1_000)))
    bench.rows = []
    var long = 0
    for _ in 0..<240 {
      bench.round()
      guard let window = bench.window else { continue }
      if window <= signed { long += 1 } else { #expect(window > bench.now - 400_000) }
    }
    #expect((3...8).contains(long))
    bench.trade("T1", order, size: 1_000, time: signed + 1_000)
    for _ in 0..<260 { bench.round() }
    #expect(bench.ledger.record(order)?.status.unattributed == .zero)
    #expect(bench.reconciler.differences.isEmpty)
  }

  @Test("a trade that never settles does not make rounds longer: it is asked for by its name")
  func unsettled() {
    var (bench, order) = ReconcilerBench.settled()
    bench.learn(order, bench.fill("T1", 40))
    bench.trade("T1", order, size: 40)
    bench.list(order, matched: 40)
    for _ in 0..<60 { bench.round(after: 60_000) }
    #expect((bench.window ?? 0) > bench.now - 400_000)
    #expect(bench.askedTrades.contains("T1"))
    #expect(bench.pause() == "EXEC_SETTLEMENT_LATE")
    #expect(bench.reconciler.differences.isEmpty)
    bench.learn(order, .settlement(trade: "T1", .confirmed))
    bench.askedTrades = []
    for _ in 0..<3 { bench.round() }
    #expect(bench.pause() == nil)
    #expect(bench.askedTrades.isEmpty)
  }

  @Test("however many trades are late, each is asked for, some in each round")
  func manyUnsettled() {
    var (bench, order) = ReconcilerBench.settled()
    for number in 1...25 {
      bench.learn(order, bench.fill("T\(number)", 1))
      bench.trade("T\(number)", order, size: 1)
    }
    bench.list(order, matched: 25)
    for _ in 0..<10 { bench.round(after: 60_000) }
    bench.askedTrades = []
    for _ in 0..<5 {
      let before = bench.askedTrades.count
      bench.round()
      #expect(bench.askedTrades.count - before <= 10)
    }
    #expect(Set(bench.askedTrades).count == 25)
  }

  @Test(
    "a clock that is hours off finds every fill, and people hear of it once", arguments: [-6, 6])
  func wrongClock(hours: Int64) {
    var bench = ReconcilerBench()
    bench.now = 100 * Self.hour
    bench.skew = hours * Self.hour
    let order = bench.place(1)
    bench.trade("T1", order, size: 40)
    bench.list(order, matched: 40)
    bench.now += 10_000
    bench.start()
    bench.answer()
    for _ in 0..<4 { bench.round() }
    #expect(bench.filled(order) == ReconcilerBench.shares(40))
    #expect(bench.reconciler.differences.isEmpty)
    #expect(bench.reconciler.isReady)
    #expect(bench.pause() == nil)
    let told = bench.log.filter {
      if case .alert("EXEC_CLOCK_SKEW", _, _) = $0 { true } else { false }
    }
    #expect(told.count == 1)
  }

  @Test("a clock that leaps ahead by hours between rounds loses no fill and closes no order")
  func leap() {
    var (bench, order) = ReconcilerBench.settled()
    for number in 1...3 {
      bench.round()
      // The venue's clock goes on, ours leaps.
      bench.now += 2 * Self.hour
      bench.skew -= 2 * Self.hour
      bench.trade("T\(number)", order, size: 40)
      bench.list(order, matched: Int64(number) * 40)
      for _ in 0..<3 { bench.round() }
      #expect(bench.filled(order) == ReconcilerBench.shares(Int64(number) * 40))
    }
    #expect(bench.pause() == nil)
    #expect(bench.life(order) == .partiallyFilled)
    #expect(bench.reconciler.differences.isEmpty)
  }

  @Test(
    "two looks within a moment of the venue's clock are no proof, whatever ours did between them")
  func leapIsNoProof() {
    var (bench, order) = ReconcilerBench.settled()
    bench.rows = []
    bench.round(after: 10_000)
    bench.now += Self.hour
    bench.skew -= Self.hour - 500
    bench.handle(.reconnected)
    bench.answer()
    #expect(bench.life(order) == .accepted)
    bench.list(order)
    for _ in 0..<3 { bench.round() }
    #expect(bench.life(order) == .accepted)
    #expect(bench.reconciler.differences.isEmpty)
  }

  @Test("a journal whose rounds bear our own fast clock reads from before what it has")
  func oldJournal() {
    var bench = ReconcilerBench()
    bench.now = 100 * Self.hour
    bench.skew = -6 * Self.hour
    let order = bench.place(1)
    bench.trade("T1", order, size: 40)
    bench.list(order, matched: 40)
    bench.reconciler.restore(reconciledAsOf: bench.now)
    bench.now += 10_000
    bench.start()
    bench.answer()
    for _ in 0..<4 { bench.round() }
    #expect(bench.filled(order) == ReconcilerBench.shares(40))
    #expect(bench.reconciler.isReady)
  }
}
