import Runtime

/// A git repository that is only read, through the `git` program: nothing of its configuration makes git start
/// another program, ask a question or reach for the network, and nothing is written.
package struct GitRepository: Sendable {
  /// The top folder of the working tree, absolute.
  package let root: String
  /// Where the folder that was asked for lies in it: empty, or with a `/` at the end. All paths of this type
  /// are relative to that folder.
  package let prefix: String
  /// Whether the history was cut off when it was fetched.
  package let isShallow: Bool

  /// The repository that a folder belongs to.
  package static func find(at folder: String) throws(GitError) -> GitRepository {
    let answer: GitAnswer
    do {
      answer = try GitProcess.run(
        ["rev-parse", "--show-toplevel", "--show-prefix", "--is-shallow-repository"], in: folder)
    } catch .failed(_, _, let message)
      where message.contains("not a git repository") || message.contains("cannot change to")
      || message.contains("must be run in a work tree")
    {
      throw .notARepository(folder)
    } catch .failed(_, _, let message) where message.contains("dubious ownership") {
      throw .foreignOwner(folder)
    } catch {
      throw error
    }
    let lines = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 3 else { throw .notARepository(folder) }
    return GitRepository(
      root: String(lines[0]), prefix: String(lines[1]), isShallow: lines[2] == "true")
  }

  private init(root: String, prefix: String, isShallow: Bool) {
    self.root = root
    self.prefix = prefix
    self.isShallow = isShallow
  }

  /// Runs git in the top folder.
  func run(_ arguments: [String], input: [UInt8] = []) throws(GitError) -> GitAnswer {
    try GitProcess.run(arguments, in: root, input: input)
  }

  // MARK: Revisions

  /// The commit that a branch, a tag, `HEAD~2`, `origin/main` or the beginning of an id means.
  package func resolve(_ revision: String) throws(GitError) -> GitCommitID {
    // What begins with '-' would be an option; blanks and ':' are in no name of a commit.
    guard let first = revision.utf8.first, first != UInt8(ascii: "-"),
      revision.utf8.count <= 512, revision.utf8.allSatisfy({ $0 > 32 && $0 != 127 && $0 != 58 })
    else { throw .badRevision(revision) }
    do {
      let answer = try run(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
      if let id = GitCommitID(answer.line) { return id }
    } catch .failed {
      // Told below, with what there is.
    } catch {
      throw error
    }
    guard try hasCommits else { throw .noCommits(root) }
    throw .unknownRevision(revision, known: try names, isShallow: isShallow)
  }

  /// The newest commit that two have in common.
  package func mergeBase(
    _ left: GitCommitID, _ right: GitCommitID
  ) throws(GitError) -> GitCommitID {
    do {
      if let id = GitCommitID(try run(["merge-base", left.hex, right.hex]).line) { return id }
    } catch .failed {
      // None: git ends with 1 and says nothing.
    } catch {
      throw error
    }
    throw .noCommonAncestor(left, right, isShallow: isShallow)
  }

  /// Branches and tags, as a person names them; at most 500.
  package var names: [String] {
    get throws(GitError) {
      try run(["for-each-ref", "--format=%(refname:short)", "--count=500"]).lines
    }
  }

  /// The branch that changes are merged into, as far as it is known here.
  package var mainBranch: String? {
    get throws(GitError) {
      let known = Set(try names)
      return ["origin/main", "main", "origin/master", "master", "origin/HEAD"].first {
        known.contains($0)
      }
    }
  }

  private var hasCommits: Bool {
    get throws(GitError) {
      do {
        return try !run(["rev-list", "--all", "--max-count=1"]).line.isEmpty
      } catch .failed {
        return false
      } catch {
        throw error
      }
    }
  }
}

/// The id of a commit: 40 or 64 lower-case hexadecimal digits.
package struct GitCommitID: Hashable, Sendable, CustomStringConvertible {
  package let hex: String

  /// Nil where the text is no whole id.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 40 || text.utf8.count == 64,
      text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    hex = String(text)
  }

  /// The first ten digits, for people.
  package var short: String { String(hex.prefix(10)) }
  package var description: String { hex }
}
