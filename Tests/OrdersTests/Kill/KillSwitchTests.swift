import Hashing
import Orders
import Testing

/// Tripping, scopes and containment (facts/oms.md 6.1 to 6.3).
struct KillSwitchTests {
  private static let scopes: [KillScope] = [
    .bot("exec.queuewarden"), .strategy("maker"), .market("0xaa"), .wallet(KillRig.wallet), .global,
  ]

  @Test(
    "a scope stops what it covers and nothing else",
    arguments: [
      (KillScope.bot("exec.queuewarden"), [true, false, true, false]),
      (.bot("maker"), [true, false, true, false]),
      (.strategy("maker"), [true, false, true, false]),
      (.strategy("other"), [false, true, false, true]),
      (.market("0xAA"), [true, true, false, false]),
      (.wallet(KillRig.wallet.lowercased()), [true, true, true, true]),
      (.wallet("0x01"), [false, false, false, false]),
      (.global, [true, true, true, true]),
    ])
  func scope(_ scope: KillScope, stops: [Bool]) throws {
    var rig = try KillRig()
    _ = rig.handle(.trip(scope, .manual, by: "alice", reason: "a test"))
    let subjects = [("maker", "0xaa"), ("other", "0xaa"), ("maker", "0xbb"), ("other", "0xbb")]
    let found = subjects.map { rig.killSwitch.verdict(strategy: $0.0, market: $0.1) != nil }
    #expect(found == stops)
    // What nobody knows might be of the killed strategy.
    let mayBe = scope.rank < KillScope.market("").rank || found.contains(true)
    #expect((rig.killSwitch.verdict(strategy: nil, market: "0xaa") != nil) == mayBe)
  }

  @Test("of several kills the strictest is named, whatever the order of the trips")
  func strictest() throws {
    for start in Self.scopes.indices {
      var rig = try KillRig()
      for scope in Self.scopes[start...] + Self.scopes[..<start] {
        _ = rig.handle(.trip(scope, .manual, by: "alice", reason: "a test"))
      }
      #expect(rig.killSwitch.verdict(strategy: "maker", market: "0xaa")?.scope == .global)
      #expect(rig.killSwitch.kills.map(\.step.record.scope.rank) == [4, 3, 2, 1, 0])
    }
  }

