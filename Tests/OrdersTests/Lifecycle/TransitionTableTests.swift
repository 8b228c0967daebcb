import FixedPoint
import Orders
import Testing
import Venue

/// The table of facts/oms.md 1.3, cell by cell.
@Suite("the table of transitions")
struct TransitionTableTests {
  /// What a cell says: the life afterwards, what is reported, and what must follow.
  struct Cell {
    let life: OrderLife
    var anomalies: OrderAnomalies = []
    var halts = false
  }

  /// One column: how the event is told.
  enum Column: String, CaseIterable, Sendable {
    case ack, reject, tradeRest, tradeAll, cancelAck, cancelReject, expire, void, timeout
    case shownOpen, lacks

    /// The fact; nil where absence alone tells nothing to the fold.
    func fact(_ from: OrderLife, now: Int64) -> OrderFact? {
      let left: Int64 = from == .partiallyFilled ? 60 : 100
      return switch self {
      case .ack: .acknowledged
      case .reject: .rejected(reason: "NO")
      case .tradeRest: LedgerFixture.trade("T9", 10)
      case .tradeAll: LedgerFixture.trade("T9", left)
      case .cancelAck: .cancelled(matched: nil, reason: .requested)
      case .cancelReject: .cancelRefused(attempt: nil, .venueRefused)
      case .expire: .expired
      case .void: .void(trade: "T1")
      case .timeout: .sendInDoubt
      case .shownOpen: .shownOpen(asOf: now + 5_000, matched: .zero)
      case .lacks: nil
      }
    }
  }

  /// How an order gets into each state; every one but SIGNED and DENIED has a cancel in flight.
  private static func facts(to life: OrderLife) -> [OrderFact] {
    let live: [OrderFact] = [.sent, .acknowledged, .cancelRequested(attempt: 1)]
    switch life {
    case .submitted: return [.sent, .cancelRequested(attempt: 1)]
    case .inDoubt: return [.sent, .sendInDoubt, .cancelRequested(attempt: 1)]
    case .accepted: return live
    case .partiallyFilled: return live + [LedgerFixture.trade("T1", 40)]
    case .filled: return live + [LedgerFixture.trade("T1", 100)]
    case .cancelled:
      return live
        + [LedgerFixture.trade("T1", 40), .cancelled(matched: nil, reason: .requested)]
    case .expired: return live + [LedgerFixture.trade("T1", 40), .expired]
    case .rejected: return [.sent, .cancelRequested(attempt: 1), .rejected(reason: "NO")]
    case .denied: return [.denied(code: "KILL_SWITCH_ACTIVE")]
    case .draft, .signed: return []
    }
  }

  private static func row(_ life: OrderLife) -> [Column: Cell] {
    switch life {
    case .signed:
      live(
        life, ack: Cell(life: .accepted, anomalies: [.outOfOrder]), early: [.outOfOrder],
        unsolicited: [.unsolicitedCancel])
    case .submitted, .inDoubt: live(life, ack: Cell(life: .accepted))
    case .accepted: live(life, ack: Cell(life: .accepted, anomalies: [.duplicateAck]))
    case .partiallyFilled: partiallyFilled
    case .filled: filled
    case .cancelled, .expired: ended(life)
    case .rejected: rejected
    case .denied: denied
    case .draft: [:]
    }
  }

  private static func live(
    _ life: OrderLife, ack: Cell, early: OrderAnomalies = [], unsolicited: OrderAnomalies = []
  ) -> [Column: Cell] {
    let isKnown = life == .accepted
    return [
      .ack: ack, .reject: Cell(life: .rejected),
      .tradeRest: Cell(life: .partiallyFilled, anomalies: early),
      .tradeAll: Cell(life: .filled, anomalies: early),
      .cancelAck: Cell(life: .cancelled, anomalies: unsolicited),
      .cancelReject: Cell(life: life), .expire: Cell(life: .expired),
      .void: Cell(life: life, anomalies: [.unknownTrade]),
      .timeout: isKnown
        ? Cell(life: life)
        : Cell(life: .inDoubt, anomalies: life == .inDoubt ? [] : [.submitOutcomeUnknown]),
      .shownOpen: Cell(life: .accepted), .lacks: Cell(life: life),
    ]
  }

  private static let partiallyFilled: [Column: Cell] = [
    .ack: Cell(life: .partiallyFilled, anomalies: [.duplicateAck]),
    .reject: Cell(life: .partiallyFilled, anomalies: [.illegalTransition]),
    .tradeRest: Cell(life: .partiallyFilled), .tradeAll: Cell(life: .filled),
    .cancelAck: Cell(life: .cancelled), .cancelReject: Cell(life: .partiallyFilled),
    .expire: Cell(life: .expired), .void: Cell(life: .accepted, anomalies: [.fillBusted]),
    .timeout: Cell(life: .partiallyFilled), .shownOpen: Cell(life: .partiallyFilled),
    .lacks: Cell(life: .partiallyFilled),
  ]

  private static let filled: [Column: Cell] = [
    .ack: Cell(life: .filled, anomalies: [.duplicateAck]),
    .reject: Cell(life: .filled, anomalies: [.illegalTransition]),
    .tradeRest: Cell(life: .filled, anomalies: [.overfill], halts: true),
    .tradeAll: Cell(life: .filled, anomalies: [.overfill], halts: true),
    .cancelAck: Cell(life: .filled, anomalies: [.outOfOrder]), .cancelReject: Cell(life: .filled),
    .expire: Cell(life: .filled, anomalies: [.outOfOrder]),
    .void: Cell(life: .accepted, anomalies: [.fillBusted]),
    .timeout: Cell(life: .filled), .shownOpen: Cell(life: .filled, anomalies: [.diverged]),
    .lacks: Cell(life: .filled),
  ]

