import Diagnostics

extension CodePages {
  /// PT01xx: YAML.
  static let range01: [CodePage] = [
    CodePage(
      "PT0101", "a text that is no YAML",
      cause: "A bracket, a quote or an indentation does not end as it began, so nobody can say "
        + "what the document holds. The message names the line where reading stopped and often "
        + "the line that caused it.",
      remedy: "Mend the line that the finding shows; values that begin with a sign of YAML need "
        + "quotes.",
      example: .document("policies/sample.yaml", wrong: "name: [sample", right: "name: sample")),
    CodePage(
      "PT0102", "a document with nothing in it",
      cause: "The file is empty, or holds only comments.",
      remedy: "Write apiVersion, kind and what belongs to that kind, or delete the file."),
    CodePage(
      "PT0103", "a key that is written twice",
      cause: "Two entries of one mapping have the same key. Readers of YAML disagree about which "
        + "counts, so neither does here.",
      remedy: "Remove one of the two.",
      example: .document(
        "policies/sample.yaml", wrong: "{ value: 45s, value: 50s", right: "{ value: 45s")),
    CodePage(
      "PT0104", "a YAML tag",
      cause: "A value begins with an exclamation mark, which makes it a tag: mostly a negation in "
        + "a condition.",
      remedy: "Put the value in quotes.",
      example: .document("bots/sample.yaml", wrong: "when: !flagged", right: "when: flagged")),
    CodePage(
      "PT0105", "a YAML alias",
      cause: "A value begins with an asterisk, which refers to an anchor elsewhere. A reviewer "
        + "would have to look for it.",
      remedy: "Write the value out, or put it in quotes if the asterisk belongs to it."),
    CodePage(
      "PT0106", "a YAML anchor",
      cause: "A value begins with an ampersand, which names it for aliases.",
      remedy: "Remove the anchor, or put the value in quotes if the ampersand belongs to it.",
      example: .document("bots/sample.yaml", wrong: "when: &flag flagged", right: "when: flagged")),
    CodePage(
      "PT0107", "a merge key",
      cause: "The key << copies the entries of another mapping, so that what holds does not stand "
        + "where it is read.",
      remedy: "Write the entries out.",
      example: .document("policies/sample.yaml", wrong: "<<: x\n        cap: {", right: "cap: {")),
    CodePage(
      "PT0108", "a key that is no single text",
      cause: "A key is a list or a mapping, or is written with a question mark.",
      remedy: "Keys are single words on the line of their value.",
      example: .document("policies/sample.yaml", wrong: "[a]: x\n        cap: {", right: "cap: {")),
    CodePage(
      "PT0109", "a colon without a key",
      cause: "Nothing stands before the colon.",
      remedy: "Write a name there, or put the value in quotes."),
    CodePage(
      "PT0110", "an entry in braces without a value",
      cause: "Inside braces a comma ends a value: a call with two arguments becomes two entries.",
      remedy: "Put a value that contains a comma in quotes.",
      example: .document(
        "bots/sample.yaml", wrong: "when: math.least(1, 2) == 1", right: "when: flagged")),
    CodePage(
      "PT0111", "a second document in one file",
      cause: "Three dashes begin another document.",
      remedy: "Put it in a file of its own."),
    CodePage(
      "PT0112", "a %TAG directive",
      cause: "Directives change what tags mean, and there are no tags here.",
      remedy: "Remove the line."),
    CodePage(
      "PT0113", "a tab in the indentation",
      cause: "YAML does not count tabs.",
      remedy: "Indent with blanks; 'polytraders fmt' does it for the rest.",
      example: .document("policies/sample.yaml", wrong: "\tstaleness:", right: "  staleness:")),
    CodePage(
      "PT0114", "a character that nobody sees",
      cause: "The file has a control character, a line separator or a mark that changes the "
        + "direction of text. What is read could differ from what is seen.",
      remedy: "Remove it; in double quotes it can be written as \\uXXXX."),
    CodePage(
      "PT0115", "a file that is not UTF-8",
      cause: "A byte cannot be part of UTF-8 text.",
      remedy: "Save the file as UTF-8."),
    CodePage(
      "PT0116", "a file that is too large",
      cause: "Documents have at most a MiB, so that a hostile file costs no more than an honest "
        + "one.",
      remedy: "Split the document."),
    CodePage(
      "PT0117", "a document that is nested too deeply",
      cause: "More than 32 collections stand inside each other.",
      remedy: "Look for brackets that are not closed."),
    CodePage(
      "PT0118", "a document with too many values",
      cause: "More than 50,000 keys and values.",
      remedy: "Split the document."),
    CodePage(
      "PT0119", "a text that is too long",
      cause: "One text has more than 65,536 characters.",
      remedy: "Look for a quote that is closed too late."),
    CodePage(
      "PT0120", "a value that a comment cuts short", .warning,
      cause: "In YAML a blank and # begin a comment, also inside a condition, and what follows "
        + "looks like more of the value.",
      remedy: "Put the value in quotes if the # belongs to it, or write the comment as words.",
      example: .document(
        "bots/sample.yaml", wrong: "when: flagged # && urgent", right: "when: flagged")),
    CodePage(
      "PT0121", "a comment inside braces",
      cause: "A # inside braces hides the rest of the line and with it the closing bracket.",
      remedy:
        "Put the value in quotes if the # belongs to it, or the comment on a line of its own.",
      example: .document(
        "bots/sample.yaml", wrong: "otherwise: { code: SAMPLE_HOLD # idle, do: hold }",
        right: "otherwise: { code: SAMPLE_HOLD, do: hold }")),
  ]
}
