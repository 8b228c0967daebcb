import FixedPoint
import Hashing
import Orders
import Testing
import Venue

@Suite("Rounds of reconciliation")
struct ReconcilerRoundTests {
  @Test("nothing trades before one clean round; an incomplete one is none")
  func start() {
    var bench = ReconcilerBench()
    let order = bench.place(1)
    #expect(bench.pause() == "EXEC_NOT_RECONCILED")
    bench.now += 10_000
    bench.start()
    bench.isDown = true
    bench.answer()
    bench.round()
    #expect(bench.pause() == "EXEC_NOT_RECONCILED")
    bench.isDown = false
    bench.list(order, matched: 100)
    bench.trade("T1", order, size: 100)
    bench.round()
    #expect(bench.pause() == "EXEC_NOT_RECONCILED")
    bench.round()
    #expect(bench.pause() == nil)
  }

  @Test("rounds come every 5 s with live orders, every 60 s without, at once after a reconnect")
  func rhythm() {
    var bench = ReconcilerBench()
    bench.start()
    #expect(bench.log.last?.isReading == true)
    bench.answer()
    #expect(bench.reconciler.wake == bench.now + 60_000)
    bench.list(bench.place(1))
    bench.handle(.tick)
    #expect(bench.reconciler.wake == bench.now + 5_000)
    bench.now += 1_000
    let count = bench.log.count
    bench.handle(.tick)
    #expect(bench.log.count == count)
    bench.handle(.reconnected)
    #expect(bench.log.last?.isReading == true)
    // While one is under way, what happens now wants another behind it.
    bench.handle(.reconnected)
    #expect(bench.log.filter(\.isReading).count == 2)
    bench.answer()
    #expect(bench.log.filter(\.isReading).count == 3)
  }

  @Test("a storm of oddities is one round a second")
  func storm() {
    var (bench, order) = ReconcilerBench.settled()
    let begun = bench.log.filter(\.isReading).count
    for _ in 0..<100 {
      bench.now += 100
      bench.handle(.mark(order: order))
      bench.answer()
    }
    #expect((9...11).contains(bench.log.filter(\.isReading).count - begun))
  }

  @Test("a round without an answer is given up, and its late answer is not heard")
  func lateAnswer() {
    var (bench, order) = ReconcilerBench.settled()
    bench.now += 5_000
    bench.handle(.tick)
    guard case .readSnapshot(let round, _)? = bench.log.last else {
      Issue.record("no round")
      return
    }
    bench.now += 20_000
    bench.handle(.tick)
    bench.list(order, matched: 100)
    bench.trade("T1", order, size: 100)
    #expect(bench.handle(.snapshot(round: round, .complete(bench.snapshot()))).facts.isEmpty)
    #expect(bench.filled(order) == .zero)
  }

  /// A snapshot that is complete by its pages and proves nothing.
  @Test("an unknown word or a row told twice and differently voids the snapshot", arguments: 0..<4)
  func flaws(_ number: Int) {
    var (bench, order) = ReconcilerBench.settled()
    bench.now += 10_000
    bench.list(order, matched: 100)
    bench.trade("T1", order, size: 100)
    var snapshot = bench.snapshot()
    switch number {
    case 0: snapshot.orders[0].status = VenueWord("SLEEPING")
    case 1: snapshot.trades[0].status = VenueWord("DREAMING")
    case 2: snapshot.orders.append(bench.row(order, matched: 50))
    default:
      var other = snapshot.trades[0]
      other.price = Micros(raw: 1)
      snapshot.trades.append(other)
    }
    #expect(snapshot.flaw != nil)
    bench.handle(.reconnected)
    guard case .readSnapshot(let round, _)? = bench.log.last else {
      Issue.record("no round")
      return
    }
    let actions = bench.handle(.snapshot(round: round, .complete(snapshot)))
    #expect(actions.facts.isEmpty)
    #expect(!actions.isClean)
    #expect(bench.reconciler.isReady)
  }

  @Test("what is under way is not judged, and must come to rest within three rounds")
  func inFlight() {
    var (bench, order) = ReconcilerBench.settled()
    bench.rows = []
    for number in 1...4 {
      bench.now += 5_000
      bench.learn(order, .cumulative(Micros(raw: Int64(number))))
      bench.handle(.tick)
      let actions = bench.answer()
      #expect(actions.classes == (number == 3 ? [.missedCancel] : []))
      #expect(bench.life(order) == .partiallyFilled)
    }
  }

  @Test("what agrees although it is under way needs no judgement")
  func busy() {
    var (bench, order) = ReconcilerBench.settled()
    for number in 1...20 {
      bench.now += 4_900
      bench.learn(order, bench.fill("T\(number)", 1))
      bench.trade("T\(number)", order, size: 1)
      bench.list(order, matched: Int64(number))
      bench.round(after: 100)
    }
    #expect(bench.log.classes.isEmpty)
    #expect(bench.reconciler.state(in: .global) == .matched)
  }

