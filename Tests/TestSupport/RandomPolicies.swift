/// Small random policies over few facts with tiny ranges, so that every event can be tried.
package struct RandomPolicies {
  private var random: SeededGenerator

  package init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  /// What of the old version stands in the new one.
  package enum Change: CaseIterable {
    case value, rule, gate, order, drop, staleness, everything
  }

  /// A body of a bot and its values.
  package struct Body {
    package var rules: [String]
    package var gates: [String]
    package var limits: [Int]
    package var bookAge: Int
    package var otherwise = "{ code: REST, do: hold }"
    /// The value of `low` for the tag `t`; nil for none.
    package var tagged: Int?
    /// Codes whose severity a policy raises to HARD_REJECT.
    package var raised: [String] = []
    /// The greatest value of `high` that the bot allows.
    package var most = 9
    package var authority = "[cancel, cancel_replace, halt]"

    package init(
      rules: [String], gates: [String], limits: [Int], bookAge: Int,
      otherwise: String = "{ code: REST, do: hold }"
    ) {
      self.rules = rules
      self.gates = gates
      self.limits = limits
      self.bookAge = bookAge
      self.otherwise = otherwise
    }
  }

  package mutating func body() -> Body {
    Body(
      rules: (0..<number(1...3)).map { _ in rule() },
      gates: number(0...2) == 0 ? [gate()] : [],
      limits: [number(0...3), number(0...3)], bookAge: pick([100, 200]))
  }

  package mutating func changed(_ body: Body, _ change: Change) -> Body {
    var new = body
    switch change {
    case .value: new.limits[number(0...1)] = number(0...3)
    case .rule: new.rules[number(0...body.rules.count - 1)] = rule()
    case .gate: new.gates = [gate()]
    case .order: new.rules.reverse()
    case .drop: new.rules.removeLast(body.rules.count > 1 ? 1 : 0)
    case .staleness: new.bookAge = body.bookAge == 100 ? 200 : 100
    case .everything: new = self.body()
    }
    return new
  }

  /// The body with another value for the tag, another severity, another bound or another authority, as a plan
  /// has to see beside what the rules decide.
  package mutating func changedBesides(_ body: Body) -> Body {
    var new = body
    switch number(0...4) {
    case 0: new.tagged = number(0...3)
    case 1: new.tagged = nil
    case 2: new.raised = number(0...1) == 0 ? [] : [pick(["B", "C", "REST"])]
    case 3: new.most = number(5...9)
    default:
      new.authority = pick([
        "[cancel, cancel_replace, halt]", "[cancel, cancel_replace, halt, defer]",
      ])
    }
    return new
  }

  private mutating func rule() -> String {
    if number(0...5) == 0 { return "{ require: [\(pick(["x", "y", "x, y", "y, x"]))] }" }
    let (code, action) = pick([
      ("A", "cancel"), ("B", "cancel_replace"), ("C", "hold"), ("A", "halt"), ("B", "cancel"),
    ])
    return "{ code: \(code), when: '\(condition(number(0...2)))', do: \(action) }"
  }

  private mutating func gate() -> String {
    "{ code: CAPPED, of: [cancel_replace], when: '\(condition(1))', do: defer }"
  }

  private mutating func condition(_ depth: Int) -> String {
    guard depth > 0 else { return comparison() }
    switch number(0...6) {
    case 0, 1: return "(\(condition(depth - 1)) && \(condition(depth - 1)))"
    case 2, 3: return "(\(condition(depth - 1)) || \(condition(depth - 1)))"
    case 4: return "!(\(condition(depth - 1)))"
    case 5:
      return "(\(condition(depth - 1)) ? \(condition(depth - 1)) : \(condition(depth - 1)))"
    default: return comparison()
    }
  }

  private mutating func comparison() -> String {
    let order = pick(["<", "<=", ">", ">=", "==", "!="])
    switch number(0...11) {
    case 10: return "x.size * x.price \(order) usdc(\"0.00000\(number(0...9))\")"
    case 11: return "usdc(\"0.000006\") / x.price \(order) shares(\"\(number(1...6))\")"
    case 0: return "x.flag"
    case 1: return "x.side \(pick(["==", "!="])) \(pick(["BUY", "SELL"]))"
    case 2: return "now - y.at \(order) duration(\"\(number(0...3))ms\")"
    case 3: return "ticks.covering(x.price, x.tick) \(order) \(number(0...3))"
    case 4: return "one.alarm"
    case 5: return "age \(order) duration(\"\(number(0...3))ms\")"
    default: return "\(integer(2)) \(order) \(integer(1))"
    }
  }

  private mutating func integer(_ depth: Int) -> String {
    guard depth > 0 else {
      return pick([
        "x.a", "x.b", "y.c", "x.spare", "params.low", "params.high", "\(number(-2...3))",
      ])
    }
    switch number(0...11) {
    case 0: return "(\(integer(depth - 1)) + \(integer(depth - 1)))"
    case 1: return "(\(integer(depth - 1)) - \(integer(depth - 1)))"
    case 2: return "(\(integer(depth - 1)) * \(integer(depth - 1)))"
    case 3: return "(\(integer(depth - 1)) / \(integer(depth - 1)))"
    case 4: return "(\(integer(depth - 1)) % \(integer(depth - 1)))"
    case 5: return "math.abs(\(integer(depth - 1)))"
    case 6: return "math.least(\(integer(depth - 1)), \(integer(depth - 1)))"
    case 7: return "(x.flag ? \(integer(depth - 1)) : \(integer(depth - 1)))"
    default: return integer(0)
    }
  }

  // MARK: Documents

  /// What a loader is given.
  package static func documents(_ body: Body) -> [(path: String, text: String)] {
    [bot(body), provider, policy(body), registry, staleness]
  }

  private static func bot(_ body: Body) -> (path: String, text: String) {
    let rules = body.rules.map { "    - \($0)" }.joined(separator: "\n")
    let gates =
      body.gates.isEmpty
      ? "" : "  gates:\n" + body.gates.map { "    - \($0)\n" }.joined()
    return (
      "bots/small.yaml",
      """
      apiVersion: polytraders/v1
      kind: Bot
      metadata: { name: exec.small, class: execution-utility, owner: o, capital_impact: direct, mode: shadow }
      spec:
        authority: \(body.authority)
        on: [feed_check]
        facts:
          x:
            from: here
            on_missing: { code: GONE, do: pause_evaluation }
            fields:
              a: { type: int, min: "0", max: "2" }
              b: { type: int, min: "0", max: "2" }
              flag: { type: bool }
              side: { type: side }
              price: { type: price, min: "0", max: "0.000003" }
              tick: { type: price, min: "0.000001", max: "0.000002" }
              size: { type: shares, min: 0 shares, max: 3 shares }
              spare: { type: int, optional: true, min: "0", max: "1" }
          y:
            from: there
            age: y.age_ms
            max_age: staleness.book
            on_missing: { code: LOST, do: cancel }
            fields:
              c: { type: int, min: "0", max: "1" }
              at: { type: timestamp }
              since: { type: timestamp, absent: now }
        params:
          low: { type: int, min: "0", max: "9", loosens: up, meaning: m }
          high: { type: int, min: "0", max: "\(body.most)", loosens: down, meaning: m }
        let:
          age: now - y.since
        rules:
      \(rules)
      \(gates)
        otherwise: \(body.otherwise)
        on_error: { code: BROKEN, do: pause_evaluation }

      """.replacing("\n\n  otherwise", with: "\n  otherwise")
    )
  }

  package static let provider = (
    path: "bots/one.yaml",
    text: """
    apiVersion: polytraders/v1
    kind: Bot
    metadata: { name: risk.one, class: governance, owner: o, capital_impact: protective, mode: shadow }
    spec:
      authority: [halt]
      on: [feed_check]
      facts:
        z:
          from: elsewhere
          available: z.there
          on_missing: { code: GONE, do: halt }
          fields:
            level: { type: int, min: "0", max: "1" }
      rules:
        - { code: A, when: z.level > 0, do: halt }
      otherwise: { code: REST, do: allow }
      on_error: { code: BROKEN, do: halt }
      exports:
        alarm: outcome != REST

    """
  )

  private static func policy(_ body: Body) -> (path: String, text: String) {
    let severities = body.raised.map { "\($0): HARD_REJECT" }.joined(separator: ", ")
    let scopes =
      body.tagged.map {
        "\n      scopes: [{ where: { tag: t }, set: { low: \"\($0)\" } }]"
      } ?? ""
    return (
      "policies/live.yaml",
      """
      apiVersion: polytraders/v1
      kind: Policy
      metadata: { name: live, owner: risk, version: 1 }
      spec:
        severities: { \(severities) }
        staleness:
          book: { value: \(body.bookAge)ms }
          registry: { value: 10s }
          model: { value: 24h }
          skew_tolerance_ms: { value: 1s }
          recover_ms: { value: 10s }
          recover_updates: { value: "3" }
        bots:
          exec.small:
            params:
              low: { value: "\(body.limits[0])" }
              high: { value: "\(body.limits[1])" }\(scopes)

      """
    )
  }

  package static let registry = (
    path: "specs/codes.yaml",
    text: """
    apiVersion: polytraders/v1
    kind: ReasonCodes
    families: { F: { meaning: f } }
    codes:
    \([("A", "HARD_REJECT"), ("B", "RESHAPE"), ("C", "WARN"), ("GONE", "HARD_REJECT"), ("LOST", "RESHAPE"),
       ("BROKEN", "HARD_REJECT"), ("REST", "INFO"), ("CAPPED", "WARN")]
      .map { "  \($0.0): { family: F, severity: \($0.1), meaning: m, action: a, emitted_by: [exec.small, risk.one] }" }
      .joined(separator: "\n"))

    """
  )

  package static let staleness = (path: "specs/staleness.yaml", text: SampleDocuments.staleness)
}
