import JSON
import Runtime
import TestSupport
import Testing

@Suite("Decision diffs by the built program")
struct DecisionDiffTests {
  /// A copy of the checkout's policies on the desk, with one text in its values replaced.
  private func draft(_ desk: Desk, _ old: String, _ new: String) throws -> String {
    let folder = desk["draft"]
    let copied = try Executable(path: "/bin/sh").run([
      "-c",
      "mkdir -p '\(folder)' && cp -r '\(Places.checkout)/bots' '\(Places.checkout)/policies' "
        + "'\(Places.checkout)/specs' '\(folder)/' && sed -i 's/\(old)/\(new)/' '\(folder)/policies/execution.yaml'",
    ])
    #expect(copied.exitCode == 0, "\(copied.errors)")
    return folder
  }

  private func diff(
    _ desk: Desk, _ head: String, _ events: String, _ words: [String] = []
  ) throws -> Outcome {
    try desk.run(["replay", "--base", ".", "--head", head, "--events", events] + words)
  }

  @Test("a shorter time to live: what changes, by code and market, with events that decide again")
  func shorterLife() throws {
    try Desk.with { desk in
      let head = try draft(desk, "stale_ttl_s: { value: 45s", "stale_ttl_s: { value: 20s")
      let session = try desk.write("session.ndjson", Desk.long)
      let page = desk["report.html"]
      let outcome = try diff(desk, head, session, ["--format", "json", "--html", page])
      #expect(outcome.exitCode == 2, "\(outcome.errors)")
      let report = try JSONValue(parsing: outcome.output)
      let loop = try #require(report["open_loop"]?.array?.first)
      let changed = try #require(report["changed"]?.int64)
      #expect(changed > 0)
      let byChange = (loop["changes"]?.array ?? []).compactMap { $0["count"]?.int64 }
      let byMarket = (loop["markets"]?.array ?? []).compactMap { $0["changed"]?.int64 }
      #expect(byChange.reduce(0, +) == changed)
      #expect(byMarket.reduce(0, +) == changed)
      #expect(report["closed_loop"]?["base"]?["orders"]?.int64 ?? 0 > 0)
      try decideAgain(desk, report, head)
      try readPage(page, report)
      let same = try diff(desk, ".", session)
      #expect(same.exitCode == 0, "\(same.errors)")
    }
  }

  /// Every example, by `eval` with the policies of each side.
  private func decideAgain(_ desk: Desk, _ report: JSONValue, _ head: String) throws {
    let examples = report["examples"]?.array ?? []
    #expect(!examples.isEmpty)
    for example in examples {
      let event = try #require(example["event"]?.string)
      for (side, folder) in [("base", "."), ("head", head)] {
        let outcome = try desk.run(
          ["eval", "exec.queuewarden", "--policies", folder, "--events", "-", "--codes"],
          input: event + "\n")
        #expect(outcome.output == (example[side]?["code"]?.string ?? "") + "\n")
      }
    }
  }

  /// The page by a parser of others: well formed, nothing from outside, the same numbers.
  private func readPage(_ page: String, _ report: JSONValue) throws {
    let script = """
      import sys, html.parser, xml.etree.ElementTree as tree
      text = open(sys.argv[1], encoding="utf-8").read()
      root = tree.fromstring(text.split("\\n", 1)[1])
      class Reader(html.parser.HTMLParser):
          def __init__(self):
              super().__init__(); self.words = []; self.links = 0; self.open = []
          def handle_starttag(self, tag, attributes):
              self.links += tag in ("script", "link", "img", "iframe") or any(n in ("src", "href") for n, _ in attributes)
          def handle_data(self, data): self.words.append(data.strip())
      reader = Reader(); reader.feed(text)
      assert reader.links == 0, reader.links
      for word in sys.argv[2:]: assert any(word in w for w in reader.words), word
      print(len([e for e in root.iter() if e.tag.endswith("svg")]))
      """
    let changed = try #require(report["changed"]?.int64)
    let events = try #require(report["events"]?.int64)
    let words = ["\(grouped(changed)) of \(grouped(events)) decisions change"]
    let outcome = try Executable(path: "/usr/bin/python3").run(["-c", script, page] + words)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(Int(outcome.output.filter(\.isNumber)) ?? 0 > 3)
  }

