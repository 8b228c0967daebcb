import Diagnostics

extension FindingsReport {
  /// JUnit XML: a test case for each document; one with an error has failed, one that could not be read is an
  /// error. Times are 0, since the same findings give the same bytes.
  var junit: String {
    var files = subjects
    for diagnostic in diagnostics {
      let file = diagnostic.location?.file ?? ""
      if !files.contains(file) { files.append(file) }
    }
    let cases = files.map(testCase)
    let counts =
      "tests=\"\(files.count)\" failures=\"\(summary.fail)\" errors=\"\(summary.error)\""
      + " time=\"0\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="polytraders \(XMLText.escaped(command))" \(counts)>
        <testsuite name="\(XMLText.escaped(command))" \(counts) skipped="0">
      \(cases.joined())  </testsuite>
      </testsuites>

      """
  }

  private func testCase(_ file: String) -> String {
    let own = diagnostics.filter { ($0.location?.file ?? "") == file }
    let name = file.isEmpty ? command : relative(file)
    var text = "    <testcase classname=\"\(XMLText.escaped(command))\""
    text += " name=\"\(XMLText.escaped(name))\" time=\"0\""
    guard !own.isEmpty else { return text + "/>\n" }
    text += ">\n"
    let errors = own.filter { $0.severity == .error }
    if let first = errors.first {
      let isUnread = Summary(of: own, in: []).error > 0
      let element = isUnread ? "error" : "failure"
      text +=
        "      <\(element) type=\"\(first.code)\" message=\"\(XMLText.escaped(first.message))\">"
      text += XMLText.escaped(errors.map(renderer.render).joined()) + "</\(element)>\n"
    }
    let others = own.filter { $0.severity != .error }
    if !others.isEmpty {
      text += "      <system-out>"
      text += XMLText.escaped(others.map(renderer.render).joined()) + "</system-out>\n"
    }
    return text + "    </testcase>\n"
  }
}

/// Texts inside XML.
package enum XMLText {
  /// For attributes and for text; characters that XML 1.0 cannot hold are replaced.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case "\t": escaped += "&#9;"
      default:
        let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        escaped.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
      }
    }
    return escaped
  }
}
