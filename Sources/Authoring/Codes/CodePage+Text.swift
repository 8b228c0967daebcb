import Diagnostics
package import JSON

extension CodePage {
  /// The page for a terminal.
  package var text: String {
    var text = "\(code)  \(title)  (\(severity.rawValue))\n\n"
    text += Self.folded(cause)
    text += "\nwhat to do\n" + Self.folded(remedy)
    switch example {
    case .document(let path, let wrong, let right):
      text += "\nexample, in \(path)\n"
      text += Self.marked("wrong", wrong) + Self.marked("right", right)
    case .event(let line): text += "\nexample, an event\n  \(line)\n"
    case .command(let words, _): text += "\nexample\n  polytraders \(words)\n"
    case nil: break
    }
    return text
  }

  /// The page as one object.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("code", .string(code)), .init("title", .string(title)),
      .init("severity", .string(severity.rawValue)), .init("cause", .string(cause)),
      .init("remedy", .string(remedy)),
    ]
    if case .document(_, let wrong, let right) = example {
      members += [.init("wrong", .string(wrong)), .init("right", .string(right))]
    }
    if case .command(let words, _) = example { members.append(.init("command", .string(words))) }
    return .object(members)
  }

  private static func marked(_ word: String, _ text: String) -> String {
    guard !text.isEmpty else { return "  \(word): nothing\n" }
    var text = text
    while text.hasSuffix("\n") { text.removeLast() }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1 else { return "  \(word): \(text.drop { $0 == " " })\n" }
    return "  \(word):\n" + lines.map { "    \($0)\n" }.joined()
  }

  /// In lines of at most 100 columns, two further in.
  private static func folded(_ text: String) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count + 1 <= 98 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { "  \($0)\n" }.joined()
  }
}
