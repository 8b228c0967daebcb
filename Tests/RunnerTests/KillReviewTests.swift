import JSON
import Orders
import Runner
import Testing

/// Whether the kill switch fired correctly, from envelopes alone (seeds/004, step 5).
struct KillReviewTests {
  private static let trip: Int64 = 1_795_000_000_000

  /// A journal that is written an envelope at a time.
  private struct Log {
    var envelopes: [JSONValue] = []

    mutating func add(
      _ kind: String, after milliseconds: Int64, codes: [String] = [], _ payload: String
    ) throws {
      envelopes.append(
        .object([
          .init("kind", .string(kind)), .init("payload", try JSONValue(parsing: payload)),
          .init("reason_codes", .array(codes.map { .string($0) })),
          .init("seq", .number("\(envelopes.count + 1)")),
          .init("ts_ms", .number("\(KillReviewTests.trip + milliseconds)")),
        ]))
    }

    mutating func check(_ code: String, after milliseconds: Int64) throws {
      try add(
        "decision", after: milliseconds, codes: [code], #"{"event":{},"event_kind":"risk_check"}"#)
    }

    mutating func step(
      _ state: KillRecord.State, after milliseconds: Int64, _ trigger: KillTrigger = .drawdown,
      scope: KillScope = .global
    ) throws {
      let record = KillRecord(
        id: "kill-1-abc", epoch: 1, scope: scope, state: state, trigger: trigger, by: "bot",
        reason: "a test", time: KillReviewTests.trip + milliseconds)
      try add(
        "kill", after: milliseconds,
        #"{"approvals":[],"entry":"kill","step":\#(record.json.compactText)}"#)
    }

    mutating func signed(after milliseconds: Int64, strategy: String = "maker") throws {
      try add(
        "order", after: milliseconds,
        #"{"entry":"order","order":"0x01","terms":{"market":"0xaa","strategy":"\#(strategy)"}}"#)
    }

    /// The review of the last trip.
    func review() throws -> KillReview {
      let trip = try #require(
        envelopes.last { KillReview.record(of: $0)?.state == .tripped })
      var review = KillReview(
        try #require(KillReview.record(of: trip)), sequence: try #require(trip["seq"]?.int64))
      for envelope in envelopes { review.take(envelope) }
      return review
    }
  }

  private func log(_ fill: (inout Log) throws -> Void) rethrows -> Log {
    var log = Log()
    try fill(&log)
    return log
  }

  @Test("a trip at the first check that says so, nothing signed, contained and armed")
  func correct() throws {
    let review = try log {
      try $0.signed(after: -3_000)
      try $0.check("KILL_SWITCH_TRIGGERS_CLEAR", after: -1_000)
      try $0.check("KILL_SWITCH_DRAWDOWN", after: -1)
      try $0.step(.tripped, after: 0)
      try $0.add(
        "reject", after: 5,
        #"{"code":"KILL_SWITCH_ACTIVE","entry":"denied","terms":{"strategy":"maker"}}"#)
      try $0.add(
        "cancel", after: 6, #"{"entry":"fact","fact":{"attempt":1,"type":"cancel_requested"}}"#)
      try $0.step(.contained, after: 700)
      try $0.step(.armed, after: 9_000)
      try $0.signed(after: 9_100)
    }.review()
    #expect(review.faults(isReproduced: true).isEmpty)
    #expect(review.checks == 2 && review.blocked == 1 && review.cancels == 1)
    #expect(review.signed.isEmpty && review.contained == Self.trip + 700)
    #expect(review.armed == Self.trip + 9_000)
  }

  @Test(
    "what speaks against it",
    arguments: [
      ("nothing was checked", 0), ("the check says another thing", 1), ("the check is old", 2),
      ("it held long before", 3), ("an order was signed after it", 4),
      ("an order was signed between the trip and this journal's knowledge of it", 5),
      ("the decision is not what its policy decides", 6),
    ])
  func faults(name: String, number: Int) throws {
    let review = try log {
      switch number {
      case 0: break
      case 1: try $0.check("KILL_SWITCH_FEED_LOSS", after: -1)
      case 2: try $0.check("KILL_SWITCH_DRAWDOWN", after: -5_001)
      case 3:
        try $0.check("KILL_SWITCH_DRAWDOWN", after: -20_000)
        try $0.check("KILL_SWITCH_DRAWDOWN", after: -1)
      default: try $0.check("KILL_SWITCH_DRAWDOWN", after: -1)
      }
      if number == 5 { try $0.signed(after: 1) }
      try $0.step(.tripped, after: 0)
      if number == 4 { try $0.signed(after: 1) }
    }.review()
    #expect(!review.faults(isReproduced: number != 6).isEmpty, "\(name)")
  }

  @Test("a person needs no condition, a mismatch has its incident, another strategy may go on")
  func others() throws {
    let manual = try log {
      try $0.step(.tripped, after: 0, .manual, scope: .strategy("maker"))
      try $0.signed(after: 5, strategy: "other")
    }.review()
    #expect(manual.faults(isReproduced: nil).isEmpty)
    let mismatch = try log {
      try $0.add(
        "incident", after: -10, codes: ["GOV_RECONCILE_MISMATCH"], #"{"entry":"chain"}"#)
      try $0.step(.tripped, after: 0, .reconcileMismatch)
    }.review()
    #expect(mismatch.faults(isReproduced: nil).isEmpty)
    let old = try log {
      try $0.check("KILL_SWITCH_DRAWDOWN", after: -KillReview.hour - 1)
      try $0.step(.tripped, after: 0)
    }.review()
    #expect(!old.faults(isReproduced: nil).isEmpty, "what was more than an hour ago is no evidence")
  }
}