  private static func ended(_ life: OrderLife) -> [Column: Cell] {
    [
      .ack: Cell(life: life, anomalies: [.outOfOrder, .duplicateAck]),
      .reject: Cell(life: life, anomalies: [.illegalTransition]),
      .tradeRest: Cell(life: life, anomalies: [.lateFill]),
      .tradeAll: Cell(life: .filled, anomalies: [.lateFill, .overfill], halts: true),
      .cancelAck: Cell(life: life, anomalies: [.duplicateCancelAck]),
      .cancelReject: Cell(life: life),
      .expire: Cell(life: life, anomalies: [.outOfOrder]),
      .void: Cell(life: life, anomalies: [.fillBusted]), .timeout: Cell(life: life),
      .shownOpen: Cell(life: .partiallyFilled, anomalies: [.diverged]), .lacks: Cell(life: life),
    ]
  }

  private static let rejected: [Column: Cell] = [
    .ack: Cell(life: .inDoubt, anomalies: [.illegalTransition]),
    .reject: Cell(life: .rejected, anomalies: [.duplicateReject]),
    .tradeRest: Cell(life: .inDoubt, anomalies: [.illegalTransition], halts: true),
    .tradeAll: Cell(life: .inDoubt, anomalies: [.illegalTransition], halts: true),
    .cancelAck: Cell(life: .rejected, anomalies: [.outOfOrder]),
    .cancelReject: Cell(life: .rejected),
    .expire: Cell(life: .rejected, anomalies: [.outOfOrder]),
    .void: Cell(life: .rejected, anomalies: [.unknownTrade]), .timeout: Cell(life: .rejected),
    .shownOpen: Cell(life: .accepted, anomalies: [.diverged]), .lacks: Cell(life: .rejected),
  ]

  private static let denied: [Column: Cell] = [
    .ack: Cell(life: .denied, anomalies: [.unknownOrder], halts: true),
    .reject: Cell(life: .denied),
    .tradeRest: Cell(life: .denied, anomalies: [.unknownOrder], halts: true),
    .tradeAll: Cell(life: .denied, anomalies: [.unknownOrder], halts: true),
    .cancelAck: Cell(life: .denied, anomalies: [.outOfOrder]), .cancelReject: Cell(life: .denied),
    .expire: Cell(life: .denied, anomalies: [.outOfOrder]),
    .void: Cell(life: .denied, anomalies: [.unknownTrade]), .timeout: Cell(life: .denied),
    .shownOpen: Cell(life: .denied, anomalies: [.unknownOrder], halts: true),
    .lacks: Cell(life: .denied),
  ]

  @Test("every cell", arguments: OrderLife.allCases.filter { $0 != .draft }, Column.allCases)
  func cell(from life: OrderLife, on column: Column) throws {
    let fixture = LedgerFixture()
    fixture.add()
    fixture.apply(all: Self.facts(to: life))
    #expect(fixture.status()?.life == life)
    let cell = try #require(Self.row(life)[column])
    guard let fact = column.fact(life, now: fixture.now) else {
      #expect(cell.life == life)
      return
    }
    let outcome = fixture.apply(fact)
    #expect(outcome.before == life)
    #expect(outcome.after == cell.life)
    #expect(outcome.anomalies == cell.anomalies, "\(Array(outcome.anomalies))")
    let halts = outcome.followUps.contains { $0 == .haltAll || $0 == .haltMarket("m") }
    #expect(halts == cell.halts)
    let status = try #require(fixture.status())
    let sum = status.open.raw + status.filled.raw + status.cancelled.raw
    #expect(sum == LedgerFixture.shares(100).raw + status.overfill.raw)
    if column == .cancelReject { #expect(status.cancel == .none || status.cancel == .refused) }
  }

  @Test("an order that cannot rest does not return to the book when its trade fails")
  func cannotRest() {
    let fixture = LedgerFixture()
    fixture.add(1, LedgerFixture.terms(1, type: .fillOrKill))
    fixture.apply(all: [.sent, LedgerFixture.trade("T1", 100), .void(trade: "T1")])
    #expect(fixture.status()?.life == .cancelled)
    #expect(fixture.status()?.cancelled == LedgerFixture.shares(100))
  }

  @Test("an order that rose again ends again, and the second time its market stops")
  func reopened() {
    let fixture = LedgerFixture()
    fixture.add()
    fixture.apply(all: [.sent, .acknowledged, .cancelled(matched: nil, reason: .requested)])
    for round in 1...2 {
      fixture.pass(10_000)
      let outcome = fixture.apply(.shownOpen(asOf: fixture.now, matched: .zero), from: .snapshot)
      #expect(outcome.after == .accepted)
      #expect(outcome.followUps.contains(.cancel))
      #expect(outcome.followUps.contains(.haltMarket("m")) == (round == 2))
      #expect(fixture.status()?.cancel == CancelState.none)
      fixture.pass(10)
      fixture.apply(.cancelRequested(attempt: round))
      #expect(fixture.status()?.cancel == .inFlight)
      #expect(fixture.apply(.cancelled(matched: nil, reason: .requested)).after == .cancelled)
      #expect(fixture.status()?.cancel == CancelState.none)
    }
  }
}
