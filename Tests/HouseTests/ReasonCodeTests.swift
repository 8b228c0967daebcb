import Diagnostics
import FoundationEssentials
import TestSupport
import Testing
import YAML

/// The registry of reason codes against the documents it was written from.
@Suite("specs/reason-codes.yaml")
struct ReasonCodeTests {
  private let root: YAMLNode

  init() throws {
    let path = Places.checkout + "/specs/reason-codes.yaml"
    let bytes = try Data(contentsOf: URL(filePath: path))
    let document = YAMLDocument.parse(Array(bytes), file: "specs/reason-codes.yaml")
    root = try #require(document.root, "\(document.diagnostics)")
  }

  @Test("every code is complete, under a declared family and with a known severity")
  func isComplete() throws {
    let families = try #require(root["families"]?.pairs).compactMap(\.key.text)
    let severities = ["INFO", "WARN", "RESHAPE", "HARD_REJECT"]
    let codes = try #require(root["codes"]?.pairs)
    #expect(codes.count >= 30)
    for (key, code) in codes {
      let name = try #require(key.text)
      let family = try #require(code["family"]?.text)
      #expect(families.contains(family), "\(name)")
      #expect(name.hasPrefix(family + "_"), "\(name)")
      #expect(severities.contains(code["severity"]?.text ?? ""), "\(name)")
      #expect(code["emitted_by"]?.items?.isEmpty == false, "\(name)")
      for field in ["meaning", "action", "source"] {
        #expect(code[field]?.text?.isEmpty == false, "\(name).\(field)")
      }
    }
  }

  @Test("the tables of the bots stand in it word for word", .enabled(if: Places.shared != nil))
  func tablesAreVerbatim() throws {
    var rows = 0
    for line in try seedLines() where line.hasPrefix("| ") {
      let cells = line.split(separator: " | ", omittingEmptySubsequences: false)
      guard cells.count == 4, cells[0].contains("_"), cells[0] == cells[0].uppercased() else {
        continue
      }
      rows += 1
      let name = String(cells[0].dropFirst(2))
      let code = try #require(root["codes"]?[name], "\(name)")
      #expect(code["severity"]?.text == String(cells[1]))
      #expect(code["meaning"]?.text?.contains(cells[2]) == true, "\(name)")
      #expect(code["action"]?.text?.contains(cells[3].dropLast(2)) == true, "\(name)")
    }
    #expect(rows == 16)
  }

  @Test("every code that the documents mention is there", .enabled(if: Places.shared != nil))
  func nothingIsMissing() throws {
    let codes = try #require(root["codes"]?.pairs)
    let known = Set(codes.flatMap { [$0.key.text, $0.value["seed_name"]?.text] }.compactMap { $0 })
    let families = try #require(root["families"]?.pairs).compactMap(\.key.text)
    var mentioned: Set<String> = []
    for line in try seedLines() {
      let words = line.replacing("\\;", with: " ").replacing("\\_", with: "_").split {
        !($0.isUppercase || $0 == "_")
      }
      for word in words {
        let isCode = (families + ["SLO"]).contains { word.hasPrefix($0 + "_") }
        if isCode, !word.hasSuffix("_") { mentioned.insert(String(word)) }
      }
    }
    #expect(mentioned.count >= 20)
    #expect(mentioned.subtracting(known).sorted() == [])
  }

  private func seedLines() throws -> [String] {
    let folder = try #require(Places.shared) + "/seeds"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().flatMap { name in
      try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        .split(separator: "\n").map(String.init)
    }
  }
}
