import Governance
import Graph
import JSON
import Policy
import TestSupport
import Testing

@Suite("who has to approve a plan") struct PlanApprovalTests {
  private static let live = "policies/execution.yaml"
  private static let warden = "bots/queue-warden.yaml"
  private static let sides = PlanSides(base: "main", head: "the working files")

  private func plan(
    _ edits: [(String, String, String)], proposer: String? = nil, authors: [String] = []
  ) throws -> ChangePlan {
    let house = try PlanRoot.house()
    let head = try edits.reduce(house) { try $0.replacing($1.0, $1.1, $1.2) }
    return try house.plan(to: head, proposer: proposer, authors: authors)
  }

  @Test("each class asks for what the rules of the base say")
  func requirements() throws {
    let tighter = try plan([(Self.live, "value: 45s", "value: 30s")])
    #expect(tighter.requirement == .init(approvals: 1, roles: [.risk], everyOwner: false))
    #expect(tighter.needs == "1 approval, one of risk")
    let looser = try plan([(Self.live, "value: 45s", "value: 60s")])
    #expect(looser.requirement == .init(approvals: 2, roles: [.headOfRisk], everyOwner: false))
    let both = try plan([(Self.warden, "window: 60s", "window: 30s")])
    #expect(both.requirement == .init(approvals: 2, roles: [], everyOwner: true))
    #expect(both.ownersTouched == ["polytraders-core", "risk-execution"])
  }

