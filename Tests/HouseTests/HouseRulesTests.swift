import Testing

/// A small package in the form of ours, with one thing changed at a time.
private func manifest(_ extra: String = "", base: String = "[]") -> Manifest {
  Manifest(
    text: """
      func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies)
      }
      let package = Package(
        products: [.executable(name: "tool", targets: ["tool"])],
        targets: [
          // layer 0: C
          .systemLibrary(name: "CY", pkgConfig: "y", providers: [.apt(["y-dev"])]),
          // layer 1: ground
          library("Base", \(base)),
          library("Other"),
          // layer 2: top
          library(
            "Top",
            [
              "Base",
              "CY",
            ]),
          .executableTarget(
            name: "tool", dependencies: [], swiftSettings: settings),
          \(extra)
          // tests
          tests("TopTests", ["Top"]),
        ])
      """)
}

@Test("a manifest is read with layers and lists over several lines")
func manifestIsRead() {
  #expect(
    manifest().targets == [
      .init(name: "CY", layer: 0, dependencies: []),
      .init(name: "Base", layer: 1, dependencies: []),
      .init(name: "Other", layer: 1, dependencies: []),
      .init(name: "Top", layer: 2, dependencies: ["Base", "CY"]),
      .init(name: "tool", layer: 2, dependencies: []),
    ])
  #expect(HouseRules.layering(manifest()) == [])
  #expect(HouseRules.cycle(manifest()) == nil)
}

@Test(
  "a dependency that does not go down is found",
  arguments: [
    ("[\"Top\"]", "Base (layer 1) depends on Top, which is not below it"),
    ("[\"Other\"]", "Base (layer 1) depends on Other, which is not below it"),
    ("[\"Nothing\"]", "Base depends on Nothing, which is no target"),
  ])
func badLayering(base: String, complaint: String) {
  #expect(HouseRules.layering(manifest(base: base)) == [complaint])
}

@Test("a target above all headings stands on no layer")
func noLayer() {
  let manifest = Manifest(text: "library(\"Loose\"),\n// layer 0: C\nlibrary(\"Base\"),\n")
  #expect(HouseRules.layering(manifest) == ["Loose stands on no layer"])
}

@Test("cycles are found with their path")
func cycles() {
  #expect(HouseRules.cycle(manifest(base: "[\"Top\"]")) == ["Base", "Top", "Base"])
  #expect(HouseRules.cycle(manifest(base: "[\"Base\"]")) == ["Base", "Base"])
  #expect(
    HouseRules.cycle(manifest("library(\"A\", [\"B\"]),\nlibrary(\"B\", [\"A\"]),"))
      == ["A", "B", "A"])
}

@Test(
  "imports are read whatever stands before them",
  arguments: [
    ("import Base", ["Base"]), ("package import Base", ["Base"]),
    ("@testable import Base", ["Base"]), ("@preconcurrency public import Base", ["Base"]),
    ("import struct Base.Thing", ["Base"]), ("  import Base", ["Base"]),
    ("// import Base", []), ("let important = 1", []), ("import Base.Sub", ["Base"]),
  ])
func importLines(line: String, modules: [String]) {
  #expect(SourceFile(path: "Sources/Top/A.swift", text: line + "\n").imports == modules)
}

@Test("imports that are not declared are found")
func badImports() {
  let files = [
    SourceFile(path: "Sources/Top/A.swift", text: "import Base\nimport Glibc\n"),
    SourceFile(path: "Sources/Top/B.swift", text: "package import Other\n"),
    SourceFile(path: "Sources/Base/C.swift", text: "import Foundation\n"),
    SourceFile(path: "Sources/Nowhere/D.swift", text: ""),
  ]
  #expect(
    HouseRules.imports(files, manifest()) == [
      "Sources/Top/B.swift imports Other, which Top does not declare",
      "Sources/Base/C.swift imports Foundation, which Base does not declare",
      "Sources/Nowhere/D.swift belongs to no target",
    ])
}

@Test("folders and targets that do not match are found")
func badFolders() {
  #expect(
    HouseRules.folders(["CY", "Base", "Other", "Top", "Old"], manifest())
      == ["tool has no folder", "Sources/Old is no target"])
}

@Test("a README that tells other layers is found")
func badReadme() {
  let text = """
    | layer | targets |
    |---|---|
    | 2 top | `Top` (all) · `tool` |
    | 1 ground | `Base` |
    | 0 C | `CY` · `Other` |
    """
  #expect(
    HouseRules.readme(text, manifest()) == ["README.md does not tell that Other stands on layer 1"])
}

@Test("strangers and gaps at the top level are found")
func badTopLevel() {
  let entries = Array(HouseRules.topLevel)
  #expect(HouseRules.topLevel(entries + [".git", ".build"]) == [])
  #expect(
    HouseRules.topLevel(entries + ["notes.txt"]) == ["notes.txt does not belong at the top level"])
  #expect(
    HouseRules.topLevel(entries.filter { $0 != "bots" }) == ["bots is missing at the top level"])
}

@Test(
  "paths of one machine are found, parts of other paths are not",
  arguments: [
    ("let a = \"/ho\" + \"me/x\"", false), ("\"/HOME/me/x\"", true), ("(/WORK/x)", true),
    ("/ROOT/.ssh", true), ("a/WORK/b", false), ("https://x.com/HOME/", false),
    ("\\(folder)/WORK/x", false), ("file:///USERS/x", true),
  ])
func badPaths(text: String, isBad: Bool) {
  // Upper case in the table, so that this file passes the rule it tests.
  var text = text
  for (shown, real) in [("HOME", "home"), ("WORK", "work"), ("ROOT", "root"), ("USERS", "Users")] {
    text = text.replacing(shown, with: real)
  }
  let found = HouseRules.machinePaths([SourceFile(path: "Sources/Top/A.swift", text: text)])
  #expect(found.isEmpty == !isBad, "\(found)")
}

@Test("files that are too long are found")
func badLengths() {
  let lines = HouseRules.longestFile
  let exact = SourceFile(path: "Sources/Top/A.swift", text: String(repeating: "\n", count: lines))
  let longer = SourceFile(path: "Sources/Top/B.swift", text: exact.text + "\n")
  #expect(
    HouseRules.lengths([exact, longer]) == ["Sources/Top/B.swift has 451 lines, at most 450"])
}
