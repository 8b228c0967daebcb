package import Diagnostics
import Glibc

extension GitError {
  /// What is wrong and what to do about it.
  package var diagnostic: Diagnostic {
    Diagnostic(code, .error, message, at: nil, help: help)
  }

  private var code: String {
    switch self {
    case .notInstalled, .cannotStart: "PT1801"
    case .notARepository: "PT1802"
    case .foreignOwner: "PT1803"
    case .noCommits: "PT1804"
    case .badRevision, .unknownRevision: "PT1805"
    case .noCommonAncestor: "PT1806"
    case .symbolicLink: "PT1807"
    case .unknownPath: "PT1808"
    case .tooMuch, .timedOut, .failed: "PT1809"
    }
  }

  private var message: String {
    switch self {
    case .notInstalled: "there is no program 'git' in PATH"
    case .cannotStart(let code): "git cannot be started: \(Self.text(code))"
    case .notARepository(let folder): "'\(folder)' is in no git repository"
    case .foreignOwner(let folder):
      "the git repository of '\(folder)' belongs to another user, so that git does not read it"
    case .noCommits(let folder): "nothing was committed yet in '\(folder)'"
    case .badRevision(let text): "'\(text)' is no name of a revision"
    case .unknownRevision(let name, _, _): "there is no revision '\(name)'"
    case .noCommonAncestor(let left, let right, _):
      "\(left.short) and \(right.short) have no commit in common"
    case .symbolicLink(let path, let revision):
      "'\(path)' of revision \(revision.short) is a symbolic link"
    case .unknownPath(let path): "no commit has '\(path)', or the file has no such line"
    case .tooMuch(let command, let limit): "git \(command) wrote more than \(limit) bytes"
    case .timedOut(let command, let time):
      "git \(command) did not end within \(time.components.seconds) s"
    case .failed(let command, let code, let message):
      "git \(command) failed with code \(code): \(message)"
    }
  }

  private var help: [String] {
    let shallow =
      "the history was fetched only in part: run 'git fetch --unshallow', or check out with "
      + "'fetch-depth: 0'"
    switch self {
    case .notInstalled: return ["install git (Debian: apt-get install git)"]
    case .cannotStart: return ["check PATH and the limits of this process"]
    case .notARepository:
      return [
        "run it inside the checkout of the policies, or name folders in place of revisions"
      ]
    case .foreignOwner(let folder):
      return ["where you trust it: git config --global --add safe.directory \(folder)"]
    case .noCommits: return ["commit the policies first: there is nothing to compare with"]
    case .badRevision: return ["name a branch, a tag, HEAD~1 or the id of a commit"]
    case .unknownRevision(let name, let known, let isShallow):
      let near = suggestions(for: name, among: known)
      if isShallow { return near + [shallow] }
      return near.isEmpty ? ["fetch it, or name a branch, a tag or a commit of 'git log'"] : near
    case .noCommonAncestor(_, _, let isShallow):
      return isShallow ? [shallow] : ["name the revision to compare with by --base"]
    case .symbolicLink: return ["commit the document itself in place of the link"]
    case .unknownPath: return ["check the path with 'git log -- PATH'"]
    case .tooMuch, .timedOut: return ["narrow it down: name a revision that is nearer"]
    case .failed: return ["try the same with git itself; 'git fsck' finds a damaged repository"]
    }
  }

  private static func text(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
