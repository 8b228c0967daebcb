import FixedPoint
import Graph
import Hashing
import Orders
import Service
import Stores
import TestSupport
import Testing

/// What the wallet is worth over a restart: shares count as long as they are held, not as long as their book is heard.
@Suite("what is held is worth what it would bring, or nobody knows")
struct HeldTokensTests {
  private static let token = UInt256(UInt64(11))
  private static let market = "0x" + String(repeating: "a", count: 64)

  private struct Run {
    let watch: RiskWatch
    let books: BookWatch
    let store: MemoryDeskStore
    let manager = OrderManager(
      ManagerPolicy(owner: "test", apiKey: "k", wallet: "0x01", builder: .zero))

    func hear(bid: String, at time: Int64) {
      books.watch(HeldTokensTests.token, market: HeldTokensTests.market, tick: nil)
      let frame = """
        [{"event_type":"book","asset_id":"\(HeldTokensTests.token)","market":"\(HeldTokensTests.market)",
        "timestamp":"\(time)","hash":"0x0","bids":[{"price":"\(bid)","size":"9"}],"asks":[]}]
        """
      _ = books.take(Array(frame.utf8), now: ServiceRig.start + time)
    }

    func read(collateral: Int64, shares: Int64?, at time: Int64) {
      var reading = ChainReading(
        block: time, transactionCount: 0, collateral: Micros(raw: collateral * 1_000_000),
        shares: [:])
      if let shares { reading.shares[HeldTokensTests.token] = Micros(raw: shares * 1_000_000) }
      watch.note([.chain(.read(reading))], now: ServiceRig.start + time)
    }

    /// What is tripped, or how many triggers are clear.
    func look(at time: Int64) throws -> String {
      let now = ServiceRig.start + time
      watch.heardUser(now: now)
      watch.heardMarket(now: now)
      for event in try watch.look(manager, store, now: now) {
        if case .trip(_, let trigger, _, _) = event { return trigger.rawValue }
        if case .cleared(let triggers) = event {
          return triggers.contains(.drawdown) ? "clear" : "drawdown unknown"
        }
      }
      return "nothing"
    }
  }

  /// Two runs one after the other on the same files.
  private static func with(_ body: (_ start: () throws -> Run, KillRunFiles) throws -> Void) throws
  {
    try ServiceRig.with { rig in
      rig.watcher().look()
      let service = rig.service("-", sink: CollectingSink())
      #expect(try service.start(), "\(rig.said)")
      let limits = try #require(service.policy.flatMap { DeskLimits($0.graph.policies) })
      try Places.withTemporaryFolder { folder in
        let files = KillRunFiles(folder: folder)
        try body(
          {
            let books = BookWatch()
            return Run(
              watch: try RiskWatch(
                service, books: books, files: files, now: ServiceRig.start), books: books,
              store: MemoryDeskStore(owner: "test", wallet: "0x01", limits: limits))
          }, files)
      }
    }
  }

  @Test("shares whose price is told for the first time are no gain, and a restart is no fall")
  func restart() throws {
    try Self.with { start, files in
      let first = try start()
      first.read(collateral: 10_000, shares: nil, at: 100)
      #expect(try first.look(at: 1_000) == "clear")
      // A plan names a token of which the address holds a thousand shares.
      first.hear(bid: "0.97", at: 1_500)
      first.read(collateral: 10_000, shares: 1_000, at: 1_600)
      #expect(try first.look(at: 2_000) == "clear")
      #expect(try files.baselines()?.peak == Micros(raw: 10_970_000_000))
      #expect(try files.baselines()?.tokens == [Self.token])

      let second = try start()
      second.read(collateral: 10_000, shares: nil, at: 3_000)
      #expect(try second.look(at: 3_500) == "drawdown unknown")
      #expect(second.watch.unpriced == [Self.token])
      #expect(second.watch.held(second.manager, now: ServiceRig.start + 3_500) == [Self.token])
      second.read(collateral: 10_000, shares: 1_000, at: 4_000)
      #expect(try second.look(at: 4_500) == "drawdown unknown", "its book was not heard yet")
      second.hear(bid: "0.97", at: 5_000)
      #expect(try second.look(at: 5_500) == "clear", "the reading was kept until then")
      #expect(second.watch.unpriced.isEmpty)
      #expect(try files.baselines()?.peak == Micros(raw: 10_970_000_000), "nothing moved")
      second.hear(bid: "0.4", at: 6_000)
      second.read(collateral: 10_000, shares: 1_000, at: 6_500)
      #expect(try second.look(at: 7_000) == KillTrigger.drawdown.rawValue, "a fall is a fall")
    }
  }

  @Test("what nobody can price moves no peak, and a book without bids is worth nothing in the end")
  func unpriced() throws {
    try Self.with { start, files in
      let run = try start()
      run.read(collateral: 10_000, shares: 1_000, at: 100)
      #expect(try run.look(at: 1_000) == "drawdown unknown")
      #expect(try files.baselines() == nil)
      run.hear(bid: "0.97", at: 1_500)
      #expect(try run.look(at: 2_000) == "clear")
      #expect(try files.baselines()?.peak == Micros(raw: 10_970_000_000))
    }
    var marks = PositionMarks()
    #expect(!marks.isKnown(Self.token, now: 9_000, patience: 10))
    marks.noteEmpty(Self.token, now: 100)
    #expect(!marks.isKnown(Self.token, now: 110, patience: 10))
    #expect(marks.isKnown(Self.token, now: 111, patience: 10))
    #expect(marks.marks(now: 111, patience: 10).isEmpty)
  }
}
