import Diagnostics
import YAML

extension PolicySet.Source {
  /// A document as journals keep it: without the tests of a bot, which decide nothing. So nobody who adds a
  /// test gives the journals of tomorrow another policy than those of today.
  ///
  /// Only lines that hold nothing but tests are left out; a bot written in one line stays whole.
  init(path: String, text: String, root: YAMLNode?) {
    self.init(path: path, text: root.flatMap { Self.withoutTests(text, $0) } ?? text)
  }

  private static func withoutTests(_ text: String, _ root: YAMLNode) -> String? {
    guard root["kind"]?.text == PolicyLoader.Kind.bot.rawValue, let pairs = root.pairs,
      let outer = pairs.firstIndex(where: { $0.key.text == "spec" }),
      let inner = pairs[outer].value.pairs,
      let index = inner.firstIndex(where: { $0.key.text == "tests" })
    else { return nil }
    // By scalars: as a Character, "\r\n" is neither of the two.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    let next =
      index + 1 < inner.count
      ? inner[index + 1].key : outer + 1 < pairs.count ? pairs[outer + 1].key : nil
    let first = inner[index].key.location.line - 1
    let end = next.map { $0.location.line - 1 } ?? lines.count
    guard first < end, isFirst(inner[index].key, in: lines),
      next.map({ isFirst($0, in: lines) }) ?? true
    else { return nil }
    var kept = String.UnicodeScalarView()
    for line in lines[..<first] {
      kept.append(contentsOf: line)
      kept.append("\n")
    }
    for (number, line) in lines[end...].enumerated() {
      if number > 0 { kept.append("\n") }
      kept.append(contentsOf: line)
    }
    return String(kept)
  }

  /// Whether nothing but blanks stands before a key on its line.
  private static func isFirst(
    _ key: YAMLNode, in lines: [Substring.UnicodeScalarView]
  ) -> Bool {
    lines[key.location.line - 1].prefix(key.location.column - 1).allSatisfy { $0 == " " }
  }
}
