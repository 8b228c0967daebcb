import Diagnostics
import LanguageServer
import Policy
import TestSupport

/// Roots in memory: those of the house under a name of their own, or what a test writes.
struct MemoryFiles: ServerFiles {
  /// Texts by path below a root, by root.
  var roots: [String: [String: String]] = [:]
  /// Codes with a page.
  var explained: Set<String> = []

  /// The house's own documents below `/desk`.
  static func house(at root: String = "/desk") throws -> MemoryFiles {
    MemoryFiles(roots: [root: try documents])
  }

  /// The documents of the checkout by path.
  static var documents: [String: String] {
    get throws {
      var documents: [String: String] = [:]
      let inputs =
        try PolicyFiles.inputs(ofRoot: Places.checkout)
        + PolicyFiles.testInputs(ofRoot: Places.checkout)
        + PolicyFiles.typedDataInputs(ofRoot: Places.checkout)
        + PolicyFiles.playbookInputs(ofRoot: Places.checkout)
      for input in inputs { documents[input.path] = String(decoding: input.bytes, as: UTF8.self) }
      return documents
    }
  }

  func root(above folder: String) -> String? {
    roots.keys.filter { folder == $0 || folder.hasPrefix($0 + "/") }.max { $0.count < $1.count }
  }

  func documents(ofRoot root: String) -> RootFiles {
    var files = RootFiles()
    for (path, text) in (roots[root] ?? [:]).sorted(by: { $0.key < $1.key }) {
      let input = PolicyLoader.Input(
        file: "\(root)/\(path)", path: path, bytes: Array(text.utf8))
      if path.hasPrefix("specs/approved/") { files.release = input }
      guard let role = RootFiles.role(ofPath: path), !path.hasPrefix("specs/approved/") else {
        continue
      }
      files.documents.append((role, input))
    }
    return files
  }

  func explanation(ofCode code: String) -> String? {
    explained.contains(code) ? "/pages/\(code).md" : nil
  }
}
