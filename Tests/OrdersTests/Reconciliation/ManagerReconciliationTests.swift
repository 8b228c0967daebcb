import FixedPoint
import Hashing
import JSON
import Orders
import Testing
import Trading
import Venue

extension ReconcilerBench {
  /// What our key traded by an order that nobody here placed.
  fileprivate static func foreignTrade(
    _ name: String, order: UInt64, at time: Int64, status: TradeStatus = .matched
  ) -> TradeRecord {
    TradeRecord(
      id: name, takerOrderID: VenueOrderID(id(99_999)), market: market,
      tokenID: UInt256(UInt64(7)), side: .sell, size: shares(40), price: Micros(raw: 500_000),
      status: status, matchTime: time,
      makerFills: [
        TradeRecord.MakerFill(
          orderID: VenueOrderID(id(order)), owner: key, matchedSize: shares(40),
          price: Micros(raw: 500_000), tokenID: UInt256(UInt64(7)))
      ], traderSide: .maker)
  }

  /// What rests under our key and nobody here placed.
  fileprivate static func foreignOrder(_ number: Int, at time: Int64) -> OpenOrder {
    OpenOrder(
      id: VenueOrderID(id(UInt64(number))), status: .live, owner: key, maker: wallet,
      market: market, tokenID: UInt256(UInt64(7)), side: .buy, originalSize: shares(10),
      matchedSize: .zero, price: Micros(raw: 500_000), createdAt: time)
  }
}

/// The order manager with what reconciliation concludes, and the same manager folded from its entries.
private struct ManagerBench {
  var manager = OrderManager(
    ManagerPolicy(
      owner: "test", apiKey: ReconcilerBench.key, wallet: ReconcilerBench.wallet, builder: .zero))
  var now: Int64 = 1_000_000
  var entries: [(ManagerEntry, Int64)] = []

  @discardableResult
  mutating func handle(_ event: ManagerEvent) -> [ManagerAction] {
    let actions = manager.handle(event, now: now)
    for case .record(let entry, _) in actions { entries.append((entry, now)) }
    return actions
  }

  mutating func read(block: Int64, collateral: Int64) -> [ManagerAction] {
    now += 10_000
    return handle(
      .chain(
        .read(
          ChainReading(
            block: block, transactionCount: 0, collateral: Micros(raw: collateral), shares: [:]))))
  }

  /// What a person's request comes to.
  mutating func ask(_ wish: OperatorRequest.Wish, by name: String) -> OperatorAnswer.Outcome? {
    let id = "\(entries.count)/\(wish.name)"
    handle(.request(OperatorRequest(id: id, wish, by: name, reason: "looked at", time: now)))
    return manager.books.requests[id]?.outcome
  }

  /// Answers every round that `actions` ask for with an empty venue.
  mutating func answer(_ actions: [ManagerAction], trades: [TradeRecord] = []) {
    for case .perform(.readSnapshot(let round, let since)) in actions {
      handle(
        .snapshot(
          round: round,
          .complete(
            VenueSnapshot(
              begun: now, ended: now, orders: [], tradesSince: since, trades: trades))))
    }
  }

  /// The manager as the journal's entries give it.
  var folded: OrderManager {
    var copy = OrderManager(manager.policy)
    for (entry, time) in entries { copy.apply(entry, at: time) }
    return copy
  }

  var wallet: KillScope { .wallet(ReconcilerBench.wallet) }
}

