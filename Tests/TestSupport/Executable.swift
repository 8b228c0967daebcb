import Glibc
import Synchronization

/// A program that tests start as a user would: with arguments, standard input, an environment and a time
/// limit, and that they may kill at a chosen moment.
package struct Executable: Sendable {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// The program of this package with that name, from the folder where this test run was built: debug or
  /// release, under any `--scratch-path`.
  package static func built(_ name: String) throws(ExecutableError) -> Executable {
    var folder = Self.folderOfThisProcess()
    // The test program stands beside the others, or (in a bundle) some folders below them.
    while let end = folder.lastIndex(of: "/") {
      let path = folder + "/" + name
      if isProgram(path) { return Executable(path: path) }
      folder = String(folder[..<end])
    }
    throw .notFound(name)
  }

  /// Starts the program and waits for its end. What it does not find in `environment` it does not have.
  package func run(
    _ arguments: [String] = [], input: String = "",
    environment: [String: String] = Executable.environment, folder: String? = nil,
    timeout: Duration = .seconds(240), kill moment: KillMoment? = nil
  ) throws(ExecutableError) -> Outcome {
    var process = try RunningProcess(
      path, arguments, environment: environment, folder: folder, input: Array(input.utf8))
    return process.finish(timeout: timeout, kill: moment)
  }

  /// `PATH` and `HOME` of this process, and nothing that would make two machines differ.
  package static var environment: [String: String] {
    var environment = ["LC_ALL": "C.UTF-8"]
    for name in ["PATH", "HOME"] {
      if let value = unsafe getenv(name) { environment[name] = unsafe String(cString: value) }
    }
    return environment
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return unsafe access(path, X_OK) == 0
  }

  private static func folderOfThisProcess() -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
    let path = String(
      decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
  }
}

/// When to end a program with SIGKILL, as a crash of the machine would.
package enum KillMoment: Sendable {
  case after(Duration)
  /// As soon as that many whole lines of standard output contain this.
  case onOutputLine(containing: String, count: Int = 1)
  case onErrorLine(containing: String)
}

/// How a program ended and what it wrote.
package struct Outcome: Sendable {
  package enum Ending: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)
    /// It was killed because its time was over.
    case timedOut
  }

  package var ending: Ending
  package var outputBytes: [UInt8]
  package var errorBytes: [UInt8]

  package var output: String { String(decoding: outputBytes, as: UTF8.self) }
  package var errors: String { String(decoding: errorBytes, as: UTF8.self) }
  /// The exit code; nil where the program did not end by itself.
  package var exitCode: Int32? {
    if case .exited(let code) = ending { code } else { nil }
  }
}

/// Why a program could not be started.
package enum ExecutableError: Error, Sendable, Hashable {
  /// Nothing of that name was built beside the tests.
  case notFound(String)
  case spawn(path: String, errno: Int32)
}
