import Policy
import Testing

/// Tests of a bot stand in its document and are kept out of what is journalled of it.
@Suite struct TestListTests {
  private static let tests = """
      tests: # these decide nothing
        - { name: n, expect: W_HOLD }

        - name: m
          # a comment
          expect: W_HOLD

    """

  private func text(_ documents: Documents) throws -> String {
    let set = try #require(documents.load().set)
    return try #require(set.sources.first { $0.path == "bots/warden.yaml" }).text
  }

  @Test("tests at the end are left out to the letter")
  func atTheEnd() throws {
    var documents = Documents()
    let plain = try text(documents)
    #expect(plain == documents.bot)
    documents.bot += Self.tests
    #expect(try text(documents) == plain)
  }

  @Test("tests in the middle are left out, whatever follows", arguments: ["\n", "\r\n"])
  func inTheMiddle(_ ending: String) throws {
    let plain = Documents()
    var documents = try #require(
      plain.replacing("  otherwise:", Self.tests + "  otherwise:", in: .bot))
    documents.bot = documents.bot.replacing("\n", with: ending)
    #expect(try text(documents) == plain.bot.replacing("\n", with: ending))
  }

  @Test("tests before another part of the document are left out")
  func beforeMetadata() throws {
    let plain = Documents()
    let line =
      "metadata: { name: exec.warden, class: execution-utility, owner: desk, capital_impact: direct, mode: shadow }\n"
    let rest = try #require(plain.replacing(line, "", in: .bot)?.bot)
    var documents = plain
    documents.bot = rest + Self.tests + line
    #expect(try text(documents) == rest + line)
  }

  @Test("a mistake in a test keeps nobody from deciding")
  func mistakes() throws {
    var documents = Documents()
    documents.bot += "  tests: { what: is this }\n"
    let set = try #require(documents.load().set)
    let list = try #require(set.bots.first?.tests)
    #expect(TestReader(list).diagnostics.map(Documents.line) == ["bots/warden.yaml:39:10 PT0201"])
  }

  @Test("documents of tests are read, and are no part of the set")
  func documents() throws {
    var documents = Documents()
    documents.more = [
      (
        "tests/all.yaml",
        """
        apiVersion: polytraders/v1
        kind: Tests
        metadata: { name: all, owner: o }
        spec:
          bot: exec.warden
          tests:
            - { name: n, expect: W_HOLD }

        """
      )
    ]
    let loader = documents.load()
    #expect(loader.diagnostics.isEmpty)
    #expect(loader.tests.map(\.name.value) == ["all"])
    #expect(loader.set?.sources.contains { $0.path == "tests/all.yaml" } == false)
  }
}
