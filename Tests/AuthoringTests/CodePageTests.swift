import Analysis
import Authoring
import Diagnostics
import FoundationEssentials
import Graph
import JSON
import Policy
import PolicyTesting
import TestSupport
import Testing

@Suite("the pages of codes")
struct CodePageTests {
  @Test("every code that a source gives has one page, and every page is about such a code")
  func exhaustive() throws {
    var given: Set<String> = []
    let root = Places.checkout + "/Sources"
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      guard path.hasSuffix(".swift"), !path.hasPrefix("Authoring/Codes/") else { continue }
      let text = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
      for line in text.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//")
      {
        // Between quotes, so that words of messages do not count.
        for piece in line.split(separator: "\"").dropFirst() where piece.hasPrefix("PT") {
          let digits = piece.dropFirst(2)
          if digits.count == 4, digits.allSatisfy(\.isNumber) { given.insert(String(piece)) }
        }
      }
    }
    let pages = CodePages.all.map(\.code)
    #expect(Set(pages).count == pages.count, "a code has two pages")
    let missing = given.subtracting(pages).sorted()
    #expect(missing == [], "codes without a page in Sources/Authoring/Codes")
    #expect(Set(pages).subtracting(given).sorted() == [], "pages about codes that nobody gives")
  }

  @Test("the sample desk is right in every respect, and lint has nothing to say of it")
  func sample() throws {
    #expect(try codes(with: nil) == [])
    #expect(try lintCodes(with: nil) == [])
  }

  @Test("every example of a document brings about its code")
  func documents() throws {
    for page in CodePages.all {
      guard case .document = page.example else { continue }
      let found =
        page.code.hasPrefix("PT22")
        ? try lintCodes(with: page.example) : try codes(with: page.example)
      #expect(found.contains(page.code), "\(page.code): \(found)")
      if page.code.hasPrefix("PT22") {
        #expect(Set(found) == [page.code], "\(page.code): the example shows more than its rule")
      }
    }
  }

  @Test("every example of an event brings about its code")
  func events() throws {
    let graph = try graph(with: nil)
    let bot = try #require(graph.bot(named: "exec.sample"))
    for page in CodePages.all {
      guard case .event(let line) = page.example else { continue }
      let evaluator = try #require(EventEvaluator(graph: graph, bot: bot))
      var found = ""
      do {
        try unsafe Array(line.utf8).withUnsafeBytes { bytes in
          try unsafe evaluator.decide(line: bytes) { _, _, _ in }
        }
      } catch let error as EventError {
        found = error.diagnostic(file: "e", line: 1).code
      }
      #expect(found == page.code, "\(line)")
    }
  }

  @Test("a page says what, why and what to do, in sentences")
  func texts() {
    #expect(CodePages.all.count > 200)
    for page in CodePages.all {
      #expect(!page.title.hasSuffix("."), "\(page.code)")
      #expect(page.cause.hasSuffix(".") && page.remedy.hasSuffix("."), "\(page.code)")
      #expect(page.text.split(separator: "\n").contains { $0 == "what to do" })
    }
    #expect(CodePages.page("pt0211")?.code == "PT0211")
    #expect(CodePages.page("PT9999") == nil)
  }

  // MARK: Helpers

  private func inputs(_ example: CodePage.Example?) throws -> [PolicyLoader.Input] {
    try #require(SampleDesk.inputs(with: example), "the example does not fit the sample desk")
  }

  private func graph(with example: CodePage.Example?) throws -> CompiledGraph {
    let loader = PolicyLoader.load(try inputs(example))
    return try GraphCompiler.compile(try #require(loader.set, "\(loader.diagnostics)")).get()
  }

  /// What check finds.
  private func codes(with example: CodePage.Example?) throws -> [String] {
    let reading = TestSuite.read(try inputs(example))
    let analysis = reading.suite.map { PolicyFindings($0.graph).diagnostics } ?? []
    return (reading.diagnostics + analysis).map(\.code)
  }

  private func lintCodes(with example: CodePage.Example?) throws -> [String] {
    let subject = LintSubject(
      try inputs(example), graph: try graph(with: example), today: "2026-11-21", hasSchemas: true)
    return Linter.run(subject).findings.map(\.code)
  }
}