@Suite("Reconciliation within the order manager")
struct ManagerReconciliationTests {
  @Test("a mismatch of the chain pauses, trips the kill switch, and survives a restart")
  func mismatch() throws {
    var bench = ManagerBench()
    bench.answer(bench.handle(.start))
    _ = bench.read(block: 1, collateral: 1_000_000_000)
    _ = bench.read(block: 2, collateral: 900_000_000)
    #expect(bench.manager.books.pauses[bench.wallet] == "GOV_RECONCILE_MISMATCH")
    #expect(bench.manager.books.chain.mismatch == nil)
    var actions: [ManagerAction] = []
    for _ in 0..<10 where bench.manager.books.chain.mismatch == nil {
      bench.now += 10_000
      actions = bench.handle(.tick)
      bench.answer(actions)
    }
    #expect(bench.manager.books.chain.mismatch?.lastSeenBlock == 2)
    let isTripped = bench.entries.contains { entry, _ in
      if case .kill(let step) = entry { step.record.trigger == .reconcileMismatch } else { false }
    }
    #expect(isTripped)
    #expect(bench.folded.books.isSame(as: bench.manager.books))
    for (entry, _) in bench.entries {
      var writer = JSONWriter()
      entry.write(to: &writer)
      let bytes = writer.bytes
      let read = try JSONReader().withNode(of: bytes) { node in try? ManagerEntry(payload: node) }
      #expect(read == entry)
    }
    // By hand, in two steps; the kill switch has its own way back.
    let hash = String(repeating: "a", count: 64)
    #expect(bench.ask(.settle, by: "bob") == .refused, "nobody has explained it")
    #expect(bench.ask(.explain, by: "alice") == .done)
    #expect(bench.ask(.settle, by: "Alice") == .refused, "somebody else settles")
    #expect(bench.ask(.settle, by: "bob") == .refused, "the balances differ still")
    let flow = ChainFlow(
      collateral: Micros(raw: -100_000_000), note: "", transaction: "0x" + hash)
    #expect(bench.ask(.flow(flow), by: "carol") == .done)
    #expect(bench.ask(.flow(flow), by: "carol") == .unchanged, "a transaction is booked once")
    #expect(bench.ask(.settle, by: "carol") == .refused, "who booked does not settle")
    #expect(bench.ask(.settle, by: "bob") == .done)
    #expect(bench.manager.books.chain.mismatch == nil)
    #expect(bench.manager.books.pauses[bench.wallet] == nil)
    #expect(bench.folded.books.isSame(as: bench.manager.books))
  }

  @Test(
    "a trade of an order that nobody knows halts everything until a person resumes; told again it halts nothing"
  )
  func anomaly() {
    var bench = ManagerBench()
    bench.answer(bench.handle(.start))
    bench.handle(.lease(isHeld: true, until: .max))
    let trade = ReconcilerBench.foreignTrade("T1", order: 9, at: bench.now)
    bench.handle(.trade(trade))
    #expect(bench.manager.books.pauses[.global] == "EXEC_ANOMALY")
    // A restart in between: the halt stands, and ends as it would have.
    bench.manager = bench.folded
    bench.answer(bench.handle(.start))
    bench.handle(.lease(isHeld: true, until: .max))
    #expect(bench.manager.books.pauses[.global] == "EXEC_ANOMALY")
    #expect(bench.ask(.resume(.market("elsewhere")), by: "alice") == .unchanged)
    #expect(bench.manager.books.pauses[.global] == "EXEC_ANOMALY")
    #expect(bench.ask(.resume(.global), by: "alice") == .done)
    #expect(bench.manager.books.pauses.isEmpty)
    #expect(bench.ask(.resume(.global), by: "alice") == .unchanged)
    // The same trade, told again here and after another restart, and as it settles.
    let settled = ReconcilerBench.foreignTrade(
      "T1", order: 9, at: trade.matchTime, status: .confirmed)
    bench.handle(.trade(trade))
    bench.handle(.trade(settled))
    #expect(bench.manager.books.pauses.isEmpty)
    #expect(bench.folded.books.isSame(as: bench.manager.books))
    bench.manager = bench.folded
    bench.answer(bench.handle(.start))
    bench.handle(.lease(isHeld: true, until: .max))
    bench.handle(.trade(settled))
    #expect(bench.manager.books.pauses.isEmpty)
    // A further trade of that order is news.
    bench.handle(.trade(ReconcilerBench.foreignTrade("T2", order: 9, at: bench.now)))
    #expect(bench.manager.books.pauses[.global] == "EXEC_ANOMALY")
  }

