import Desk
import FixedPoint
import Network
import Orders
import Testing
import Trading
import Venue

@Suite("what the venue answers to an order")
struct PostOutcomeTests {
  /// One answer, and what is done about it: where the order stands at once and after ten seconds, and how often its
  /// bytes went out by then.
  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var failure: VenueFailure
    var now: OrderLife
    var later: OrderLife
    var posts: Int
    var testDescription: String { name }
  }

  static func rejected(_ text: String) -> VenueFailure {
    .rejected(.init(text: text, status: 400))
  }

  static let rows: [Row] = [
    Row(
      name: "not sent: the same bytes again",
      failure: .notSent(.unreachable(host: "h", port: 1, detail: "")), now: .submitted,
      later: .accepted, posts: 2),
    Row(
      name: "429: the same bytes again", failure: .throttled(.init(.init())), now: .submitted,
      later: .accepted, posts: 2),
    Row(
      name: "425: the same bytes again", failure: .restarting(retryAfter: 2), now: .submitted,
      later: .accepted, posts: 2),
    Row(
      name: "503: the same bytes again", failure: .halted(.cancelOnly, retryAfter: nil),
      now: .submitted, later: .accepted, posts: 2),
    Row(
      name: "401: the credential is renewed and the same bytes go out again",
      failure: .unauthorised(text: "no"), now: .submitted, later: .accepted, posts: 2),
    Row(
      name: "the engine timed out before it booked it: the same bytes again",
      failure: rejected("order timed out"), now: .submitted, later: .accepted, posts: 2),
    Row(
      name: "a refusal with proof", failure: rejected("not enough balance / allowance"),
      now: .rejected, later: .rejected, posts: 1),
    Row(
      name: "refused here", failure: .refusedHere(.noCredentials), now: .rejected,
      later: .rejected, posts: 1),
    Row(
      name: "delayed: nobody can tell", failure: rejected("order match delayed"), now: .inDoubt,
      later: .inDoubt, posts: 1),
    Row(
      name: "a text that nobody knows", failure: rejected("the moon is full"), now: .inDoubt,
      later: .inDoubt, posts: 1),
    Row(
      name: "a page of a proxy", failure: .unknown(.page(status: 502)), now: .inDoubt,
      later: .inDoubt, posts: 1),
  ]

  @Test("an answer, and what is done", arguments: rows)
  func answer(row: Row) throws {
    let rig = try DeskRig.trading()
    // A lookup that finds nothing is waited for, so that this is about the answer alone.
    rig.venue.posts = [.fail(row.failure)]
    rig.venue.isReadable = false
    try rig.take(.plan(DeskRig.plan("i1", validUntil: DeskRig.start + 60_000)))
    #expect(rig.life("i1/0/1") == row.now)
    if row.now == .inDoubt {
      #expect(rig.desk.manager.reserved().collateral == Micros(raw: 5_000_000))
      return
    }
    try rig.advance(3_000)
    #expect(rig.life("i1/0/1") == row.later)
    let id = try #require(rig.order("i1/0/1")?.id)
    let bodies = rig.venue.bodies(of: id)
    #expect(bodies.count == row.posts)
    #expect(Set(bodies).count == 1)
    #expect(Set(rig.venue.posted).count == 1)
  }

  @Test(
    "a time-out that was accepted: the order is found, no other is sent, capital stays reserved")
  func acceptedTimeout() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = [.acceptUnanswered]
    rig.venue.isReadable = false
    try rig.take(.plan(DeskRig.plan("i1")))
    #expect(rig.life("i1/0/1") == .inDoubt)
    #expect(rig.desk.manager.reserved().collateral == Micros(raw: 5_000_000))
    try rig.take(.plan(DeskRig.plan("i1")))
    #expect(rig.venue.posted.count == 1)
    rig.venue.isReadable = true
    try rig.advance(60_000)
    #expect(rig.life("i1/0/1") == .accepted || rig.life("i1/0/1") == .cancelled)
    #expect(rig.venue.posted.count == 1)
  }

  @Test("a time-out that never arrived is rejected only by proof, and its capital is freed then")
  func lost() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = [.loseUnanswered]
    try rig.take(.plan(DeskRig.plan("i1")))
    #expect(rig.life("i1/0/1") == .inDoubt)
    try rig.advance(1_000)
    #expect(rig.life("i1/0/1") == .inDoubt)
    try rig.advance(120_000)
    #expect(rig.life("i1/0/1") == .rejected)
    #expect(rig.desk.manager.reserved().collateral == .zero)
    #expect(rig.venue.posted.count == 1)
    #expect(rig.desk.manager.isTrading)
  }

  @Test("no answer at all is a doubt")
  func silence() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = [.silence]
    rig.venue.isReadable = false
    try rig.take(.plan(DeskRig.plan("i1")))
    #expect(rig.life("i1/0/1") == .submitted)
    try rig.advance(10_001)
    #expect(rig.life("i1/0/1") == .inDoubt)
  }

  @Test("what is not taken for as long as it is valid is given up, and not before")
  func notTaken() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = Array(repeating: .fail(.restarting(retryAfter: 1)), count: 100)
    try rig.take(.plan(DeskRig.plan("i1", validUntil: DeskRig.start + 20_000)))
    try rig.advance(19_000)
    #expect(rig.life("i1/0/1") == .submitted)
    try rig.advance(10_000)
    #expect(rig.life("i1/0/1") == .rejected)
    #expect(rig.order("i1/0/1")?.rejectReason == "EXEC_PLAN_EXPIRED: 425")
    #expect(Set(rig.venue.posted).count == 1)
  }

  @Test("a duplicate proves that the first bytes arrived")
  func duplicated() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = [
      .fail(.throttled(.init(.init()))), .fail(Self.rejected("order 0x12 is invalid. Duplicated.")),
    ]
    rig.venue.isReadable = false
    try rig.take(.plan(DeskRig.plan("i1", validUntil: DeskRig.start + 60_000)))
    try rig.advance(3_000)
    #expect(rig.life("i1/0/1") == .accepted)
  }

  @Test("fills come from trades, not from the answer")
  func trades() throws {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1")
    try rig.take(try #require(rig.venue.trade(id, 4, named: "t1", now: rig.now)))
    #expect(rig.order("i1/0/1")?.filled == Micros(raw: 4_000_000))
    #expect(rig.life("i1/0/1") == .partiallyFilled)
    #expect(rig.desk.manager.reserved().collateral == Micros(raw: 3_000_000))
    try rig.take(try #require(rig.venue.trade(id, 6, named: "t2", now: rig.now)))
    #expect(rig.life("i1/0/1") == .filled)
    #expect(rig.desk.manager.reserved().collateral == .zero)
  }
}
