import FoundationEssentials
import TestSupport
import Testing

private func read(_ path: String) throws -> String {
  try String(contentsOfFile: Places.checkout + "/" + path, encoding: .utf8)
}

private func files(under folder: String, endings: [String]) throws -> [SourceFile] {
  let root = Places.checkout + "/" + folder
  return try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
    .filter { path in endings.contains { path.hasSuffix($0) } }
    .map { SourceFile(path: "\(folder)/\($0)", text: try read("\(folder)/\($0)")) }
}

@Suite("the house as it stands")
struct HouseTests {
  private let manifest: Manifest
  private let swift: [SourceFile]
  private let all: [SourceFile]

  init() throws {
    manifest = Manifest(text: try read("Package.swift"))
    swift = try files(under: "Sources", endings: [".swift"])
    all = try files(under: "Sources", endings: [".swift", ".h", ".cpp", ".modulemap"])
  }

  @Test("the manifest and the sources are really read")
  func isRead() {
    #expect(manifest.targets.count > 20)
    #expect(
      manifest["YAML"] == .init(name: "YAML", layer: 2, dependencies: ["CYAML", "Diagnostics"]))
    #expect(manifest["CYAML"]?.layer == 0)
    #expect(manifest["polytraders"]?.dependencies.contains("Runner") == true)
    #expect(swift.contains { $0.imports == ["CYAML"] })
  }

  @Test("every target stands on a layer and depends only downwards")
  func layering() {
    #expect(HouseRules.layering(manifest) == [])
    #expect(HouseRules.cycle(manifest) == nil)
  }

  @Test("files import only what their target declares")
  func imports() { #expect(HouseRules.imports(swift, manifest) == []) }

  @Test("targets and folders are the same")
  func folders() throws {
    let entries = try FileManager.default.contentsOfDirectory(atPath: Places.checkout + "/Sources")
    #expect(HouseRules.folders(entries.filter { !$0.hasPrefix(".") }, manifest) == [])
  }

  @Test("the README tells the layers as they are")
  func readme() throws { #expect(HouseRules.readme(try read("README.md"), manifest) == []) }

  @Test("nothing lies around at the top level")
  func topLevel() throws {
    let entries = try FileManager.default.contentsOfDirectory(atPath: Places.checkout)
    // Journals that someone's replay left here are ignored by git too.
    #expect(HouseRules.topLevel(entries.filter { !$0.contains(".sqlite") }) == [])
  }

  @Test("no source names a folder of one machine")
  func machinePaths() throws {
    #expect(HouseRules.machinePaths(all) == [])
    #expect(HouseRules.machinePaths(try files(under: "Tests", endings: [".swift"])) == [])
  }

  @Test("no source file is longer than a person reads")
  func lengths() { #expect(HouseRules.lengths(swift) == []) }
}
