/// A file of a revision.
package struct GitFile: Hashable, Sendable {
  /// Relative to the folder the repository was found at.
  package var path: String
  package var bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

extension GitRepository {
  /// Bytes of one file that are read; what is longer is no document.
  private static let mostBytes = 8 << 20

  /// The files of a commit below `folders` whose paths `isWanted` takes, in the order of their paths.
  package func files(
    at commit: GitCommitID, under folders: [String],
    where isWanted: (String) -> Bool = { _ in true }
  ) throws(GitError) -> [GitFile] {
    let listing = try run(
      ["ls-tree", "-r", "-z", "--long", "--full-tree", commit.hex, "--"]
        + folders.map { prefix + $0 })
    var paths: [String] = []
    var requests: [UInt8] = []
    for record in listing.records {
      // `100644 blob 5d5dd6c62fff…    1234<TAB>bots/queue-warden.yaml`
      guard let tab = record.firstIndex(of: "\t") else { continue }
      let words = record[..<tab].split(separator: " ")
      let path = String(record[record.index(after: tab)...].dropFirst(prefix.count))
      guard words.count == 4, words[1] == "blob", isWanted(path) else { continue }
      guard words[0] != "120000" else { throw .symbolicLink(path: path, revision: commit) }
      guard let size = Int(words[3]), size <= Self.mostBytes else {
        throw .tooMuch(command: "cat-file", limit: Self.mostBytes)
      }
      paths.append(path)
      requests += Array(words[2].utf8) + [0x0A]
    }
    guard !paths.isEmpty else { return [] }
    let contents = try run(["cat-file", "--batch"], input: requests)
    return try Self.files(paths, in: contents.bytes).sorted { $0.path < $1.path }
  }

  /// One file of a commit; nil where it has none of that path.
  package func file(_ path: String, at commit: GitCommitID) throws(GitError) -> GitFile? {
    try files(at: commit, under: [path]) { $0 == path }.first
  }

  /// `<id> blob <size>\n<bytes>\n`, one for each path.
  private static func files(
    _ paths: [String], in bytes: [UInt8]
  ) throws(GitError) -> [GitFile] {
    var rest = bytes[...]
    var files: [GitFile] = []
    for path in paths {
      guard let end = rest.firstIndex(of: 0x0A) else { break }
      let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      let start = end + 1
      guard head.count == 3, head[1] == "blob", let size = Int(head[2]),
        rest.endIndex - start > size
      else { break }
      files.append(GitFile(path: path, bytes: Array(rest[start..<start + size])))
      rest = rest[(start + size + 1)...]
    }
    guard files.count == paths.count else {
      throw .failed(command: "cat-file", code: 0, message: "an object is missing or damaged")
    }
    return files
  }

  /// Paths below `folders` that differ between two commits, sorted; a renamed file is two of them.
  package func changedPaths(
    _ base: GitCommitID, _ head: GitCommitID, under folders: [String]
  ) throws(GitError) -> [String] {
    let answer = try run(
      [
        "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv",
        base.hex, head.hex, "--",
      ] + folders.map { prefix + $0 })
    return answer.records.map { String($0.dropFirst(prefix.count)) }.sorted()
  }

  /// Paths of `folder`, or the file of that name, that the index holds, sorted.
  package func tracked(under folder: String) throws(GitError) -> [String] {
    try run(["ls-files", "--cached", "-z", "--", prefix + folder]).records.map {
      String($0.dropFirst(prefix.count))
    }.sorted()
  }

  /// How a file of the working tree differs from a commit.
  package enum Difference: String, Hashable, Sendable {
    case added, changed, removed
  }

  /// Which of `files`, the files of the working tree below `folders` that `isWanted` takes, differ from those of
  /// a commit, by path; what the commit alone has is `removed`. Bytes are compared, without any filter of git.
  package func differences(
    from commit: GitCommitID, of files: [GitFile], under folders: [String],
    where isWanted: (String) -> Bool = { _ in true }
  ) throws(GitError) -> [(path: String, difference: Difference)] {
    let committed = try self.files(at: commit, under: folders, where: isWanted)
    let before = Dictionary(committed.map { ($0.path, $0.bytes) }) { first, _ in first }
    let after = Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
    return Set(before.keys).union(after.keys).sorted().compactMap { path in
      switch (before[path], after[path]) {
      case (nil, _?): (path, .added)
      case (_?, nil): (path, .removed)
      case (let old, let new): old == new ? nil : (path, .changed)
      }
    }
  }
}
