import CommandLine
import Diagnostics
import Graph
import Policy

/// The documents that people write, as `fmt` and `lint` take them: those named, or those of the root.
enum DocumentFiles {
  /// Written by the program and signed as they stand.
  private static let signed = ["specs/approved/", "overrides/"]

  static func find(
    _ paths: [String], policies: String?
  ) throws -> [PolicyLoader.Input] {
    guard paths.isEmpty else {
      var files: [PolicyLoader.Input] = []
      for path in paths {
        let found: [PolicyLoader.Input] =
          if PolicyFiles.isRoot(path) {
            try ofRoot(path)
          } else if PolicyFiles.isFolder(path) {
            try PolicyFiles.inputs(inFolder: path)
          } else {
            [try PolicyFiles.input(file: path, path: path)]
          }
        files += found.filter { file in !files.contains { $0.file == file.file } }
      }
      return files.filter { !isSigned($0.file) }
    }
    do {
      return try ofRoot(try GraphLoader.root(policies))
    } catch let failure as GraphLoader.Failure {
      throw DiagnosticError(failure.diagnostics)
    }
  }

  /// The documents of a root: bots, policies, specs with the schemas and playbooks, tests.
  private static func ofRoot(_ root: String) throws(DiagnosticError) -> [PolicyLoader.Input] {
    var files = try PolicyFiles.inputs(ofRoot: root)
    files += try PolicyFiles.typedDataInputs(ofRoot: root)
    let playbooks = root == "." ? "specs/playbooks" : "\(root)/specs/playbooks"
    if PolicyFiles.isFolder(playbooks) { files += try PolicyFiles.inputs(inFolder: playbooks) }
    return try files + PolicyFiles.testInputs(ofRoot: root)
  }

  private static func isSigned(_ file: String) -> Bool {
    signed.contains { file.hasPrefix($0) || file.contains("/" + $0) }
  }
}

/// That documents compile to the same digest with and without their form: a second look, with everything they
/// mean together, before anything is written.
enum FormattedMeaning {
  static func verify(
    _ changes: [(file: PolicyLoader.Input, text: String)], among files: [PolicyLoader.Input]
  ) throws(DiagnosticError) {
    guard !changes.isEmpty, let before = digest(files) else { return }
    let after = files.map { file in
      var file = file
      if let change = changes.first(where: { $0.file.file == file.file }) {
        file.bytes = Array(change.text.utf8)
      }
      return file
    }
    guard digest(after) != before else { return }
    throw DiagnosticError(
      Diagnostic(
        "PT2290", .error, "no document was formatted: together they would mean something else",
        at: nil, help: ["this is an error of the program: please report it with the documents"]))
  }

  private static func digest(_ files: [PolicyLoader.Input]) -> String? {
    let documents = files.filter { !PolicyFiles.isTypedData($0.file) }
    guard let set = PolicyLoader.load(documents).set else { return nil }
    return try? GraphCompiler.compile(set).get().digest
  }
}
