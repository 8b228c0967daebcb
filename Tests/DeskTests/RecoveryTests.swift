import Desk
import FixedPoint
import Hashing
import JSON
import Journal
import Orders
import Runner
import Stores
import Testing
import Trading
import Venue

@Suite("a desk that starts again from its journal")
struct RecoveryTests {
  /// A day in short: orders of every fate.
  private static func story(_ rig: DeskRig) throws {
    rig.judge.resting = { order in
      order.terms.clientOrderID == "drift/0/1"
        ? Judgement(
          action: .cancelReplace, codes: ["QUEUE_WARDEN_QUEUE_DEGRADED"], sequence: 5) : nil
    }
    rig.venue.posts = [.accept, .acceptUnanswered, .loseUnanswered]
    try rig.take(.plan(DeskRig.plan("rests")))
    try rig.take(.plan(DeskRig.plan("found")))
    try rig.take(.plan(DeskRig.plan("lost")))
    try rig.take(.plan(DeskRig.plan("drift", limit: 600_000)))
    rig.venue.posts = [.fail(.restarting(retryAfter: 1))]
    try rig.take(.plan(DeskRig.plan("late", validUntil: DeskRig.start + 60_000)))
    try rig.take(.plan(DeskRig.plan("denied", validUntil: DeskRig.start - 1)))
    try rig.advance(3_000)
    if let id = rig.order("rests/0/1")?.id,
      let trade = rig.venue.trade(id, 4, named: "t1", now: rig.now)
    {
      try rig.take(trade)
    }
    rig.venue.cancels = [.fail(ScriptedVenue.unanswered)]
    try rig.take(.touch(token: DeskRig.token))
    try rig.advance(20_000)
    try rig.take(
      .plan(
        ExecutionPlan(
          intent: "end", strategy: "maker", time: DeskRig.start, cancels: ["rests/0/1"])))
    try rig.take(.trip(.market("0xother"), .manual, by: "alice", reason: "drill"))
    try rig.advance(5_000)
  }

  private static func fold(_ policy: ManagerPolicy, _ envelopes: some Sequence<[UInt8]>) throws
    -> OrderManager
  {
    var fold = ManagerFold(policy)
    for envelope in envelopes { try fold.take(envelope) }
    return fold.manager
  }

  @Test("folding the journal gives the live state, after every event")
  func replayIsLive() throws {
    let rig = try DeskRig.trading()
    try Self.story(rig)
    let again = try Self.fold(rig.policy, rig.log.envelopes)
    #expect(again.books.isSame(as: rig.desk.manager.books))
    #expect(again.killSwitch.kills == rig.desk.manager.killSwitch.kills)
    #expect(rig.log.envelopes.count > 40)
  }

  @Test("entry by entry, the fold of a prefix is a state that the live manager was in")
  func prefixes() throws {
    // A manager that applies the entries as they are recorded, beside one that reads them from their envelopes.
    let rig = try DeskRig.trading()
    try Self.story(rig)
    var live = OrderManager(rig.policy)
    var read = ManagerFold(rig.policy)
    for envelope in rig.log.envelopes {
      let entry = try EntryOf(envelope)
      live.apply(entry.entry, at: entry.time)
      try read.take(envelope)
      #expect(read.manager.books.isSame(as: live.books))
    }
    #expect(read.count == rig.log.envelopes.count)
  }

  @Test("the same events give the same bytes")
  func deterministic() throws {
    let heads = try (0..<2).map { _ in
      let rig = try DeskRig.trading()
      try Self.story(rig)
      return rig.log.head
    }
    #expect(heads[0] == heads[1])
  }

