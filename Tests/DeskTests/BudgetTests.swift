import Desk
import FixedPoint
import Hashing
import Network
import Orders
import Testing
import Trading
import Venue

@Suite("what a desk sends within the venue's limits")
struct BudgetTests {
  /// When each effect left, by what it costs.
  private static func post(_ rig: DeskRig, _ count: Int) throws {
    for number in 0..<count {
      try rig.take(.plan(DeskRig.plan("i\(number)", validUntil: DeskRig.start + 600_000)))
    }
  }

  private static func cancelPlan(_ intent: String, _ names: [String]) -> ManagerEvent {
    .plan(ExecutionPlan(intent: intent, strategy: "maker", time: DeskRig.start, cancels: names))
  }

  @Test("orders leave as the tokens come, in the order of their plans, and are not signed before")
  func paced() throws {
    let rig = try DeskRig.trading()
    try Self.post(rig, 100)
    #expect(rig.venue.posted.count == 60, "the burst of the standard tier")
    #expect(rig.order("i60/0/1") == nil, "what cannot leave is not signed yet")
    try rig.advance(500)
    #expect(rig.venue.posted.count == 80, "forty a second")
    try rig.advance(2_000)
    #expect(rig.venue.posted == (0..<100).map { rig.order("i\($0)/0/1")?.id })
    #expect(rig.desk.manager.books.denials.isEmpty)
  }

  @Test("a plan that waits for a token longer than it is valid is denied, and says for what")
  func tooLate() throws {
    let rig = try DeskRig.trading { $0.budget.tier = .standard }
    try Self.post(rig, 60)
    try rig.take(.plan(DeskRig.plan("late", validUntil: DeskRig.start + 10)))
    try rig.advance(11)
    #expect(rig.order("late/0/1")?.rejectReason == "EXEC_NOT_TAKEN")
    #expect(rig.desk.manager.books.denials["late/0/1"]?.reason.contains("token") == true)
  }

  @Test("a named tier lets more through at once")
  func tier() throws {
    let rig = try DeskRig.trading()
    try rig.take(.tier(.gold))
    try Self.post(rig, 100)
    #expect(rig.venue.posted.count == 100)
  }

  @Test("cancels never wait behind orders, and leave the kill its part")
  func cancels() throws {
    let rig = try DeskRig.trading { $0.budget.tier = .standard }
    try rig.take(.tier(.elite))
    try Self.post(rig, 300)
    try rig.take(.tier(.standard))
    try rig.advance(1_500)
    // No token for orders is left, and others wait for one.
    try Self.postMore(rig, 80)
    let before = rig.venue.cancelled.count
    try rig.take(Self.cancelPlan("c", (0..<200).map { "i\($0)/0/1" }))
    #expect(rig.venue.cancelled.count - before == 96, "all but the part of the kill, at once")
    #expect(rig.desk.manager.budget.room(.kill, now: rig.now) == 24)
    try rig.take(.trip(.strategy("maker"), .manual, by: "alice", reason: "drill"))
    #expect(rig.venue.cancelled.count - before >= 120, "the kill spends what was kept for it")
    try rig.advance(20_000)
    #expect(rig.venue.open.isEmpty)
    #expect(rig.desk.manager.killSwitch.kills.first?.step.record.state == .contained)
  }

  private static func postMore(_ rig: DeskRig, _ count: Int) throws {
    for number in 0..<count {
      try rig.take(.plan(DeskRig.plan("more\(number)", validUntil: DeskRig.start + 600_000)))
    }
  }

  @Test("a kill of everything asks for it at once, whatever was spent before")
  func kill() throws {
    let rig = try DeskRig.trading()
    try Self.post(rig, 60)
    // Another process of the signer spent everything: the venue says so.
    rig.venue.cancels = [.fail(.throttled(RateNotice(HTTPHeaders())))]
    try rig.take(Self.cancelPlan("c", ["i0/0/1"]))
    #expect(rig.desk.manager.budget.room(.kill, now: rig.now) == 0)
    try rig.desk.take(.trip(.global, .manual, by: "alice", reason: "drill"), now: rig.now)
    #expect(rig.venue.effects.contains(.cancelAll))
  }