  @Test("without the lease nobody's orders are cancelled and nobody's trades stop anything")
  func noLease() {
    var bench = ManagerBench()
    var actions = bench.handle(.start)
    bench.handle(.lease(isHeld: false, until: 0))
    var cancels = 0
    for _ in 0..<6 {
      for case .perform(.readSnapshot(let round, let since)) in actions {
        let open = (1...3).map { ReconcilerBench.foreignOrder($0, at: bench.now) }
        let answered = bench.handle(
          .snapshot(
            round: round,
            .complete(
              VenueSnapshot(
                begun: bench.now, ended: bench.now, orders: open, tradesSince: since,
                trades: [ReconcilerBench.foreignTrade("T1", order: 9, at: bench.now)]))))
        cancels += answered.count { if case .perform(.cancel) = $0 { true } else { false } }
      }
      bench.handle(.trade(ReconcilerBench.foreignTrade("T3", order: 8, at: bench.now)))
      bench.now += 5_000
      actions = bench.handle(.tick)
    }
    #expect(cancels == 0)
    #expect(bench.manager.books.pauses[.global] == nil)
    #expect(bench.manager.books.pauses[bench.wallet] == nil)
    #expect(bench.manager.books.ledger.unknownFacts.isEmpty)
    #expect(!bench.manager.isTrading)
  }

  @Test("the chain is counted from only where everything that the venue lists is in the block")
  func openedOnceQuiet() {
    var bench = ManagerBench()
    var actions = bench.handle(.start)
    bench.handle(.lease(isHeld: true, until: .max))
    var trade = ReconcilerBench.foreignTrade("T1", order: 9, at: 0)
    func isOpened() -> Bool {
      bench.entries.contains { if case .chain(.opened) = $0.0 { true } else { false } }
    }
    _ = bench.read(block: 1, collateral: 1_000_000_000)
    #expect(!isOpened(), "nobody has asked the venue yet")
    bench.answer(actions, trades: [trade])
    _ = bench.read(block: 2, collateral: 1_000_000_000)
    #expect(!isOpened(), "a trade is not settled")
    trade = ReconcilerBench.foreignTrade("T1", order: 9, at: 0, status: .confirmed)
    trade.lastUpdate = bench.now
    bench.now += 61_000
    actions = bench.handle(.tick)
    bench.answer(actions, trades: [trade])
    _ = bench.read(block: 3, collateral: 600_000_000)
    #expect(isOpened())
    _ = bench.read(block: 4, collateral: 600_000_000)
    #expect(!bench.manager.books.chain.isBlocking, "its landing is no mismatch")
  }

  @Test("a pause of the reconciler ends with its cause, also beside the journal's record of it")
  func passingPause() {
    var bench = ManagerBench()
    bench.answer(bench.handle(.start))
    #expect(bench.ask(.pause(bench.wallet), by: "carol") == .done)
    _ = bench.read(block: 1, collateral: 1_000)
    _ = bench.read(block: 2, collateral: 100_000_000)
    _ = bench.read(block: 3, collateral: 1_000)
    // The suspicion is gone; what carol paused stays hers.
    #expect(bench.manager.books.pauses[bench.wallet] == "EXEC_PAUSED")
    #expect(bench.ask(.resume(bench.wallet), by: "carol") == .done)
    #expect(bench.manager.books.pauses[bench.wallet] == nil)
    _ = bench.read(block: 4, collateral: 100_000_000)
    #expect(bench.manager.books.pauses[bench.wallet] == "GOV_RECONCILE_MISMATCH")
    _ = bench.read(block: 5, collateral: 1_000)
    #expect(bench.manager.books.pauses[bench.wallet] == nil)
  }
}
