import Governance
import Graph
import Policy
import TestSupport
import Testing

/// One edit of the house's documents, and what its plan has to say.
struct PlannedEdit: CustomTestStringConvertible, Sendable {
  var path: String
  var old: String
  var new: String
  /// `kind subject name direction`
  var expected: [String]
  var classes: [ApprovalRules.ChangeClass]

  init(
    _ path: String, _ old: String, _ new: String, _ expected: [String],
    _ classes: [ApprovalRules.ChangeClass]
  ) {
    self.path = path
    self.old = old
    self.new = new
    self.expected = expected
    self.classes = classes
  }

  var testDescription: String { "\(old) -> \(new)" }
}

@Suite("plans of changes") struct PlanChangeTests {
  private static let warden = "bots/queue-warden.yaml"
  private static let live = "policies/execution.yaml"

  static let edits: [PlannedEdit] = [
    PlannedEdit(
      live, "value: 45s", "value: 30s", ["param exec.queuewarden stale_ttl_s tighter"],
      [.tightening]),
    PlannedEdit(
      live, "value: 45s", "value: 46s", ["param exec.queuewarden stale_ttl_s looser"],
      [.loosening]),
    // Fewer operations are declared tighter and let drifted orders rest.
    PlannedEdit(
      live, "value: 30 ops", "value: 20 ops",
      ["param exec.queuewarden cancel_replace_per_min_cap incomparable"], [.incomparable]),
    PlannedEdit(
      live, "budget: { per_event: 500 }", "budget: { per_event: 900 }",
      ["budget an event budget looser"], [.loosening, .governance]),
    PlannedEdit(
      "policies/freshness.yaml", "book: { value: 2s", "book: { value: 1s",
      ["staleness staleness book tighter"], [.tightening]),
    PlannedEdit(
      "specs/staleness.yaml", "book: { min: 100ms, max: 60s", "book: { min: 100ms, max: 90s",
      ["bounds staleness staleness.book looser"], [.loosening]),
    PlannedEdit(
      "policies/severities.yaml", "severities: {}",
      "severities: { QUEUE_WARDEN_STALE_ORDER: HARD_REJECT }",
      ["severity reason codes QUEUE_WARDEN_STALE_ORDER tighter"], [.tightening]),
    PlannedEdit(
      warden, "max: 20 ticks", "max: 30 ticks",
      ["bounds exec.queuewarden drift_ticks_threshold looser"], [.loosening]),
    PlannedEdit(
      warden, "min: 5s", "min: 6s", ["bounds exec.queuewarden stale_ttl_s tighter"],
      [.tightening]),
    PlannedEdit(
      warden, "authority: [cancel, cancel_replace]", "authority: [cancel, cancel_replace, halt]",
      ["authority exec.queuewarden authority looser"], [.loosening]),
    PlannedEdit(
      warden, "mode: general_live", "mode: shadow", ["mode exec.queuewarden mode incomparable"],
      [.incomparable]),
    PlannedEdit(
      warden, "when: age > params.stale_ttl_s", "when: age >= params.stale_ttl_s",
      ["rule exec.queuewarden rule 4 QUEUE_WARDEN_STALE_ORDER tighter"], [.tightening]),
    PlannedEdit(
      warden, "when: age > params.stale_ttl_s", "when: \"!(age <= params.stale_ttl_s)\"",
      ["rule exec.queuewarden rule 4 QUEUE_WARDEN_STALE_ORDER equal"], [.tightening]),
    PlannedEdit(
      warden,
      "    - { code: QUEUE_WARDEN_QUEUE_DEGRADED, when: order.queue_ahead > params.min_queue_position, do: cancel_replace }\n",
      "    - { code: QUEUE_WARDEN_QUEUE_DEGRADED, when: order.queue_ahead > params.min_queue_position, do: cancel }\n",
      ["rule exec.queuewarden rule 6 QUEUE_WARDEN_QUEUE_DEGRADED tighter"], [.tightening]),
    PlannedEdit(
      warden, "when: rate.cancel_replaces >= params.cancel_replace_per_min_cap",
      "when: rate.cancel_replaces > params.cancel_replace_per_min_cap",
      ["gate exec.queuewarden gate 1 QUEUE_WARDEN_RATE_CAP_HIT tighter"], [.tightening]),
    PlannedEdit(
      warden, "on_missing: { code: QUEUE_WARDEN_BOOK_UNAVAILABLE, do: cancel }",
      "on_missing: { code: QUEUE_WARDEN_BOOK_UNAVAILABLE, do: pause_evaluation }",
      ["fact exec.queuewarden book none"], [.incomparable]),
    PlannedEdit(
      warden, "window: 60s", "window: 30s",
      ["declaration exec.queuewarden counter rate.cancel_replaces incomparable"], [.incomparable]),
    PlannedEdit(
      warden, "otherwise: { code: QUEUE_WARDEN_HOLD, do: hold }",
      "otherwise: { code: QUEUE_WARDEN_HOLD, do: cancel }",
      ["outcome exec.queuewarden otherwise none"], [.tightening]),
    PlannedEdit(
      warden, "ticks.covering(order.price - touch, order.tick_size)",
      "ticks.covering(touch - order.price, order.tick_size)",
      ["expression exec.queuewarden let drift none"], []),
    PlannedEdit(
      "specs/reason-codes.yaml", "meaning: \"Resting order has exceeded",
      "meaning: \"An order has exceeded",
      ["reason_code reason codes QUEUE_WARDEN_STALE_ORDER meaning none"], [.tightening]),
    // No bot gives this code, so that the digest of the graph does not hold it.
    PlannedEdit(
      "specs/reason-codes.yaml",
      "  GOV_CONFIG_DRIFT:\n    family: GOV\n    severity: WARN",
      "  GOV_CONFIG_DRIFT:\n    family: GOV\n    severity: INFO",
      ["severity reason codes GOV_CONFIG_DRIFT looser"], [.loosening, .governance]),
    PlannedEdit(
      "policies/approvals.yaml", "expires_after: 72h", "expires_after: 96h",
      ["approval_rule approvals expires_after looser"], [.governance]),
    PlannedEdit(
      "policies/approvals.yaml", "max_policy_age: 2160h", "max_policy_age: 1080h",
      ["approval_rule approvals max_policy_age tighter"], [.governance]),
    PlannedEdit(
      "policies/approvals.yaml", "loosening: { approvals: 2", "loosening: { approvals: 1",
      ["approval_rule approvals loosening looser"], [.governance]),
    PlannedEdit(
      "policies/approvals.yaml", "operations, security], with: [risk] }",
      "operations], with: [risk] }", ["approval_rule approvals kill_reset tighter"], [.governance]),
    PlannedEdit(
      "policies/approvals.yaml", "each: [risk, head_of_risk, operations, security], ", "",
      ["approval_rule approvals kill_reset looser"], [.governance]),
    PlannedEdit(
      "policies/approvals.yaml", "security], with: [risk] }", "security], with: [head_of_risk] }",
      ["approval_rule approvals kill_reset incomparable"], [.governance]),
    PlannedEdit(
      "specs/approvers.yaml", "email: dave@desk.example", "email: d@desk.example",
      ["approver approvers dave none"], [.governance]),
    PlannedEdit(
      "specs/strategies.yaml",
      "state: demo-wired\n      uses: [exec.queuewarden, exec.nonceshepherd]",
      "state: demo-wired\n      uses: [exec.queuewarden]",
      ["strategy strategies us-elect-book-builder none"], [.governance]),
    PlannedEdit(
      warden, "owner: polytraders-core", "owner: risk-execution",
      ["owner owners bot exec.queuewarden none"], [.governance]),
    PlannedEdit(warden, "# QueueWarden: polices", "# QueueWarden polices", [], []),
    PlannedEdit(warden, "name: fresh and close, expect", "name: close, expect", [], []),
    PlannedEdit(live, "value: 45s", "value: 45000ms", [], []),
    PlannedEdit(live, "version: 1", "version: 2", [], []),
  ]

