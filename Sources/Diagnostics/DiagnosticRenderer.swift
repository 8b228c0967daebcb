/// Turns findings into the text that people read in a terminal and editors can jump to.
package struct DiagnosticRenderer: Sendable {
  /// Source texts by path, for the quoted line under a finding; a file that is not here is not quoted.
  private var lines: [String: [Substring.UnicodeScalarView]] = [:]

  /// The texts themselves, by path.
  private(set) package var sources: [String: String] = [:]

  package init() {}

  /// Makes the lines of `text` quotable under findings in `file`.
  package mutating func addSource(_ text: String, file: String) {
    // By scalars: as a Character, "\r\n" is neither of the two.
    sources[file] = text
    lines[file] = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  }

  package func render(_ diagnostic: Diagnostic) -> String {
    var text = ""
    if let place = diagnostic.location {
      text += "\(place.file):\(place.line):\(place.column): "
    }
    text += "\(diagnostic.severity.rawValue)[\(diagnostic.code)]: \(diagnostic.message)\n"
    if let place = diagnostic.location { text += quote(place) }
    for help in diagnostic.help { text += "  help: \(help)\n" }
    for related in diagnostic.related {
      let place = related.location
      text += "\(place.file):\(place.line):\(place.column): note: \(related.message)\n"
      text += quote(place)
    }
    return text
  }

  /// Makes the lines that another renderer knows quotable here too.
  package mutating func add(_ other: DiagnosticRenderer) {
    lines.merge(other.lines) { $1 }
    sources.merge(other.sources) { $1 }
  }

  /// All findings and, where there are any, the line that counts them.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    var text = diagnostics.map(render).joined()
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count { $0.severity == .warning }
    var counts: [String] = []
    if errors > 0 { counts.append(errors == 1 ? "1 error" : "\(errors) errors") }
    if warnings > 0 { counts.append(warnings == 1 ? "1 warning" : "\(warnings) warnings") }
    if !counts.isEmpty { text += counts.joined(separator: ", ") + "\n" }
    return text
  }

  /// The source line with a caret range below it. Long lines are cut around the marked place, since a
  /// recording's line may have megabytes.
  private func quote(_ place: Location) -> String {
    guard let source = lines[place.file], place.line >= 1, place.line <= source.count else {
      return ""
    }
    let scalars = Array(source[place.line - 1].filter { $0 != "\r" })
    let widest = 160
    let start = max(0, min(place.column - 1, scalars.count) - 80)
    let shown = scalars[min(start, scalars.count)..<min(scalars.count, start + widest)]
    var line = ""
    for scalar in shown {
      line.unicodeScalars.append(scalar.value < 0x20 && scalar != "\t" ? "\u{FFFD}" : scalar)
    }
    let number = String(place.line)
    let margin = String(repeating: " ", count: number.count)
    var pad = ""
    for index in 0..<max(0, place.column - 1 - start) {
      pad += index < shown.count && shown[shown.startIndex + index] == "\t" ? "\t" : " "
    }
    let width = max(1, min(place.endColumn - place.column, widest))
    return " \(number) | \(line)\n \(margin) | \(pad)\(String(repeating: "^", count: width))\n"
  }
}
