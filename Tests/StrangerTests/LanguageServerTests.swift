import TestSupport
import Testing

/// An LSP client from PyPI over standard input and output of the built program.
@Suite(.enabled(if: Strangers.areHere, "\(Strangers.comment)"))
struct LanguageServerTests {
  @Test("pygls edits, asks and renames, and the program agrees with what comes out")
  func editor() throws {
    try StrangerScript("editor").expect(36)
  }
}
