import FixedPoint
import Hashing
import Orders
import TestSupport
import Testing
import Venue

/// Random books against random venues: what holds whatever both say.
@Suite("Properties of reconciliation")
struct ReconcilerPropertyTests {
  /// A bench whose books and venue were made from one seed, at rest on both sides.
  private func bench(_ seed: UInt64) -> (ReconcilerBench, [Digest32]) {
    var random = SeededGenerator(seed: seed)
    var bench = ReconcilerBench()
    var orders: [Digest32] = []
    for number in 1...UInt64.random(in: 1...6, using: &random) {
      let lives: [[OrderFact]] = [
        [.sent, .acknowledged], [.sent, .acknowledged], [.sent, .sendInDoubt], [.sent], [],
        [.sent, .rejected(reason: "no")],
      ]
      let order = bench.place(number, facts: lives.randomElement(using: &random) ?? [])
      orders.append(order)
      var venue: Int64 = 0
      for trade in 0..<Int.random(in: 0...3, using: &random) {
        let size = Int64.random(in: 1...300, using: &random)
        let name = "T\(number)-\(trade)"
        let status: TradeStatus =
          [.matched, .mined, .confirmed, .failed]
          .randomElement(using: &random) ?? .matched
        if Bool.random(using: &random) { bench.learn(order, bench.fill(name, size)) }
        if Int.random(in: 0..<5, using: &random) > 0 {
          bench.trade(name, order, size: size, status: status)
          venue += size
        }
      }
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bench.learn(order, .cancelled(matched: nil, reason: .requested))
      case 1: bench.learn(order, .cancelRequested(attempt: 1))
      case 2: bench.learn(order, .cumulative(ReconcilerBench.shares(400)))
      default: break
      }
      if Int.random(in: 0..<3, using: &random) > 0, venue < 1_000 {
        bench.list(order, matched: venue)
      }
      bench.cancelAnswers[order] = Bool.random(using: &random) ? .cancelled : .notFound
    }
    if Int.random(in: 0..<4, using: &random) == 0 { bench.list(ReconcilerBench.id(500)) }
    bench.now += 20_000
    return (bench, orders)
  }

  @Test("filled shares are lowered by a failed trade or by a person's eyes only")
  func neverLowered() {
    for seed in 0..<400 as Range<UInt64> {
      var (bench, orders) = bench(seed)
      bench.start()
      for _ in 0..<4 {
        let before = orders.map { bench.filled($0) }
        let begun = bench.log.count
        bench.answer()
        bench.round()
        for (order, earlier) in zip(orders, before) where bench.filled(order) < earlier {
          let failed = bench.log[begun...].contains { action in
            guard case .apply(let correction) = action, correction.order == order else {
              return false
            }
            switch correction.fact {
            case .settlement(_, .failed): return true
            case .trade(let trade): return trade.status == .failed
            default: return false
            }
          }
          #expect(failed, "seed \(seed)")
        }
      }
    }
  }

  @Test("a read that fails changes nothing")
  func failedReads() {
    for seed in 0..<200 as Range<UInt64> {
      var (bench, orders) = bench(seed)
      bench.isDown = true
      let before = orders.map { bench.ledger.record($0)?.status }
      bench.start()
      bench.answer()
      for _ in 0..<20 { bench.round() }
      #expect(orders.map { bench.ledger.record($0)?.status } == before, "seed \(seed)")
      #expect(bench.log.facts.isEmpty && bench.log.cancels.isEmpty)
      #expect(!bench.reconciler.isReady)
    }
  }

  @Test("the same snapshot again changes nothing, and its corrections have the same names")
  func replay() {
    for seed in 0..<300 as Range<UInt64> {
      let (bench, _) = bench(seed)
      var first = bench
      first.start()
      let snapshot = first.snapshot()
      let actions = first.handle(.snapshot(round: 1, .complete(snapshot)))
      var shuffled = snapshot
      var random = SeededGenerator(seed: seed)
      shuffled.orders.shuffle(using: &random)
      shuffled.trades.shuffle(using: &random)
      #expect(shuffled.fingerprint == snapshot.fingerprint)
      // A restart before anything was kept concludes the same, whatever order the rows come in.
      var again = bench
      again.start()
      let repeated = again.handle(.snapshot(round: 1, .complete(shuffled)))
      #expect(repeated == actions, "seed \(seed)")
      // A restart after it finds nothing new in the same evidence.
      let ledger = first.ledger
      var later = ReconcilerBench()
      later.ledger = ledger
      later.now = first.now
      later.start()
      later.handle(.snapshot(round: 1, .complete(snapshot)))
      #expect(later.ledger.isSame(as: ledger), "seed \(seed)")
    }
  }

  /// An honest venue, and books that missed much of what it told.
  private func lossy(_ seed: UInt64) -> (ReconcilerBench, [Digest32]) {
    var random = SeededGenerator(seed: seed)
    var bench = ReconcilerBench()
    var orders: [Digest32] = []
    for number in 1...UInt64.random(in: 1...6, using: &random) {
      let isAccepted = Int.random(in: 0..<5, using: &random) > 0
      let knowsAck = isAccepted && Bool.random(using: &random)
      let order = bench.place(number, facts: [.sent, knowsAck ? .acknowledged : .sendInDoubt])
      orders.append(order)
      guard isAccepted else { continue }
      var matched: Int64 = 0
      for trade in 0..<Int.random(in: 0...3, using: &random) {
        let size = Int64.random(in: 1...333, using: &random)
        let status: TradeStatus =
          [.matched, .mined, .confirmed, .failed].randomElement(using: &random) ?? .matched
        let name = "T\(number)-\(trade)"
        bench.trade(name, order, size: size, status: status)
        matched += size
        if Bool.random(using: &random) { bench.learn(order, bench.fill(name, size)) }
      }
      // Cancelled at the venue, told or not; or told falsely, while it stays open there.
      let isOpen = Bool.random(using: &random)
      if isOpen { bench.list(order, matched: matched) }
      if Int.random(in: 0..<(isOpen ? 8 : 2), using: &random) == 0 {
        bench.learn(order, .cancelled(matched: nil, reason: .requested))
      }
      if isOpen { bench.cancelAnswers[order] = .cancelled }
    }
    bench.now += 20_000
    return (bench, orders)
  }

  @Test("an honest venue is matched in the end, whatever was missed of it")
  func convergence() {
    for seed in 0..<400 as Range<UInt64> {
      var (bench, orders) = lossy(seed)
      bench.start()
      bench.answer()
      for _ in 0..<8 { bench.round() }
      #expect(bench.reconciler.differences.isEmpty, "seed \(seed)")
      #expect(bench.reconciler.isReady, "seed \(seed)")
      for order in orders {
        let isOpen = bench.rows.contains { $0.id.digest == order }
        #expect(bench.life(order)?.isTerminal == !isOpen, "seed \(seed)")
        let holding = bench.trades.filter {
          $0.makerFills[0].orderID.digest == order && $0.status != .known(.failed)
        }
        let sum = holding.reduce(0) { $0 + $1.size.raw }
        #expect(bench.filled(order).raw == sum, "seed \(seed)")
        #expect(bench.ledger.record(order)?.status.unattributed == .zero, "seed \(seed)")
      }
    }
  }
}