  @Test("fills that the snapshot names count at once, even of an order under way, and once")
  func evidence() {
    var (bench, order) = ReconcilerBench.settled()
    bench.learn(order, .cancelRequested(attempt: 1))
    bench.trade("T1", order, size: 100)
    bench.list(order, matched: 100)
    bench.round(after: 1)
    bench.round(after: 5_000)
    #expect(bench.filled(order) == ReconcilerBench.shares(100))
    bench.learn(order, bench.fill("T1", 100))
    #expect(bench.filled(order) == ReconcilerBench.shares(100))
  }

  @Test("the state goes diverged, resolving, matched after two clean rounds")
  func states() {
    var (bench, order) = ReconcilerBench.settled()
    bench.list(order, matched: 100)
    bench.trade("T1", order, size: 100)
    bench.now += 10_000
    let first = bench.round()
    #expect(first.states == [.diverged, .resolving])
    #expect(bench.reconciler.state(of: order) == .resolving)
    #expect(bench.reconciler.state(in: .market(ReconcilerBench.market)) == .resolving)
    #expect(bench.reconciler.state(in: .market("0xother")) == .matched)
    #expect(bench.reconciler.state(in: .strategy("maker")) == .resolving)
    #expect(bench.reconciler.state(in: .global) == .resolving)
    #expect(bench.round().states.isEmpty)
    #expect(bench.round().states == [.matched])
    #expect(bench.reconciler.closed.all == 1)
    #expect(bench.reconciler.closed.ratio == 1_000_000)
    #expect(bench.reconciler.holdsObjective)
  }

  @Test("a plan that fails is diverged again, and the clock goes on")
  func failingPlan() {
    var (bench, order) = ReconcilerBench.settled()
    bench.learn(order, .cancelled(matched: nil, reason: .requested))
    bench.list(order)
    bench.cancelAnswers[order] = .failed
    bench.round(after: 60_000)
    let since = bench.reconciler.differences.first?.since
    #expect(bench.reconciler.state(of: order) == .diverged)
    bench.round()
    #expect(bench.reconciler.differences.first?.since == since)
  }

  @Test("a difference is told at 15 s, missed at 30 s, and pauses its scope at 60 s")
  func objective() {
    var (bench, order) = ReconcilerBench.settled()
    bench.list(order, matched: 100)
    bench.now += 10_000
    bench.round()
    let flagged = bench.reconciler.differences.first?.since ?? 0
    var told: [Int64] = []
    var paused: Int64?
    while bench.now < flagged + 90_000 {
      let before = bench.log.count
      bench.round(after: 1_000)
      for action in bench.log[before...] {
        if case .alert = action { told.append(bench.now - flagged) }
        if case .pause = action { paused = bench.now - flagged }
      }
    }
    #expect(told == [15_000, 31_000])
    #expect(paused == 60_000)
    #expect(bench.pause() == "EXEC_RECONCILE_SLO")
    #expect(bench.pause("0xother") == nil)
    bench.trade("T1", order, size: 100)
    for _ in 0..<3 { bench.round() }
    #expect(bench.pause() == nil)
    #expect(bench.reconciler.closed.all == 1)
    #expect(bench.reconciler.closed.ratio == 0)
    #expect(!bench.reconciler.holdsObjective)
  }

  @Test("after missed heartbeats nothing trades before a clean round")
  func suspicion() {
    var (bench, _) = ReconcilerBench.settled()
    #expect(bench.pause() == nil)
    bench.handle(.suspect)
    #expect(bench.pause() == "EXEC_NOT_RECONCILED")
    bench.answer()
    #expect(bench.pause() == nil)
  }

  @Test("pauses of a journal stand again; a clean round takes back what passes, a person the rest")
  func restoration() {
    var (bench, _) = ReconcilerBench.settled()
    bench.reconciler.restore(pause: .market(ReconcilerBench.market), code: "EXEC_RECONCILE_SLO")
    bench.reconciler.restore(pause: .market("0xother"), code: "EXEC_RECONCILE_CONFLICT")
    #expect(bench.pause() == "EXEC_RECONCILE_SLO")
    bench.round()
    #expect(bench.pause() == nil)
    #expect(bench.pause("0xother") == "EXEC_RECONCILE_CONFLICT")
    bench.handle(.release(.global, by: "bob", note: "looked at"))
    #expect(bench.pause("0xother") == nil)
  }

  @Test("two causes of one pause are both needed to be gone")
  func twoCauses() {
    var (bench, _) = ReconcilerBench.settled()
    let wallet = KillScope.wallet(ReconcilerBench.wallet)
    bench.handle(.hold(wallet, code: "EXEC_PAUSED"))
    bench.handle(.balances(areBlocking: true))
    #expect(bench.pause() == "EXEC_PAUSED")
    bench.handle(.balances(areBlocking: false))
    #expect(bench.pause() == "EXEC_PAUSED")
    bench.handle(.balances(areBlocking: true))
    bench.handle(.release(wallet, by: "bob", note: ""))
    #expect(bench.pause() == "GOV_RECONCILE_MISMATCH")
    bench.handle(.balances(areBlocking: false))
    #expect(bench.pause() == nil)
  }
}
