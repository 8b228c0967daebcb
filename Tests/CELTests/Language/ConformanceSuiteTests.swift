import FoundationEssentials
import KnownAnswers
import TestSupport
import Testing

@Suite("the conformance suite of CEL")
struct ConformanceSuiteTests {
  /// The files of vectors/cel; its README has the form.
  private static let files: [String] = {
    let folder = (Places.shared ?? "") + "/vectors/cel"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }
  }()

  @Test(
    "every case is checked and comes to what it must", .enabled(if: Places.shared != nil),
    arguments: files)
  func cases(file: String) {
    let tally = checkConformance(file: file)
    #expect(tally.failed.isEmpty, "\(tally.failed.joined(separator: "\n"))")
    #expect(tally.passed > 0)
  }

  /// An expectation, and what is said where it does not hold.
  @Test(
    "a case that does not hold is named with what was expected and what came",
    arguments: [
      (#""expr": "1 + 1", "expect": {"value": {"int": "3"}}"#, "s/a: 1 + 1: expected 3, found 2"),
      (#""expr": "1 + 1", "expect": {"value": {"uint": "2"}}"#, "s/a: 1 + 1: expected 2u, found 2"),
      (#""expr": "1 + 1", "expect": {"error": true}"#, "s/a: 1 + 1: expected an error, found 2"),
      (
        #""expr": "1 / 0", "expect": {"value": {"int": "0"}}"#,
        "s/a: 1 / 0: expected 0, failed: division by zero"
      ),
      (
        #""expr": "[1]", "check_only": true, "expect": {"type": "list(uint)"}"#,
        "s/a: [1]: expected the type list(uint), found list(int)"
      ),
      (
        #""expr": "1", "expect": {"value": {"integer": "1"}}"#,
        "s/a: the case cannot be read: no value of the type integer: \"1\""
      ),
      (
        // A refusal is no error of an evaluation where a variable could have made one.
        #""expr": "x + 1u", "type_env": [{"name": "x", "type": "int"}], "expect": {"error": true}"#,
        "s/a: x + 1u: expected an error, was refused: "
      ),
    ])
  func difference(body: String, wanted: String) throws {
    try Places.withTemporaryFolder { folder in
      let file = folder + "/cases.json"
      let text =
        #"{"format": "cel-cases/1", "sections": [{"cases": [{"id": "s/a", \#(body)}, "#
        + #"{"id": "s/b", "expr": "2", "expect": {"value": {"int": "2"}}}]}]}"#
      try Places.write(Array(text.utf8), to: file)
      let tally = checkConformance(file: file)
      #expect(tally.passed == 1)
      #expect(tally.failed.count == 1)
      #expect(tally.failed.first?.hasPrefix(wanted) == true, "\(tally.failed)")
    }
  }

  @Test("a folder stands for its documents, in order; other files of it are passed over")
  func folder() throws {
    try Places.withTemporaryFolder { folder in
      #expect(conformanceFiles(at: folder) == [folder])
      for name in ["b.json", "a.json", "README.md"] {
        try Places.write(Array("{}".utf8), to: folder + "/" + name)
      }
      #expect(conformanceFiles(at: folder) == [folder + "/a.json", folder + "/b.json"])
      #expect(conformanceFiles(at: folder + "/") == [folder + "/a.json", folder + "/b.json"])
      #expect(conformanceFiles(at: folder + "/a.json") == [folder + "/a.json"])
      #expect(conformanceFiles(at: folder + "/none") == [folder + "/none"])
    }
  }

  @Test("a file of another form, an empty one and a missing one are failures")
  func noCases() throws {
    try Places.withTemporaryFolder { folder in
      let file = folder + "/cases.json"
      for text in [#"{"format": "cel-cases/2", "sections": []}"#, "{", "[]"] {
        try Places.write(Array(text.utf8), to: file)
        #expect(checkConformance(file: file).failed.count == 1)
      }
      try Places.write(Array(#"{"format": "cel-cases/1", "sections": []}"#.utf8), to: file)
      #expect(checkConformance(file: file).failed == ["\(file): there are no cases"])
      #expect(checkConformance(file: folder + "/none.json").failed.count == 1)
    }
  }
}
