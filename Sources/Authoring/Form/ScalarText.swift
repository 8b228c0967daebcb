import YAML

/// How a text is written in YAML on one line.
enum ScalarText {
  /// Where it stands.
  enum Place {
    case block, flow
  }

  /// Without quotes where it can stand so and no reader could take it for a number or a truth value; else in quotes.
  static func plainOrQuoted(_ text: String, _ place: Place) -> String {
    isPlain(text, place) && !looksTyped(text) ? text : quoted(text)
  }

  /// In double quotes, or in single ones where that saves escapes.
  static func quoted(_ text: String) -> String {
    let isSimple = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    if isSimple, !text.contains("\""), !text.contains("\\") { return "\"\(text)\"" }
    if isSimple { return "'" + text.replacing("'", with: "''") + "'" }
    var escaped = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\t": escaped += "\\t"
      case "\r": escaped += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let hex = String(scalar.value, radix: 16)
          escaped += "\\x" + (hex.count == 1 ? "0" : "") + hex
        } else {
          escaped.unicodeScalars.append(scalar)
        }
      }
    }
    return escaped + "\""
  }

  /// Whether the text without quotes is read back as itself: its reader is asked.
  static func isPlain(_ text: String, _ place: Place) -> Bool {
    guard !text.isEmpty, !text.contains("\n") else { return false }
    let document = place == .flow ? "{ a: \(text) }\n" : "a: \(text)\n"
    let parsed = YAMLDocument.parse(Array(document.utf8), file: "")
    guard parsed.diagnostics.isEmpty, let root = parsed.root, root.pairs?.count == 1 else {
      return false
    }
    return root["a"]?.text == text && root["a"]?.style == .plain
  }

  /// Numbers, dates and the words that readers of YAML take for something else than text.
  private static func looksTyped(_ text: String) -> Bool {
    if ["true", "false", "null", "yes", "no", "on", "off", "~", "y", "n"].contains(
      text.lowercased())
    {
      return true
    }
    return text.utf8.allSatisfy { (48...57).contains($0) || "+-.:_eE".utf8.contains($0) }
  }
}
