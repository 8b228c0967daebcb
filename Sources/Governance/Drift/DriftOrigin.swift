import Diagnostics
package import Git
internal import Glibc

/// Who made a difference, as far as machines can tell: the commit that last changed the line, or, where it is not
/// committed, the owner of the file and when it was written.
package struct DriftOrigin: Hashable, Sendable {
  /// The commit that last changed the line; nil where it is in none.
  package var commit: GitCommit?
  /// Whether git was asked and the line is in no commit.
  package var isUncommitted: Bool
  /// The owner of the file, by name, or by number where the name is not known.
  package var fileOwner: String?
  /// When the file was last written, milliseconds since 1970.
  package var modified: Int64?

  /// One line for people; empty where nothing is known.
  package var text: String {
    var parts: [String] = []
    if let commit {
      parts.append(
        "\(commit.authorName) <\(commit.authorEmail)> in \(commit.id.short) \"\(commit.subject)\", "
          + UTCTime.text(commit.authorTime * 1000))
    } else if isUncommitted {
      parts.append("not committed")
    }
    if commit == nil, let fileOwner { parts.append("file of \(fileOwner)") }
    if commit == nil, let modified { parts.append("written \(UTCTime.text(modified))") }
    return parts.joined(separator: ", ")
  }

  /// When it came about, milliseconds since 1970; nil where nothing is known.
  package var since: Int64? { commit.map { $0.authorTime * 1000 } ?? modified }
}

/// Looks for the origins of findings in a root, through git where there is a repository.
package struct DriftInvestigation {
  private let root: String
  private let repository: GitRepository?
  private let head: GitCommitID?

  /// Nothing is written, and no repository is no fault.
  package init(root: String) {
    self.root = root
    repository = try? GitRepository.find(at: root)
    head = repository.flatMap { try? $0.resolve("HEAD") }
  }

  /// The origins of findings, by their keys; those of which nothing is known are left out.
  package func origins(of findings: [DriftFinding]) -> [String: DriftOrigin] {
    var origins: [String: DriftOrigin] = [:]
    for finding in findings {
      guard let path = finding.document else { continue }
      let line = finding.place.map(\.line) ?? 0
      if let origin = origin(path: path, file: finding.place?.file, line: line) {
        origins[finding.key] = origin
      }
    }
    return origins
  }

  private func origin(path: String, file: String?, line: Int) -> DriftOrigin? {
    let file = file ?? (root == "." ? path : "\(root)/\(path)")
    var status = stat()
    let isThere = unsafe stat(file, &status) == 0
    var origin = DriftOrigin(commit: nil, isUncommitted: false, fileOwner: nil, modified: nil)
    if isThere {
      origin.fileOwner = Self.name(of: status.st_uid)
      origin.modified =
        Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
    }
    guard let repository, let head else { return isThere ? origin : nil }
    guard let committed = try? repository.file(path, at: head) else {
      origin.isUncommitted = isThere
      return origin
    }
    guard isThere else {
      // The removal itself is in no commit while HEAD still has the file.
      origin.isUncommitted = true
      return origin
    }
    let working = Self.lines(of: file)
    let before = String(decoding: committed.bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard line >= 1, working.indices.contains(line - 1) else { return origin }
    // The line as it stands, where HEAD has it: the nearest of equal lines.
    let text = working[line - 1]
    let places = before.indices.filter { before[$0] == text }
    guard let place = places.min(by: { abs($0 - line + 1) < abs($1 - line + 1) }) else {
      origin.isUncommitted = true
      return origin
    }
    origin.commit = try? repository.lastChange(of: path, lines: place + 1...place + 1, at: head)
    return origin
  }

  private static func lines(of file: String) -> [Substring] {
    guard let descriptor = unsafe fopen(file, "r") else { return [] }
    defer { unsafe fclose(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 2 << 20 {
      let count = unsafe fread(&piece, 1, piece.count, descriptor)
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  private static func name(of user: uid_t) -> String {
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    var space = [CChar](repeating: 0, count: 16_384)
    let code = unsafe getpwuid_r(user, &entry, &space, space.count, &found)
    guard code == 0, unsafe found != nil, let name = unsafe entry.pw_name else { return "\(user)" }
    return unsafe String(cString: name)
  }
}
