import FixedPoint
package import Graph
import Hashing
import Journal
import Orders
import Runner
package import Runtime
package import Signing
import Stores
import Trading
import Venue

/// Measures a desk on a real graph, a real key, a real shared store and a journal on the disk, against a venue that
/// answers at once: each order is a plan, an answer, a message of the stream and a trade that fills it.
package final class DeskBench {
  /// What one run showed.
  package struct Figures {
    /// Events that the desk took.
    package var events = 0
    /// Orders that were signed and sent.
    package var orders = 0
    /// From the first event to the last flush.
    package var nanoseconds: UInt64 = 0
    /// From a plan to the graph's decision about it, nanoseconds.
    package var decided = LatencyHistogram()
    /// From a plan to the signature, nanoseconds.
    package var signed = LatencyHistogram()
    /// From a plan to the moment its bytes leave, everything before on the disk, nanoseconds.
    package var sent = LatencyHistogram()
  }

  private let graph: CompiledGraph
  private let key: SigningKey
  private static let start: Int64 = 1_800_000_000_000
  private static let apiKey = "01234567-89ab-cdef-0123-456789abcdef"
  private static let market = "0x" + String(repeating: "a", count: 64)
  private static let token = UInt256(77 as UInt64)

  /// A bench on `graph`, signing with `key`.
  package init(_ graph: CompiledGraph, key: SigningKey) {
    self.graph = graph
    self.key = key
  }

  /// Runs `count` orders, `batch` plans to a flush, with journal and store under `folder`.
  package func orders(
    _ count: Int, batch: Int, folder: String
  ) throws -> Figures {
    let clock = MonotonicClock()
    let writer = try JournalWriter(path: "\(folder)/orders.journal", logID: "bench") {
      Int64(clock.now / 1_000_000)
    }
    let log = JournalLog(writer)
    var policy = ManagerPolicy(
      owner: "bench", apiKey: Self.apiKey, wallet: key.address.lowercaseHex,
      builder: Digest32(1, 2, 3, 4))
    // What is measured is the desk: a venue that lets forty orders a second through would be measured instead.
    policy.budget.tier = nil
    let store = try SQLiteDeskStore(
      .init(
        path: "\(folder)/orders.store", latchPath: "\(folder)/orders.latch",
        wallet: policy.wallet, apiKey: Self.apiKey), owner: "bench",
      limits: DeskLimits(
        nonce: NonceLimits(
          pendingCeiling: 2 * batch + 8, gapTolerance: 30_000, renewalWindow: 3_600_000,
          resequencesOnGap: true), cancelReplaces: 30), now: Self.start)
    let ports = TimedPorts(
      judge: GraphJudge(graph, log: log, engine: "bench"),
      signer: KeyDeskSigner(
        .init(key: key, apiKey: Self.apiKey, chain: .polygon, secret: [7]), latch: store,
        lastTimestamp: 0, contract: { _ in .of(isNegativeRisk: false) }), clock: clock)
    let desk = Desk(
      OrderManager(policy),
      ports: .init(
        world: ports, judge: ports, books: ports, store: store, latch: store, signer: ports,
        log: log), engine: "bench", say: { _ in })
    var now = Self.start
    try desk.take(ManagerEvent.start, now: now)
    try ports.answer(desk, now: now)
    guard desk.manager.isTrading else { throw DeskBenchFailure.notTrading("after the start") }
    ports.figures = Figures()
    let begun = clock.now
    var sent = 0
    while sent < count {
      now += 1
      let plans = (sent..<min(count, sent + batch)).map { ManagerEvent.plan(Self.plan($0, now)) }
      sent += plans.count
      ports.begun = clock.now
      try desk.take(plans, now: now)
      ports.figures.events += plans.count
      try ports.answer(desk, now: now)
    }
    try writer.flush()
    ports.figures.nanoseconds = clock.now - begun
    try writer.close()
    guard ports.figures.orders == count, desk.manager.books.ledger.openCount == 0 else {
      let denial = desk.manager.books.denials.values.first
      throw DeskBenchFailure.notTrading(
        "\(ports.figures.orders) of \(count) orders, \(denial?.code ?? "none") denied")
    }
    return ports.figures
  }

  private static func plan(_ number: Int, _ now: Int64) -> ExecutionPlan {
    ExecutionPlan(
      intent: "bench-\(number)", strategy: "bench", time: now,
      legs: [
        .init(
          market: market, token: token, side: number % 2 == 0 ? .buy : .sell,
          price: Micros(raw: 500_000), size: Micros(raw: 10_000_000), tick: Micros(raw: 10_000))
      ])
  }

  /// Folds `count` facts about a thousand orders, each four times over: nanoseconds for all of them.
  package func fold(_ count: Int) -> UInt64 {
    var ledger = OrderLedger()
    let terms = Self.plan(0, Self.start)
    let orders = (0..<1_000).map { Digest32(UInt64($0), 1, 2, 3) }
    for (number, id) in orders.enumerated() {
      let leg = terms.legs[0]
      ledger.add(
        OrderTerms(
          clientOrderID: "bench-\(number)/0/1", intent: "bench-\(number)", strategy: "bench",
          market: leg.market, token: leg.token, side: leg.side, price: leg.price, size: leg.size,
          tick: leg.tick, builder: .zero),
        SignedBytes(id: id, body: [], salt: 1, timestamp: 1), sequence: Int64(number),
        at: Self.start)
    }
    let facts: [OrderFact] = [
      .sent, .acknowledged,
      .trade(TradeFact(id: "t1", size: Micros(raw: 4_000_000), price: leg(terms).price)),
      .trade(TradeFact(id: "t2", size: Micros(raw: 6_000_000), price: leg(terms).price)),
    ]
    let clock = MonotonicClock()
    let begun = clock.now
    for number in 0..<count {
      _ = ledger.apply(
        facts[number / orders.count % facts.count], to: orders[number % orders.count],
        from: .stream, at: Self.start)
    }
    return clock.now - begun
  }

  private func leg(_ plan: ExecutionPlan) -> ExecutionPlan.Leg { plan.legs[0] }
}

