import Diagnostics
import Policy
import Testing

@Suite("findings together")
struct FollowUpTests {
  @Test("all errors of all documents come in one run, in the order of file and line")
  func allAtOnce() {
    var documents = Documents()
    documents.bot = documents.bot.replacing("do: cancel }", "do: cancle }")
      .replacing("type: shares", "type: share")
    documents.policy = documents.policy.replacing("value: 45s", "value: 45")
      .replacing("W_OLD: WARN", "W_OLDD: WARN").replacing("exec.warden:", "exec.warden :")
    documents.registry = documents.registry.replacing("severity: WARN", "severity: WRAN")
    #expect(
      documents.findings == [
        "bots/warden.yaml:24:20 PT0224", "bots/warden.yaml:32:37 PT0204",
        "policies/live.yaml:12:25 PT0210", "policies/live.yaml:16:5 PT0220",
        "specs/codes.yaml:8:33 PT0204",
      ])
  }

  /// A document spoiled so that it gives less or nothing, and all that may be said about it.
  @Test(
    "what a document that could not be read would have given is not reported as missing",
    arguments: [
      (.policy, "metadata: {", "metadata: [", ["policies/live.yaml:3:43 PT0102"]),
      (.policy, "    book: {", "\tbook: {", ["policies/live.yaml:6:1 PT0103"]),
      (.policy, "name: live, ", "", ["policies/live.yaml:3:11 PT0202"]),
      (.policy, "polytraders/v1", "polytraders/v9", ["policies/live.yaml:1:13 PT0206"]),
      (.policy, "kind: Policy", "kind: Polcy", ["policies/live.yaml:2:7 PT0205"]),
      (.policy, "floor: 5 shares", "floor: [5]", ["policies/live.yaml:13:16 PT0201"]),
      (.policy, "value: 45s, ", "", ["policies/live.yaml:12:16 PT0202"]),
      (.policy, "value: 24h", "value: x", ["policies/live.yaml:8:21 PT0210"]),
      (
        .bot, "on_error: {", "on_eror: {",
        ["bots/warden.yaml:5:3 PT0202", "bots/warden.yaml:36:3 PT0203"]
      ),
      (.bot, "name: exec.warden, ", "", ["bots/warden.yaml:3:11 PT0202"]),
      (.bot, "type: shares", "type: share", ["bots/warden.yaml:24:20 PT0224"]),
      (
        .bot, "operations: { type: ops", "operations: { type: opz",
        ["bots/warden.yaml:14:29 PT0224"]
      ),
      (
        .registry, "W: { meaning", "W: { meaing",
        ["specs/codes.yaml:4:6 PT0202", "specs/codes.yaml:4:8 PT0203"]
      ),
      (.registry, "W_OLD: { family: W, ", "W_OLD: { ", ["specs/codes.yaml:7:10 PT0202"]),
      (.staleness, "  model: { min: 1m,", "  model: {", ["specs/staleness.yaml:6:10 PT0202"]),
      (.staleness, "kind: Staleness", "kind: Stalenes", ["specs/staleness.yaml:2:7 PT0205"]),
      (.staleness, "spec:", "spec: [", ["specs/staleness.yaml:4:3 PT0102"]),
      (.clock, "value: 10s", "value: 10", ["policies/clock.yaml:7:26 PT0210"]),
      (.registry, "families:", "families", ["specs/codes.yaml:4:4 PT0102"]),
    ] as [(Documents.Name, String, String, [String])])
  func noFollowUps(name: Documents.Name, old: String, new: String, findings: [String]) throws {
    let documents = try #require(Documents().replacing(old, new, in: name))
    let found = documents.findings
    // Which syntax error the YAML reader names is its own matter.
    func blurred(_ lines: [String]) -> [String] {
      lines.map { $0.contains("PT01") ? "\(name.rawValue) PT01" : $0 }
    }
    #expect(blurred(found) == blurred(findings))
  }

  @Test(
    "what is given twice names the first place",
    arguments: [
      (
        "policies/more.yaml", "name: more", "exec.warden: { params: { ttl_s: 50s } }",
        "policies/more.yaml:5:36 PT0216", "policies/live.yaml:12:9"
      ),
      (
        "policies/more.yaml", "name: live", "{}",
        "policies/more.yaml:3:19 PT0216", "policies/live.yaml:3:19"
      ),
    ])
  func twice(path: String, name: String, bots: String, finding: String, first: String) {
    var documents = Documents()
    let body = bots == "{}" ? "  bots: {}" : "  bots: { \(bots) }"
    documents.more = [
      (
        path,
        """
        apiVersion: polytraders/v1
        kind: Policy
        metadata: { \(name), owner: risk, version: 1 }
        spec:
        \(body)

        """
      )
    ]
    let diagnostics = documents.load().diagnostics
    #expect(diagnostics.map(Documents.line) == [finding])
    let related = diagnostics.first?.related.first
    #expect(
      related.map { "\($0.location.file):\($0.location.line):\($0.location.column)" } == first)
  }

  @Test("two bots may not share a name or its last part")
  func bots() {
    var documents = Documents()
    let twin = documents.bot.replacing("exec.warden", "risk.warden")
    documents.more = [("bots/zwarden.yaml", twin)]
    #expect(documents.findings.contains("bots/zwarden.yaml:3:19 PT0216"))
    documents.more = [("bots/zwarden.yaml", documents.bot)]
    #expect(
      documents.findings.filter { $0.hasSuffix("PT0216") } == ["bots/zwarden.yaml:3:19 PT0216"])
  }

  @Test("CRLF documents are read, and their lines are quoted")
  func carriageReturns() {
    var documents = Documents()
    documents.policy = documents.policy.replacing("value: 45s", "value: 45")
      .replacing("\n", "\r\n")
    let loader = documents.load()
    #expect(loader.diagnostics.map(Documents.line) == ["policies/live.yaml:12:25 PT0210"])
    let text = loader.renderer.render(loader.diagnostics)
    #expect(text.contains(" 12 |         ttl_s: { value: 45, why: \"half-life\" }\n"))
    #expect(text.contains("|                         ^^\n"))
  }
}

extension String {
  /// Every occurrence replaced.
  fileprivate func replacing(_ old: String, _ new: String) -> String {
    var result = ""
    var rest = self
    while let (before, after) = rest.splitOnce(old) {
      result += before + new
      rest = after
    }
    return result + rest
  }
}
