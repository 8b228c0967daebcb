import FixedPoint
import Hashing
import Journal
import Orders
import Runtime
import Service
import Signing
import Testing
import Venue
import VenueSimulator

/// The sender of transactions at a simulated chain: one act, whatever goes wrong and wherever the process ends
/// (facts/oms.md 3.4 to 3.6).
@Suite("sending transactions")
struct TransactionDeskTests {
  /// What goes wrong on the way.
  enum Trouble: String, CaseIterable, Sendable {
    case none
    /// Every node takes it, and it vanishes, twice: its number is filled.
    case dropped
    /// It is taken, and the answer is lost.
    case lostReply
    /// The fees rise, and nobody takes it.
    case stuck
  }

  private static func prepare(_ trouble: Trouble, _ rig: TransactionRig) throws {
    let now = rig.clock.milliseconds
    switch trouble {
    case .none: break
    // Each of two nodes is handed the bytes, and both share a pool: two drops for each sending.
    case .dropped: try rig.nodes.change { try $0.apply(.drop(count: 4, after: 0), now: now) }
    case .lostReply: rig.nodes.loseReplies(2)
    case .stuck: break
    }
  }

  /// One act with that trouble; the first process ends after so many steps.
  private static func act(
    _ trouble: Trouble, endingAfter steps: Int?, _ rig: TransactionRig
  ) async throws {
    let request = rig.split("s")
    do {
      try prepare(trouble, rig)
      let desk = try await rig.begin(steps: steps)
      try await desk.submit(request)
      if trouble == .stuck {
        let now = rig.clock.milliseconds
        try rig.nodes.change { try $0.apply(.baseFee(wei: 90_000_000_000), now: now) }
      }
      try await rig.finish([request])
    } catch TransactionFailure.stopped {
      rig.clock.advance(700)
      _ = try await rig.begin()
      try await rig.finish([request])
    }
  }

  private static func check(_ rig: TransactionRig, _ context: String) throws {
    let book = try rig.book()
    #expect(book[id: "s"]?.phase == .mined, "\(context): \(String(describing: book[id: "s"]))")
    #expect(rig.splitUnits == 10, "\(context): split \(rig.splitUnits)")
    let lane = try #require(try rig.desk?.lane())
    #expect(lane.missing == 0 && !lane.head.isLatched, "\(context): \(lane.holes)")
    // Every number up to the end was used by one transaction of ours, and all bytes that left were journalled.
    let mined = book.records.compactMap(\.outcome)
    #expect(Int64(mined.count) == lane.head.floor, "\(context)")
    #expect(Set(mined.map(\.hash)).count == mined.count)
    let known = Set(book.records.flatMap(\.attempts).map(\.bytes))
    #expect(rig.nodes.raw.allSatisfy { known.contains($0) }, "\(context): unjournalled bytes left")
  }

  @Test("an act is done once, with all troubles", arguments: Trouble.allCases)
  func once(trouble: Trouble) async throws {
    try await TransactionRig.with { rig in
      try await Self.act(trouble, endingAfter: nil, rig)
      try Self.check(rig, trouble.rawValue)
      let book = try rig.book()
      switch trouble {
      case .none, .lostReply: #expect(book.records.count == 1)
      case .dropped:
        #expect(book.records.map(\.request.id) == ["s", "fill/0"])
        #expect(book[id: "s"]?.outcome.map(\.hash) == book[id: "s"]?.attempts.last?.hash)
        #expect(book[id: "s"]?.number == 1)
      case .stuck:
        let attempts = try #require(book[id: "s"]?.attempts)
        #expect(attempts.count > 1)
        #expect(attempts.allSatisfy { $0.number == 0 })
        for (old, new) in zip(attempts, attempts.dropFirst()) {
          #expect(new.fee.most * 100 >= old.fee.most * 110)
          #expect(new.fee.tip * 100 >= old.fee.tip * 110)
        }
      }
      // Asked once more, nothing happens.
      let before = rig.nodes.raw.count
      let desk = try await rig.begin()
      try await desk.submit(rig.split("s"))
      #expect(rig.nodes.raw.count == before)
    }
  }

  @Test(
    "wherever the process ends, the next one goes on, and the act is done once",
    arguments: [Trouble.none, .dropped])
  func crashes(trouble: Trouble) async throws {
    var steps = 0
    var isOver = false
    while !isOver {
      try await TransactionRig.with { rig in
        try await Self.act(trouble, endingAfter: steps, rig)
        try Self.check(rig, "\(trouble), ended after \(steps) steps")
        isOver = rig.stepsLeft.map { $0 >= 0 } ?? false
      }
      steps += 1
    }
    #expect(steps > (trouble == .none ? 12 : 30))
  }

  @Test("bytes that were journalled and never sent are sent as they are")
  func identicalBytes() async throws {
    try await TransactionRig.with { rig in
      do {
        // asked, quote, judge, assign, sign, signed, SIGNED: and no further.
        let desk = try await rig.begin(steps: 7)
        try await desk.submit(rig.split("s"))
        Issue.record("the process did not end")
      } catch TransactionFailure.stopped {}
      #expect(rig.nodes.raw.isEmpty)
      let signed = try #require(try rig.book()[id: "s"]?.attempts.first?.bytes)
      _ = try await rig.begin()
      #expect(Set(rig.nodes.raw) == [signed])
    }
  }