/// Why nothing was measured.
package enum DeskBenchFailure: Error {
  /// The desk did not get to trade, or an order did not end filled: how far it came.
  case notTrading(String)
}

/// The ports of a bench: timed, and a venue that answers at once.
private final class TimedPorts: DeskWorld, DeskJudge, DeskSigner, DeskBooks {
  private let judge: GraphJudge
  private let signer: KeyDeskSigner
  private let clock: MonotonicClock
  var figures = DeskBench.Figures()
  /// When the events that are worked on arrived.
  var begun: UInt64 = 0
  private var waiting: [ManagerEffect] = []
  private var terms: [Digest32: OrderTerms] = [:]

  init(judge: GraphJudge, signer: KeyDeskSigner, clock: MonotonicClock) {
    self.judge = judge
    self.signer = signer
    self.clock = clock
  }

  func judge(
    signing terms: OrderTerms, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement {
    let judgement = try judge.judge(signing: terms, facts: facts, now: now)
    figures.decided.record(clock.now - begun)
    return judgement
  }

  func judge(resting order: RestingView, now: Int64) throws(JournalError) -> Judgement? {
    try judge.judge(resting: order, now: now)
  }

  func sign(
    _ terms: OrderTerms, sequence: Int64, now: Int64
  ) throws(SigningRefusal) -> SignedBytes {
    let bytes = try signer.sign(terms, sequence: sequence, now: now)
    figures.signed.record(clock.now - begun)
    self.terms[bytes.id] = terms
    return bytes
  }

  func perform(_ effect: ManagerEffect, now: Int64) {
    if case .post = effect { figures.sent.record(clock.now - begun) }
    waiting.append(effect)
  }

  func book(of token: UInt256, now: Int64) -> BookView? { nil }
  func queueAhead(of order: Digest32) -> Micros? { nil }
  func tags(of market: String) -> [String] { [] }

  /// Lets the venue answer everything that was asked.
  func answer(_ desk: Desk, now: Int64) throws {
    while !waiting.isEmpty {
      let effects = waiting
      waiting.removeAll(keepingCapacity: true)
      let found = effects.flatMap { events(for: $0, now: now) }
      figures.events += found.count
      try desk.take(found, now: now)
    }
  }

  private func events(for effect: ManagerEffect, now: Int64) -> [ManagerEvent] {
    switch effect {
    case .post(let id, _, _):
      guard let terms = terms.removeValue(forKey: id) else { return [] }
      figures.orders += 1
      return [
        .posted(order: id, .accepted(PostReceipt(of: VenueOrderID(id), status: .live))),
        .order(
          OrderMessage(
            kind: .placement, id: VenueOrderID(id), owner: "", market: terms.market,
            tokenID: terms.token, side: terms.side, originalSize: terms.size, matchedSize: .zero,
            price: terms.price, timestamp: now)),
        .trade(
          TradeRecord(
            id: "trade-\(figures.orders)", takerOrderID: VenueOrderID(.zero), market: terms.market,
            tokenID: terms.token, side: terms.side.opposite, size: terms.size, price: terms.price,
            status: .confirmed, matchTime: now,
            makerFills: [
              .init(
                orderID: VenueOrderID(id), matchedSize: terms.size, price: terms.price,
                tokenID: terms.token, side: terms.side)
            ], traderSide: .maker)),
      ]
    case .beat(.send(let beat, _)): return [.beat(.accepted(beat: beat, next: "b\(beat)"))]
    case .readChain:
      return [
        .chain(
          .read(
            ChainReading(
              block: 1, transactionCount: 0, collateral: Micros(raw: 1_000_000_000), shares: [:])))
      ]
    case .readSnapshot(let round, let since):
      return [
        .snapshot(
          round: round,
          .complete(
            VenueSnapshot(begun: now, ended: now, orders: [], tradesSince: since, trades: [])))
      ]
    case .renewCredential: return [.credential(.renewed(expires: now + 86_400_000))]
    default: return []
    }
  }
}
