import Diagnostics
import Policy
import Testing

/// Documents that say who may change what, beside the small set of the other tests.
private struct House {
  var approvers = """
    apiVersion: polytraders/v1
    kind: Approvers
    spec:
      approvers:
        ann: { address: "0x00000000000000000000000000000000000000a1", roles: [risk], owns: [risk] }
        ben: { address: "0x00000000000000000000000000000000000000b2", roles: [head_of_risk, risk], owns: [risk, desk] }

    """
  var approvals = """
    apiVersion: polytraders/v1
    kind: Approvals
    metadata: { name: approvals, owner: risk, version: 1 }
    spec:
      tightening: { approvals: 1, with: [risk] }
      loosening: { approvals: 2, with: [head_of_risk] }
      incomparable: { approvals: 2, every_owner: "true" }
      governance: { approvals: 2 }
      expires_after: 72h
      max_policy_age: 2160h
      overrides: { default: 4h, most: 24h }

    """
  var strategies = """
    apiVersion: polytraders/v1
    kind: Strategies
    spec:
      strategies:
        maker: { title: Maker, state: frozen, uses: [exec.warden] }

    """

  func load(more: [(path: String, text: String)] = []) -> PolicyLoader {
    var documents = Documents()
    documents.more =
      [
        ("specs/approvers.yaml", approvers), ("policies/approvals.yaml", approvals),
        ("specs/strategies.yaml", strategies),
      ] + more
    return documents.load()
  }

  func findings(more: [(path: String, text: String)] = []) -> [String] {
    load(more: more).diagnostics.map(Documents.line)
  }
}

@Suite("documents about approval hold together")
struct GovernanceDocumentTests {
  @Test("documents that agree have no finding, and are read")
  func agree() {
    let loader = House().load()
    #expect(loader.diagnostics.isEmpty, "\(loader.renderer.render(loader.diagnostics))")
    #expect(loader.governance.approvers?.approvers.count == 2)
    #expect(loader.governance.rules?.maximumPolicyAge == 7_776_000_000)
    #expect(loader.governance.strategies.strategies(using: "exec.warden").count == 1)
    #expect(loader.governance.sources.count == 3)
  }

