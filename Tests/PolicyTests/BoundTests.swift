import CEL
import Diagnostics
import Policy
import Testing

@Suite("bounds of texts and lists, and budgets")
struct BoundTests {
  private static func bot(field: String) -> Documents? {
    Documents().replacing(
      "operations: { type: ops, min: 0 ops }",
      "operations: { type: ops, min: 0 ops }\n        extra: \(field)", in: .bot)
  }

  @Test(
    "a field of open size is read with its bounds",
    arguments: [
      ("{ type: string, max_length: 64 }", "string", nil, 64),
      ("{ type: list(price), max_items: 20 }", "list(price)", 20, nil),
      ("{ type: list(side), max_items: \"1\" }", "list(side)", 1, nil),
      ("{ type: list(string), max_items: 3, max_length: 65536 }", "list(string)", 3, 65_536),
      ("{ type: ops/min }", "ops/min", nil, nil),
    ] as [(String, String, Int?, Int?)])
  func good(field: String, type: String, items: Int?, length: Int?) throws {
    let documents = try #require(Self.bot(field: field))
    #expect(documents.findings == [])
    let fields = documents.load().set?.bots.first?.facts.first?.fields
    let extra = try #require(fields?.last)
    #expect(extra.type.name == type)
    #expect(extra.bound == Bound(items: items, length: length))
  }

  @Test(
    "a bound that is missing, needless or out of range, and a type that is none",
    arguments: [
      ("{ type: string }", 31, "PT1003", "field 'order.extra' is a string without 'max_length'"),
      ("{ type: list(price) }", 31, "PT1003", "'order.extra' is a list(price) without 'max_items'"),
      (
        "{ type: list(string), max_items: 3 }", 31, "PT1003",
        "field 'order.extra' is a list(string) without 'max_length'"
      ),
      ("{ type: price, max_items: 3 }", 38, "PT1004", "'max_items' of field 'order.extra'"),
      ("{ type: string, max_length: 0 }", 51, "PT1005", "is 0; it can be 1 to 65536"),
      ("{ type: list(int), max_items: 65537 }", 53, "PT1005", "is 65537"),
      ("{ type: string, max_length: long }", 51, "PT0210", "'long'"),
      ("{ type: list(list(int)), max_items: 2 }", 31, "PT0224", "'list(list(int))' is no type"),
      ("{ type: lits(int) }", 31, "PT0224", "'lits(int)' is no type"),
    ] as [(String, Int, String, String)])
  func bad(field: String, column: Int, code: String, message: String) throws {
    let documents = try #require(Self.bot(field: field))
    let diagnostics = documents.load().diagnostics
    #expect(diagnostics.map(\.code) == [code])
    let first = try #require(diagnostics.first)
    #expect(first.message.contains(message), "\(first)")
    #expect(first.location?.column == column - 7, "\(first)")
    #expect(!first.help.isEmpty)
  }

  @Test("a param is one value of a fixed size", arguments: ["string", "list(int)"])
  func parameter(type: String) throws {
    let documents = try #require(
      Documents().replacing("strict: { type: bool", "strict: { type: \(type)", in: .bot))
    #expect(documents.findings.first?.hasSuffix("PT0224") == true)
  }

  @Test("a policy and a bot each set a budget; two policies may not")
  func budgets() throws {
    let policy = try #require(
      Documents().replacing(
        "  severities:", "  budget: { per_event: 500 }\n  severities:", in: .policy))
    #expect(policy.findings == [])
    #expect(policy.load().set?.budget?.value == 500)
    let both = try #require(
      policy.replacing("  staleness:", "  budget: { per_event: 400 }\n  staleness:", in: .clock))
    #expect(both.load().diagnostics.map(\.code) == ["PT0216"])
    let bot = try #require(
      Documents().replacing("  otherwise:", "  budget: { per_event: 70 }\n  otherwise:", in: .bot))
    #expect(bot.load().set?.bots.first?.budget?.value == 70)
  }

  @Test(
    "what is no budget",
    arguments: [
      ("budget: 500", "PT0201"), ("budget: { per_event: 0 }", "PT1005"),
      ("budget: { per_event: -5 }", "PT1005"), ("budget: { per_event: 1.5 }", "PT0210"),
      ("budget: { per_event: 10 us }", "PT0210"), ("budget: { per_hour: 5 }", "PT0202"),
    ])
  func badBudgets(text: String, code: String) throws {
    let documents = try #require(
      Documents().replacing("  severities:", "  \(text)\n  severities:", in: .policy))
    #expect(documents.load().diagnostics.first?.code == code)
  }
}
