import FixedPoint
import Hashing
import Orders
import Testing
import Venue

@Suite("Closing an order on absence")
struct AbsenceProofTests {
  /// What is kept from the proof.
  enum Missing: String, CaseIterable, Sendable {
    case nothing, secondSnapshot, completeness, notFound, coverage, attribution, quiet
  }

  @Test("every piece that is missing keeps the order open", arguments: Missing.allCases)
  func pieces(_ missing: Missing) {
    var (bench, order) = ReconcilerBench.settled()
    bench.now += 10_000
    bench.rows = []
    switch missing {
    case .notFound: bench.answers[order] = .failed(.unknown(.endlessPages))
    case .attribution: bench.learn(order, .cumulative(ReconcilerBench.shares(100)))
    case .nothing, .secondSnapshot, .completeness, .coverage, .quiet: break
    }
    if missing == .attribution { bench.now += 10_000 }
    let rounds = missing == .secondSnapshot ? 1 : 8
    for number in 0..<rounds {
      bench.isDown = missing == .completeness && number > 0
      if missing == .quiet {
        bench.now += 2_000
        bench.learn(order, .cumulative(Micros(raw: Int64(number + 1))))
      }
      if missing == .coverage {
        // The venue's pages begin later than what was asked for.
        bench.now += 5_000
        bench.handle(.tick)
        guard case .readSnapshot(let round, _)? = bench.log.last(where: { $0.isReading }) else {
          continue
        }
        let late = VenueSnapshot(
          begun: bench.now, ended: bench.now, orders: [], tradesSince: bench.now - 1, trades: [])
        bench.handle(.snapshot(round: round, .complete(late)))
      } else {
        bench.round(after: missing == .quiet ? 3_000 : 5_000)
      }
    }
    if missing == .nothing {
      #expect(bench.life(order) == .cancelled)
      #expect(bench.ledger.record(order)?.status.endReason == .notFound)
      #expect(bench.reconciler.differences.isEmpty)
    } else {
      #expect(bench.life(order)?.isTerminal == false)
      #expect(bench.ledger.reserved().collateral > .zero)
    }
  }

  @Test("one sight of it begins the proof again")
  func sight() {
    var (bench, order) = ReconcilerBench.settled()
    bench.now += 10_000
    for _ in 0..<5 {
      bench.rows = []
      bench.round()
      bench.list(order)
      bench.round()
    }
    #expect(bench.life(order) == .accepted)
  }

  @Test("the same snapshot again is the same evidence")
  func repetition() {
    var (bench, order) = ReconcilerBench.settled()
    bench.now += 10_000
    bench.rows = []
    bench.round()
    let stale = bench.snapshot()
    for _ in 0..<5 {
      bench.now += 5_000
      bench.handle(.tick)
      guard case .readSnapshot(let round, _)? = bench.log.last(where: { $0.isReading }) else {
        continue
      }
      bench.handle(.snapshot(round: round, .complete(stale)))
    }
    #expect(bench.life(order) == .accepted)
  }

  @Test("what it filled stays with it: cancelled with that fill")
  func partlyFilled() {
    var (bench, order) = ReconcilerBench.settled()
    bench.learn(order, bench.fill("T1", 300))
    bench.trade("T1", order, size: 300)
    bench.rows = []
    bench.now += 10_000
    for _ in 0..<3 { bench.round() }
    #expect(bench.life(order) == .cancelled)
    #expect(bench.filled(order) == ReconcilerBench.shares(300))
    #expect(bench.ledger.record(order)?.status.endReason == .reconciled)
  }

  @Test("near its expiration it expired")
  func expired() {
    var bench = ReconcilerBench()
    let order = bench.place(1, expiration: bench.now + 70_000)
    bench.list(order)
    bench.now += 10_000
    bench.start()
    bench.answer()
    bench.rows = []
    for _ in 0..<4 { bench.round() }
    #expect(bench.life(order) == .expired)
  }

  @Test(
    "a doubtful submission is cancelled by hash first, and rejected after two answers that know nothing"
  )
  func doubt() {
    var bench = ReconcilerBench()
    bench.start()
    bench.answer()
    let order = bench.place(1, facts: [.sent, .sendInDoubt])
    bench.now += 1_000
    let reserved = bench.ledger.reserved().collateral
    #expect(reserved > .zero)
    bench.round(after: 10_000)
    #expect(bench.log.cancels == [.doubt])
    #expect(bench.log.classes.isEmpty)
    #expect(bench.reconciler.state(of: order) == .resolving)
    #expect(bench.life(order) == .inDoubt)
    #expect(bench.ledger.reserved().collateral == reserved)
    bench.round()
    #expect(bench.log.cancels == [.doubt, .doubt])
    #expect(bench.life(order) == .inDoubt)
    bench.round()
    #expect(bench.life(order) == .rejected)
    #expect(bench.ledger.record(order)?.status.rejectReason == "not_found")
    bench.round()
    bench.round()
    #expect(bench.reconciler.state(of: order) == .matched)
    // It turns up after all: the tombstone knows it.
    bench.list(order)
    bench.cancelAnswers[order] = .cancelled
    bench.round(after: 60_000)
    #expect(bench.log.classes == [.zombie])
    #expect(bench.log.cancels.last == .zombie)
    #expect(bench.rows.isEmpty)
  }

  @Test("a doubtful submission whose cancel has no answer stays in doubt")
  func doubtWithoutAnswer() {
    var bench = ReconcilerBench()
    bench.start()
    bench.answer()
    let order = bench.place(1, facts: [.sent, .sendInDoubt])
    bench.cancelAnswers[order] = .failed
    for _ in 0..<10 { bench.round() }
    #expect(bench.life(order) == .inDoubt)
    #expect(bench.reconciler.state(of: order) == .diverged)
  }

  /// What the venue says of an order that its list lacks.
  @Test(
    "a clear word about one order is evidence by itself",
    arguments: [
      (VenueOrderStatus.live, OrderLife.accepted, Int64(0)),
      (.canceled, .cancelled, 200),
      (.matched, .filled, 1_000),
    ])
  func found(_ status: VenueOrderStatus, _ life: OrderLife, _ matched: Int64) {
    var (bench, order) = ReconcilerBench.settled()
    bench.now += 10_000
    bench.rows = []
    bench.answers[order] = .found(bench.row(order, matched: matched, status: status))
    bench.round()
    #expect(bench.life(order) == life)
    #expect(bench.filled(order) == ReconcilerBench.shares(matched))
  }
}

extension ReconcilerAction {
  var isReading: Bool { if case .readSnapshot = self { true } else { false } }
}
