import CEL
import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite("the conformance cases of CEL", .enabled(if: Places.shared != nil))
struct ConformanceTests {
  /// A file of vectors/cel; its README has the form.
  private static let files: [String] = {
    let folder = (Places.shared ?? "") + "/vectors/cel"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }
  }()

  /// Errors are expected of evaluations only, so every expression is one.
  @Test("every expression parses, and its canonical text is the same tree", arguments: files)
  func parse(file: String) throws {
    let bytes = try #require(FileManager.default.contents(atPath: file))
    let suite = try JSONValue(parsing: Array(bytes))
    var count = 0
    for section in suite["sections"]?.array ?? [] {
      for example in section["cases"]?.array ?? [] {
        let (id, text) = (example["id"]?.string ?? "", example["expr"]?.string ?? "")
        count += 1
        do {
          let tree = try Parser.parse(text)
          let canonical = tree.description
          #expect(
            shape(try Parser.parse(canonical)) == shape(tree), "\(id): \(text) as \(canonical)")
          #expect(tree.range.upperBound <= text.unicodeScalars.count, "\(id)")
        } catch {
          Issue.record("\(id): \(text): \(error)")
        }
      }
    }
    #expect(count > 0)
  }
}
