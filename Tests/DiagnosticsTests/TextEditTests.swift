import Diagnostics
import Testing

@Suite("edits of texts")
struct TextEditTests {
  private func edit(_ from: (Int, Int), _ to: (Int, Int), _ text: String) -> TextEdit {
    TextEdit(
      file: "f", from: .init(line: from.0, column: from.1), to: .init(line: to.0, column: to.1),
      replacement: text)
  }

  @Test("edits are made from the first to the last, whatever their order")
  func order() {
    let text = "one\ntwo é three\nfour"
    let edits = [
      edit((3, 1), (3, 5), "4"), edit((1, 1), (1, 1), "> "), edit((2, 5), (2, 6), "e"),
    ]
    #expect(TextEdit.apply(edits, to: text) == "> one\ntwo e three\n4")
  }

  @Test("of two edits that touch the first is made")
  func overlap() {
    #expect(
      TextEdit.apply([edit((1, 2), (1, 4), "X"), edit((1, 3), (1, 5), "Y")], to: "abcdef")
        == "aXdef")
  }

  @Test("places behind the end of a line or a text mean the end")
  func ends() {
    #expect(TextEdit.apply([edit((1, 9), (1, 99), "!")], to: "ab\ncd") == "ab!\ncd")
    #expect(TextEdit.apply([edit((1, 1), (9, 1), "new\n")], to: "ab\ncd\n") == "new\n")
    #expect(TextEdit.apply([], to: "ab\r\ncd") == "ab\r\ncd")
  }
}
