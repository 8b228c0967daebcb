import Authoring
import Diagnostics
import FoundationEssentials
import Graph
import Policy
import TestSupport
import Testing

@Suite("properties of the form")
struct FormPropertyTests {
  static let house: [String] = [
    "bots", "policies", "specs", "specs/eip712", "specs/playbooks", "tests",
  ]
  .flatMap { folder -> [String] in
    let path = "\(Places.checkout)/\(folder)"
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return entries.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOfFile: "\(Places.checkout)/\(name)", encoding: .utf8)
  }

  @Test("the documents of the house have their form", arguments: house)
  func houseIsClean(name: String) throws {
    let text = try read(name)
    let isClean = formatted(text) == text
    #expect(isClean, "run 'polytraders fmt \(name)'")
  }

  @Test(
    "whatever is done to the looks of a document, its form means the same and gives itself back")
  func mutations() throws {
    let texts = try Self.house.map(read)
    var formattedCount = 0
    for seed in Seeds.upTo(150) {
      var random = SeededGenerator(seed: seed)
      let name = Int.random(in: texts.indices, using: &random)
      var text = texts[name]
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        text = Disorder.allCases.randomElement(using: &random)?.apply(to: text, &random) ?? text
      }
      switch Formatter.format(Array(text.utf8), file: "d.yaml") {
      case .refused(let findings):
        #expect(!findings.contains { $0.code == "PT2290" }, "seed \(seed): \(findings)\n\(text)")
      case .formatted(let once):
        formattedCount += 1
        #expect(formatted(once) == once, "seed \(seed)\n\(text)")
      }
    }
    #expect(formattedCount > 75)
  }

  @Test("documents made at random keep everything that they say")
  func random() {
    for seed in Seeds.upTo(400) {
      var random = SeededGenerator(seed: seed)
      let text = RandomDocument.text(&random)
      switch Formatter.format(Array(text.utf8), file: "d.yaml") {
      case .refused(let findings): Issue.record("seed \(seed): \(findings.map(\.message))\n\(text)")
      case .formatted(let once):
        #expect(formatted(once) == once, "seed \(seed)\n\(text)")
        // The generator marks its comments, and nothing else looks like them.
        for mark in ["# c", "#c"] {
          let count = text.split(separator: mark, omittingEmptySubsequences: false).count
          let kept = once.split(separator: mark, omittingEmptySubsequences: false).count
          #expect(kept == count, "seed \(seed)\n\(text)")
        }
      }
    }
  }

  @Test("the digest of the desk is the same with disordered documents and with their form")
  func digest() throws {
    let inputs = try PolicyFiles.inputs(ofRoot: Places.checkout)
    func digest(_ inputs: [PolicyLoader.Input]) throws -> String {
      let loader = PolicyLoader.load(inputs)
      let set = try #require(loader.set, "\(loader.diagnostics)")
      return try GraphCompiler.compile(set).get().digest
    }
    let expected = try digest(inputs)
    for seed in Seeds.upTo(5) {
      var random = SeededGenerator(seed: seed)
      let changed = try inputs.map { input in
        var text = String(decoding: input.bytes, as: UTF8.self)
        for disorder in Disorder.harmless { text = disorder.apply(to: text, &random) }
        var input = input
        let form = formatted(text)
        try #require(!form.hasPrefix("refused"), "\(form)\n\(text)")
        input.bytes = Array(form.utf8)
        return input
      }
      #expect(try digest(changed) == expected, "seed \(seed)")
    }
  }
}

/// Ways to spoil the looks of a document. Some may make it mean something else, or nothing.
private enum Disorder: CaseIterable {
  case blankLine, comment, trailingComment, carriageReturns, moreBlanks, noLastBreak, quote,
    moveLine, dropLine

  static let harmless: [Disorder] = [.trailingComment, .carriageReturns, .moreBlanks]

  func apply(to text: String, _ random: inout SeededGenerator) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let index = Int.random(in: lines.indices, using: &random)
    let indent = String(repeating: " ", count: Int.random(in: 0...9, using: &random))
    switch self {
    case .blankLine: lines.insert(indent, at: index)
    case .comment: lines.insert("\(indent)# c \(index) »é«", at: index)
    case .trailingComment:
      if !lines[index].isEmpty, !lines[index].contains("#") { lines[index] += "   #c \(index)" }
    case .carriageReturns: return lines.joined(separator: "\r\n")
    case .moreBlanks:
      lines[index] = lines[index].replacing(": {", with: ":    {").replacing(", ", with: "  ,  ")
      if lines[index].contains("\"") || lines[index].contains("#") || lines[index].contains("'") {
        return text
      }
    case .noLastBreak: return String(text.dropLast())
    case .quote: lines[index] = lines[index].replacing(": hold", with: ": 'hold'")
    case .moveLine: lines.swapAt(index, Int.random(in: lines.indices, using: &random))
    case .dropLine: lines.remove(at: index)
    }
    return lines.joined(separator: "\n")
  }
}
