import Diagnostics
import JSON
import Reporting
import Testing

@Suite("findings in every form")
struct ReportTests {
  private static let text =
    "spec:\n  a: [1]\n  rules:\n    - { code: X }\n    - { code: \"a,b\" }\n"

  private static func report(_ extra: [Diagnostic] = [], lines: Int = 0) -> FindingsReport {
    var renderer = DiagnosticRenderer()
    renderer.addSource(String(repeating: "# x\n", count: lines) + text, file: "./bots/my bot.yaml")
    let place = Location(file: "./bots/my bot.yaml", line: 5 + lines, column: 15, endColumn: 20)
    let finding = Diagnostic(
      "PT0204", .error, "50 % of 'a,b'\nis: odd", at: place, help: ["do this"],
      related: [
        RelatedLocation(
          "the first", at: Location(file: "./bots/my bot.yaml", line: 4 + lines, column: 15))
      ],
      fix: Fix("write b", isSafe: true, [TextEdit(place, with: "\"b\"")]))
    return FindingsReport(
      [finding] + extra, renderer: renderer, command: "check",
      subjects: ["./bots/my bot.yaml", "ok.yaml", "/here/also.yaml"],
      rules: ["PT0204": RuleDescription(title: "a word, unknown", text: "Why. What.")],
      version: "1.2.3", folder: "/here")
  }

  private func parsed(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

  @Test("JSON has stable members, the path in the document and the fix")
  func json() throws {
    let report = try parsed(Self.report().text(as: .json))
    #expect(report["command"] == "check")
    #expect(report["summary"] == ["pass": 2, "fail": 1, "warn": 0, "error": 0, "skip": 0])
    let finding = try #require(report["findings"]?.array?.first)
    #expect(
      finding.members?.map(\.key) == [
        "file", "line", "column", "end_column", "path", "code", "severity", "message", "help",
        "related", "fix",
      ])
    #expect(finding["path"] == "spec.rules[1].code")
    #expect(finding["fix"]?["safe"] == true)
    #expect(finding["fix"]?["edits"]?.array?.first?["replacement"] == "\"b\"")
  }

  @Test("SARIF 2.1.0 has rules, regions in code points, relative URIs and fixes")
  func sarif() throws {
    let log = try parsed(Self.report().text(as: .sarif))
    #expect(log["version"] == "2.1.0")
    let run = try #require(log["runs"]?.array?.first)
    #expect(run["columnKind"] == "unicodeCodePoints")
    let rule = try #require(run["tool"]?["driver"]?["rules"]?.array?.first)
    #expect(rule["id"] == "PT0204")
    #expect(rule["shortDescription"]?["text"] == "a word, unknown")
    #expect(rule["fullDescription"]?["text"] == "Why. What.")
    #expect(rule["help"]?["text"]?.string?.contains("explain-code PT0204") == true)
    let result = try #require(run["results"]?.array?.first)
    #expect(result["ruleId"] == "PT0204")
    #expect(result["ruleIndex"] == 0)
    #expect(result["level"] == "error")
    let place = try #require(result["locations"]?.array?.first)
    #expect(
      place["physicalLocation"]?["artifactLocation"]
        == ["uri": "bots/my%20bot.yaml", "uriBaseId": "%SRCROOT%"])
    #expect(
      place["physicalLocation"]?["region"]
        == ["startLine": 5, "startColumn": 15, "endLine": 5, "endColumn": 20])
    #expect(
      place["logicalLocations"]?.array?.first?["fullyQualifiedName"] == "spec.rules[1].code")
    #expect(result["relatedLocations"]?.array?.count == 1)
    let change = result["fixes"]?.array?.first?["artifactChanges"]?.array?.first
    #expect(
      change?["replacements"]?.array?.first?["insertedContent"] == ["text": "\"b\""])
  }

  @Test("a fingerprint stays when lines are added above, and differs between two of a kind")
  func fingerprints() throws {
    func prints(_ report: FindingsReport) throws -> [String] {
      let log = try parsed(report.text(as: .sarif))
      let results = log["runs"]?.array?.first?["results"]?.array ?? []
      return results.compactMap { $0["partialFingerprints"]?["primaryLocationLineHash"]?.string }
    }
    let second = Diagnostic(
      "PT0204", .error, "another", at: Location(file: "./bots/my bot.yaml", line: 5, column: 16))
    let (still, moved) = (try prints(Self.report()), try prints(Self.report(lines: 7)))
    #expect(still == moved)
    let both = try prints(Self.report([second]))
    #expect(both.count == 2 && Set(both).count == 2)
    #expect(both.contains(still[0]))
  }

  @Test("GitHub commands are escaped, one a line")
  func gitHub() {
    #expect(
      Self.report().text(as: .github)
        == "::error file=bots/my bot.yaml,line=5,endLine=5,col=15,endColumn=20,"
        + "title=PT0204%3A a word%2C unknown::50 %25 of 'a,b'%0Ais: odd%0Ahelp: do this\n")
    let placeless = FindingsReport(
      [
        Diagnostic("PT0901", .warning, "where", at: nil),
        Diagnostic("PT1104", .note, "so", at: nil),
      ],
      command: "check")
    #expect(
      placeless.text(as: .github)
        == "::warning title=PT0901::where\n::notice title=PT1104::so\n")
  }

  @Test("JUnit has a case for each document, failed, unread or passed")
  func junit() {
    let unread = Diagnostic(
      "PT0101", .error, "<no> \"YAML\"", at: Location(file: "/here/also.yaml", line: 1, column: 1))
    let text = Self.report([unread]).text(as: .junit)
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
    #expect(text.contains("tests=\"3\" failures=\"1\" errors=\"1\""))
    #expect(text.contains("<testcase classname=\"check\" name=\"ok.yaml\" time=\"0\"/>"))
    #expect(text.contains("name=\"also.yaml\""))
    #expect(text.contains("<error type=\"PT0101\" message=\"&lt;no&gt; &quot;YAML&quot;\">"))
    #expect(text.contains("<failure type=\"PT0204\""))
  }

  @Test("what could not be read is an error, warnings alone are a warning")
  func summary() {
    func finding(_ code: String, _ severity: DiagnosticSeverity, _ file: String?) -> Diagnostic {
      Diagnostic(code, severity, "m", at: file.map { Location(file: $0, line: 1, column: 1) })
    }
    let summary = Summary(
      of: [
        finding("PT0101", .error, "a"), finding("PT0204", .error, "b"),
        finding("PT1101", .warning, "b"),
        finding("PT1101", .warning, "c"), finding("PT1104", .note, "d"),
        finding("PT0901", .error, nil),
      ], in: ["a", "b", "c", "d", "e"], skipped: 4)
    #expect(summary == Summary(pass: 2, fail: 2, warn: 1, error: 1, skip: 4))
  }

  @Test("an empty report is right in every form")
  func empty() throws {
    let report = FindingsReport([], command: "check", subjects: ["a"])
    #expect(report.text(as: .text, notes: "all is well\n") == "all is well\n")
    #expect(try parsed(report.text(as: .json))["findings"] == [])
    #expect(report.text(as: .github) == "")
    #expect(!report.hasErrors)
  }
}
