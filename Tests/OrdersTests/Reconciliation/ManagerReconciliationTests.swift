import FixedPoint
import Hashing
import JSON
import Orders
import Testing
import Trading
import Venue

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
  mutating func answer(_ actions: [ManagerAction]) {
    for case .perform(.readSnapshot(let round, let since)) in actions {
      handle(
        .snapshot(
          round: round,
          .complete(
            VenueSnapshot(
              begun: now, ended: now, orders: [], tradesSince: since, trades: []))))
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
