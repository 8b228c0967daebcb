import Governance
import Policy
import TestSupport
import Testing

/// Every kind of difference that somebody may leave behind, and every kind that is none.
@Suite struct DriftTableTests {
  private static let values = "policies/execution.yaml"
  private static let fresh = "policies/freshness.yaml"
  private static let bot = "bots/queue-warden.yaml"
  private static let codes = "specs/reason-codes.yaml"
  private static let warden = "exec.queuewarden"

  struct Row: CustomTestStringConvertible, Sendable {
    var edit: DriftDesk.Edit
    var finding: String
    var testDescription: String { finding }

    init(_ path: String, _ old: String, _ new: String, _ finding: String) {
      edit = DriftDesk.Edit(path, old, new)
      self.finding = finding
    }
  }

  private static let scoped = """
        cancel_replace_per_min_cap: { value: 30 ops, why: "half of what the venue takes in a burst" }
    """

  static let injected: [Row] = [
    // Values.
    Row(values, "value: 45s", "value: 60s", "unauthorised \(warden).stale_ttl_s"),
    Row(values, "value: 45s", "value: 44999ms", "unauthorised \(warden).stale_ttl_s"),
    Row(values, "value: 3 ticks", "value: 2 ticks", "unauthorised \(warden).drift_ticks_threshold"),
    Row(
      values, "value: 5000 shares", "value: 5000.000001 shares",
      "unauthorised \(warden).min_queue_position"),
    Row(values, "value: 6h", "value: 7h", "unauthorised exec.nonceshepherd.l2_credential_ttl_h"),
    Row(
      values, "value: \"true\"", "value: \"false\"",
      "unauthorised exec.nonceshepherd.resequence_on_gap"),
    Row(
      values, scoped,
      scoped + "\n      scopes:\n"
        + "        - { where: { tag: nba }, set: { stale_ttl_s: 10s } }",
      "unauthorised \(warden).stale_ttl_s @tag nba"),
    Row(values, "per_event: 500", "per_event: 5000", "unauthorised budget.per_event"),
    Row(fresh, "book: { value: 2s", "book: { value: 3s", "unauthorised staleness.book"),
    Row(fresh, "value: \"3\"", "value: \"2\"", "unauthorised staleness.recover_updates"),
    Row(
      "policies/severities.yaml", "severities: {}",
      "severities: { QUEUE_WARDEN_RATE_CAP_HIT: HARD_REJECT }",
      "unauthorised severities.QUEUE_WARDEN_RATE_CAP_HIT"),
    // Numbers in no unit, or another.
    Row(values, "value: 45s", "value: 45", "unit_mismatch \(warden).stale_ttl_s"),
    Row(values, "value: 45s", "value: 45 ticks", "unit_mismatch \(warden).stale_ttl_s"),
    Row(values, "value: 3 ticks", "value: 3s", "unit_mismatch \(warden).drift_ticks_threshold"),
    Row(values, "value: 5000 shares", "value: 5000", "unit_mismatch \(warden).min_queue_position"),
    Row(
      fresh, "registry: { value: 10s", "registry: { value: 10", "unit_mismatch staleness.registry"),
    // Outside of the bounds, or no number at all.
    Row(values, "value: 45s", "value: 99h", "unauthorised \(warden).stale_ttl_s"),
    Row(values, "value: 45s", "value: soon", "unauthorised \(warden).stale_ttl_s"),
    Row(
      values, "value: 30 ops", "value: 0 ops", "unauthorised \(warden).cancel_replace_per_min_cap"),
    Row(fresh, "book: { value: 2s", "book: { value: 2h", "unauthorised staleness.book"),
    // What nobody knows.
    Row(
      values, "stale_ttl_s:", "stale_ttl: { value: 9s }\n        stale_ttl_s:",
      "unknown_field \(warden).stale_ttl"),
    Row(
      values, "exec.nonceshepherd:", "exec.nobody: { params: {} }\n    exec.nonceshepherd:",
      "unknown_field exec.nobody"),
    Row(values, "  budget:", "  limit: 5\n  budget:", "unknown_field limit"),
    Row(bot, "authority: [", "speed: fast\n  authority: [", "unknown_field \(warden).speed"),
    Row(
      bot, "code: QUEUE_WARDEN_STALE_ORDER,", "code: QUEUE_WARDEN_OLD_ORDER,",
      "unknown_field \(warden).rules[4].code"),
    Row(fresh, "    model:", "    moon: { value: 3s }\n    model:", "unknown_field staleness.moon"),
    Row(
      bot, "  let:\n", "  let:\n    other: order.price\n", "unknown_field \(warden).let.other"),
    // What is gone.
    Row(
      values,
      "        stale_ttl_s: { value: 45s, why: \"half-life of the strategy's fair value\" }\n", "",
      "missing_field \(warden).stale_ttl_s"),
    Row(
      fresh, "    model: { value: 24h, why: \"seeds/002 stage 11\" }\n", "",
      "missing_field staleness.model"),
    Row(values, "  budget: { per_event: 500 }\n", "", "missing_field budget.per_event"),
    Row(bot, "", "", "missing_field \(warden)"),
    Row(fresh, "", "", "missing_field policies/freshness.yaml"),
    Row(codes, "", "", "missing_field specs/reason-codes.yaml"),
    Row(
      "specs/approvers.yaml",
      "roles: [owner, security]\n      owns: [polytraders-core]\n      email: dave@",
      "roles: [owner, security, risk]\n      owns: [polytraders-core]\n      email: dave@",
      "stale_approval approvers.dave"),
    // What a bot is and does.
    Row(bot, "mode: general_live", "mode: advisory", "unauthorised \(warden).mode"),
    Row(
      bot, "when: age > params.stale_ttl_s", "when: age >= params.stale_ttl_s",
      "unauthorised \(warden).rules[4]"),
    Row(
      bot, "of: [cancel_replace]", "of: [cancel_replace, cancel]",
      "unauthorised \(warden).gates[1].of[2]"),
    Row(
      bot, "rate.cancel_replaces >= params.", "rate.cancel_replaces > params.",
      "unauthorised \(warden).gates[1]"),
    Row(
      bot, "max: 20 ticks", "max: 40 ticks", "unauthorised \(warden).params.drift_ticks_threshold"),
    Row(bot, "window: 60s", "window: 30s", "unauthorised \(warden).counter rate.cancel_replaces"),
    Row(
      bot, "max_age: staleness.book", "max_age: staleness.model",
      "unauthorised \(warden).facts.book"),
    Row(
      bot, "age: now - order.placed_at", "age: now - order.placed_at + 1s",
      "unauthorised \(warden).let.age"),
    Row(
      bot, "capital_impact: direct", "capital_impact: none", "unauthorised \(warden).capital_impact"
    ),
    Row(bot, "from: clob.book", "from: clob.copy", "unauthorised \(warden).source of book"),
    Row(bot, "    - { require: [order, book] }\n", "", "missing_field \(warden).rules[3]"),
    // The registry, and who approves.
    Row(
      codes, "    severity: WARN", "    severity: INFO",
      "unauthorised severities.QUEUE_WARDEN_RATE_CAP_HIT"),
    Row(
      "policies/approvals.yaml", "approvals: 2, with: [head_of_risk] }",
      "approvals: 1, with: [head_of_risk] }", "stale_approval approvals.loosening"),
    Row(
      "policies/approvals.yaml", "security], with: [risk] }", "security, owner], with: [risk] }",
      "stale_approval approvals.kill_reset"),
    Row(
      "policies/approvals.yaml", "max_policy_age: 2160h", "max_policy_age: 9000h",
      "stale_approval approvals.max_policy_age"),
    Row(
      "specs/approvers.yaml", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
      "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92267", "stale_approval approvers.alice"),
    Row(
      "specs/strategies.yaml", "state: frozen\n      uses: [exec.queuewarden, exec.nonceshepherd]",
      "state: frozen\n      uses: [exec.queuewarden]",
      "stale_approval strategies.crypto-q2-basket-rebalance"),
    Row(values, "owner: risk-execution", "owner: nobody", "stale_approval owners.policy execution"),
    // Documents that cannot be read at all.
    Row(values, "spec:", "spec: [", "unauthorised \(values)"),
    Row(bot, "kind: Bot", "kind: Boat", "missing_field \(warden)"),
  ]

