import DecisionDiff
import Diagnostics
import Git
import Governance
import Graph
import Policy

/// Policies that a person named: a folder, or a revision of the repository around the current folder.
enum PolicySide {
  /// A path that is a folder is a folder, everything else a revision.
  static func load(_ name: String, root named: String?) throws -> DiffSide {
    if PolicyFiles.isRoot(name) {
      return DiffSide(
        label: name, graph: try PolicyState.load(root: name).graph, folder: name)
    }
    guard !PolicyFiles.isFolder(name) else {
      throw DiagnosticError(
        Diagnostic(
          "PT1911", .error, "'\(name)' is a folder without bots/ and policies/", at: nil,
          help: ["name the folder that holds bots/, policies/ and specs/, or a git revision"]))
    }
    do {
      let repository = try GitRepository.find(at: try GraphLoader.root(named))
      let state = try PolicyRevision.load(name, from: repository)
      return DiffSide(label: name, graph: state.graph, folder: nil)
    } catch let error as GitError {
      throw DiagnosticError(error.diagnostic)
    }
  }
}
