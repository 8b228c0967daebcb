import Diagnostics
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
  @Test("a finding shows its place, its line and what to do")
  func rendered() {
    var renderer = DiagnosticRenderer()
    renderer.addSource("a: 1\nttl: 5 parsecs\n", file: "p.yaml")
    let finding = Diagnostic(
      "PT0204", .error, "unknown unit 'parsecs'",
      at: Location(file: "p.yaml", line: 2, column: 8, endColumn: 15), help: ["use s or ms"],
      related: [RelatedLocation("declared here", at: Location(file: "p.yaml", line: 1, column: 1))])
    let expected = """
      p.yaml:2:8: error[PT0204]: unknown unit 'parsecs'
       2 | ttl: 5 parsecs
         |        ^^^^^^^
        help: use s or ms
      p.yaml:1:1: note: declared here
       1 | a: 1
         | ^

      """
    #expect(renderer.render(finding) == expected)
  }

  @Test("findings without a place or without a known source have no quoted line")
  func placeless() {
    let renderer = DiagnosticRenderer()
    #expect(
      renderer.render(Diagnostic("PT0801", .error, "cannot open x", at: nil))
        == "error[PT0801]: cannot open x\n")
    let place = Location(file: "x", line: 9, column: 1)
    #expect(
      renderer.render(Diagnostic("PT0601", .warning, "odd", at: place))
        == "x:9:1: warning[PT0601]: odd\n")
  }

  @Test("tabs keep the caret in place, control characters are not sent to the terminal")
  func tabs() {
    var renderer = DiagnosticRenderer()
    renderer.addSource("\t\u{1B}[31mx", file: "t")
    let text = renderer.render(
      Diagnostic("PT0101", .error, "tab", at: Location(file: "t", line: 1, column: 3)))
    #expect(text == "t:1:3: error[PT0101]: tab\n 1 | \t\u{FFFD}[31mx\n   | \t ^\n")
  }

  @Test("lines that end in CRLF are lines")
  func carriageReturns() {
    var renderer = DiagnosticRenderer()
    renderer.addSource("a: 1\r\nb: 2\r\n", file: "w")
    let text = renderer.render(
      Diagnostic("PT0204", .error, "x", at: Location(file: "w", line: 2, column: 4)))
    #expect(text == "w:2:4: error[PT0204]: x\n 2 | b: 2\n   |    ^\n")
  }

  @Test("a line of a megabyte is cut around the place")
  func longLine() {
    var renderer = DiagnosticRenderer()
    let line = String(repeating: "a", count: 500_000) + "b" + String(repeating: "c", count: 500_000)
    renderer.addSource(line, file: "l")
    let text = renderer.render(
      Diagnostic("PT0601", .error, "x", at: Location(file: "l", line: 1, column: 500_001)))
    let lines = text.split(separator: "\n")
    #expect(text.count < 500 && lines.count == 3)
    #expect(zip(lines[1], lines[2]).contains { $0 == "b" && $1 == "^" })
  }

  @Test(
    "findings are counted in words",
    arguments: [
      (1, 0, "1 error\n"), (2, 1, "2 errors, 1 warning\n"), (0, 2, "2 warnings\n"), (0, 0, ""),
    ])
  func counts(errors: Int, warnings: Int, line: String) {
    let findings =
      (0..<errors).map { Diagnostic("PT0001", .error, "e\($0)", at: nil) }
      + (0..<warnings).map { Diagnostic("PT0001", .warning, "w\($0)", at: nil) }
    #expect(DiagnosticRenderer().render(findings).hasSuffix(line))
    #expect(
      DiagnosticRenderer().render(findings).split(separator: "\n").count == errors + warnings
        + (line.isEmpty ? 0 : 1))
  }

  @Test("a bag sorts by place and drops repetitions")
  func bag() {
    var bag = DiagnosticBag()
    let places = [("b", 1, 1), ("a", 2, 5), ("a", 2, 3), ("a", 10, 1), ("a", 2, 5)]
    bag.add(Diagnostic("PT0001", .warning, "nowhere", at: nil))
    bag.add(
      contentsOf: places.map {
        Diagnostic("PT0001", .warning, "m", at: Location(file: $0.0, line: $0.1, column: $0.2))
      })
    #expect(!bag.hasErrors && bag.diagnostics.count == 6)
    let order = bag.sorted.map { $0.location.map { "\($0.file)\($0.line):\($0.column)" } ?? "-" }
    #expect(order == ["a2:3", "a2:5", "a10:1", "b1:1", "-"])
    bag.add(Diagnostic("PT0002", .error, "bad", at: nil))
    #expect(
      bag.hasErrors && DiagnosticSeverity.note < .warning && DiagnosticSeverity.warning < .error)
  }

  @Test(
    "names near enough are suggested",
    arguments: [
      ("stale_ttl", "stale_ttl_s"), ("drift_tick_threshold", "drift_ticks_threshold"),
      ("DRIFT_TICKS_THRESHOLD", "drift_ticks_threshold"), ("satle_ttl_s", "stale_ttl_s"),
      ("xyz", nil), ("", nil), ("book", "boook"),
    ] as [(String, String?)])
  func near(name: String, expected: String?) {
    let known = ["stale_ttl_s", "drift_ticks_threshold", "min_queue_position", "boook"]
    #expect(nearest(to: name, among: known) == expected)
  }

  @Test("where nothing is near, short lists are told")
  func lists() {
    #expect(suggestions(for: "bok", among: ["book"]) == ["did you mean 'book'?"])
    #expect(suggestions(for: "zzz", among: ["b", "aaaa"]) == ["known here: aaaa, b"])
    #expect(suggestions(for: "zzz", among: []) == [])
    #expect(suggestions(for: "zzzzzz", among: (0..<13).map { "name\($0)" }) == [])
    #expect(nearest(to: "ab", among: ["ac", "aa"]) == "aa")
  }
}