  @Test("every injected difference is found, by its field", arguments: injected)
  func found(_ row: Row) throws {
    let desk = try DriftDesk()
    let findings = desk.report(try desk.files([row.edit])).findings
    #expect(findings.map(\.line).contains(row.finding), "\(findings.map(\.line))")
    // Beside it may stand the declaration that holds the field, nothing else.
    let field = row.finding.drop { $0 != " " }.dropFirst()
    let bot = field.split(separator: ".").prefix(2).joined(separator: ".")
    #expect(findings.count <= 2, "\(findings.map(\.line))")
    #expect(
      findings.allSatisfy { $0.line == row.finding || $0.line.contains(bot) },
      "\(findings.map(\.line))")
  }
}

/// What makes no difference, however different it looks.
@Suite struct DriftHarmlessTests {
  private static let values = "policies/execution.yaml"
  private static let fresh = "policies/freshness.yaml"
  private static let bot = "bots/queue-warden.yaml"

  static let harmless: [DriftDesk.Edit] = [
    .init(values, "value: 45s", "value: 45000ms"), .init(values, "value: 45s", "value: 0.75m"),
    .init(values, "value: 45s", "value: 45 s"), .init(values, "value: 45s", "value: 45.0s"),
    .init(values, "value: 45s", "value: \"45s\""), .init(values, "value: 45s", "value: '45s'"),
    .init(values, "value: 45s", "value: 0m45s"), .init(values, "value: 6h", "value: 360m"),
    .init(values, "value: 6h", "value: 5h60m"), .init(values, "value: 20s", "value: 20000ms"),
    .init(values, "value: 3 ticks", "value: 3.0 ticks"),
    .init(values, "value: 5000 shares", "value: 5_000 shares"),
    .init(values, "value: 5000 shares", "value: 5000.000000 shares"),
    .init(
      values, "stale_ttl_s: { value: 45s, why: \"half-life of the strategy's fair value\" }",
      "stale_ttl_s: 45s"),
    .init(values, "half-life of the strategy's fair value", "because"),
    .init(values, "version: 1", "version: 2"),
    .init(values, "review_by: 2027-01-15", "review_by: 2026-12-31"),
    .init(values, "apiVersion:", "# a remark\napiVersion:"),
    .init(values, "spec:\n", "spec:   # the values\n\n"),
    .init(fresh, "value: \"3\"", "value: 3"), .init(fresh, "value: 24h", "value: 1440m"),
    .init(fresh, "value: 1000ms", "value: 1s"),
    .init(
      "policies/severities.yaml", "severities: {}", "severities: { QUEUE_WARDEN_HOLD: INFO }"),
    .init(bot, "when: age > params.stale_ttl_s", "when: (age>params.stale_ttl_s)"),
    .init(bot, "authority: [cancel, cancel_replace]", "authority: [cancel_replace, cancel]"),
    .init(bot, "on: [resting_order]", "on: resting_order"),
    .init(bot, "max: 10m", "max: 600s"), .init(bot, "age: 44999ms", "age: 44998ms"),
    .init(bot, "meaning: how long an order may rest", "meaning: the longest an order may rest"),
    .init(bot, "window: 60s", "window: 1m"),
    .init("specs/staleness.yaml", "max: 60s", "max: 1m"),
    .init("specs/staleness.yaml", "how old a book may be", "the age of a book"),
    .init("specs/approvers.yaml", "email: alice@desk.example", "email: ALICE@desk.example"),
    .init("specs/strategies.yaml", "Crypto Q2 — basket rebalance", "Crypto Q2"),
    .init("policies/approvals.yaml", "expires_after: 72h", "expires_after: 4320m"),
  ]