  @Test("a change of the rules is judged by the rules before it, beside the change it comes with")
  func joined() throws {
    let plan = try plan([
      (Self.live, "value: 45s", "value: 30s"),
      (
        "policies/approvals.yaml", "tightening: { approvals: 1, with: [risk] }",
        "tightening: { approvals: 1 }"
      ),
      ("policies/approvals.yaml", "governance: { approvals: 2", "governance: { approvals: 1"),
    ])
    #expect(plan.classes == [.tightening, .governance])
    #expect(plan.classification == .governance)
    #expect(
      plan.requirement == .init(approvals: 2, roles: [.risk, .headOfRisk], everyOwner: true))
    #expect(plan.ownersTouched.contains("polytraders-risk"))
  }

  @Test("who proposes or wrote a change cannot sign it, and it is said who is left")
  func signers() throws {
    let plan = try plan(
      [(Self.live, "value: 45s", "value: 60s")], proposer: "alice",
      authors: ["Bob@Desk.Example", "someone@else.example"])
    let obstacles = Dictionary(
      uniqueKeysWithValues: plan.signers.map { ($0.name, $0.obstacle) })
    #expect(obstacles["alice"] == .proposes)
    #expect(obstacles["bob"] == .author(email: "bob@desk.example"))
    #expect(obstacles["carol"] == .some(nil))
    #expect(plan.lacks == ["nobody of head of risk may sign"])
    let text = plan.text(Self.sides)
    #expect(text.contains("alice  cannot sign: proposes this change"))
    #expect(text.contains("warning: nobody of head of risk may sign"))
  }

  @Test("an approver who is added by the change is nobody yet")
  func newApprover() throws {
    let plan = try plan([
      (
        "specs/approvers.yaml", "    alice:",
        "    eve: { address: \"0x15d34aaf54267db7d7c367839aaf71a00a2c6a65\", roles: [risk, head_of_risk], owns: [risk-execution] }\n    alice:"
      )
    ])
    #expect(plan.classes == [.governance])
    #expect(!plan.signers.contains { $0.name == "eve" })
  }

  @Test("the first approval is of everything, by its own people, and of the heaviest class")
  func first() throws {
    let house = try PlanRoot.house().state()
    let plan = ChangePlan(base: nil, head: house)
    #expect(plan.classes == [.governance])
    #expect(plan.requirement?.everyOwner == true)
    #expect(plan.changes.contains { $0.kind == .bot && $0.subject == "exec.queuewarden" })
    #expect(plan.changes.contains { $0.kind == .approver && $0.name == "alice" })
    #expect(plan.comparison == nil)
  }

  @Test("a base without rules lets nobody approve")
  func noRules() throws {
    let house = try PlanRoot.house()
    let plan = try house.removing("policies/approvals.yaml").plan(to: house)
    #expect(plan.requirement == nil)
    #expect(plan.needs.contains("nobody can approve it"))
    #expect(plan.classes == [.governance])
  }

  @Test("strategies that use a bot pass shadow again where its authority or codes change")
  func shadow() throws {
    let authority = try plan([
      (
        Self.warden, "authority: [cancel, cancel_replace]",
        "authority: [cancel, cancel_replace, halt]"
      )
    ])
    #expect(authority.strategies.count == 3)
    #expect(authority.strategies.allSatisfy { $0.reasons == ["exec.queuewarden: authority"] })
    let severity = try plan([
      (
        "policies/severities.yaml", "severities: {}",
        "severities: { NONCE_SHEPHERD_GAP_DETECTED: HARD_REJECT }"
      )
    ])
    #expect(
      severity.strategies.first?.reasons
        == ["exec.nonceshepherd: severity of NONCE_SHEPHERD_GAP_DETECTED"])
    #expect(try plan([(Self.live, "value: 45s", "value: 30s")]).strategies.isEmpty)
  }

  // MARK: Forms

  @Test("the comment is one table with a marker, and text of documents stays text")
  func markdown() throws {
    let plan = try plan([
      (
        "specs/reason-codes.yaml", "meaning: \"Resting order has exceeded",
        "meaning: \"<img src=x> @everyone | `code` [a](b)\\n\\n# has exceeded"
      ), (Self.live, "value: 45s", "value: 60s"),
    ])
    let text = plan.markdown(Self.sides)
    #expect(text.hasPrefix(ChangePlan.marker + "\n"))
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count == 2)
    for row in rows {
      // Five cells: no text of a document makes a sixth.
      let bars = row.replacing("\\|", with: "").filter { $0 == "|" }.count
      #expect(bars == 6, "\(row)")
    }
    #expect(text.contains("**looser** (proved over all events)"))
    #expect(text.contains("<details><summary>Events that show it</summary>"))
    #expect(text == plan.markdown(Self.sides))
    let none = try PlanRoot.house().plan(to: PlanRoot.house()).markdown(Self.sides)
    #expect(none.contains("no change of meaning"))
  }

  @Test("the JSON has the members that programs read")
  func json() throws {
    let plan = try plan([(Self.live, "value: 45s", "value: 60s")], proposer: "carol")
    let json = try JSONValue(parsing: plan.json(Self.sides).compactText)
    #expect(json["form"]?.string == "polytraders/plan/v1")
    #expect(json["class"]?.string == "loosening")
    let change = try #require(json["changes"]?.array?.first)
    #expect(change["old"]?.string == "45s" && change["new"]?.string == "1m")
    #expect(change["difference"]?.string == "+15s (+33.3 %)")
    #expect(change["direction"]?.string == "looser")
    #expect(change["witness"]?["decisions"]?.array?.count == 2)
    #expect(json["requirement"]?["approvals"]?.int64 == 2)
    #expect(json["head"]?["policy_digest"]?.string == plan.head.graph.digest)
    let carol = json["signers"]?.array?.first { $0["name"]?.string == "carol" }
    #expect(carol?["can_sign"] == .bool(false))
  }

  @Test("differences are exact, with sign, unit and share")
  func differences() throws {
    for (old, new, expected) in [
      ("value: 45s", "value: 60s", "+15s (+33.3 %)"),
      ("value: 3 ticks", "value: 1 ticks", "-2 ticks (-66.7 %)"),
      ("value: 5000 shares", "value: 5000.5 shares", "+0.5 shares (+0 %)"),
      ("value: 5000 shares", "value: 0 shares", "-5000 shares (-100 %)"),
      ("value: 16 ops", "value: 8 ops", "-8 ops (-50 %)"),
    ] {
      #expect(try plan([(Self.live, old, new)]).changes.first?.difference == expected)
    }
  }
}
