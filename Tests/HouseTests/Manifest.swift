/// The targets of a `Package.swift`, read from its text: the layer headings are comments, which no tool of
/// SwiftPM gives back.
struct Manifest {
  struct Target: Equatable {
    var name: String
    /// From the heading above; nil where there is none.
    var layer: Int?
    var dependencies: [String]
  }

  /// Without tests, in the order of the file.
  private(set) var targets: [Target] = []

  /// Reads from the first `// layer` heading to the `// tests` heading.
  init(text: String) {
    var layer: Int?
    var declaration = ""
    for line in text.split(separator: "\n").map({ $0.drop { $0 == " " } }) {
      if line.hasPrefix("// tests") { break }
      if line.hasPrefix("// layer ") {
        layer = Int(line.dropFirst("// layer ".count).prefix { $0.isNumber })
        continue
      }
      if declaration.isEmpty, !Self.beginsTarget(line) { continue }
      declaration += line + " "
      guard Self.isBalanced(declaration) else { continue }
      if let target = Self.target(declaration, layer: layer) { targets.append(target) }
      declaration = ""
    }
  }

  subscript(name: String) -> Target? { targets.first { $0.name == name } }

  private static func beginsTarget(_ line: Substring) -> Bool {
    ["library(\"", "library(", ".systemLibrary(", ".target(", ".executableTarget("].contains {
      line.hasPrefix($0)
    }
  }

  private static func isBalanced(_ text: String) -> Bool {
    text.count { $0 == "(" } == text.count { $0 == ")" }
  }

  private static func target(_ text: String, layer: Int?) -> Target? {
    let words = quoted(text)
    guard let name = words.first else { return nil }
    // Other lists of a declaration (providers, linker settings) name no targets.
    let marker = text.hasPrefix("library(") ? "[" : "dependencies: ["
    var dependencies: [String] = []
    if let list = text.split(separator: marker, maxSplits: 1).dropFirst().first {
      dependencies = quoted(String(list.prefix { $0 != "]" }))
    }
    return Target(name: name, layer: layer, dependencies: dependencies)
  }

  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
  }
}
