import Graph
import Policy
import Testing

@Suite("the identity of a policy")
struct DigestTests {
  private static let body = """
      params:
        limit: { type: duration, min: 5s, max: 10m, loosens: up, meaning: limit }
      let: { late: now - now > params.limit, high: x.a > 1 }
      rules:
        - { code: A, when: high && x.b > 0, do: cancel }
        - { code: B, when: late, do: cancel_replace }
      gates: [{ code: CAPPED, of: [cancel_replace], when: x.b >= 5, do: defer }]
      exports: { calm: outcome == REST }
    """
  private static let values = """

          exec.small: { params: { limit: 45s }, scopes: [{ where: { market: m }, set: { limit: 50s } }] }
    """

  private static var documents: [(path: String, text: String)] {
    [TestGraphs.bot(body), TestGraphs.policy(values), TestGraphs.registry, TestGraphs.staleness]
  }

  private func digest(_ documents: [(path: String, text: String)]) throws -> String {
    try TestGraphs.compile(documents).digest
  }

  private func changed(_ old: String, _ new: String) throws -> String {
    var documents = Self.documents
    let index = try #require(
      documents.firstIndex { $0.text.replacingFirst(old, new) != $0.text },
      "'\(old)' stands nowhere")
    documents[index].text = documents[index].text.replacingFirst(old, new)
    return try digest(documents)
  }

  @Test("it is 64 digits and the same in every run")
  func form() throws {
    let digest = try digest(Self.documents)
    #expect(digest.count == 64 && digest.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    #expect(try self.digest(Self.documents) == digest)
  }

  @Test(
    "comments, layout, spelling, people's notes and the order of files do not change it",
    arguments: [
      ("params:\n", "params: # note\n"), ("limit: 45s", "limit: 45000ms"),
      ("limit: 45s", "limit: { value: \"45s\", why: changed }"),
      ("min: 5s, max: 10m", "max: 600s, min: 5000ms"),
      ("high && x.b > 0", "(high)  && ((x.b)>0)"),
      ("high && x.b > 0", "\"high && x.b > 0 // why\""),
      ("owner: o", "owner: somebody"), ("owner: risk", "owner: somebody"),
      ("version: 1", "version: 2"),
      ("loosens: up, meaning: limit", "meaning: other words, control: RTS6, loosens: up"),
      ("book: { value: 2s", "book: { value: 2000ms"),
      ("min: 100ms", "min: 0.1s"),
      ("max: 60s, loosens: up, meaning: m", "max: 1m, loosens: up, meaning: n"),
      ("families: {", "families: { G: { meaning: g },"),
    ])
  func unchanged(old: String, new: String) throws {
    #expect(try changed(old, new) == digest(Self.documents))
    #expect(try digest(Self.documents.reversed()) == digest(Self.documents))
  }

  @Test(
    "whatever can change a decision, a severity or the meaning of a code changes it",
    arguments: [
      ("limit: 45s", "limit: 46s"), ("limit: 50s", "limit: 51s"), ("market: m }", "market: n }"),
      ("market: m }", "tag: m }"), ("x.a > 1", "x.a >= 1"), ("x.a > 1", "x.a > 2"),
      ("high && x.b", "high || x.b"),
      ("- { code: A, when: high", "- { code: C, when: high"), ("do: cancel }", "do: halt }"),
      ("x.b >= 5", "x.b > 5"), ("of: [cancel_replace]", "of: [cancel_replace, hold]"),
      ("do: defer", "do: hold"),
      ("outcome == REST", "outcome != REST"), ("calm:", "quiet:"), ("min: 5s", "min: 6s"),
      ("max: 10m", "max: 11m"),
      ("loosens: up, meaning", "loosens: down, meaning"), ("code: GONE", "code: LOST"),
      ("code: LOST, do: cancel", "code: LOST, do: halt"),
      ("code: REST, do: hold", "code: REST, do: defer"),
      ("code: BROKEN, do: pause_evaluation", "code: BROKEN, do: halt"),
      ("optional: true", "optional: false"), ("b: { type: int }", "b: { type: int, min: \"0\" }"),
      ("c: { type: int }", "c: { type: int, path: y.d }"), ("age: y.age_ms", "age: y.old_ms"),
      ("max_age: staleness.book", "max_age: staleness.model"), ("from: here", "from: elsewhere"),
      ("mode: shadow", "mode: paper"), ("class: execution-utility", "class: governance"),
      ("cancel_replace, halt]", "cancel_replace, halt, block_signing]"),
      ("book: { value: 2s", "book: { value: 3s"), ("min: 100ms", "min: 101ms"),
      ("max: 60s", "max: 61s"),
      ("max: 10m, loosens: down, meaning: m", "max: 10m, loosens: up, meaning: m"),
      ("skew_tolerance_ms: { value: 1s", "skew_tolerance_ms: { value: 2s"),
      ("recover_ms: { value: 10s", "recover_ms: { value: 11s"),
      ("recover_updates: { value: \"3\"", "recover_updates: { value: \"4\""),
      ("severity: INFO", "severity: WARN"),
      ("meaning: m,", "meaning: n,"),
      ("    - { code: A", "    - { require: [x] }\n    - { code: A"),
    ])
  func changes(old: String, new: String) throws {
    #expect(try changed(old, new) != digest(Self.documents))
  }

  @Test("the events that a bot runs on change it")
  func events() throws {
    let digests = try ["feed_check", "signing_request", "feed_check, signing_request"].map { on in
      var bot = TestGraphs.bot("  rules: []", on: on, class: "risk-guardrail")
      bot.text = bot.text.replacingFirst("cancel, cancel_replace, halt", "cancel, halt")
      return try digest([bot, TestGraphs.policy(), TestGraphs.registry])
    }
    #expect(Set(digests).count == 3)
  }

  @Test("a setting changes it, the same value again does not")
  func settings() throws {
    let house = try TestGraphs.house("queuewarden").digest
    #expect(try TestGraphs.house("queuewarden", settings: ["stale_ttl_s=46s"]).digest != house)
    #expect(try TestGraphs.house("queuewarden", settings: ["stale_ttl_s=45s"]).digest == house)
  }
}
