import Authoring
import Diagnostics
import Graph
import Policy
import Testing

@Suite("lint")
struct LintTests {
  /// What lint says of the sample desk with one piece of a document replaced.
  private func report(
    _ path: String, _ right: String, _ wrong: String, codes: Set<String>? = nil,
    usage: [ParameterUsage] = [], today: String = "2026-11-21"
  ) throws -> Linter.Report {
    let inputs = try #require(
      SampleDesk.inputs(with: .document(path, wrong: wrong, right: right)))
    let loader = PolicyLoader.load(inputs)
    let graph = try GraphCompiler.compile(try #require(loader.set, "\(loader.diagnostics)")).get()
    let subject = LintSubject(
      inputs, graph: graph, today: today, hasSchemas: true, usage: usage)
    return Linter.run(subject, codes: codes)
  }

  @Test(
    "a comment overlooks what it names, where it stands",
    arguments: [
      ("{ value: 10m, why: \"x\" } # lint: ignore PT2208 the venue cancels then", [], 1),
      (
        "# lint: ignore PT2208 the venue cancels then\n        # and more\n        stale_ttl_s: { value: 10m, why: \"x\" }",
        [], 1
      ),
      ("{ value: 10m, why: \"x\" } # lint: ignore PT2202 no", ["PT2208", "PT2281"], 0),
      ("{ value: 10m, why: \"x\" } # lint: ignore PT2208", ["PT2208", "PT2280"], 0),
      ("{ value: 11s, why: \"x\" } # lint: ignore PT2208 was so", ["PT2281"], 0),
    ])
  func ignores(text: String, codes: [String], ignored: Int) throws {
    let isLine = text.hasPrefix("#")
    let right = "{ value: 45s, why: \"half-life of the strategy's fair value\" }"
    let report = try report(
      "policies/sample.yaml", isLine ? "stale_ttl_s: \(right)" : right, text)
    #expect(report.findings.map(\.code).sorted() == codes)
    #expect(report.ignored == ignored)
  }

  @Test("a rule asked alone does not complain about comments for others")
  func onlyOneRule() throws {
    let report = try report(
      "policies/sample.yaml", "scopes: []", "scopes: [] # lint: ignore PT2208 x",
      codes: ["PT2203", "PT2281"])
    #expect(report.findings.isEmpty)
  }

  @Test(
    "a review is said thirty days before, and late after",
    arguments: [
      ("2026-12-15", nil), ("2026-12-16", "the review is due in 30 days"),
      ("2027-01-14", "the review is due in 1 day"), ("2027-01-15", "the review is due today"),
      ("2027-01-16", "the review was due 1 day ago"),
      ("2028-03-01", "the review was due 411 days ago"),
    ])
  func review(today: String, message: String?) throws {
    let report = try report(
      "policies/sample.yaml", "scopes: []", "scopes: []", codes: ["PT2203"], today: today)
    #expect(report.findings.map(\.message) == [message].compactMap(\.self))
  }

  @Test(
    "a limit is far above its use from fifty times on, where enough was seen",
    arguments: [
      (0, 5000, true), (600, 5000, true), (899, 5000, true), (900, 5000, false), (600, 999, false),
    ])
  func use(high: Int64, count: Int, isFound: Bool) throws {
    let usage = ParameterUsage(
      bot: "exec.sample", parameter: "stale_ttl_s", high: high, count: count)
    let report = try report(
      "policies/sample.yaml", "scopes: []", "scopes: []", codes: ["PT2212"], usage: [usage])
    #expect(report.findings.map(\.code) == (isFound ? ["PT2212"] : []))
    #expect(report.findings.first.map { $0.location?.file == "policies/sample.yaml" } ?? true)
  }

  @Test(
    "what a simpler condition is",
    arguments: [
      ("flagged == true", "flagged"), ("true == flagged", "flagged"),
      ("flagged != true", "!flagged"),
      ("flagged == false", "!flagged"), ("!!flagged", "flagged"),
      ("!(age > params.stale_ttl_s)", "age <= params.stale_ttl_s"),
      ("!(order.side == BUY)", "order.side != BUY"),
      ("flagged && !(!(flagged == true))", "flagged && flagged"),
    ])
  func simpler(condition: String, simple: String) throws {
    let report = try report(
      "bots/sample.yaml", "when: flagged", "when: \"\(condition)\"", codes: ["PT2209"])
    #expect(report.findings.first?.help == ["write: \(simple)"])
    #expect(report.findings.first?.fix?.isSafe == false)
  }

  @Test("safe fixes leave a document that lint has nothing to say of")
  func fixes() throws {
    for (right, wrong) in [
      ("# yaml-language-server: $schema=../specs/schema/bot.json\n", ""),
      ("      side: { type: side }", "      side:   {type: side}"),
    ] {
      let inputs = try #require(
        SampleDesk.inputs(with: .document("bots/sample.yaml", wrong: wrong, right: right)))
      let bot = try #require(inputs.first { $0.path == "bots/sample.yaml" })
      let text = String(decoding: bot.bytes, as: UTF8.self)
      let report = try report("bots/sample.yaml", right, wrong)
      let fix = try #require(report.findings.first?.fix)
      #expect(fix.isSafe)
      let mended = TextEdit.apply(fix.edits, to: text)
      #expect(mended == SampleDesk.documents.first { $0.path == "bots/sample.yaml" }?.text)
    }
  }

  @Test("a duration is found whose name does not say so, and nothing else of it")
  func unitInName() throws {
    // In all documents at once, which an example of one document cannot show.
    let inputs = SampleDesk.documents.map { path, text in
      PolicyLoader.Input(
        file: path, path: path, bytes: Array(text.replacing("stale_ttl_s", with: "stale_ttl").utf8))
    }
    let loader = PolicyLoader.load(inputs)
    let graph = try GraphCompiler.compile(try #require(loader.set, "\(loader.diagnostics)")).get()
    let subject = LintSubject(inputs, graph: graph, today: "2026-11-21", hasSchemas: true)
    #expect(Linter.run(subject).findings.map(\.code) == ["PT2213"])
  }

  @Test("every rule has its page, a way to mend it or none, and a category")
  func rules() {
    #expect(Linter.rules.map(\.code) == Linter.rules.map(\.code).sorted())
    for rule in Linter.rules {
      #expect(CodePages.page(rule.code)?.title == rule.page.title)
      #expect(rule.page.example != nil || ["PT2212", "PT2213"].contains(rule.code), "\(rule.code)")
    }
  }
}
