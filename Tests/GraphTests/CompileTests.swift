import Diagnostics
import Graph
import TestSupport
import Testing
import Trading

@Suite("what does not compile")
struct CompileTests {
  private func findings(_ body: String) -> [Diagnostic] {
    TestGraphs.findings([TestGraphs.bot(body), TestGraphs.policy(), TestGraphs.registry])
  }

  private func line(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "\($0.line):\($0.column)" } ?? "-"
    return "\(place) \(diagnostic.code): \(diagnostic.message)"
  }

  @Test("the small bot compiles, and so do the documents of the house")
  func good() throws {
    #expect(findings("  rules: [{ code: A, when: x.a > 0, do: cancel }]").map(line) == [])
    #expect(try TestGraphs.house("queuewarden").bots.map(\.name).count == 6)
  }

  @Test(
    "the place of an error is a column of the YAML, however the text is written",
    arguments: [
      ("  rules: [{ code: A, when: x.q > 0, do: cancel }]", "23:28 PT0310: there is no 'x.q' here"),
      (
        "  rules: [{ code: A, when: \"0 < x.q\", do: cancel }]",
        "23:33 PT0310: there is no 'x.q' here"
      ),
      (
        "  rules: [{ code: A, when: '\\u0000' , do: cancel }]",
        "23:29 PT0301: '\\' has no meaning in an expression"
      ),
      (
        "  rules: [{ code: A, when: \"\\u0030 < x.q\", do: cancel }]",
        "23:38 PT0310: there is no 'x.q' here"
      ),
      (
        "  rules:\n    - code: A\n      do: cancel\n      when: >-\n        x.a > 0 &&\n        x.q > 0",
        "28:9 PT0310: there is no 'x.q' here"
      ),
      (
        "  rules:\n    - code: A\n      do: cancel\n      when: |\n        x.a > 0 &&\n          x.q > 0",
        "28:11 PT0310: there is no 'x.q' here"
      ),
      (
        "  let: { big: x.a >, }\n  rules: []",
        "23:20 PT0305: expected a value, found the end of the expression"
      ),
      (
        "  rules: [{ code: A, when: x.a, do: cancel }]",
        "23:28 PT0403: a condition must be true or false; this one is int"
      ),
      (
        "  rules: [{ code: A, when: now > x.a, do: cancel }]",
        "23:28 PT0313: timestamp compared with int"
      ),
      (
        "  rules: []\n  gates: [{ code: CAPPED, of: [cancel_replace], when: x.a + 1, do: defer }]",
        "24:55 PT0403: a condition must be true or false; this one is int"
      ),
      (
        "  let: { now: x.a }\n  rules: []",
        "23:10 PT0404: the name 'now' already belongs to the event"
      ),
      (
        "  let: { book: x.a }\n  rules: []",
        "23:10 PT0404: the name 'book' already belongs to feed_kind"
      ),
      (
        "  let: { 'true': x.a }\n  rules: []",
        "23:10 PT0404: the name 'true' already belongs to the language"
      ),
      (
        "  let: { params: x.a }\n  rules: []",
        "23:10 PT0404: the name 'params' already belongs to what every condition sees"
      ),
      (
        "  let: { x: 1 }\n  rules: []",
        "23:10 PT0404: the name 'x' already belongs to a fact of the bot"
      ),
      (
        "  rules: []\n  exports: { calm: outcome == RESTT }",
        "24:31 PT0310: there is no 'RESTT' here"
      ),
      ("  rules: []\n  exports: { calm: x.a > 0 }", "24:20 PT0310: there is no 'x.a' here"),
      (
        "  let: { p: q + 1, q: r, r: p }\n  rules: []",
        "23:10 PT0401: these lets need each other: p -> q -> r -> p"
      ),
      (
        "  let: { p: p + 1 }\n  rules: [{ code: A, when: p > 0, do: cancel }]",
        "23:10 PT0401: these lets need each other: p -> p"
      ),
    ])
  func places(body: String, finding: String) {
    #expect(findings(body).map(line) == [finding])
  }

  @Test("what a comment cut off is said")
  func comment() {
    let found = findings("  rules:\n    - code: A\n      do: cancel\n      when: x.a > #3")
    #expect(found.map(\.code) == ["PT0305"])
    #expect(
      found.first?.help.contains { $0.contains("ends the expression; put it in quotes") } == true)
  }

  @Test(
    "all errors of all expressions come in one run; an unknown let is reported once, where it stands"
  )
  func together() {
    let found = findings(
      """
        let: { p: x.q, s: p + 1 }
        rules:
          - { code: A, when: p > 0, do: cancel }
          - { code: B, when: s > 0 || x.r > 0, do: cancel }
          - { code: C, when: x.a > now, do: cancel }
      """)
    #expect(
      found.map(line) == [
        "23:13 PT0310: there is no 'x.q' here", "27:24 PT0313: int compared with timestamp",
      ])
  }

  @Test("a name that is nearly right gets a suggestion")
  func suggestion() {
    let found = findings("  rules: [{ code: A, when: x.sparee > 0, do: cancel }]")
    #expect(found.map(\.help) == [["did you mean 'x.spare'?"]])
  }

  private func pair(_ first: String, _ second: String, on: String = "feed_check") -> [(
    path: String, text: String
  )] {
    let export = "  exports: { stop: outcome == A }\n"
    return [
      TestGraphs.bot(export + "  rules: [{ code: A, when: \(first), do: halt }]", name: "risk.one"),
      TestGraphs.bot(
        export + "  rules: [{ code: A, when: \(second), do: halt }]", name: "risk.two", on: on),
      TestGraphs.policy(), TestGraphs.registry,
    ]
  }

  @Test("bots that read each other are named in their circle")
  func cycleOfBots() {
    let found = TestGraphs.findings(pair("two.stop", "one.stop"))
    #expect(
      found.map(line) == [
        "3:19 PT0402: these bots read each other: risk.one -> risk.two -> risk.one"
      ])
    #expect(found.first?.location?.file == "bots/risk.one.yaml")
  }

  @Test("a bot may read one that runs on its events only, and is evaluated behind it")
  func providers() throws {
    let graph = try TestGraphs.compile(pair("two.stop", "x.a > 0"))
    #expect(graph.bots.map(\.name) == ["risk.two", "risk.one"])
    #expect(graph.deciders(of: .feedCheck).map(\.name) == ["risk.one"])
    let found = TestGraphs.findings(pair("two.stop", "x.a > 0", on: "resting_order"))
    #expect(
      found.map(line) == [
        "3:19 PT0405: bot 'risk.two' is read here but does not run on 'feed_check'"
      ])
    #expect(found.first?.help == ["add 'feed_check' to 'on' of 'risk.two'"])
  }

  @Test("what would not fit a frame is refused, what would explode when written out is not")
  func size() throws {
    let lets = (1...200).map { "      l\($0): \($0 == 1 ? "x.a" : "l\($0 - 1) + l\($0 - 1)")" }
    let doubling =
      "  let:\n\(lets.joined(separator: "\n"))\n  rules: [{ code: A, when: l200 > 0, do: cancel }]"
    let judge = try Judge(try TestGraphs.small(doubling), bot: "small")
    #expect(try judge.code(#"{"now_ms":1,"x":{"a":0,"b":0},"y":{"c":0,"age_ms":0}}"#) == "REST")
    #expect(try judge.code(#"{"now_ms":1,"x":{"a":1,"b":0},"y":{"c":0,"age_ms":0}}"#) == "BROKEN")

    let many = (0...250).map { "      l\($0): x.a" }.joined(separator: "\n")
    #expect(findings("  let:\n\(many)\n  rules: []").map(\.code) == ["PT0407"])
    let sum = Array(repeating: "x.a", count: 400).joined(separator: " + ")
    let rules = (0..<40).map { "    - { code: A, when: \(sum) > \($0), do: cancel }" }
    #expect(findings("  rules:\n\(rules.joined(separator: "\n"))").map(\.code) == ["PT0408"])
    let fields = (0..<60).map { "        f\($0): { type: int, optional: true }\n" }.joined()
    let wide = TestGraphs.bot("  rules: []").text.replacingFirst(
      "        a: { type: int }\n", fields + "        a: { type: int }\n")
    let found = TestGraphs.findings([
      ("bots/wide.yaml", wide), TestGraphs.policy(), TestGraphs.registry,
    ])
    #expect(found.map(\.code) == ["PT0406"])
  }
}

extension String {
  /// The first `old` replaced; the text itself where there is none.
  func replacingFirst(_ old: String, _ new: String) -> String {
    let (text, wanted) = (Array(utf8), Array(old.utf8))
    guard !wanted.isEmpty, text.count >= wanted.count else { return self }
    for start in 0...(text.count - wanted.count)
    where text[start] == wanted[0] && Array(text[start..<start + wanted.count]) == wanted {
      return String(decoding: text[..<start], as: UTF8.self) + new
        + String(decoding: text[(start + wanted.count)...], as: UTF8.self)
    }
    return self
  }
}
