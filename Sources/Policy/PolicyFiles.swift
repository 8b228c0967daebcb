package import Diagnostics
import FoundationEssentials

/// Finds the documents of a policy root (a folder with `bots/` and `policies/`) on disk.
package enum PolicyFiles {
  /// The folders of a root that hold documents.
  package static let folders = ["bots", "policies", "specs"]

  /// Where the schemas of what is signed lie, which are no policies: Signing reads them.
  private static let typedData = "specs/eip712/"
  /// Where the playbooks lie, which decide no event: `PlaybookBook` reads them.
  private static let playbooks = "specs/playbooks/"
  /// Folders of `specs/` whose documents others read: what was approved (Governance), playbooks.
  private static let readByOthers = [typedData, "specs/approved/", playbooks]

  /// Whether a file, by its path in a root, is one of the documents that `inputs(ofRoot:)` reads: for roots that
  /// lie on no disk, such as a revision.
  package static func isDocument(ofRoot path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let folder = parts.first, let name = parts.last, parts.count > 1 else { return false }
    return folders.contains(String(folder)) && isDocument(String(name))
      && !parts.contains { $0.hasPrefix(".") }
      && !readByOthers.contains { path.hasPrefix($0) }
  }

  /// The nearest folder at or above `start` that has `bots/` and `policies/`.
  package static func root(above start: String) -> String? {
    var folder = start.isEmpty ? "." : start
    for _ in 0..<64 {
      if isRoot(folder) { return folder }
      if folder == "/" { return nil }
      folder = folder == "." ? ".." : parent(of: folder)
    }
    return nil
  }

  package static func isRoot(_ folder: String) -> Bool {
    isFolder("\(folder)/bots") && isFolder("\(folder)/policies")
  }

  private static func parent(of folder: String) -> String {
    if folder == ".." || folder.hasSuffix("/..") { return folder + "/.." }
    guard let slash = folder.lastIndex(of: "/") else { return "." }
    return slash == folder.startIndex ? "/" : String(folder[..<slash])
  }

  package static func isFolder(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
  }

  /// The documents of a root in the order of their paths.
  package static func inputs(ofRoot root: String) throws(DiagnosticError) -> [PolicyLoader.Input] {
    var inputs: [PolicyLoader.Input] = []
    for folder in folders where isFolder("\(root)/\(folder)") {
      for path in try documents(below: "\(root)/\(folder)", named: folder)
      where !readByOthers.contains(where: { path.hasPrefix($0) }) {
        let file = root == "." ? path : "\(root)/\(path)"
        inputs.append(try input(file: file, path: path))
      }
    }
    guard !inputs.isEmpty else {
      throw DiagnosticError(PolicyProblem.nothingToLoad(root).diagnostic(at: nil))
    }
    return inputs
  }

  /// The schemas of typed data of a root in the order of their paths; none where it has no such folder.
  package static func typedDataInputs(
    ofRoot root: String
  ) throws(DiagnosticError) -> [PolicyLoader.Input] {
    try inputs(ofRoot: root, below: typedData)
  }

  /// The playbooks of a root in the order of their paths; none where it has no such folder.
  package static func playbookInputs(
    ofRoot root: String
  ) throws(DiagnosticError) -> [PolicyLoader.Input] {
    try inputs(ofRoot: root, below: playbooks)
  }

  private static func inputs(
    ofRoot root: String, below folder: String
  ) throws(DiagnosticError) -> [PolicyLoader.Input] {
    let name = String(folder.dropLast())
    guard isFolder("\(root)/\(name)") else { return [] }
    var inputs: [PolicyLoader.Input] = []
    for path in try documents(below: "\(root)/\(name)", named: name) {
      inputs.append(try input(file: root == "." ? path : "\(root)/\(path)", path: path))
    }
    return inputs
  }

  /// Whether a document lies in a folder of such schemas.
  package static func isTypedData(_ path: String) -> Bool {
    let folders = path.split(separator: "/").dropLast()
    return folders.last == "eip712"
  }

  /// Whether a document lies in a folder of playbooks.
  package static func isPlaybook(_ path: String) -> Bool {
    let folders = path.split(separator: "/").dropLast()
    return folders.last == "playbooks"
  }

  /// The documents of `tests/` in a root. Only those that lie in the folder itself: where a file system makes no
  /// difference between `tests` and `Tests`, what lies deeper belongs to somebody else.
  package static func testInputs(
    ofRoot root: String
  ) throws(DiagnosticError) -> [PolicyLoader.Input] {
    let folder = "\(root)/tests"
    guard isFolder(folder) else { return [] }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw DiagnosticError(PolicyProblem.cannotRead(folder).diagnostic(at: nil))
    }
    var inputs: [PolicyLoader.Input] = []
    for entry in entries.sorted() where isDocument(entry) && !entry.hasPrefix(".") {
      let path = "tests/\(entry)"
      guard !isFolder("\(root)/\(path)") else { continue }
      inputs.append(try input(file: root == "." ? path : "\(root)/\(path)", path: path))
    }
    return inputs
  }

  /// The documents of a folder that is no root: `bots/`, or a folder of drafts.
  package static func inputs(
    inFolder folder: String
  ) throws(DiagnosticError) -> [PolicyLoader.Input] {
    var inputs: [PolicyLoader.Input] = []
    for path in try documents(below: folder, named: folder) {
      inputs.append(try input(file: path, path: path))
    }
    guard !inputs.isEmpty else {
      throw DiagnosticError(PolicyProblem.nothingToLoad(folder).diagnostic(at: nil))
    }
    return inputs
  }

  /// Whether two paths lead to one file.
  package static func isSame(_ left: String, _ right: String) -> Bool {
    URL(filePath: left).standardizedFileURL.path == URL(filePath: right).standardizedFileURL.path
  }

  /// One document, at most 2 MiB of it: enough for the YAML reader to refuse what is too large.
  package static func input(
    file: String, path: String
  ) throws(DiagnosticError) -> PolicyLoader.Input {
    guard let handle = FileManager.default.contents(atPath: file) else {
      throw DiagnosticError(PolicyProblem.cannotRead(file).diagnostic(at: nil))
    }
    return PolicyLoader.Input(file: file, path: path, bytes: Array(handle.prefix(2 << 20)))
  }

  /// By its ending, in any case of letters: a POLICY.YAML that nobody reads would be a limit that nobody keeps.
  private static func isDocument(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }

  /// YAML files below a folder, by path; names that begin with a point are not looked at.
  private static func documents(
    below folder: String, named name: String
  ) throws(DiagnosticError) -> [String] {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw DiagnosticError(PolicyProblem.cannotRead(folder).diagnostic(at: nil))
    }
    var paths: [String] = []
    for entry in entries.sorted() where !entry.hasPrefix(".") {
      if isFolder("\(folder)/\(entry)") {
        paths += try documents(below: "\(folder)/\(entry)", named: "\(name)/\(entry)")
      } else if isDocument(entry) {
        paths.append("\(name)/\(entry)")
      }
    }
    return paths
  }
}
