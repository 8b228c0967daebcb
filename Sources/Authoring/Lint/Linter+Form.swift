import Diagnostics
import Policy
import YAML

/// Rules about how documents look; both can be mended without a thought.
extension Linter {
  static let notFormatted = LintRule(
    CodePage(
      "PT2200", "a document without its form", .warning,
      cause:
        "'polytraders fmt' would change how it looks: order of keys, blanks, the spelling of conditions. "
        + "One form keeps differences between versions small.",
      remedy: "Run 'polytraders fmt', or 'lint --fix'.",
      example: .document(
        "policies/sample.yaml", wrong: "spec:\n  budget:   { per_event: 100000 }",
        right: "spec:\n  budget: { per_event: 100000 }")),
    .form, .safe
  ) { subject in
    subject.documents.compactMap { document in
      guard
        case .formatted(let text) = Formatter.format(Array(document.text.utf8), file: document.file),
        text != document.text
      else { return nil }
      return Formatter.difference(document.text, file: document.file, formatted: text)
    }
  }

  static let noModeline = LintRule(
    CodePage(
      "PT2201", "a document that does not name its schema", .warning,
      cause:
        "The first line does not tell editors which schema the document follows, so they offer neither "
        + "completion nor descriptions.",
      remedy: "Begin with '# yaml-language-server: $schema=…', or run 'lint --fix'.",
      example: .document(
        "bots/sample.yaml", wrong: "# A sample.\n",
        right: "# yaml-language-server: $schema=../specs/schema/bot.json\n")),
    .form, .safe
  ) { subject in
    guard subject.hasSchemas else { return [] }
    return subject.documents.compactMap { document in
      // What is signed is compiled into the program: engineers edit it, and no editor helps.
      guard let kind = DocumentKind(rawValue: document.kind), kind != .typedData,
        !document.text.contains("# yaml-language-server:")
      else { return nil }
      let depth = document.path.split(separator: "/").count - 1
      let folder =
        document.path.hasPrefix("specs/")
        ? String(repeating: "../", count: max(0, depth - 1)) + "schema"
        : String(repeating: "../", count: depth) + "specs/schema"
      let line = "# yaml-language-server: $schema=\(folder)/\(kind.name).json\n"
      let start = TextEdit.Position(line: 1, column: 1)
      return LintRule.finding(
        "PT2201", message: "the document does not name its schema",
        at: Location(file: document.file, line: 1, column: 1),
        help: ["begin with: \(line.dropLast())"],
        fix: Fix(
          "name the schema", isSafe: true,
          [TextEdit(file: document.file, from: start, to: start, replacement: line)]))
    }
  }
}
