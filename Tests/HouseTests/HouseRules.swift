/// A source file of the house.
struct SourceFile {
  /// From the root of the checkout: `Sources/YAML/YAMLNode.swift`.
  var path: String
  var text: String

  /// The folder under `Sources/`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  /// The modules of its `import` lines, whatever stands before the word.
  var imports: [String] {
    text.split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ")[...]
      while let word = words.first, word.hasPrefix("@") || Self.accessWords.contains(word) {
        words.removeFirst()
      }
      guard words.first == "import", var name = words.dropFirst().first else { return nil }
      // `import struct Module.Type` names the kind first.
      if Self.importKinds.contains(name) { name = words.dropFirst(2).first ?? "" }
      return name.split(separator: ".").first.map(String.init)
    }
  }

  private static let accessWords: Set<Substring> = [
    "package", "public", "internal", "private", "fileprivate",
  ]
  private static let importKinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]
}

/// The rules of the house, as functions from what is there to what is wrong with it.
enum HouseRules {
  /// Modules of the toolchain that libraries may use. Foundation proper is not among them.
  static let toolchain: Set<String> = [
    "Glibc", "FoundationEssentials", "Synchronization", "Dispatch",
  ]

  static let longestFile = 450

  /// What stands at the top level, all of it and nothing else.
  static let topLevel: Set<String> = [
    "Package.swift", "Sources", "Tests", "policies", "bots", "specs", "tests", "README.md",
    "Makefile",
    ".swift-format", ".gitignore", ".ci", ".github",
  ]

  /// What tools put there.
  private static let tools: Set<String> = [".build", ".git", ".polytraders"]

  /// Every target stands on a layer and depends only on targets of lower ones.
  static func layering(_ manifest: Manifest) -> [String] {
    manifest.targets.flatMap { target -> [String] in
      guard let layer = target.layer else { return ["\(target.name) stands on no layer"] }
      return target.dependencies.compactMap { name in
        guard let dependency = manifest[name] else {
          return "\(target.name) depends on \(name), which is no target"
        }
        guard let below = dependency.layer, below < layer else {
          return "\(target.name) (layer \(layer)) depends on \(name), which is not below it"
        }
        return nil
      }
    }
  }

  /// The targets of a cycle, first one repeated at the end; nil where there is none.
  static func cycle(_ manifest: Manifest) -> [String]? {
    var finished: Set<String> = []
    func visit(_ name: String, _ path: [String]) -> [String]? {
      if let start = path.firstIndex(of: name) { return path[start...] + [name] }
      guard !finished.contains(name), let target = manifest[name] else { return nil }
      for dependency in target.dependencies {
        if let found = visit(dependency, path + [name]) { return found }
      }
      finished.insert(name)
      return nil
    }
    for target in manifest.targets {
      if let found = visit(target.name, []) { return found }
    }
    return nil
  }

  /// Files import what their target declares, and of the toolchain what is allowed.
  static func imports(_ files: [SourceFile], _ manifest: Manifest) -> [String] {
    files.flatMap { file -> [String] in
      guard let target = manifest[file.target] else { return ["\(file.path) belongs to no target"] }
      return file.imports.compactMap { module in
        if target.dependencies.contains(module) || toolchain.contains(module) { return nil }
        return "\(file.path) imports \(module), which \(target.name) does not declare"
      }
    }
  }

  /// Every target has its folder.
  static func folders(_ folders: [String], _ manifest: Manifest) -> [String] {
    let targets = Set(manifest.targets.map(\.name))
    return targets.subtracting(folders).sorted().map { "\($0) has no folder" }
      + Set(folders).subtracting(targets).sorted().map { "Sources/\($0) is no target" }
  }

  static func topLevel(_ entries: [String]) -> [String] {
    topLevel.subtracting(entries).sorted().map { "\($0) is missing at the top level" }
      + Set(entries).subtracting(topLevel).subtracting(tools).sorted()
      .map { "\($0) does not belong at the top level" }
  }

  /// The README's table of layers, `| 2 languages | `YAML` · `CEL` |`, says what the manifest says.
  static func readme(_ text: String, _ manifest: Manifest) -> [String] {
    var told: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "|")
      guard cells.count == 2, let layer = Int(cells[0].split(separator: " ").first ?? "") else {
        continue
      }
      for (index, name) in cells[1].split(separator: "`").enumerated() where index % 2 == 1 {
        told[String(name)] = layer
      }
    }
    return manifest.targets.compactMap { target in
      guard let layer = target.layer, told[target.name] != layer else { return nil }
      return "README.md does not tell that \(target.name) stands on layer \(layer)"
    }
  }

  /// No file names a folder of the machine it was written on.
  static func machinePaths(_ files: [SourceFile]) -> [String] {
    // In pieces, so that this file passes its own rule.
    let roots = ["home", "work", "root", "Users", "opt", "mnt"].map { "/" + $0 + "/" }
    return files.compactMap { file in
      for root in roots {
        for piece in file.text.split(separator: root, omittingEmptySubsequences: false).dropLast() {
          // In `a/home/b` and `https://x/home/` the root is part of something longer.
          let before = piece.last
          if before.map({ !$0.isLetter && !$0.isNumber && !"._-~)}".contains($0) }) ?? true {
            return "\(file.path) contains a path of one machine, \(root)…"
          }
        }
      }
      return nil
    }
  }

  static func lengths(_ files: [SourceFile]) -> [String] {
    files.compactMap { file in
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      return lines > longestFile ? "\(file.path) has \(lines) lines, at most \(longestFile)" : nil
    }
  }
}
