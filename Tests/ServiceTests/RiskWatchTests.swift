import Desk
import FixedPoint
import Graph
import Hashing
import JSON
import Orders
import Service
import Stores
import TestSupport
import Testing
import Venue

/// What trips a trading run by itself: measured, decided by the approved policies, journalled, latched by the desk.
@Suite("what trips by itself")
struct RiskWatchTests {
  private struct Run {
    let rig: ServiceRig
    let watch: RiskWatch
    let manager: OrderManager
    let store: MemoryDeskStore
    let files: KillRunFiles

    func look(after milliseconds: Int64) throws -> [ManagerEvent] {
      let now = ServiceRig.start + milliseconds
      watch.heardUser(now: now)
      watch.heardMarket(now: now)
      return try watch.look(manager, store, now: now)
    }

    func read(collateral: Int64, after milliseconds: Int64 = 0) {
      let reading = ChainReading(
        block: 1, transactionCount: 0, collateral: Micros(raw: collateral * 1_000_000), shares: [:])
      watch.note([.chain(.read(reading))], now: ServiceRig.start + milliseconds)
    }

    /// The risk checks in the journal, by their codes.
    var journalled: [String] {
      rig.log.envelopes.filter {
        $0["payload"]?["event_kind"]?.string == "risk_check"
      }.compactMap { $0["reason_codes"]?.array?.first?.string }
    }
  }

