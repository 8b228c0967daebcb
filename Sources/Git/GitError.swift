/// Why git could not answer.
package enum GitError: Error, Hashable, Sendable {
  /// There is no program `git`.
  case notInstalled
  /// `code` is errno.
  case cannotStart(code: Int32)
  /// The folder belongs to no working tree of git.
  case notARepository(String)
  /// The repository belongs to another user, and git does not read it for that reason.
  case foreignOwner(String)
  /// Nothing was committed yet.
  case noCommits(String)
  /// No name of a revision: empty, with blanks or `:`, or beginning with `-`.
  case badRevision(String)
  case unknownRevision(String, known: [String], isShallow: Bool)
  case noCommonAncestor(GitCommitID, GitCommitID, isShallow: Bool)
  /// A document of a revision is a link: what it leads to is not in the revision.
  case symbolicLink(path: String, revision: GitCommitID)
  /// No commit has the path, or the file has no such lines.
  case unknownPath(String)
  /// Git wrote more than `limit` bytes.
  case tooMuch(command: String, limit: Int)
  case timedOut(command: String, after: Duration)
  /// Git ended with `code` and these words.
  case failed(command: String, code: Int32, message: String)
}
