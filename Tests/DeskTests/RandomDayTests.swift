import Desk
import FixedPoint
import Hashing
import Network
import Orders
import TestSupport
import Testing
import Trading
import Venue

/// Random plans, cancels, books, kills of one market and answers of every kind, from one seed.
@Suite("a random day of a desk")
struct RandomDayTests {
  private static let failures: [VenueFailure] = [
    .restarting(retryAfter: 1), .throttled(.init(.init())), .halted(.postOnly, retryAfter: nil),
    .rejected(.init(text: "not enough balance / allowance", status: 400)),
    .rejected(.init(text: "order match delayed", status: 400)), ScriptedVenue.unanswered,
    .unauthorised(text: "no"),
  ]

  private static func posts(_ random: inout SeededGenerator) -> ScriptedVenue.PostScript {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: .acceptUnanswered
    case 1: .loseUnanswered
    case 2: .silence
    case 3: .fail(failures[Int.random(in: 0..<failures.count, using: &random)])
    default: .accept
    }
  }

  private static func cancels(_ random: inout SeededGenerator) -> ScriptedVenue.CancelScript {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: .acceptUnanswered
    case 1: .refuse("order can't be found - already canceled or matched")
    case 2: .fail(failures[Int.random(in: 0..<failures.count, using: &random)])
    default: .accept
    }
  }

  /// One step of the day; every step keeps what is reserved at or above what is open at the venue.
  private static func step(
    _ number: Int, _ rig: DeskRig, _ random: inout SeededGenerator
  ) throws {
    rig.venue.posts.append(posts(&random))
    rig.venue.cancels.append(cancels(&random))
    rig.venue.isReadable = Int.random(in: 0..<5, using: &random) > 0
    switch Int.random(in: 0..<8, using: &random) {
    case 0...2:
      let price = Int64.random(in: 45...55, using: &random) * 10_000
      try rig.take(
        .plan(DeskRig.plan("i\(number)", price: price, limit: max(price, 600_000))))
    case 3:
      let name = "i\(Int.random(in: 0...max(0, number), using: &random))/0/1"
      try rig.take(
        .plan(
          ExecutionPlan(
            intent: "c\(number)", strategy: "maker", time: DeskRig.start, cancels: [name])))
    case 4: try rig.take(.touch(token: DeskRig.token))
    case 5:
      guard let id = rig.venue.open.randomElement(using: &random),
        let trade = rig.venue.trade(
          id, Int64.random(in: 1...4, using: &random), named: "t\(number)", now: rig.now)
      else { break }
      // The channel loses some, and tells some twice.
      for _ in 0..<Int.random(in: 0...2, using: &random) { try rig.take(trade) }
    case 6: try rig.take(.channel(isUp: true))
    default: try rig.advance(Int64.random(in: 1...8_000, using: &random))
    }
  }

  private static func day(_ seed: UInt64) throws -> DeskRig {
    var random = SeededGenerator(seed: seed)
    let rig = try DeskRig.trading()
    rig.judge.resting = { order in
      order.terms.clientOrderID.hasSuffix("/1") && order.terms.price < Micros(raw: 490_000)
        ? Judgement(
          action: .cancelReplace, codes: ["QUEUE_WARDEN_DRIFT_EXCEEDED"], sequence: 2) : nil
    }
    for number in 0..<60 {
      try step(number, rig, &random)
      let ledger = rig.desk.manager.books.ledger
      for id in rig.venue.open {
        let open = rig.venue.orders[id].map { $0.terms.size.raw - $0.matched.raw } ?? 0
        let known = try #require(ledger.record(id))
        #expect(known.status.open.raw >= open, "seed \(seed) step \(number)")
      }
    }
    return rig
  }

  @Test(
    "open is never under-reported, bytes never change, the fold is the live state, and the end is empty",
    arguments: UInt64(1)...15)
  func invariants(seed: UInt64) throws {
    let rig = try Self.day(seed)
    var fold = ManagerFold(rig.policy)
    for envelope in rig.log.envelopes { try fold.take(envelope) }
    #expect(fold.manager.books.isSame(as: rig.desk.manager.books))
    for id in Set(rig.venue.posted) { #expect(Set(rig.venue.bodies(of: id)).count == 1) }
    for (intent, orders) in Dictionary(
      grouping: rig.desk.manager.books.ledger.openOrders, by: \.terms.intent)
    {
      #expect(orders.count == 1, "seed \(seed): \(intent)")
    }
    rig.venue.posts = []
    rig.venue.cancels = []
    rig.venue.isReadable = true
    try rig.advance(150_000)
    for order in rig.desk.manager.books.ledger.orders {
      let matched = rig.venue.orders[order.id]?.matched ?? .zero
      #expect(order.status.filled == matched, "seed \(seed): \(order.terms.clientOrderID)")
    }
    try rig.take(.drain)
    try rig.advance(60_000)
    #expect(rig.venue.open.isEmpty, "seed \(seed)")
    #expect(rig.venue.drained == 0, "seed \(seed)")
  }

  @Test("the same seed gives the same journal", arguments: [UInt64(3), 8])
  func deterministic(seed: UInt64) throws {
    #expect(try Self.day(seed).log.head == Self.day(seed).log.head)
  }
}