  @Test("what means the same is no drift", arguments: harmless.indices)
  func nothing(_ index: Int) throws {
    let desk = try DriftDesk()
    let report = desk.report(try desk.files([Self.harmless[index]]))
    #expect(report.findings.map(\.line) == [], "\(Self.harmless[index])")
    #expect(report.state == .inSync)
  }

  @Test("other names of files, other line ends, a mark of the byte order: no drift")
  func files() throws {
    let desk = try DriftDesk()
    var files = try desk.files([])
    for index in files.indices {
      files[index].path = files[index].path.replacing("execution.yaml", with: "desk-values.yml")
      let text = String(decoding: files[index].bytes, as: UTF8.self)
      files[index].bytes = [0xEF, 0xBB, 0xBF] + Array(text.replacing("\n", with: "\r\n").utf8)
    }
    #expect(desk.report(files.reversed()).findings.map(\.line) == [])
  }

  /// A param, bounds of new values in its own unit, and ways to write one.
  private static let numbers: [(name: String, old: String, range: ClosedRange<Int>, unit: String)] =
    [
      ("stale_ttl_s", "value: 45s", 5...600, "s"),
      ("drift_ticks_threshold", "value: 3 ticks", 1...20, " ticks"),
      ("min_queue_position", "value: 5000 shares", 0...1_000_000, " shares"),
      ("cancel_replace_per_min_cap", "value: 30 ops", 1...600, " ops"),
    ]

  @Test("among any harmless edits exactly the one changed value is named", arguments: 1...5)
  func property(_ seed: UInt64) throws {
    let desk = try DriftDesk()
    var random = SeededGenerator(seed: seed)
    let number = Self.numbers.randomElement(using: &random) ?? Self.numbers[0]
    // Edits of one text exclude each other.
    var taken: Set<String> = [number.old]
    var edits: [DriftDesk.Edit] = []
    for edit in Self.harmless.shuffled(using: &random)
    where !taken.contains(where: { $0.contains(edit.old) || edit.old.contains($0) }) {
      guard Bool.random(using: &random) else { continue }
      taken.insert(edit.old)
      edits.append(edit)
    }
    #expect(desk.report(try desk.files(edits)).findings.map(\.line) == [], "seed \(seed)")
    let before = Int(number.old.filter(\.isNumber)) ?? 0
    var value = before
    while value == before { value = Int.random(in: number.range, using: &random) }
    edits.append(.init(Self.values, number.old, "value: \(value)\(number.unit)"))
    let findings = desk.report(try desk.files(edits)).findings
    #expect(
      findings.map(\.line) == ["unauthorised exec.queuewarden.\(number.name)"], "seed \(seed)")
    let directions: [DriftFinding.Direction] = [.tighter, .looser, .incomparable]
    #expect(findings.allSatisfy { directions.contains($0.direction) })
  }
}
