/// A commit, as its author described it.
package struct GitCommit: Hashable, Sendable {
  package var id: GitCommitID
  /// In a list of commits that touch some paths: the nearest ones before it that do.
  package var parents: [GitCommitID]
  package var authorName: String
  package var authorEmail: String
  /// Seconds since 1970, of the author's clock.
  package var authorTime: Int64
  package var subject: String

  package init(
    id: GitCommitID, parents: [GitCommitID], authorName: String, authorEmail: String,
    authorTime: Int64, subject: String
  ) {
    self.id = id
    self.parents = parents
    self.authorName = authorName
    self.authorEmail = authorEmail
    self.authorTime = authorTime
    self.subject = subject
  }
}

extension GitRepository {
  /// Names and addresses as they were committed: a `.mailmap` could hand a change to somebody else.
  private static let format = "--format=%H%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%s"

  /// The commits up to `end`, and not in the history of `start`, that change something below `paths`: parents
  /// before children. Merges that only bring together what others changed are not among them.
  package func commits(
    touching paths: [String], from start: GitCommitID? = nil, to end: GitCommitID
  ) throws(GitError) -> [GitCommit] {
    let range = start.map { ["^\($0.hex)"] } ?? []
    let answer = try run(
      ["log", "-z", "--topo-order", "--reverse", "--parents", Self.format, end.hex] + range + ["--"]
        + paths.map { prefix + $0 })
    return answer.records.compactMap(Self.commit)
  }

  /// One commit, with all its parents.
  package func commit(_ id: GitCommitID) throws(GitError) -> GitCommit {
    let answer = try run(["log", "-z", "--max-count=1", Self.format, id.hex])
    guard let commit = answer.records.first.flatMap(Self.commit) else {
      throw .failed(command: "log", code: 0, message: "an answer that cannot be read")
    }
    return commit
  }

  /// The newest commit that changed a file, or one of these lines of it as they stand at `revision`.
  package func lastChange(
    of path: String, lines: ClosedRange<Int>? = nil, at revision: GitCommitID
  ) throws(GitError) -> GitCommit {
    guard let lines else {
      let answer = try run(
        ["log", "-z", "--max-count=1", Self.format, revision.hex, "--", prefix + path])
      guard let commit = answer.records.first.flatMap(Self.commit) else {
        throw .unknownPath(path)
      }
      return commit
    }
    let answer: GitAnswer
    do {
      answer = try run([
        "blame", "--porcelain", "--no-textconv", "-L", "\(lines.lowerBound),\(lines.upperBound)",
        revision.hex, "--", prefix + path,
      ])
    } catch .failed(_, _, let message)
      where message.contains("no such path") || message.contains("has only")
    {
      throw .unknownPath(path)
    } catch {
      throw error
    }
    var newest: GitCommit?
    // The head of each group of lines is `<id> <line before> <line now> <count>`; a line of the file itself
    // begins with a tab.
    for id in Set(answer.lines.compactMap { GitCommitID($0.prefix { $0 != " " }) }) {
      let commit = try commit(id)
      let isNewer = newest.map {
        ($0.authorTime, $0.id.hex) < (commit.authorTime, commit.id.hex)
      }
      if isNewer ?? true { newest = commit }
    }
    guard let newest else { throw .unknownPath(path) }
    return newest
  }

  /// Who wrote the commits up to `end` that are not in the history of `start`, below `paths`: addresses in lower
  /// case, each once, sorted.
  package func authors(
    touching paths: [String], from start: GitCommitID, to end: GitCommitID
  ) throws(GitError) -> [String] {
    Set(try commits(touching: paths, from: start, to: end).map { $0.authorEmail.lowercased() })
      .sorted()
  }

  /// As whom git would commit here: the e-mail address in lower case, where one is set.
  package var userEmail: String? {
    get throws(GitError) {
      do {
        let email = try run(["config", "--get", "user.email"]).line
        return email.isEmpty ? nil : email.lowercased()
      } catch .failed {
        return nil
      } catch {
        throw error
      }
    }
  }

  private static func commit(_ record: String) -> GitCommit? {
    let parts = record.drop { $0 == "\n" }.split(
      separator: "\u{1F}", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, let id = GitCommitID(parts[0]), let time = Int64(parts[4]) else {
      return nil
    }
    return GitCommit(
      id: id, parents: parts[1].split(separator: " ").compactMap { GitCommitID($0) },
      authorName: String(parts[2]), authorEmail: String(parts[3]), authorTime: time,
      subject: String(parts[5]))
  }
}
