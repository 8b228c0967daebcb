import Desk
import Hashing
import Orders
import Testing
import Trading
import Venue

@Suite("the heartbeats of a desk")
struct HeartbeatTests {
  private static func beats(_ rig: DeskRig) -> Int {
    rig.venue.effects.count { if case .beat(.send) = $0 { true } else { false } }
  }

  private static func readings(_ rig: DeskRig) -> Int {
    rig.venue.effects.count { effect in
      switch effect {
      case .readSnapshot, .lookUp: true
      default: false
      }
    }
  }

  private static func isBeating(_ rig: DeskRig) -> Bool {
    rig.desk.manager.heartbeatView(now: rig.now).isRunning
  }

  private static let trip = ManagerEvent.trip(.global, .manual, by: "alice", reason: "drill")

  @Test("more than three seconds without news of open orders: one more beat and a question")
  func silence() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    rig.venue.isReadable = false
    let beats = Self.beats(rig)
    let readings = Self.readings(rig)
    try rig.advance(3_000)
    #expect(Self.beats(rig) == beats && Self.readings(rig) == readings, "three seconds are none")
    try rig.advance(1)
    #expect(Self.beats(rig) == beats + 1, "out of turn")
    #expect(Self.readings(rig) == readings + 1)
    try rig.advance(500)
    #expect(Self.beats(rig) == beats + 1, "no storm")
  }

  @Test("a kill of everything ends the beats when a cancel of everything was tried, and not before")
  func killEndsBeats() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    try rig.desk.take(Self.trip, now: rig.now)
    #expect(rig.venue.effects.contains(.cancelAll))
    #expect(Self.isBeating(rig), "it was asked and nobody answered yet")
    try rig.pump()
    #expect(!Self.isBeating(rig))
    let beats = Self.beats(rig)
    try rig.advance(60_000)
    #expect(Self.beats(rig) == beats, "never again")
    let all = try #require(rig.venue.effects.firstIndex(of: .cancelAll))
    let last = rig.venue.effects.lastIndex { if case .beat = $0 { true } else { false } }
    #expect(all > last ?? 0)
  }

  @Test("a cancel of everything that was refused, or not answered, was tried all the same")
  func triedAndRefused() throws {
    for script in [
      ScriptedVenue.CancelScript.fail(.halted(.disabled, retryAfter: nil)), .acceptUnanswered,
    ] {
      let rig = try DeskRig.trading()
      _ = try rig.place("i1")
      rig.venue.cancels = Array(repeating: script, count: 3)
      try rig.take(Self.trip)
      #expect(!Self.isBeating(rig))
      #expect(
        rig.alerts.contains {
          $0.code == "EXEC_HEARTBEAT_LOST" && $0.text.contains("1 order open")
        },
        "that the venue will cancel is said: \(rig.alerts)")
      #expect(rig.desk.manager.books.incidents > 0, "and stands in the journal")
      try rig.advance(60_000)
      #expect(rig.order("i1/0/1")?.life == .cancelled)
    }
  }

  @Test("a kill of less than everything lets the other orders live")
  func smallKill() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    try rig.take(.trip(.strategy("other"), .manual, by: "alice", reason: "drill"))
    try rig.advance(20_000)
    #expect(Self.isBeating(rig))
    #expect(rig.life("i1/0/1") == .accepted)
    #expect(!rig.alerts.contains { $0.text.contains("heartbeats end") })
  }

  @Test("a drain ends its beats behind the last open order, and nothing is said of it")
  func drain() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    rig.venue.cancels = [.fail(.restarting(retryAfter: nil))]
    try rig.take(.drain)
    #expect(Self.isBeating(rig))
    try rig.advance(5_000)
    #expect(!Self.isBeating(rig))
    #expect(rig.venue.drained == 0)
    #expect(!rig.alerts.contains { $0.code == "EXEC_HEARTBEAT_LOST" })
  }
}
