import Diagnostics
import Graph
import Policy

/// The documents that the PATHs of `check` and `test` mean: of whole roots, or of the root that single documents
/// lie in, with those from elsewhere in place of what says the same thing there.
struct RootDocuments {
  let root: String
  /// All documents of the root, those of `tests/` too.
  private(set) var inputs: [PolicyLoader.Input]
  private(set) var replacing: [PolicyLoader.Input] = []
  /// The schemas of typed data: all of the root, or those that were named.
  private(set) var schemas: [PolicyLoader.Input] = []
  /// The playbooks: all of the root, or those that were named.
  private(set) var playbooks: [PolicyLoader.Input] = []
  /// The files that were named; empty where the whole root was meant.
  private(set) var named: [String] = []

  /// One for each root among `paths`, and one for the other paths together; `policies` is the root where it is
  /// given apart.
  static func find(
    _ paths: [String], policies: String?
  ) throws(DiagnosticError) -> [RootDocuments] {
    let roots = paths.filter { PolicyFiles.isRoot($0) }
    var found: [RootDocuments] = []
    for root in roots { found.append(try RootDocuments(root: root, naming: [])) }
    let others = paths.filter { !PolicyFiles.isRoot($0) }
    if !others.isEmpty || roots.isEmpty {
      let named = policies ?? others.lazy.compactMap(root(around:)).first
      found.append(try RootDocuments(root: try existing(named), naming: others))
    }
    return found
  }

  private static func existing(_ named: String?) throws(DiagnosticError) -> String {
    do {
      return try GraphLoader.root(named)
    } catch {
      throw DiagnosticError(error.diagnostics)
    }
  }

  /// The root that a document lies in.
  private static func root(around path: String) -> String? {
    guard !PolicyFiles.isFolder(path) else { return PolicyFiles.root(above: path) }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return PolicyFiles.root(above: folder.isEmpty ? "/" : folder)
  }

  private init(root: String, naming paths: [String]) throws(DiagnosticError) {
    self.root = root
    inputs = try PolicyFiles.inputs(ofRoot: root) + PolicyFiles.testInputs(ofRoot: root)
    let ownPlaybooks = try PolicyFiles.playbookInputs(ofRoot: root)
    if paths.isEmpty {
      schemas = try PolicyFiles.typedDataInputs(ofRoot: root)
      playbooks = ownPlaybooks
    }
    for path in paths {
      let documents =
        try PolicyFiles.isFolder(path)
        ? PolicyFiles.inputs(inFolder: path) : [PolicyFiles.input(file: path, path: path)]
      for input in documents {
        named.append(input.file)
        guard !PolicyFiles.isTypedData(input.file) else {
          schemas.append(input)
          continue
        }
        guard !PolicyFiles.isPlaybook(input.file) else {
          // With the others of the root: one of them starts a code, one of them is the prelude.
          if playbooks.isEmpty { playbooks = ownPlaybooks }
          playbooks.removeAll { PolicyFiles.isSame($0.file, input.file) }
          playbooks.append(input)
          continue
        }
        // A document of the root itself is already among the inputs; it is shown as the user named it.
        if let index = inputs.firstIndex(where: { PolicyFiles.isSame($0.file, input.file) }) {
          inputs[index].file = input.file
        } else {
          replacing.append(input)
        }
      }
    }
  }
}
