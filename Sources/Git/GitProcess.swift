import Runtime

/// How git is started here.
enum GitProcess {
  /// Against what the configuration of a repository may hold: hooks, monitors, pagers, drivers, keys, fetches,
  /// other names for people.
  private static let settings = [
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.pager=cat", "core.quotePath=false",
    "core.attributesFile=/dev/null", "diff.external=", "log.showSignature=false",
    "log.mailmap=false", "protocol.allow=never", "gc.auto=0", "color.ui=false",
    "blame.ignoreRevsFile=",
  ]

  /// Bytes of one answer.
  private static let mostOutput = 256 << 20

  static func run(
    _ arguments: [String], in folder: String, input: [UInt8] = []
  ) throws(GitError) -> GitAnswer {
    // Of git's own variables none is handed on: GIT_DIR and its like would lead to another repository.
    var environment = Subprocess.inherited(["PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR"])
    environment["LC_ALL"] = "C"
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    environment["GIT_NO_LAZY_FETCH"] = "1"
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["GIT_ATTR_NOSYSTEM"] = "1"
    let options =
      ["-C", folder, "--no-pager", "--no-replace-objects", "--literal-pathspecs"]
      + settings.flatMap { ["-c", $0] }
    let command = arguments.first ?? ""
    let completion: Subprocess.Completion
    do throws(SubprocessError) {
      completion = try Subprocess(
        "git", options + arguments, environment: environment, outputLimit: mostOutput
      ).run(input: input)
    } catch {
      switch error {
      case .cannotStart(_, let code):
        throw error.isMissing ? .notInstalled : .cannotStart(code: code)
      case .tooMuchOutput(_, let limit): throw .tooMuch(command: command, limit: limit)
      case .timedOut(_, let time): throw .timedOut(command: command, after: time)
      }
    }
    guard completion.code == 0 else {
      let message = String(decoding: completion.errors, as: UTF8.self)
      throw .failed(
        command: command, code: completion.code,
        message: message.split(separator: "\n").prefix(4).joined(separator: "; "))
    }
    return GitAnswer(bytes: completion.output)
  }
}

/// What git wrote.
struct GitAnswer {
  let bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }
  /// The first line.
  var line: String { lines.first ?? "" }
  var lines: [String] { text.split(separator: "\n").map(String.init) }
  /// What stands between the NUL bytes of an answer to `-z`.
  var records: [String] {
    bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