  @Test("every change of meaning is listed with its direction and class", arguments: edits)
  func edit(_ edit: PlannedEdit) throws {
    let house = try PlanRoot.house()
    let plan = try house.plan(to: house.replacing(edit.path, edit.old, edit.new))
    let found = plan.changes.map {
      "\($0.kind.rawValue) \($0.subject) \($0.name) \($0.direction.rawValue)"
    }
    #expect(plan.changes.count == edit.expected.count, "\(found)")
    for (text, expected) in zip(found, edit.expected) { #expect(text.hasPrefix(expected)) }
    #expect(plan.isEmpty == edit.expected.isEmpty)
    if edit.expected.isEmpty {
      #expect(plan.textOnly == (edit.new.contains("name: close") ? [] : [edit.path]))
      #expect(plan.classes.isEmpty && plan.requirement == nil && plan.needs == "no approval")
    } else if !edit.classes.isEmpty {
      #expect(plan.classes == edit.classes, "\(plan.text(PlanSides(base: "a", head: "b")))")
    }
    // The way back says the opposite, and never less.
    let back = try house.replacing(edit.path, edit.old, edit.new).plan(to: house)
    #expect(back.isEmpty == plan.isEmpty)
    #expect(back.changes.count == plan.changes.count)
  }

  @Test("a value for a scope is a change of that scope")
  func scope() throws {
    let house = try PlanRoot.house()
    let scoped = try house.replacing(
      Self.live, "    exec.nonceshepherd:",
      "      scopes:\n        - { where: { tag: nba }, set: { stale_ttl_s: 10s } }\n"
        + "    exec.nonceshepherd:")
    let plan = try house.plan(to: scoped)
    let change = try #require(plan.changes.first)
    #expect(plan.changes.count == 1)
    #expect(change.place == "stale_ttl_s (tag nba)")
    #expect(change.values == "45s -> 10s, -35s (-77.8 %)")
    #expect(plan.classes == [.tightening])
    let same = try house.replacing(
      Self.live, "    exec.nonceshepherd:",
      "      scopes:\n        - { where: { tag: nba }, set: { stale_ttl_s: 45s } }\n"
        + "    exec.nonceshepherd:")
    let restated = try house.plan(to: same)
    #expect(!restated.isEmpty && restated.classes == [.tightening])
    #expect(restated.changes.map(\.direction) == [.equal])
  }

  @Test("each of several values is looked at by itself, and the bot as a whole")
  func isolated() throws {
    let house = try PlanRoot.house()
    let head = try house.replacing(Self.live, "value: 45s", "value: 30s")
      .replacing(Self.live, "value: 3 ticks", "value: 5 ticks")
    let plan = try house.plan(to: head)
    #expect(plan.changes.map(\.name) == ["drift_ticks_threshold", "stale_ttl_s"])
    #expect(plan.changes.map(\.direction) == [.looser, .tighter])
    #expect(plan.classes == [.incomparable])
    let text = plan.text(PlanSides(base: "a", head: "b"))
    #expect(text.contains("as a whole: incomparable, shown by events"))
  }

  @Test("a bot that is new needs both owners; one that goes is a loosening at least")
  func bots() throws {
    let house = try PlanRoot.house()
    let bot = try #require(house.documents.first { $0.path == "bots/freshness-sentinel.yaml" })
    let without = house.removing(bot.path)
    let added = try without.plan(to: house)
    #expect(added.changes.map(\.kind) == [.bot, .owner])
    #expect(added.classes == [.incomparable, .governance])
    let gone = try house.plan(to: without)
    #expect(gone.changes.contains { $0.kind == .bot && $0.new == nil })
    #expect(gone.classes.first == .loosening || gone.classes.first == .incomparable)
  }

  @Test("both digests together move with every change, and a plan with them")
  func digests() throws {
    let house = try PlanRoot.house()
    let base = try house.state()
    for edit in Self.edits {
      let head = try house.replacing(edit.path, edit.old, edit.new).state()
      let isSame =
        base.graph.digest == head.graph.digest && base.governanceDigest == head.governanceDigest
      #expect(isSame == edit.expected.isEmpty, "\(edit.new)")
    }
  }
}
