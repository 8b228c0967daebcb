import Analysis
import Diagnostics
import Graph
import Testing

/// Texts and lists are free values for the analysis: it may not know, and is never wrong.
@Suite("comparing policies with texts and lists")
struct TextComparisonTests {
  private static let field = (
    "        placed_at: { type: timestamp,",
    """
            market: { type: string, max_length: 66 }
            tags: { type: list(string), max_items: 4, max_length: 16, path: tags }
            placed_at: { type: timestamp,
    """
  )

  private static func graph(
    _ condition: String, _ field: (String, String) = field, settings: [String] = []
  ) throws -> CompiledGraph {
    try HouseGraphs.graph(
      settings: settings,
      replacing: [
        ("per_event: 500", "per_event: 9000"), field,
        ("when: age > params.stale_ttl_s,", "when: '\(condition)',"),
      ])
  }

  private static let condition = #"age > params.stale_ttl_s && order.market != "0x1""#

  @Test("the same text is the same value, also in other words around it")
  func equal() throws {
    let old = try Self.graph(Self.condition)
    #expect(PolicyComparison(old, try Self.graph(Self.condition)).decisions == .equal)
    let turned = #"order.market != "0x1" && params.stale_ttl_s < age"#
    #expect(PolicyComparison(old, try Self.graph(turned)).decisions == .equal)
  }

  @Test("a number beside a text is compared as ever, with a witness")
  func tighter() throws {
    let old = try Self.graph(Self.condition)
    let new = try Self.graph(Self.condition, settings: ["stale_ttl_s=30s"])
    let comparison = PolicyComparison(old, new, bot: "exec.queuewarden")
    let verdict = try #require(comparison.bots.first).verdict
    #expect(verdict.relation == .tighter)
    #expect(verdict.witnesses[.tighter] != nil)
  }

  @Test(
    "another text is never proved to be the same",
    arguments: [
      #"age > params.stale_ttl_s && order.market != "0x2""#,
      #"age > params.stale_ttl_s && order.market == "0x1""#,
      #"age > params.stale_ttl_s && order.tags.exists(t, t == "0x1")"#,
      "age > params.stale_ttl_s",
    ])
  func different(condition: String) throws {
    let old = try Self.graph(Self.condition)
    #expect(PolicyComparison(old, try Self.graph(condition)).decisions != .equal)
  }

  @Test("another bound is another event")
  func bounds() throws {
    let wider = (Self.field.0, Self.field.1.replacing("max_length: 66", with: "max_length: 67"))
    let comparison = PolicyComparison(
      try Self.graph(Self.condition), try Self.graph(Self.condition, wider))
    #expect(comparison.decisions != .equal)
  }

  @Test(
    "a default in place of what is not there is told where the rule is a hard one",
    arguments: [
      (#"order.tags[?0].orValue("fine") == "bad""#, ["PT1111"]),
      (#"size(order.tags) > 0 && order.tags[0] == "bad""#, []),
    ])
  func defaults(condition: String, found: [String]) throws {
    let hard = "when: age < -staleness.skew_tolerance_ms,"
    let graph = try HouseGraphs.graph(
      replacing: [
        ("per_event: 500", "per_event: 9000"), Self.field, (hard, "when: '\(condition)',"),
      ])
    let findings = PolicyFindings(graph).findings.filter { $0.bot == "exec.queuewarden" }
    #expect(findings.map(\.diagnostic.code).filter { $0 == "PT1111" } == found)
    // The same condition in a rule of another severity is the desk's choice.
    let soft = try Self.graph(condition)
    #expect(!PolicyFindings(soft).findings.contains { $0.diagnostic.code == "PT1111" })
  }
}
