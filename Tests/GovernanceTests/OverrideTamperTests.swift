import Governance
import Graph
import Hashing
import Policy
import Signing
import TestSupport
import Testing

/// What somebody may try who can write to `overrides/` and has no key that counts.
@Suite struct OverrideTamperTests {
  @Test(
    "whatever is edited of what was signed ends it",
    arguments: [
      ("value: \"60s\"", "value: \"600s\""), ("reason: \"the book is thin\"", "reason: \"other\""),
      ("ticket: \"RISK-1\"", "ticket: \"RISK-2\""), ("verdict: looser", "verdict: tighter"),
      ("expires: 2026-11-22T00:00:00Z", "expires: 2026-11-22T06:00:00Z"),
      ("starts: 2026-11-21T20:00:00Z", "starts: 2026-11-21T19:00:00Z"),
      ("param: stale_ttl_s", "param: drift_ticks_threshold"),
      ("bot: exec.queuewarden", "bot: exec.nonceshepherd"),
      ("where: { market: \"0xabc\" }", "where: { market: \"0xdef\" }"),
      ("  where: { market: \"0xabc\" }\n", ""), ("proposer: alice", "proposer: dave"),
      ("id: \"0x01", "id: \"0x02"), ("approver: bob", "approver: dave"),
      ("approver: bob", "approver: nobody"), ("where: { market: \"0xabc\" }", "where:"),
      ("kind: Override", "kind: Overrule"),
      ("apiVersion: polytraders/v1", "apiVersion: polytraders/v2"),
      ("  proposer:", "  unsigned: yes\n  proposer:"), ("signature: \"0x", "signature: \"0xx"),
    ])
  func edited(_ old: String, _ new: String) throws {
    var desk = try OverrideDesk()
    let document = try desk.document(
      "60s", in: .market("0xabc"), signers: ["bob", "carol"], verdict: .looser)
    desk.put(document)
    #expect(desk.status == "active")
    let path = OverrideFolder.path(of: document.id.value)
    let text = try #require(desk.files[path])
    #expect(text.contains(old))
    desk.files[path] = text.replacing(old, with: new)
    desk.lookAtFiles()
    #expect(desk.value(in: Scope(market: "0xabc")) == 45_000, "\(new): \(desk.status)")
    #expect(desk.phases.last == "ended file_changed" || desk.phases.last == "ended file_removed")
    desk.files[path] = text
    desk.lookAtFiles()
    #expect(desk.value(in: Scope(market: "0xabc")) == 45_000, "put back, it stays ended")
  }

  @Test("comments, order, layout and the spelling of a value keep an override alive")
  func reformatted() throws {
    var desk = try OverrideDesk()
    let document = try desk.document("60s", signers: ["bob", "carol"], verdict: .looser)
    desk.put(document)
    let path = OverrideFolder.path(of: document.id.value)
    let text = try #require(desk.files[path])
    desk.files[path] =
      text.replacing("value: \"60s\"", with: "value: 60000ms   # a minute")
      .replacing("kind: Override\n", with: "")
      .replacing(
        "apiVersion: polytraders/v1\n", with: "kind: Override\n\napiVersion: polytraders/v1\n")
    desk.lookAtFiles()
    #expect(desk.status == "active" && desk.value() == 60_000)
  }