  private static func with(_ body: (Run) throws -> Void) throws {
    try ServiceRig.with { rig in
      rig.watcher().look()
      let service = rig.service("-", sink: CollectingSink())
      #expect(try service.start(), "\(rig.said)")
      try Places.withTemporaryFolder { folder in
        let files = KillRunFiles(folder: folder)
        let limits = try #require(
          service.policy.flatMap { DeskLimits($0.graph.policies) })
        try body(
          Run(
            rig: rig,
            watch: try RiskWatch(service, books: BookWatch(), files: files, now: ServiceRig.start),
            manager: OrderManager(
              ManagerPolicy(owner: "test", apiKey: "k", wallet: "0x01", builder: .zero)),
            store: MemoryDeskStore(owner: "test", wallet: "0x01", limits: limits), files: files))
      }
    }
  }

  private func trigger(_ events: [ManagerEvent]) -> KillTrigger? {
    for case .trip(.global, let trigger, by: "risk.kill_triggers", _) in events { return trigger }
    return nil
  }

  private func isClear(_ events: [ManagerEvent]) -> Bool {
    if case .cleared(let triggers)? = events.first {
      triggers == KillTrigger.automatic
    } else {
      false
    }
  }

  @Test("a quiet desk is clear, and the journal holds a check now and then")
  func quiet() throws {
    try Self.with { run throws in
      #expect(try run.look(after: 1_000).isEmpty, "the account was not read yet")
      run.read(collateral: 1_000)
      for second in 2..<25 { #expect(isClear(try run.look(after: Int64(second) * 1_000))) }
      #expect(run.journalled == Array(repeating: "KILL_SWITCH_TRIGGERS_CLEAR", count: 3))
      #expect(try run.files.conditions() == nil, "nobody asks while nothing stands")
    }
  }

  @Test("a fall beyond the policy's limit trips, also over a restart")
  func drawdown() throws {
    try Self.with { run throws in
      run.read(collateral: 2_000)
      #expect(isClear(try run.look(after: 1_000)))
      run.read(collateral: 1_500, after: 1_500)
      #expect(isClear(try run.look(after: 2_000)), "the limit itself is allowed")
      #expect(try run.files.baselines()?.peak == Micros(raw: 2_000_000_000))
      run.read(collateral: 1_499, after: 2_500)
      #expect(trigger(try run.look(after: 3_000)) == .drawdown)
      #expect(run.journalled.last == "KILL_SWITCH_DRAWDOWN")
    }
  }

  @Test("rejects trip where the venue and the desk disagree, not where the market moved")
  func rejects() throws {
    let cases: [(String, KillTrigger?)] = [
      ("invalid signature", .rejectRateSpike),
      ("invalid post-only order: order crosses book", nil),
    ]
    for (text, expected) in cases {
      try Self.with { run throws in
        run.read(collateral: 1_000)
        let rejection = VenueFailure.Rejection(text: text, status: 400)
        for _ in 0..<20 {
          run.watch.note(
            [.posted(order: .zero, .failed(.rejected(rejection)))], now: ServiceRig.start + 10)
        }
        #expect(trigger(try run.look(after: 1_000)) == expected, "\(text)")
      }
    }
  }

  @Test("silence trips, and so does an account that nobody can read any more")
  func silence() throws {
    try Self.with { run throws in
      run.read(collateral: 1_000)
      #expect(isClear(try run.look(after: 30_000)))
      let now = ServiceRig.start + 61_000
      #expect(trigger(try run.watch.look(run.manager, run.store, now: now)) == .feedLoss)
    }
    try Self.with { run throws in
      run.read(collateral: 1_000)
      #expect(isClear(try run.look(after: 60_000)))
      #expect(trigger(try run.look(after: 60_001)) == .feedLoss)
    }
  }

  @Test("while a kill stands the run says whether its conditions hold")
  func conditions() throws {
    try Self.with { run throws in
      var manager = run.manager
      _ = manager.handle(
        .trip(.global, .manual, by: "alice", reason: "a test"), now: ServiceRig.start)
      run.read(collateral: 1_000)
      let now = ServiceRig.start + 1_000
      run.watch.heardUser(now: now)
      run.watch.heardMarket(now: now)
      _ = try run.watch.look(manager, run.store, now: now)
      let conditions = try #require(try run.files.conditions())
      #expect(conditions.clear == KillTrigger.automatic && conditions.time == now)
      #expect(conditions.open == 0 && conditions.facts.contains("1000"))
    }
  }

  // MARK: Baselines

  /// Baselines kept in memory.
  private final class Shelf: RiskBaselineStore {
    var kept: RiskBaselines?
    var isBroken = false

    func baselines() throws(KillLatchFailure) -> RiskBaselines? {
      if isBroken { throw KillLatchFailure("the store cannot be read") }
      return kept
    }

    func keep(_ baselines: RiskBaselines) throws(KillLatchFailure) {
      if isBroken { throw KillLatchFailure("the store cannot be written") }
      kept = baselines
    }
  }

  private func peak(_ whole: Int64) -> RiskBaselines {
    RiskBaselines(peak: Micros(raw: whole * 1_000_000))
  }

  @Test(
    "the peak of any copy holds, and what is gone or differs is said",
    arguments: [
      // File, store, journal; what holds; how many findings.
      (nil, nil, nil, nil, 0), (2_000, 2_000, 2_000, 2_000, 0), (nil, 2_000, 2_000, 2_000, 1),
      (2_000, nil, 2_000, 2_000, 1), (nil, nil, 2_000, 2_000, 2), (900, 2_000, 2_000, 2_000, 1),
      (2_000, 900, 900, 2_000, 2), (2_000, 2_000, nil, 2_000, 0),
    ] as [(Int64?, Int64?, Int64?, Int64?, Int)])
  func copies(file: Int64?, store: Int64?, journal: Int64?, holds: Int64?, findings: Int) throws {
    try Self.with { run throws in
      let shelf = Shelf()
      shelf.kept = store.map(peak)
      if let file { try run.files.write(peak(file)) }
      let watch = try RiskWatch(
        run.rig.service("-", sink: CollectingSink()), books: BookWatch(), files: run.files,
        store: shelf, journalled: journal.map(peak), now: ServiceRig.start)
      #expect(watch.findings.count == findings, "\(watch.findings)")
      #expect(try run.files.baselines() == holds.map(peak), "every copy is whole again")
      #expect(shelf.kept == holds.map(peak))
    }
  }

  @Test("a copy that cannot be read needs another that knows")
  func brokenCopy() throws {
    try Self.with { run throws in
      let service = run.rig.service("-", sink: CollectingSink())
      let shelf = Shelf()
      try Places.write(Array("{}".utf8), to: run.files.baselinesPath)
      #expect(throws: KillLatchFailure.self) {
        try RiskWatch(service, books: BookWatch(), files: run.files, store: shelf, now: 1)
      }
      let watch = try RiskWatch(
        service, books: BookWatch(), files: run.files, store: shelf, journalled: peak(2_000),
        now: 1)
      #expect(watch.findings.count == 2)
      #expect(try run.files.baselines() == peak(2_000))
    }
  }

  @Test("a peak that moves is in the journal with the next check")
  func journalled() throws {
    try Self.with { run throws in
      for (index, whole) in [1_000, 1_500, 1_400, 1_600].enumerated() {
        let time = Int64(index + 1) * 1_000
        run.read(collateral: Int64(whole), after: time)
        _ = try run.look(after: time)
      }
      let peaks = run.rig.log.envelopes.filter {
        $0["payload"]?["event_kind"]?.string == "risk_check"
      }.compactMap { $0["payload"]?["event"]?["risk"]?["account"]?["peak"]?.string }
      #expect(peaks == ["1000", "1500", "1600"])
      var fold = ManagerFold(
        ManagerPolicy(owner: "test", apiKey: "k", wallet: "0x01", builder: .zero))
      for envelope in run.rig.log.envelopes { try fold.take(Array(envelope.compactText.utf8)) }
      #expect(fold.baselines == peak(1_600))
    }
  }
}
