import TestSupport
import Testing

@Suite("polytraders nonce")
struct NonceCommandTests {
  @Test("says what is wrong where there is no store, and makes none")
  func nothing() throws {
    try Desk.with { desk in
      for words in [["status"], ["release", "--by", "alice"]] {
        let outcome = try desk.run(["nonce"] + words + ["--store", desk.folder])
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("error[PT2705]"))
        #expect(!desk.has("desk.sqlite"))
      }
    }
  }
}
