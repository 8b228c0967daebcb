import Diagnostics

extension FindingsReport {
  /// Workflow commands of GitHub Actions, one a line: GitHub shows them at their lines under "Files changed".
  var github: String {
    diagnostics.map(command).joined()
  }

  private func command(_ diagnostic: Diagnostic) -> String {
    let name =
      switch diagnostic.severity {
      case .note: "notice"
      case .warning: "warning"
      case .error: "error"
      }
    var properties: [(String, String)] = []
    if let place = diagnostic.location {
      properties = [
        ("file", relative(place.file)), ("line", "\(place.line)"), ("endLine", "\(place.line)"),
        ("col", "\(place.column)"), ("endColumn", "\(max(place.endColumn, place.column + 1))"),
      ]
    }
    let title = rules[diagnostic.code].map { "\(diagnostic.code): \($0.title)" } ?? diagnostic.code
    properties.append(("title", title))
    let head = properties.map { "\($0.0)=\(Self.property($0.1))" }.joined(separator: ",")
    let lines = [diagnostic.message] + diagnostic.help.map { "help: \($0)" }
    return "::\(name) \(head)::\(Self.data(lines.joined(separator: "\n")))\n"
  }

  /// What stands behind `::`, as the toolkit of GitHub Actions escapes it.
  private static func data(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": escaped += "%25"
      case "\r": escaped += "%0D"
      case "\n": escaped += "%0A"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A value between `=` and `,`.
  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
