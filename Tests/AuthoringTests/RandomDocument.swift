import TestSupport

/// Documents of every style of YAML that a policy may use, with comments in odd places.
enum RandomDocument {
  static func text(_ random: inout SeededGenerator) -> String {
    var text = Bool.random(using: &random) ? "# c head\n\n" : ""
    text += mapping(indent: 0, depth: 0, &random)
    return text + (Int.random(in: 0...3, using: &random) == 0 ? "# c end\n" : "")
  }

  private static func mapping(indent: Int, depth: Int, _ random: inout SeededGenerator) -> String {
    var text = ""
    for number in 0..<Int.random(in: 1...4, using: &random) {
      text += between(indent, &random)
      text += pad(indent) + key(number, &random) + ":"
      text += value(indent: indent, depth: depth, &random)
    }
    return text
  }

  private static func sequence(indent: Int, depth: Int, _ random: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      text += between(indent, &random)
      text += pad(indent) + "-" + value(indent: indent, depth: depth, &random)
    }
    return text
  }

  /// What stands behind a colon or a dash, with its line feed.
  private static func value(indent: Int, depth: Int, _ random: inout SeededGenerator) -> String {
    let step = indent + Int.random(in: 1...4, using: &random)
    switch Int.random(in: 0..<(depth > 3 ? 7 : 10), using: &random) {
    case 0: return " " + scalar(&random) + comment(&random)
    case 1: return " " + flow(depth: 0, &random) + comment(&random)
    case 2: return comment(&random)
    case 3:
      let sign = ["|", "|-", "|+", ">", ">-"].randomElement(using: &random) ?? "|"
      let lines = (0..<Int.random(in: 1...4, using: &random)).map { index -> String in
        let extra = index > 0 && Bool.random(using: &random) ? "  " : ""
        return Int.random(in: 0...4, using: &random) == 0 && index > 0
          ? "\n" : pad(step) + extra + "text # no comment \(index)\n"
      }
      return " \(sign)" + comment(&random) + lines.joined()
    case 4: return " one\n" + pad(step) + "two # c \(depth)\n"
    case 5: return " \"one\n\n" + pad(step) + "two\\\n" + pad(step) + "three\"" + comment(&random)
    case 6: return " " + scalar(&random) + comment(&random)
    case 7: return comment(&random) + sequence(indent: step, depth: depth + 1, &random)
    default: return comment(&random) + mapping(indent: step, depth: depth + 1, &random)
    }
  }

  private static func flow(depth: Int, _ random: inout SeededGenerator) -> String {
    let gap = ["", " ", "\n     ", " # c in brackets\n     "].randomElement(using: &random) ?? ""
    let isMapping = Bool.random(using: &random)
    let parts = (0..<Int.random(in: 0...3, using: &random)).map { number -> String in
      let inner =
        depth < 2 && Bool.random(using: &random) ? flow(depth: depth + 1, &random) : scalar(&random)
      return isMapping ? "k\(number): \(inner)" : inner
    }
    let content = parts.joined(separator: "," + (gap.isEmpty ? " " : gap))
    let end = gap.contains("#") && !parts.isEmpty ? gap : " "
    return isMapping ? "{ \(content)\(end)}" : "[ \(content)\(end)]"
  }

  private static func scalar(_ random: inout SeededGenerator) -> String {
    let scalars = [
      "plain", "'it''s'", "\"a \\\"b\\\" \\u00e9\"", "12", "\"12\"", "true", "-1s", "é » 漢字 🂡",
      "'# no'", "\"\"",
      "a:b", "x#y", "now - 46s", "'a: b'", "\"tab\\t\"", "~",
    ]
    return scalars.randomElement(using: &random) ?? "plain"
  }

  private static func key(_ number: Int, _ random: inout SeededGenerator) -> String {
    ["k\(number)", "\"k \(number)\"", "'k: \(number)'", "order.price\(number)"].randomElement(
      using: &random) ?? "k\(number)"
  }

  /// To the end of the line.
  private static func comment(_ random: inout SeededGenerator) -> String {
    Int.random(in: 0...3, using: &random) == 0
      ? "  # c \(Int.random(in: 0...99, using: &random))\n" : "\n"
  }

  private static func between(_ indent: Int, _ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0...7, using: &random) {
    case 0: "\n"
    case 1: pad(Int.random(in: 0...indent + 2, using: &random)) + "# c own line\n"
    case 2: "\n" + pad(indent) + "#c tight\n\n"
    default: ""
    }
  }

  private static func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}
