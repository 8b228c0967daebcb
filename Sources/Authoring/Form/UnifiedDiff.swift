/// The lines in which two texts differ, in the form that `patch` reads.
package enum UnifiedDiff {
  /// Lines around a change that are shown with it.
  private static let context = 3

  private struct Line {
    var mark: Character
    var text: Substring.UnicodeScalarView
  }

  /// Empty where the texts are equal. `old` and `new` are the names in the head.
  package static func text(
    from before: String, to after: String, old: String, new: String
  ) -> String {
    let lines = script(from: pieces(before), to: pieces(after))
    let changed = lines.indices.filter { lines[$0].mark != " " }
    guard let first = changed.first else { return "" }
    var text = "--- \(old)\n+++ \(new)\n"
    var hunk = first...first
    for index in changed.dropFirst() {
      if index - hunk.upperBound <= 2 * context {
        hunk = hunk.lowerBound...index
      } else {
        text += self.hunk(around: hunk, lines)
        hunk = index...index
      }
    }
    return text + self.hunk(around: hunk, lines)
  }

  /// Lines without their line feed; one more, empty, where the text ends with one.
  private static func pieces(_ text: String) -> [Substring.UnicodeScalarView] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// All lines of both texts: kept, taken away, added. The shortest script (Myers), with what goes before what
  /// comes.
  private static func script(
    from before: [Substring.UnicodeScalarView], to after: [Substring.UnicodeScalarView]
  ) -> [Line] {
    let difference = after.map(String.init).difference(from: before.map(String.init))
    let removed = Set(difference.removals.map(position))
    let inserted = Set(difference.insertions.map(position))
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < before.count || j < after.count {
      if i < before.count, removed.contains(i) {
        lines.append(Line(mark: "-", text: before[i]))
        i += 1
      } else if j < after.count, inserted.contains(j) {
        lines.append(Line(mark: "+", text: after[j]))
        j += 1
      } else {
        lines.append(Line(mark: " ", text: after[j]))
        i += 1
        j += 1
      }
    }
    return withoutEnd(lines)
  }

  private static func position(_ change: CollectionDifference<String>.Change) -> Int {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }

  /// The empty piece behind the last line feed is no line.
  private static func withoutEnd(_ lines: [Line]) -> [Line] {
    guard let last = lines.last, last.mark == " ", last.text.isEmpty else { return lines }
    return Array(lines.dropLast())
  }

  private static func hunk(around changed: ClosedRange<Int>, _ lines: [Line]) -> String {
    let first = max(0, changed.lowerBound - context)
    let end = min(lines.count, changed.upperBound + context + 1)
    let before = lines[..<first]
    let shown = lines[first..<end]
    func range(_ mark: Character) -> String {
      let start = before.count { $0.mark != mark }
      let count = shown.count { $0.mark != mark }
      return "\(count == 0 ? start : start + 1),\(count)"
    }
    var text = "@@ -\(range("+")) +\(range("-")) @@\n"
    for line in shown { text += "\(line.mark)\(String(line.text))\n" }
    return text
  }
}
