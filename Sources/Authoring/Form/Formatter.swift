package import Diagnostics
import YAML

/// The form of the documents: one, without options. It keeps comments, the blank lines between groups and the
/// meaning, and gives itself back when it is applied again.
package enum Formatter {
  /// What became of a document.
  package enum Outcome: Sendable {
    /// The text in its form; equal to what was given where that has it already.
    case formatted(String)
    /// Why the document was left alone: it is no YAML, or its form would mean something else.
    case refused([Diagnostic])
  }

  /// Formats the bytes of a document; `file` stands in findings.
  package static func format(_ bytes: [UInt8], file: String) -> Outcome {
    let parsed = YAMLDocument.parse(bytes, file: file)
    guard let root = parsed.root else { return .refused(parsed.diagnostics) }
    let tree = FormTree(root)
    let text = FormWriter(tree, KeyOrder(root)).lines.joined(separator: "\n") + "\n"
    guard let again = YAMLDocument.parse(Array(text.utf8), file: file).root else {
      return .refused([refusal("it could not be read any more", file)])
    }
    guard DocumentMeaning(again) == DocumentMeaning(root) else {
      return .refused([refusal("it would mean something else", file)])
    }
    guard FormTree(again).comments.sorted() == tree.comments.sorted() else {
      return .refused([refusal("a comment would be lost", file)])
    }
    return .formatted(text)
  }

  /// Says that a document does not have its form.
  package static func difference(_ text: String, file: String, formatted: String) -> Diagnostic {
    let old = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    let new = formatted.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0.elementsEqual($1) }.count
    let end = TextEdit.Position(line: old.count + 1, column: 1)
    return Diagnostic(
      "PT2200", .warning, "the document does not have the form that 'polytraders fmt' gives it",
      at: Location(file: file, line: min(line, old.count - 1) + 1, column: 1),
      help: ["run 'polytraders fmt \(file)'"],
      fix: Fix(
        "format the document", isSafe: true,
        [TextEdit(file: file, from: .init(line: 1, column: 1), to: end, replacement: formatted)]))
  }

  private static func refusal(_ reason: String, _ file: String) -> Diagnostic {
    Diagnostic(
      "PT2290", .error, "the document was not formatted: \(reason)",
      at: Location(file: file, line: 1, column: 1),
      help: ["this is an error of the program: please report it with the document"])
  }
}
