package import Diagnostics
package import Git
package import Graph
package import Policy

/// The documents of a root as they were committed.
package enum PolicyRevision {
  /// The documents of a commit, shown as `NAME:path`. A commit without bots and policies is a finding.
  package static func inputs(
    of repository: GitRepository, at commit: GitCommitID, named name: String
  ) throws(DiagnosticError) -> [PolicyLoader.Input] {
    let files: [GitFile]
    do throws(GitError) {
      files = try repository.files(
        at: commit, under: PolicyFiles.folders, where: PolicyFiles.isDocument(ofRoot:))
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
    guard files.contains(where: { $0.path.hasPrefix("bots/") }) else {
      throw DiagnosticError(PlanProblem.noPolicies(revision: name).diagnostic)
    }
    return files.map {
      PolicyLoader.Input(file: "\(name):\($0.path)", path: $0.path, bytes: $0.bytes)
    }
  }

  /// The state that a revision gives. Fails with its findings, at `NAME:path`.
  package static func load(
    _ revision: String, from repository: GitRepository
  ) throws(GraphLoader.Failure) -> PolicyState {
    let documents: [PolicyLoader.Input]
    do {
      let commit = try repository.resolve(revision)
      documents = try inputs(of: repository, at: commit, named: revision)
    } catch let error as GitError {
      throw GraphLoader.Failure(diagnostics: [error.diagnostic], renderer: DiagnosticRenderer())
    } catch let error as DiagnosticError {
      throw GraphLoader.Failure(diagnostics: error.diagnostics, renderer: DiagnosticRenderer())
    } catch {
      preconditionFailure("reading a revision throws nothing else: \(error)")
    }
    return try PolicyState.load(documents)
  }
}