  @Test("blocked first, then thrown away, then cancelled")
  func trip() throws {
    var rig = try KillRig()
    let actions = rig.handle(.trip(.global, .manual, by: "alice", reason: "a test"))
    #expect(actions.states == [.tripped, .cancelling])
    guard case .latch = actions.first else {
      Issue.record("latched before anything else")
      return
    }
    #expect(
      actions.firstIndex(of: .purge(.global))! < actions.firstIndex(of: .cancelAll)!)
    #expect(actions.last == .readSnapshot)
    #expect(
      rig.killSwitch.verdict(strategy: "maker", market: "0xaa")?.id.hasPrefix("kill-1-") == true)
  }

  @Test("the same trip again changes nothing, another trigger is another epoch")
  func again() throws {
    var rig = try KillRig()
    _ = rig.handle(.trip(.global, .drawdown, by: "bot", reason: "a"))
    #expect(rig.handle(.trip(.global, .drawdown, by: "bot", reason: "b")).isEmpty)
    #expect(rig.killSwitch.epoch == 1)
    #expect(
      rig.handle(.trip(.global, .manual, by: "alice", reason: "c")).states == [
        .tripped, .cancelling,
      ])
    let kill = try #require(rig.killSwitch.kill(of: .global))
    #expect(kill.step.record.epoch == 2 && kill.triggers == [.drawdown, .manual])
    #expect(kill.initiators == ["bot", "alice"])
  }

  @Test("contained only by a complete reading of nothing, begun after the trip")
  func containment() throws {
    var rig = try KillRig()
    let tripped = rig.now + 1
    _ = rig.handle(.trip(.global, .manual, by: "alice", reason: "a test"))
    #expect(rig.handle(.snapshot(open: [], begun: tripped - 1)).states.isEmpty)
    #expect(rig.handle(.snapshot(open: [KillRig.order(1)], begun: rig.now)).states.isEmpty)
    _ = rig.handle(.tick(open: []), after: 600_000)
    #expect(rig.state == .cancelling, "neither time nor empty books contain")
    #expect(rig.handle(.snapshot(open: [], begun: rig.now)).states == [.contained])
  }

  @Test("an acknowledgement that comes late is cancelled, and nothing is contained any more")
  func lateAcknowledgement() throws {
    var rig = try KillRig()
    rig.contained()
    let order = KillRig.order(7)
    let actions = rig.handle(.acknowledged(order))
    #expect(actions.contains(.cancel([order.id])) && rig.state == .cancelling)
    // A reading that was begun before the acknowledgement cannot know of it.
    #expect(rig.handle(.snapshot(open: [], begun: rig.now - 1)).states.isEmpty)
    #expect(rig.handle(.snapshot(open: [], begun: rig.now)).states == [.contained])
  }

  @Test("what a kill does not cover goes on")
  func others() throws {
    var rig = try KillRig()
    let actions = rig.handle(.trip(.strategy("maker"), .manual, by: "alice", reason: "a test"))
    #expect(!actions.contains(.cancelAll))
    #expect(rig.handle(.acknowledged(KillRig.order(1, strategy: "other"))).isEmpty)
    let open = [
      KillRig.order(1, strategy: "other"), KillRig.order(2), KillRig.order(3, strategy: nil),
    ]
    #expect(
      rig.handle(.tick(open: open), after: 250).contains(.cancel([open[1].id, open[2].id])))
    #expect(
      rig.handle(.snapshot(open: [open[0]], begun: rig.now)).states == [.contained])
  }

  @Test(
    "all at once, by market, by order, and again, ever slower; the heart stops after the first; people are called"
  )
  func rounds() throws {
    var rig = try KillRig()
    let open = [KillRig.order(1, market: "0xbb"), KillRig.order(2, market: "0xaa")]
    _ = rig.handle(.trip(.global, .manual, by: "alice", reason: "a test"))
    var rounds: [(after: Int64, actions: [KillAction])] = []
    var pages = 0
    var last = rig.now
    for _ in 0..<40_000 / 50 {
      var actions = rig.handle(.tick(open: open), after: 50)
      pages += actions.count { if case .page = $0 { true } else { false } }
      actions.removeAll { if case .page = $0 { true } else { false } }
      guard !actions.isEmpty else { continue }
      rounds.append((rig.now - last, actions))
      last = rig.now
    }
    #expect(
      rounds[0].actions == [
        .cancelMarket("0xaa"), .cancelMarket("0xbb"), .readSnapshot,
        .stopBeating(kill: rig.killSwitch.kills[0].step.record.id),
      ])
    #expect(rounds[1].actions == [.cancel(open.map(\.id)), .readSnapshot])
    #expect(rounds[2].actions == [.cancelAll, .readSnapshot])
    #expect(rounds.map(\.after).prefix(6) == [250, 500, 1000, 2000, 4000, 5000])
    #expect(pages == 1)
  }

  @Test(
    "the heart stops once a request to end everything was answered, and only for kills of everything"
  )
  func beating() throws {
    for (scope, stops) in zip(Self.scopes, [false, false, false, true, true]) {
      var rig = try KillRig()
      #expect(rig.handle(.attemptedAll).isEmpty)
      _ = rig.handle(.trip(scope, .manual, by: "alice", reason: "a test"))
      let stopped = rig.handle(.attemptedAll).contains {
        if case .stopBeating = $0 { true } else { false }
      }
      #expect(stopped == stops, "\(scope.text)")
      #expect(rig.handle(.attemptedAll).isEmpty)
    }
  }

  @Test("requests to cancel take as many orders as the venue does")
  func batches() throws {
    var rig = try KillRig()
    let open = (0..<2_300).map { KillRig.order(UInt64($0)) }
    _ = rig.handle(.trip(.strategy("maker"), .manual, by: "alice", reason: "a test"))
    let sizes = rig.handle(.tick(open: open), after: 250).compactMap { action -> Int? in
      if case .cancel(let orders) = action { orders.count } else { nil }
    }
    #expect(sizes == [1_000, 1_000, 300])
  }
}