  @Test("after a 429 orders leave at half the rate for a window; cancels do not")
  func throttled() throws {
    let rig = try DeskRig.trading { $0.budget.throttleWindow = 8_000 }
    rig.venue.posts = [.fail(.throttled(RateNotice(HTTPHeaders())))]
    try Self.post(rig, 1)
    #expect(rig.alerts.contains { $0.code == "EXEC_NOT_TAKEN" && $0.text.contains("429") })
    for number in 1..<450 {
      try rig.take(.plan(DeskRig.plan("i\(number)", validUntil: DeskRig.start + 600_000)))
    }
    let begun = rig.venue.posted.count
    try rig.advance(5_000)
    #expect((97...103).contains(rig.venue.posted.count - begun), "twenty a second")
    try rig.take(Self.cancelPlan("c", ["i1/0/1", "i2/0/1"]))
    #expect(rig.venue.cancelled.count == 2)
    try rig.advance(3_000)
    let later = rig.venue.posted.count
    try rig.advance(5_000)
    #expect((195...205).contains(rig.venue.posted.count - later), "forty a second again")
  }

  @Test("a 425 stops new orders, cancels are tried on, and one order finds out that it is over")
  func restart() throws {
    let rig = try DeskRig.trading()
    let resting = try rig.place("rests")
    rig.venue.posts = Array(repeating: .fail(.restarting(retryAfter: nil)), count: 4)
    rig.venue.cancels = Array(repeating: .fail(.restarting(retryAfter: nil)), count: 3)
    let before = rig.venue.posted.count
    try Self.post(rig, 20)
    #expect(rig.venue.posted.count - before == 1, "the first heard of it, the others wait unsigned")
    #expect(rig.order("i1/0/1") == nil)
    try rig.take(Self.cancelPlan("c", ["rests/0/1"]))
    #expect(rig.order("rests/0/1")?.life == .accepted, "a cancel that was refused ends nothing")
    try rig.advance(4_000)
    #expect(rig.venue.cancelled.filter { $0 == resting }.count == 4, "tried until it was taken")
    #expect(rig.order("rests/0/1")?.life == .cancelled)
    #expect(rig.venue.posted.count - before == 3, "one at a time tries")
    try rig.advance(20_000)
    #expect(rig.venue.open.count == 20)
    #expect(rig.alerts.contains { $0.text.contains("takes orders again") })
  }

  @Test("where trading is disabled no cancel is booked as done, by nobody")
  func disabled() throws {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1")
    rig.venue.cancels = Array(repeating: .fail(.halted(.disabled, retryAfter: nil)), count: 12)
    try rig.take(.trip(.global, .manual, by: "alice", reason: "drill"))
    try rig.advance(3_000)
    #expect(rig.order("i1/0/1")?.life == .accepted)
    #expect(rig.order("i1/0/1")?.open == Micros(raw: 10_000_000), "its capital stays reserved")
    #expect(rig.desk.manager.killSwitch.kills.first?.step.record.state == .cancelling)
    try rig.advance(120_000)
    #expect(rig.venue.orders[id]?.status.isOpen == false)
    #expect(rig.order("i1/0/1")?.life == .cancelled)
    #expect(rig.desk.manager.killSwitch.kills.first?.step.record.state == .contained)
  }

  @Test("what is kept back ends with a cancel, a drain and a kill, and survives a crash")
  func ends() throws {
    for end in 0..<4 {
      let rig = try DeskRig.trading()
      rig.venue.posts = Array(repeating: .fail(.restarting(retryAfter: 60)), count: 1)
      try Self.post(rig, 3)
      let posted = rig.venue.posted.count
      switch end {
      case 0: try rig.take(Self.cancelPlan("c", ["i0/0/1", "i1/0/1", "i2/0/1"]))
      case 1: try rig.take(.drain)
      case 2: try rig.take(.trip(.global, .manual, by: "alice", reason: "drill"))
      default:
        let next = try DeskRig(log: rig.log, venue: rig.venue, medium: rig.medium, now: rig.now)
        rig.venue.forgetWaiting()
        try next.take(.start)
        try next.advance(120_000)
        #expect(next.life("i1/0/1") == .accepted && next.life("i2/0/1") == .accepted)
        continue
      }
      try rig.advance(120_000)
      #expect(rig.venue.posted.count == posted, "end \(end)")
      for name in ["i0/0/1", "i1/0/1", "i2/0/1"] {
        #expect(rig.order(name)?.life.isTerminal == true, "end \(end): \(name)")
      }
    }
  }
}
