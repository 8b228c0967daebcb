import Authoring
import Diagnostics
import Testing

/// The form of a document; a finding where it was refused.
func formatted(_ text: String) -> String {
  switch Formatter.format(Array(text.utf8), file: "d.yaml") {
  case .formatted(let text): text
  case .refused(let findings): "refused: \(findings.map(\.message))"
  }
}

@Suite("the form of documents")
struct FormTests {
  @Test("what a document looks like before and after", arguments: FormCase.all)
  func cases(_ form: FormCase) {
    #expect(formatted(form.before) == form.after, "\(form.name)")
    #expect(formatted(form.after) == form.after, "\(form.name), again")
  }

  @Test("a document that is no YAML is refused with what is wrong")
  func broken() {
    #expect(formatted("a: [1\n").hasPrefix("refused: ["))
    #expect(formatted("a: 1\na: 2\n").contains("twice") || formatted("a: 1\na: 2\n").contains("a"))
    #expect(formatted("").hasPrefix("refused"))
  }

  @Test("the finding about a document without its form can mend it")
  func fix() throws {
    let text = "kind: Bot # a\napiVersion:   polytraders/v1\n"
    let finding = Formatter.difference(text, file: "d.yaml", formatted: formatted(text))
    let fix = try #require(finding.fix)
    #expect(fix.isSafe)
    #expect(TextEdit.apply(fix.edits, to: text) == formatted(text))
    #expect(finding.location?.line == 1)
  }
}

/// One document before and after.
struct FormCase: Sendable, CustomTestStringConvertible {
  var name: String
  var before: String
  var after: String

  var testDescription: String { name }

  init(_ name: String, _ before: String, _ after: String) {
    (self.name, self.before, self.after) = (name, before, after)
  }

  static let all: [FormCase] = [
    FormCase("blanks and indentation", "a:   1\nb:\n      c: 2\n", "a: 1\nb:\n  c: 2\n"),
    FormCase("a list without indentation", "a:\n- 1\n-   2\n", "a:\n  - 1\n  - 2\n"),
    FormCase("brackets", "a: {b: 1,c: [x,y]}\n", "a: { b: 1, c: [x, y] }\n"),
    FormCase("brackets over lines that fit one", "a: [\n  x,\n  y,\n]\n", "a: [x, y]\n"),
    FormCase("empty collections", "a: {   }\nb: [ ]\n", "a: {}\nb: []\n"),
    FormCase(
      "comments in brackets", "a: [\n  x, # first\n  # of two\n  y\n]\n",
      "a:\n  - x # first\n  # of two\n  - y\n"),
    FormCase(
      "comments of every place",
      "# head\n\n\n# of a\na: 1 # behind\nb: # opens\n  # above c\n  c: 2\n  # at the end of b\n# last\n",
      "# head\n\n# of a\na: 1 # behind\nb: # opens\n  # above c\n  c: 2\n  # at the end of b\n# last\n"
    ),
    FormCase(
      "a comment between dash and key",
      "a:\n  - # of the item\n    b: 1\n  -\n    # of c\n    c: 2\n",
      "a:\n  # of the item\n  - b: 1\n  # of c\n  - c: 2\n"),
    FormCase(
      "blank lines between groups", "a: 1\n\n\n\nb: 2\n\nc:\n\n  d: 3\n",
      "a: 1\n\nb: 2\n\nc:\n  d: 3\n"),
    FormCase("CR LF and a mark at the beginning", "\u{FEFF}a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
    FormCase("no last line feed", "a: 1", "a: 1\n"),
    FormCase("a document's marks", "---\na: 1\n...\n", "a: 1\n"),
    FormCase(
      "quotes", "a: 'x y'\nb: 'it''s \"b\"'\nc: \"d\\te\"\n",
      "a: \"x y\"\nb: 'it''s \"b\"'\nc: \"d\\te\"\n"),
    FormCase(
      "quotes that tell a text from a number stay", "a: \"1\"\nb: 'true'\n",
      "a: \"1\"\nb: \"true\"\n"),
    FormCase(
      "a text over several lines", "a: one\n  two\n\n  three\n", "a: >-\n  one two\n\n  three\n"),
    FormCase("a folded text that is short", "a: >-\n    one\n    two\n", "a: one two\n"),
    FormCase("a folded number is still a text", "a: >-\n  12\n", "a: \"12\"\n"),
    FormCase(
      "a literal text", "a: |\n      x\n        y\n\n      z\nb: 1\n",
      "a: |\n  x\n    y\n\n  z\nb: 1\n"),
    FormCase(
      "a literal text that begins with a blank", "a: |4\n     x\n    y\n", "a: |2\n   x\n  y\n"),
    FormCase("what a literal text keeps", "a: |+\n  x\n\n\nb: 1\n", "a: |+\n  x\n\n\nb: 1\n"),
    FormCase(
      "a comment at the sign of a text", "a: >- # why\n  x\n  y\nb: |- # how\n  x\n",
      "a: x y # why\nb: |- # how\n  x\n"),
    FormCase(
      "a value below its key", "a:\n  # why\n  x\nb: # how\n  y\n", "# why\na: x\nb: y # how\n"),
    FormCase("lists in lists", "a:\n- - x\n  - y\n- - z\n", "a:\n  - - x\n    - y\n  - - z\n"),
    FormCase("nothing", "a:\nb: [,]\n", "refused"),
    FormCase(
      "keys in the order of the kind",
      "spec: { bots: {}, budget: { per_event: 5 } }\nmetadata: { owner: o, name: n }\nkind: Policy\napiVersion: polytraders/v1\n",
      "apiVersion: polytraders/v1\nkind: Policy\nmetadata: { name: n, owner: o }\nspec: { budget: { per_event: 5 }, bots: {} }\n"
    ),
    FormCase(
      "free names keep their order, and comments go with their keys",
      "kind: Bot\n# the version\napiVersion: polytraders/v1\nspec:\n  # rules\n  rules:\n    - { do: hold, when: \"z\", code: C } # one\n  # facts\n  facts: { b: { from: x }, a: { from: y } }\n",
      "# the version\napiVersion: polytraders/v1\nkind: Bot\nspec:\n  # facts\n  facts: { b: { from: x }, a: { from: y } }\n  # rules\n  rules:\n    - { code: C, when: \"z\", do: hold } # one\n"
    ),
    FormCase(
      "conditions",
      "kind: Bot\nspec:\n  rules:\n    - { code: C, when: (a)&&b>1, do: hold }\n    - { code: C, when: '!(x)', do: hold }\n    - { code: C, when: 'a == \"x\"', do: hold }\n    - { code: C, when: \"a &&\", do: hold }\n",
      "kind: Bot\nspec:\n  rules:\n    - { code: C, when: a && b > 1, do: hold }\n    - { code: C, when: \"!x\", do: hold }\n    - { code: C, when: 'a == \"x\"', do: hold }\n    - { code: C, when: \"a &&\", do: hold }\n"
    ),
    FormCase(
      "a condition that gets a colon gets quotes",
      "kind: Bot\nspec:\n  let:\n    t: a?b:c\n", "kind: Bot\nspec:\n  let:\n    t: \"a ? b : c\"\n"
    ),
  ].filter { $0.after != "refused" }
}