  @Test(
    "from every prefix of the journal: nothing is sent twice with other bytes, and all ends as it should"
  )
  func crashAfterEveryEnvelope() throws {
    let whole = try DeskRig.trading()
    try Self.story(whole)
    for count in stride(from: 0, through: whole.log.envelopes.count, by: 3) {
      // The world is the one of the whole story: it remembers orders that this journal never heard of.
      let world = ScriptedVenue()
      let first = try DeskRig(venue: world)
      try first.take(.start)
      try Self.story(first)
      world.forgetWaiting()
      world.posts = []
      world.cancels = []
      let again = try DeskRig(
        log: MemoryLog(holding: first.log, first: count), venue: world, medium: first.medium,
        now: first.now)
      try again.take(.start)
      try again.advance(200_000)
      #expect(again.desk.manager.books.ledger.openOrders.allSatisfy { $0.isKnown(to: world) })
      try again.take(.drain)
      try again.advance(60_000)
      #expect(world.open.isEmpty, "after \(count) envelopes")
      #expect(again.desk.manager.books.ledger.openOrders.isEmpty, "after \(count) envelopes")
      for id in Set(world.posted) { #expect(Set(world.bodies(of: id)).count == 1) }
    }
  }

  /// Kills the desk the `number`th time it comes by `point`.
  private static func dying(
    at point: CrashPoint, _ number: Int
  ) -> (CrashPoint) throws(DeskFailure) -> Void {
    var seen = 0
    return { now throws(DeskFailure) in
      guard now == point else { return }
      seen += 1
      if seen == number { throw .crashed(point) }
    }
  }

  @Test(
    "killed at every point: what left was on the disk, and the rest is made good",
    arguments: CrashPoint.allCases)
  func crash(point: CrashPoint) throws {
    for number in [1, 2, 3, 5, 8, 13, 21, 34, 55] {
      let world = ScriptedVenue()
      let first = try DeskRig(venue: world, hook: Self.dying(at: point, number))
      do {
        try first.take(.start)
        try Self.story(first)
      } catch let failure as DeskFailure {
        #expect(failure == .crashed(point))
      }
      guard first.desk.failure != nil else { continue }
      // Everything that left stands in what is on the disk.
      let safe = try Self.fold(
        first.policy, first.log.envelopes.prefix(Int(first.log.committedSequence)))
      for id in world.posted { #expect(safe.books.ledger.record(id) != nil) }
      world.forgetWaiting()
      world.posts = []
      world.cancels = []
      let again = try DeskRig(
        log: MemoryLog(holding: first.log, first: Int(first.log.committedSequence)), venue: world,
        medium: first.medium, now: first.now)
      try again.take(.start)
      try again.advance(120_000)
      for intent in ["rests", "found", "lost", "drift", "late"] {
        let live = again.desk.manager.books.ledger.openOrders.filter { $0.terms.intent == intent }
        #expect(live.count <= 1, "\(point) \(number): \(intent)")
      }
      try again.take(.drain)
      try again.advance(60_000)
      #expect(world.open.isEmpty, "\(point) \(number)")
      for id in Set(world.posted) { #expect(Set(world.bodies(of: id)).count == 1) }
    }
  }

  @Test(
    "an order that was signed and not sent goes out with its bytes, or is withdrawn where it is too old"
  )
  func signedOnly() throws {
    for delay in [Int64(1_000), 100_000] {
      let world = ScriptedVenue()
      let first = try DeskRig(venue: world, hook: Self.dying(at: .beforeEffect, 1_000))
      try first.take(.start)
      _ = try first.place("i1")
      let entries = try first.log.envelopes.map { try EntryOf($0).entry }
      let signed = try #require(
        entries.firstIndex { if case .order = $0 { true } else { false } })
      let body = try #require(world.bodies(of: world.posted[0]).first)
      let other = ScriptedVenue()
      let again = try DeskRig(
        log: MemoryLog(holding: first.log, first: signed + 1), venue: other, medium: first.medium,
        now: first.now + delay)
      #expect(again.life("i1/0/1") == .signed)
      try again.take(.start)
      if delay < 30_000 {
        #expect(other.bodies(of: world.posted[0]) == [body])
        #expect(again.life("i1/0/1") == .accepted)
      } else {
        #expect(other.posted.isEmpty)
        #expect(again.life("i1/0/1") == .denied)
      }
    }
  }
}

/// One envelope's entry with its time.
private struct EntryOf {
  var entry: ManagerEntry
  var time: Int64

  init(_ envelope: [UInt8]) throws {
    let reader = JSONReader(maximumDepth: 64)
    let node = try unsafe reader.parse(copying: envelope)
    time = try #require(node.member("ts_ms")?.int64)
    entry = try ManagerEntry(payload: try #require(node.member("payload")))
    withExtendedLifetime(reader) {}
  }
}

extension OrderRecord {
  /// Whether the venue has it open, or it is one that nobody knows about yet.
  fileprivate func isKnown(to venue: ScriptedVenue) -> Bool {
    venue.open.contains(id) || status.life == .inDoubt || status.life == .submitted
  }
}
