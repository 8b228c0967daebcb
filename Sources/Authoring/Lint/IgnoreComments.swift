import Diagnostics
import YAML

/// Comments such as `# lint: ignore PT2208 the venue takes no more`: behind an entry or on a line of their own above
/// it. `# lint: ignore-file PT2208 …` is for the whole document. A reason is demanded, and one that overlooks
/// nothing is a finding itself, so that none outlives what it was for.
struct IgnoreComments {
  private struct Comment {
    var code: String
    var reason: String
    var place: Location
    /// The line that it is about; nil for all.
    var line: Int?
    var isUsed = false
  }

  private var comments: [Comment] = []

  init(_ subject: LintSubject) {
    for document in subject.documents {
      let source = SourceComments(document.root)
      let ownLines = Set(source.comments.filter(\.isOwnLine).map(\.line))
      for comment in source.comments {
        let words = comment.text.drop { $0 == "#" || $0 == " " }.split(separator: " ", maxSplits: 3)
        guard words.count >= 3, words[0] == "lint:",
          words[1] == "ignore" || words[1] == "ignore-file"
        else { continue }
        var line = comment.line
        // Above an entry: the first line below that is no comment.
        while ownLines.contains(line) { line += 1 }
        let column = comment.column + 1
        comments.append(
          Comment(
            code: String(words[2]), reason: words.count > 3 ? String(words[3]) : "",
            place: Location(
              file: document.file, line: comment.line + 1, column: column,
              endColumn: column + comment.text.unicodeScalars.count),
            line: words[1] == "ignore" ? line + 1 : nil))
      }
    }
  }

  /// Whether a comment overlooks a finding; one without a reason does not.
  mutating func covers(_ finding: Diagnostic) -> Bool {
    guard let place = finding.location else { return false }
    let index = comments.firstIndex { comment in
      comment.code == finding.code && comment.place.file == place.file
        && (comment.line ?? place.line) == place.line
    }
    guard let index else { return false }
    comments[index].isUsed = true
    return !comments[index].reason.isEmpty
  }

  /// Comments without a reason, and those that overlooked nothing although their rule was asked.
  func findings(about codes: Set<String>?) -> [Diagnostic] {
    comments.compactMap { comment in
      if comment.reason.isEmpty {
        return Diagnostic(
          "PT2280", .error, "the comment overlooks \(comment.code) and does not say why",
          at: comment.place, help: ["write the reason behind the code"])
      }
      guard !comment.isUsed, codes?.contains(comment.code) ?? true else { return nil }
      return Diagnostic(
        "PT2281", .warning, "the comment overlooks \(comment.code), which is not found here",
        at: comment.place, help: ["take it out"])
    }
  }
}