  @Test(
    "of two documents of a kind neither wins", arguments: ["approvers", "approvals", "strategies"])
  func twice(_ which: String) {
    let house = House()
    let text =
      which == "approvers"
      ? house.approvers : which == "approvals" ? house.approvals : house.strategies
    let loader = house.load(more: [("specs/zz.yaml", text)])
    #expect(loader.diagnostics.map(Documents.line) == ["specs/zz.yaml:2:7 PT0216"])
    #expect(
      loader.diagnostics.first?.related.first?.location.file.hasSuffix("\(which).yaml") == true)
    #expect(loader.set == nil)
    switch which {
    case "approvers": #expect(loader.governance.approvers == nil)
    case "approvals": #expect(loader.governance.rules == nil)
    default: #expect(loader.governance.strategies.strategies.isEmpty)
    }
  }

  @Test("a strategy that uses a bot which does not exist is a finding")
  func strategies() {
    var house = House()
    house.strategies = house.strategies.replacing("exec.warden", with: "exec.wardn")
    #expect(house.findings() == ["specs/strategies.yaml:5:50 PT0213"])
  }

  @Test("an owner for whom nobody speaks is a warning, and nothing else")
  func voices() {
    var house = House()
    house.approvers = house.approvers.replacing("[risk, desk]", with: "[risk]")
    let loader = house.load()
    #expect(loader.diagnostics.map(Documents.line) == ["bots/warden.yaml:3:65 PT0260"])
    #expect(loader.diagnostics.map(\.severity) == [.warning])
    #expect(loader.diagnostics.first?.message == "no approver speaks for 'desk'")
    #expect(loader.set != nil)
  }

  @Test("somebody who speaks for an owner that nothing names is a warning")
  func nothingOwned() {
    var house = House()
    house.approvers = house.approvers.replacing("[risk, desk]", with: "[risk, desk, dsk]")
    let loader = house.load()
    #expect(loader.diagnostics.map(Documents.line) == ["specs/approvers.yaml:6:115 PT0260"])
    #expect(loader.diagnostics.first?.help == ["did you mean 'desk'?"])
    #expect(loader.set != nil)
  }

  @Test("a rule that the people could never meet is an error")
  func unreachable() {
    var house = House()
    house.approvals = house.approvals.replacing(
      "governance: { approvals: 2 }", with: "governance: { approvals: 3 }")
    #expect(house.findings() == ["policies/approvals.yaml:8:15 PT0261"])
    house = House()
    house.approvers = house.approvers.replacing("[head_of_risk, risk]", with: "[risk]")
    let loader = house.load()
    #expect(loader.diagnostics.map(Documents.line) == ["policies/approvals.yaml:6:14 PT0261"])
    #expect(loader.set == nil)
    // A kill that nobody could ever reset.
    house = House()
    let end = "  expires_after: 72h"
    for (rule, findings) in [
      ("{ with: [risk] }", []),
      ("{ each: [risk], with: [head_of_risk] }", []),
      ("{ each: [head_of_risk], with: [risk] }", ["policies/approvals.yaml:9:15 PT0261"]),
      ("{ with: [risk, security] }", ["policies/approvals.yaml:9:15 PT0261"]),
      ("{ each: [risk], with: [] }", ["policies/approvals.yaml:9:37 PT0202"]),
      ("{ each: [risk] }", ["policies/approvals.yaml:9:15 PT0202"]),
    ] as [(String, [String])] {
      house.approvals = House().approvals.replacing(end, with: "  kill_reset: \(rule)\n\(end)")
      #expect(house.findings() == findings, "\(rule)")
    }
    // A machine is nobody.
    house = House()
    house.approvers = house.approvers.replacing(
      "[head_of_risk, risk]", with: "[head_of_risk, risk, service]")
    house.approvals = house.approvals.replacing(end, with: "  kill_reset: { with: [risk] }\n\(end)")
    #expect(house.findings() == ["policies/approvals.yaml:9:15 PT0261"])
    // Without any list nobody can approve anything.
    house = House()
    house.approvers = House().strategies.replacing("Strategies", with: "Approvers")
      .replacing("strategies:", with: "approvers:").replacing(
        "\n    maker: { title: Maker, state: frozen, uses: [exec.warden] }", with: " {}")
    #expect(house.findings().filter { $0.contains("PT0261") }.count == 6)
  }
}

@Suite("who answers for a document")
struct DocumentOwnerTests {
  @Test("the owner of each, and the bots that it describes or gives values to")
  func owners() throws {
    var documents = Documents()
    documents.policy = documents.policy.replacing(
      "        strict: \"true\"\n",
      with: """
                strict: "true"
              scopes:
                - { where: { tag: nba }, set: { ttl_s: 10s } }

        """)
    documents.clock = documents.clock.replacing("owner: risk", with: "owner: clocks")
    let loader = documents.load()
    #expect(loader.set != nil, "\(loader.renderer.render(loader.diagnostics))")
    let owners = loader.governance.owners
    func owner(_ subject: String) throws -> DocumentOwner {
      try #require(owners.first { $0.subject == subject })
    }
    #expect(owners.map(\.subject).sorted() == ["bot exec.warden", "policy clock", "policy live"])
    let bot = try owner("bot exec.warden")
    #expect(bot.owner == "desk" && bot.bots == ["exec.warden"] && !bot.givesSharedValues)
    let live = try owner("policy live")
    #expect(live.owner == "risk" && live.path == "policies/live.yaml")
    #expect(live.bots == ["exec.warden"] && live.givesSharedValues)
    let clock = try owner("policy clock")
    #expect(clock.owner == "clocks" && clock.path == "policies/clock.yaml")
    #expect(clock.bots == [] && clock.givesSharedValues)
  }
}