  @Test("signatures are of one text by one person each")
  func signatures() throws {
    let desk = try OverrideDesk()
    let good = try desk.document("60s", signers: ["bob", "carol"], verdict: .looser)
    func status(_ change: (inout OverrideDocument) throws -> Void) throws -> String {
      var document = good
      try change(&document)
      var fresh = try OverrideDesk(desk.base)
      fresh.put(document)
      return fresh.status
    }
    let place = good.id.location
    #expect(try status { _ in } == "active")
    // Exchanged between two people.
    #expect(
      try status {
        $0.endorsements[0].approver.value = "carol"
        $0.endorsements[1].approver.value = "bob"
      } == "refused: PT2017 PT2017")
    // One person twice.
    #expect(
      try status { $0.endorsements.append($0.endorsements[0]) } == "refused: PT2018")
    // Of another override.
    let other = try desk.document("60s", id: 2, signers: ["bob"], verdict: .looser)
    #expect(try status { $0.endorsements[0] = other.endorsements[0] } == "refused: PT2017")
    // In the second form that anybody can make of it.
    #expect(
      try status {
        let signature = $0.endorsements[0].signature.value
        let order = Digest32(
          0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, 0xBAAE_DCE6_AF48_A03B,
          0xBFD2_5E8C_D036_4141)
        let flipped = Signature(
          r: signature.r, s: Self.difference(order, signature.s), v: signature.v == 27 ? 28 : 27)
        $0.endorsements[0].signature = Located(flipped, at: place)
      } == "refused: PT2017")
    // Taken away, what is left does not suffice.
    #expect(
      try status { $0.endorsements.removeFirst() }
        == "awaiting: 1 more signature, somebody with the role head_of_risk")
  }

  private static func difference(_ left: Digest32, _ right: Digest32) -> Digest32 {
    var bytes = [UInt8](repeating: 0, count: 32)
    var borrow = 0
    for index in stride(from: 31, through: 0, by: -1) {
      let value = Int(left.bytes[index]) - Int(right.bytes[index]) - borrow
      borrow = value < 0 ? 1 : 0
      bytes[index] = UInt8((value + 256) % 256)
    }
    return Digest32(bytes: bytes) ?? .zero
  }

  @Test("a value outside of the bounds, an empty reason, an unknown param: refused, whoever signs")
  func refused() throws {
    let desk = try OverrideDesk()
    let table: [(value: String, name: String, reason: String, codes: String)] = [
      ("11m", "stale_ttl_s", "r", "PT2006"), ("4s", "stale_ttl_s", "r", "PT2006"),
      ("45s", "stale_ttl_s", "r", "PT2014"), ("soon", "stale_ttl_s", "r", "PT2006"),
      ("30s", "stale_ttl", "r", "PT2006"), ("30s", "stale_ttl_s", "  ", "PT2008"),
      ("30s", "stale_ttl_s", String(repeating: "r", count: 401), "PT2009"),
    ]
    for row in table {
      let document = OverrideDocument.proposal(
        id: .zero, bot: "exec.queuewarden", parameter: row.name, selector: nil, value: row.value,
        verdict: .tighter, reason: row.reason, ticket: "",
        policy: try #require(Digest32(hex: desk.base.graph.digest)), proposer: "alice",
        starts: desk.now, expires: desk.now + OverrideDesk.hour)
      let assessment = OverrideAssessment(document, on: desk.base)
      #expect(assessment.problems.map(\.code).contains(row.codes), "\(row)")
      #expect(!assessment.isApproved)
    }
  }
}

/// Values of scopes under overrides, and the settings that bring them back.
@Suite struct OverrideScopeTests {
  @Test("an override takes the place of its very scope; narrower values still win")
  func precedence() throws {
    let base = try OverrideDesk.house(replacing: [
      (
        "    exec.nonceshepherd:\n      params:",
        """
              scopes:
                - { where: { market: "0xm" }, set: { stale_ttl_s: 20s } }
                - { where: { tag: nba }, set: { stale_ttl_s: 15s } }
            exec.nonceshepherd:
              params:
        """
      )
    ])
    let policies = base.graph.policies
    func value(_ set: PolicySet, _ scope: Scope) -> Int64 {
      set.value(of: "stale_ttl_s", bot: "exec.queuewarden", in: scope)
    }
    let everywhere = try policies.overriding(
      "exec.queuewarden", "stale_ttl_s", in: nil, value: 10_000
    ).get()
    #expect(value(everywhere, Scope()) == 10_000)
    #expect(value(everywhere, Scope(market: "0xm")) == 20_000, "a market's own value wins")
    #expect(value(everywhere, Scope(tags: ["nba"])) == 15_000)
    let address = try policies.address(of: "queuewarden.stale_ttl_s").get()
    #expect(
      policies.scopesUntouched(byOverriding: address, in: nil) == ["market 0xm", "tag nba"])
    #expect(policies.scopesUntouched(byOverriding: address, in: .tag("nfl")) == ["market 0xm"])
    let market = try policies.overriding(
      "exec.queuewarden", "stale_ttl_s", in: .market("0xm"), value: 10_000
    ).get()
    #expect(value(market, Scope(market: "0xm", tags: ["nba"])) == 10_000)
    #expect(value(market, Scope(market: "0xn")) == 45_000)
    let strategy = try policies.overriding(
      "exec.queuewarden", "stale_ttl_s", in: .strategy("a=b@c"), value: 30_000
    ).get()
    #expect(value(strategy, Scope(strategy: "a=b@c", tags: ["nba"])) == 30_000)
    for set in [everywhere, market, strategy] {
      let loaded = PolicyLoader.load(
        sources: policies.sources, settings: set.settings
      )
      let again = try #require(loaded.set)
      #expect(again.allValues.map(\.value) == set.allValues.map(\.value))
      #expect(
        try GraphCompiler.compile(again).get().digest == GraphCompiler.compile(set).get().digest)
    }
    #expect(everywhere.settings == ["exec.queuewarden.stale_ttl_s@default=10s"])
    #expect(market.settings == ["exec.queuewarden.stale_ttl_s@market 0xm=10s"])
  }

  @Test(
    "a setting with a scope that is none is refused",
    arguments: [
      "exec.queuewarden.stale_ttl_s@=30s", "exec.queuewarden.stale_ttl_s@moon 1=30s",
      "exec.queuewarden.stale_ttl_s@market =30s", "exec.queuewarden.stale_ttl_s@market 0xm=99h",
      "exec.queuewarden.nothing@market 0xm=30s",
    ])
  func refused(_ setting: String) throws {
    let base = try PolicyState.load(root: Places.checkout)
    #expect(PolicyLoader.load(sources: base.graph.policies.sources, settings: [setting]).set == nil)
  }
}
