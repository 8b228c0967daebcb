import Governance
import Graph
import Policy
import TestSupport
import Testing
import Trading

/// Releases that come while overrides hold.
@Suite struct OverrideReleaseTests {
  private struct Row: Sendable {
    var name: String
    var value: String
    var verdict: OverrideVerdict
    /// Edits of the house, one release after the other, each on top of those before.
    var releases: [[(String, String)]]
    var status: String
    var holds: Int64
  }

  private static let rows: [Row] = [
    Row(
      name: "another param", value: "30s", verdict: .tighter,
      releases: [[("value: 3 ticks", "value: 2 ticks")]], status: "active", holds: 30_000),
    Row(
      name: "another param, twice", value: "30s", verdict: .tighter,
      releases: [[("value: 3 ticks", "value: 2 ticks")], [("value: 2 ticks", "value: 5 ticks")]],
      status: "active", holds: 30_000),
    Row(
      name: "tighter, not as tight", value: "30s", verdict: .tighter,
      releases: [[("value: 45s", "value: 40s")]], status: "active", holds: 30_000),
    Row(
      name: "looser", value: "30s", verdict: .tighter, releases: [[("value: 45s", "value: 60s")]],
      status: "active", holds: 30_000),
    Row(
      name: "its very value", value: "30s", verdict: .tighter,
      releases: [[("value: 45s", "value: 30s")]], status: "ended: made_permanent", holds: 30_000),
    Row(
      name: "tighter than it", value: "30s", verdict: .tighter,
      releases: [[("value: 45s", "value: 20s")]], status: "ended: overtaken", holds: 20_000),
    Row(
      name: "tighter than it, and back", value: "30s", verdict: .tighter,
      releases: [[("value: 45s", "value: 20s")], [("value: 20s", "value: 45s")]],
      status: "ended: overtaken", holds: 45_000),
    Row(
      name: "narrower bounds", value: "30s", verdict: .tighter,
      releases: [[("min: 5s", "min: 35s")]], status: "active", holds: 35_000),
    Row(
      name: "at its bound", value: "30s", verdict: .tighter,
      releases: [[("min: 5s", "min: 35s"), ("value: 45s", "value: 35s")]],
      status: "ended: overtaken", holds: 35_000),
    Row(
      name: "loosened, another param", value: "60s", verdict: .looser,
      releases: [[("value: 3 ticks", "value: 2 ticks")]], status: "active", holds: 60_000),
    Row(
      name: "loosened, its param tighter", value: "60s", verdict: .looser,
      releases: [[("value: 45s", "value: 40s")]], status: "ended: base_replaced", holds: 40_000),
    Row(
      name: "loosened, its param looser", value: "60s", verdict: .looser,
      releases: [[("value: 45s", "value: 50s")]], status: "ended: base_replaced", holds: 50_000),
    Row(
      name: "loosened, its value", value: "60s", verdict: .looser,
      releases: [[("value: 45s", "value: 60s")]], status: "ended: made_permanent", holds: 60_000),
    Row(
      name: "loosened, narrower bounds", value: "9m", verdict: .looser,
      releases: [[("max: 10m", "max: 5m")]], status: "ended: base_replaced", holds: 45_000),
  ]

  @Test(
    "an override ends by what a release says of its param, and by nothing else",
    arguments: rows.indices)
  func releases(_ index: Int) throws {
    let row = Self.rows[index]
    var desk = try OverrideDesk()
    desk.put(try desk.document(row.value, signers: ["bob", "carol"], verdict: row.verdict))
    #expect(desk.status == "active", "\(row.name)")
    var edits: [(String, String)] = []
    for release in row.releases {
      edits += release
      desk.approve(try OverrideDesk.house(replacing: edits))
    }
    #expect(desk.status == row.status, "\(row.name)")
    #expect(desk.value() == row.holds, "\(row.name)")
    let isOver = row.status != "active"
    #expect(
      desk.phases
        == (isOver ? ["started", row.status.replacing(":", with: "")] : ["started"]), "\(row.name)")
    #expect(desk.drift.isEmpty, "\(row.name)")
    let later = try desk.restarted()
    #expect(later.status == row.status && later.value() == row.holds, "\(row.name)")

    // Who was down while all of them came, and has no journal, finds the same.
    var fresh = try OverrideDesk(desk.base)
    fresh.files = desk.files
    for state in desk.before.dropFirst() + [desk.current] { fresh.approve(state) }
    let found = try fresh.restarted()
    #expect(found.status == row.status && found.value() == row.holds, "\(row.name)")
  }

  @Test("a release without the bot's param ends what was put on it")
  func gone() throws {
    var desk = try OverrideDesk()
    desk.put(try desk.document("30s", signers: ["alice"]))
    let other = try OverrideDesk.house(replacing: [("stale_ttl_s", "stale_time_s")])
    desk.approve(other)
    #expect(desk.phases.last == "ended base_replaced")
    guard case .ended(let ending)? = desk.book.entries.first?.status else {
      Issue.record("it has ended")
      return
    }
    #expect(ending.text.contains("no such param"))
  }

  @Test("what held for all goes on holding where a release gives a scope a looser value of its own")
  func newScope() throws {
    let scope: [(String, String)] = [
      (
        "    exec.nonceshepherd:\n      params:",
        """
              scopes:
                - { where: { market: "0xm" }, set: { stale_ttl_s: 45s } }
                - { where: { market: "0xn" }, set: { stale_ttl_s: 20s } }
            exec.nonceshepherd:
              params:
        """
      )
    ]
    let next = try OverrideDesk.house(replacing: scope)
    var desk = try OverrideDesk()
    desk.put(try desk.document("30s", signers: ["alice"]))
    desk.approve(next)
    #expect(desk.status == "active" && desk.value() == 30_000)
    #expect(desk.value(in: Scope(market: "0xm")) == 30_000)
    #expect(desk.value(in: Scope(market: "0xn")) == 20_000, "what is tighter stays")
    // Signed on top of that release, a market's own value wins, as ever.
    var on = try OverrideDesk(next)
    on.put(try on.document("30s", signers: ["alice"]))
    #expect(on.value(in: Scope(market: "0xm")) == 45_000)
  }

  @Test("people who go take nothing with them that tightens, and everything that loosens")
  func people() throws {
    let tests: [(String, OverrideVerdict, [String])] = [
      ("30s", .tighter, ["alice"]), ("60s", .looser, ["bob", "carol"]),
    ]
    // Whoever signed has another key from now on.
    let next = try OverrideDesk.house(replacing: [
      ("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc"),
      ("0x70997970c51812dc3a010c7d01b50e0d17dc79c8", "0x976ea74026e726554db657fa54763abd0c3a0aa9"),
    ])
    for (value, verdict, signers) in tests {
      var desk = try OverrideDesk()
      try #require(desk.base.governanceDigest != next.governanceDigest)
      desk.put(try desk.document(value, signers: signers, verdict: verdict))
      desk.approve(next)
      if verdict == .looser {
        #expect(desk.phases.last == "ended approvers_changed" && desk.value() == 45_000)
        continue
      }
      #expect(desk.status == "active" && desk.value() == 30_000)
      #expect(try desk.restarted().value() == 30_000)
      // A key that was taken away starts nothing new.
      desk.put(try desk.document("20s", in: .market("0xm"), id: 2, signers: signers))
      #expect(desk.value(in: Scope(market: "0xm")) == 30_000)
    }
  }
}
