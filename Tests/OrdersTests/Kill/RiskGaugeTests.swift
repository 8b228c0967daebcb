import FixedPoint
import JSON
import Orders
import Testing

/// What the triggers are held against.
struct RiskGaugeTests {
  private static let start: Int64 = 1_795_000_000_000

  private func account(_ equity: Int64, reserved: Int64 = 0) -> RiskGauge.Event {
    .account(
      equity: Micros(raw: equity), balance: Micros(raw: 900), reserved: Micros(raw: reserved))
  }

  @Test("a restart does not move the peak, and neither does a fall")
  func peak() throws {
    var gauge = RiskGauge(window: 1_000, baselines: nil, feeds: [], now: Self.start)
    var kept: RiskBaselines?
    for equity: Int64 in [1_000, 1_500, 700, 1_499] {
      if let moved = gauge.take(account(equity), now: Self.start) { kept = moved }
    }
    let text = try #require(kept).json.compactText
    let read = try #require(RiskBaselines(json: try JSONValue(parsing: text)))
    var restarted = RiskGauge(window: 1_000, baselines: read, feeds: [], now: Self.start)
    #expect(restarted.take(account(600), now: Self.start) == nil)
    #expect(restarted.facts(now: Self.start)?.peak == Micros(raw: 1_500))
  }

  @Test("rejects are counted in an exact window, and their rate is rounded up")
  func rejects() throws {
    var gauge = RiskGauge(window: 1_000, baselines: nil, feeds: [], now: 0)
    _ = gauge.take(account(1), now: 0)
    for (time, isRejected): (Int64, Bool) in [(0, true), (1, false), (999, false)] {
      _ = gauge.take(.answered(isRejected: isRejected), now: time)
    }
    #expect(gauge.facts(now: 999)?.rejectRate == 3_334)
    #expect(gauge.facts(now: 1_000)?.answered == 2)
    #expect(gauge.facts(now: 1_000)?.rejectRate == 0)
    #expect(gauge.facts(now: 1_999)?.answered == 0)
  }

  @Test("the feed that is silent longest counts, also one that never spoke")
  func silence() throws {
    var gauge = RiskGauge(window: 1_000, baselines: nil, feeds: ["user", "market"], now: 100)
    _ = gauge.take(account(1), now: 100)
    _ = gauge.take(.heard(feed: "user"), now: 5_000)
    #expect(gauge.facts(now: 6_000)?.silence == 5_900)
    _ = gauge.take(.heard(feed: "market"), now: 5_500)
    #expect(gauge.facts(now: 6_000)?.silence == 1_000)
  }

  @Test("a young run that has not read its account says nothing, for a minute")
  func young() throws {
    var gauge = RiskGauge(window: 1_000, baselines: nil, feeds: [], now: 0)
    #expect(gauge.facts(now: RiskGauge.patience - 1) == nil)
    #expect(gauge.facts(now: RiskGauge.patience)?.accountAge == RiskGauge.patience)
    _ = gauge.take(account(1), now: RiskGauge.patience)
    #expect(gauge.facts(now: RiskGauge.patience + 5)?.accountAge == 5)
  }

  @Test("every code of the bot trips what it says, and one clears")
  func codes() throws {
    var gauge = RiskGauge(window: 1_000, baselines: nil, feeds: [], now: 0)
    _ = gauge.take(account(1), now: 0)
    let measured = gauge.facts(now: 0)
    let facts = try #require(measured)
    var triggers: [KillTrigger] = []
    for code in [
      "KILL_SWITCH_DRAWDOWN", "KILL_SWITCH_REJECT_RATE", "KILL_SWITCH_FEED_LOSS",
      "KILL_SWITCH_WALLET_SHORT", "KILL_SWITCH_RECONCILE_MISMATCH", "KILL_SWITCH_UNRESOLVED_GAP",
    ] {
      guard
        case .trip(.global, let trigger, "bot", _)? =
          KillEvent(riskCheck: code, by: "bot", facts: facts)
      else {
        Issue.record("\(code) trips nothing")
        continue
      }
      triggers.append(trigger)
    }
    #expect(triggers == KillTrigger.automatic)
    guard
      case .cleared(KillTrigger.automatic)? =
        KillEvent(riskCheck: KillTrigger.clearCode, by: "bot", facts: facts)
    else {
      Issue.record("all is clear")
      return
    }
    #expect(KillEvent(riskCheck: "KILL_SWITCH_ACTIVE", by: "bot", facts: facts) == nil)
  }
}