  private func grouped(_ number: Int64) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { text = "," + text }
      text = String(digit) + text
    }
    return text
  }

  @Test("a journal gives the open loop of the recording it was made of")
  func journal() throws {
    try Desk.with { desk in
      let head = try draft(desk, "stale_ttl_s: { value: 45s", "stale_ttl_s: { value: 20s")
      let session = try desk.write("session.ndjson", Desk.long)
      _ = try desk.head(session, journal: "journal.sqlite")
      let recorded = try JSONValue(
        parsing: try diff(desk, head, session, ["--open", "--format", "json"]).output)
      let outcome = try diff(desk, head, desk["journal.sqlite"], ["--open", "--format", "json"])
      #expect(outcome.exitCode == 2, "\(outcome.errors)")
      let journalled = try JSONValue(parsing: outcome.output)
      let warden = journalled["open_loop"]?.array?.first {
        $0["bot"]?.string == "exec.queuewarden"
      }
      #expect(warden?["matrix"] == recorded["open_loop"]?.array?.first?["matrix"])
      #expect(journalled["notes"]?.array?.isEmpty == true)
      let closed = try diff(desk, head, desk["journal.sqlite"], ["--closed"])
      #expect(closed.exitCode == 1)
      #expect(closed.errors.contains("PT1903"))
    }
  }

  @Test("events of hostile names stay text in every form; a bad line is named by its place")
  func hostileNames() throws {
    try Desk.with { desk in
      let head = try draft(desk, "stale_ttl_s: { value: 45s", "stale_ttl_s: { value: 20s")
      let event =
        #"{"event_id":"e'1","now_ms":1764000030000,"market":"</td><script>alert('1')</script>|@all","kill_switch":false,"registry_available":true,"cancel_replace_count_60s":0,"order":{"side":"BUY","price":"0.5","tick_size":"0.01","placed_at_ms":1764000000000,"queue_position":0},"book":{"available":true,"best_bid":"0.5","best_ask":"0.52","age_ms":10}}"#
      let events = try desk.write("events.ndjson", Array((event + "\n").utf8))
      let page = desk["report.html"]
      let outcome = try diff(desk, head, events, ["--html", page])
      #expect(outcome.exitCode == 2, "\(outcome.errors)")
      let line = try #require(outcome.output.split(separator: "\n").first { $0.contains("echo ") })
      let again = try Executable(path: "/bin/sh").run(
        [
          "-c",
          String(line).replacing(
            "polytraders eval", with: "\(Executable.built("polytraders").path) eval"),
        ], folder: Places.checkout)
      #expect(again.exitCode == 0, "\(again.errors)")
      let html = String(decoding: try desk.read("report.html"), as: UTF8.self)
      #expect(!html.contains("<script"))
      let markdown = try diff(desk, head, events, ["--format", "markdown"]).output
      #expect(
        !markdown.split(separator: "```").enumerated().contains {
          $0.offset.isMultiple(of: 2) && $0.element.contains("<script")
        })
      let bad = try desk.write("bad.ndjson", Array((event + "\n{]\n").utf8))
      let refused = try diff(desk, head, bad, ["--open"])
      #expect(refused.exitCode == 1)
      #expect(refused.errors.contains("bad.ndjson:2:"))
    }
  }

  @Test("a sweep marks the value in force, and why-not finds the threshold")
  func sweepAndWhyNot() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let sweep = try desk.run([
        "replay", "--sweep", "stale_ttl_s", "--from", "5s", "--to", "60s", "--events", session,
      ])
      #expect(sweep.exitCode == 0, "\(sweep.errors)")
      #expect(sweep.output.contains("45s  << now"))
      let event =
        #"{"now_ms":1764000030000,"kill_switch":false,"registry_available":true,"cancel_replace_count_60s":0,"order":{"side":"BUY","price":"0.5","tick_size":"0.01","placed_at_ms":1764000000000,"queue_position":0},"book":{"available":true,"best_bid":"0.5","best_ask":"0.52","age_ms":10}}"#
      let events = try desk.write("events.ndjson", Array((event + "\n").utf8))
      let answer = try desk.run(["why-not", "QUEUE_WARDEN_STALE_ORDER", "--event", "\(events):1"])
      #expect(answer.exitCode == 0, "\(answer.errors)")
      #expect(answer.output.contains("params.stale_ttl_s 45s -> 29999ms"))
      let unknown = try desk.run(["why-not", "QUEUE_WARDEN_STALE_ODER", "--event", events])
      #expect(unknown.exitCode == 1)
      #expect(unknown.errors.contains("QUEUE_WARDEN_STALE_ORDER"))
    }
  }
}