  @Test("a kill between signature and sending keeps the bytes here")
  func killBeforeSending() async throws {
    try await TransactionRig.with { rig in
      do {
        let desk = try await rig.begin(steps: 7)
        try await desk.submit(rig.split("s"))
      } catch TransactionFailure.stopped {}
      rig.killed = true
      _ = try await rig.begin()
      try await rig.turn { _ in rig.clock.milliseconds > 1_795_291_230_000 }
      #expect(rig.nodes.raw.isEmpty)
      rig.killed = false
      _ = try await rig.begin()
      try await rig.finish([rig.split("s")])
      try Self.check(rig, "after the kill")
    }
  }

  @Test("a kill refuses the signature, burns no number, and stops replacements and fillers too")
  func killRefuses() async throws {
    try await TransactionRig.with { rig in
      rig.killed = true
      let desk = try await rig.begin()
      try await desk.submit(rig.split("s"))
      #expect(desk.sender.book[id: "s"]?.codes == ["KILL_SWITCH_ACTIVE"])
      #expect(try desk.lane().head.next == 0)
      rig.killed = false
      let now = rig.clock.milliseconds
      try rig.nodes.change { try $0.apply(.drop(count: 4, after: 0), now: now) }
      try await desk.submit(rig.split("s"))
      rig.killed = true
      try await rig.turn { try $0.lane().missing > 0 }
      try await rig.turn { _ in rig.clock.milliseconds > now + 60_000 }
      // The bytes that were out already are all that any node saw.
      #expect(Set(rig.nodes.raw).count == 1)
      rig.killed = false
      try await rig.turn { !$0.sender.isBusy && $0.sender.book[id: "s"]?.phase == .mined }
      try Self.check(rig, "after the kill")
    }
  }

  @Test(
    "somebody else with the key: the floor moves and it is said; a number that was taken from us is no act"
  )
  func foreign() async throws {
    try await TransactionRig.with { rig in
      _ = try await rig.begin()
      try await rig.finish([rig.split("a")])
      let stranger = SignedTransaction(
        Transaction(
          chainID: 137, nonce: 1, maxPriorityFeePerGas: UInt256(30_000_000_000 as UInt64),
          maxFeePerGas: UInt256(200_000_000_000 as UInt64), gasLimit: 21_000, to: rig.key.address),
        key: rig.key)
      _ = await TransactionNodes(
        ["http://nodes"], wallet: rig.key.address, transport: rig.nodes
      ).send(stranger.bytes)
      try await rig.turn { try $0.lane().head.floor == 2 }
      #expect(
        rig.said.contains { entry in
          if case .noted(_, let message) = entry { return message.contains("somebody else") }
          return false
        })
      try await rig.finish([rig.split("b")])
      #expect(rig.splitUnits == 20)
      #expect(try rig.book()[id: "b"]?.number == 2)
      // Now the same number for both, and the other one pays more.
      let desk = try #require(rig.desk)
      try await desk.submit(rig.split("c"))
      let thief = SignedTransaction(
        Transaction(
          chainID: 137, nonce: 3, maxPriorityFeePerGas: UInt256(90_000_000_000 as UInt64),
          maxFeePerGas: UInt256(400_000_000_000 as UInt64), gasLimit: 21_000, to: rig.key.address),
        key: rig.key)
      _ = await TransactionNodes(
        ["http://nodes"], wallet: rig.key.address, transport: rig.nodes
      ).send(thief.bytes)
      try await rig.turn { $0.sender.book[id: "c"]?.isOver ?? false }
      #expect(desk.sender.book[id: "c"]?.phase == .superseded)
      #expect(rig.splitUnits == 20)
      try await desk.submit(rig.split("c"))
      #expect(rig.splitUnits == 20)
      try await rig.finish([rig.split("d")])
      #expect(rig.splitUnits == 30)
    }
  }

  @Test("a revert uses its number up and is no gap; a call that would revert burns none")
  func reverts() async throws {
    try await TransactionRig.with { rig in
      let desk = try await rig.begin()
      try await desk.submit(rig.split("much", 5_000))
      #expect(desk.sender.book[id: "much"]?.phase == .refused)
      let now = rig.clock.milliseconds
      try rig.nodes.change { try $0.apply(.revert(count: 1, reason: "no"), now: now) }
      try await desk.submit(rig.split("s"))
      try await rig.turn { $0.sender.book[id: "s"]?.isOver ?? false }
      #expect(desk.sender.book[id: "s"]?.phase == .reverted)
      try await rig.finish([rig.split("t")])
      #expect(try rig.book()[id: "t"]?.number == 1)
    }
  }

  @Test(
    "what waits behind a hole is mined once the hole is filled; nothing new is signed meanwhile")
  func behindAHole() async throws {
    try await TransactionRig.with { rig in
      let desk = try await rig.begin()
      let now = rig.clock.milliseconds
      try rig.nodes.change { try $0.apply(.drop(count: 2, after: 0), now: now) }
      try await desk.submit(rig.split("a"))
      try await desk.submit(rig.split("b"))
      // The second sending of the first one is dropped, too.
      try rig.nodes.change { try $0.apply(.drop(count: 2, after: 0), now: now) }
      try await rig.turn { try $0.lane().missing > 0 }
      try await desk.submit(rig.split("c"))
      #expect(desk.sender.book[id: "c"]?.codes == ["NONCE_SHEPHERD_GAP_DETECTED"])
      try await rig.turn { desk in
        ["a", "b"].allSatisfy { desk.sender.book[id: $0]?.phase == .mined }
      }
      try await rig.finish([rig.split("c")])
      #expect(rig.splitUnits == 30)
      let book = try rig.book()
      #expect(book[id: "fill/0"]?.phase == .mined)
      #expect(book[id: "b"]?.number == 1)
      #expect(book[id: "a"]?.number == 2)
    }
  }
}
