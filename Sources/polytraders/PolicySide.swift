import Diagnostics
import Git
import Governance
import Graph
import Policy
import Venue

/// One side of a plan, as a person names it: the newest approved release, a folder, or a revision of the
/// repository around the policies.
struct PolicySide {
  let state: PolicyState
  /// `approved release 3`, `main (1a2b3c4d5e)`, `the working files`.
  let name: String
  /// The commit it was read from; nil for a release and for files.
  let commit: GitCommitID?

  /// Where sides are looked for.
  struct Place {
    /// The folder of the working files.
    let root: String
    /// The repository around it; nil where there is none.
    let repository: GitRepository?

    init(root: String) {
      self.root = root
      repository = try? GitRepository.find(at: root)
    }

    /// The same, saying why there is none.
    func requireRepository() throws(DiagnosticError) -> GitRepository {
      if let repository { return repository }
      do {
        return try GitRepository.find(at: root)
      } catch {
        throw DiagnosticError(error.diagnostic)
      }
    }
  }

  /// The working files.
  static func files(of place: Place) throws -> PolicySide {
    PolicySide(
      state: try PolicyState.load(root: place.root),
      name: place.root == "." ? "the working files" : "the files of \(place.root)", commit: nil)
  }

  /// What `text` names: `approved`, a folder with `bots/` and `policies/`, or a revision.
  static func named(_ text: String, in place: Place) throws -> PolicySide {
    if text == "approved" { return try approved(in: place) }
    if PolicyFiles.isRoot(text) {
      return try files(of: Place(root: text))
    }
    guard let repository = place.repository else {
      throw DiagnosticError(PlanProblem.noSuchSide(text).diagnostic)
    }
    return try revision(text, of: repository)
  }

  static func revision(_ text: String, of repository: GitRepository) throws -> PolicySide {
    do {
      let commit = try repository.resolve(text)
      let inputs = try PolicyRevision.inputs(of: repository, at: commit, named: text)
      let name =
        commit.hex.hasPrefix(text) ? "revision \(commit.short)" : "\(text) (\(commit.short))"
      return PolicySide(state: try PolicyState.load(inputs), name: name, commit: commit)
    } catch let error as GitError {
      throw DiagnosticError(error.diagnostic)
    }
  }

  /// The newest approved release, verified.
  static func approved(in place: Place) throws -> PolicySide {
    let history = try ApprovedHistory.load(root: place.root, now: SystemTime().wall)
    return PolicySide(
      state: history.current.state, name: "approved release \(history.current.sequence)",
      commit: nil)
  }

  /// What a plan compares with where nobody says: the newest approved release where anything was approved, else
  /// where the history of the files left the main branch; nil where there is neither.
  static func standard(in place: Place) throws -> PolicySide {
    if PolicyFiles.isFolder("\(place.root)/specs/approved") { return try approved(in: place) }
    guard let repository = place.repository else {
      throw DiagnosticError(PlanProblem.noBase(root: place.root).diagnostic)
    }
    do {
      guard let main = try repository.mainBranch else {
        throw DiagnosticError(PlanProblem.noBase(root: place.root).diagnostic)
      }
      let base = try repository.mergeBase(repository.resolve(main), repository.resolve("HEAD"))
      let inputs = try PolicyRevision.inputs(of: repository, at: base, named: base.short)
      return PolicySide(
        state: try PolicyState.load(inputs), name: "\(main) (\(base.short))", commit: base)
    } catch let error as GitError {
      throw DiagnosticError(error.diagnostic)
    }
  }

  /// The e-mail addresses of those who wrote what lies between two sides, as far as git knows: of the commits,
  /// and of the one who edits where working files are not committed.
  static func authors(
    from base: PolicySide, to head: PolicySide, in place: Place
  ) -> [String] {
    guard let repository = place.repository,
      let end = head.commit ?? (try? repository.resolve("HEAD"))
    else { return [] }
    let folders = PolicyFiles.folders
    let start =
      base.commit
      ?? (try? repository.lastChange(of: "specs/approved", at: end).id)
    var authors =
      start.flatMap { try? repository.authors(touching: folders, from: $0, to: end) } ?? []
    guard head.commit == nil, let inputs = try? PolicyFiles.inputs(ofRoot: place.root),
      let differences = try? repository.differences(
        from: end, of: inputs.map { GitFile(path: $0.path, bytes: $0.bytes) }, under: folders,
        where: PolicyFiles.isDocument(ofRoot:)),
      !differences.isEmpty, let email = try? repository.userEmail
    else { return authors }
    authors.append(email)
    return Set(authors).sorted()
  }
}
