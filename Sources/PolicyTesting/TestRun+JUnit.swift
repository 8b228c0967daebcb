import Diagnostics
import Graph
import Reporting

extension TestRun {
  /// The results as JUnit XML: a suite for each bot. Times are 0, since the same tests give the same bytes.
  package var junit: String {
    let failures = results.count { !$0.passed }
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="polytraders" tests="\(results.count)" failures="\(failures)" errors="0" time="0">

      """
    for bot in graph.bots.map(\.name).sorted() {
      let own = results.filter { $0.test.bot == bot }
      guard !own.isEmpty else { continue }
      text += "  <testsuite name=\"\(Self.escaped(bot))\" tests=\"\(own.count)\""
      text += " failures=\"\(own.count { !$0.passed })\" errors=\"0\" skipped=\"0\" time=\"0\">\n"
      text += own.map(Self.testCase).joined()
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func testCase(_ result: Result) -> String {
    let test = result.test
    var text = "    <testcase classname=\"\(escaped(test.bot))\" name=\"\(escaped(test.name))\""
    text += " file=\"\(escaped(test.location.file))\" line=\"\(test.location.line)\" time=\"0\""
    guard !result.passed else { return text + "/>\n" }
    let place = test.expectation.codeLocation
    let lines = ["\(place.file):\(place.line):\(place.column)"] + result.differences + result.notes
    text += ">\n      <failure type=\"PT1220\" message=\""
    text += escaped(result.differences.joined(separator: "; ")) + "\">"
    return text + escaped(lines.joined(separator: "\n")) + "</failure>\n    </testcase>\n"
  }

  private static func escaped(_ text: String) -> String { XMLText.escaped(text) }
}
