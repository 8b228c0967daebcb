import FoundationEssentials
import Glibc
import TestSupport

/// The programs of others: a virtual environment with what `Scripts/requirements.txt` names, made once under the
/// build folder and used by all runs.
enum Strangers {
  /// Where the scripts stand.
  static let scripts = Places.checkout + "/Tests/StrangerTests/Scripts"

  /// Why there are no strangers, or the interpreter that finds them.
  enum Environment {
    case ready(python: String)
    case missing(reason: String)
  }

  /// Made when the first test asks. Where it cannot be made, all of these tests are skipped, and it is said aloud:
  /// nobody shall believe that strangers have looked.
  static let environment: Environment = {
    let environment = prepare()
    if case .missing(let reason) = environment { announce(reason) }
    return environment
  }()

  /// Whether the tests can run.
  static var areHere: Bool {
    if case .ready = environment { true } else { false }
  }

  /// What is said of skipped tests.
  static let comment =
    "no strangers: the packages from PyPI are not here and could not be installed"

  private static func announce(_ reason: String) {
    let rule = String(repeating: "*", count: 100)
    let text = """
      \(rule)
      STRANGER TESTS SKIPPED: \(reason)
      Nothing was held against py-clob-client-v2, eth-account and websockets in this run.
      \(rule)

      """
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// The longest that installing may take.
  private static let patience = Duration.seconds(300)

  private static func prepare() -> Environment {
    let build = Places.checkout + "/.build"
    let folder = build + "/strangers"
    let stamp = folder + "/installed.txt"
    let list = scripts + "/requirements.txt"
    let wanted = FileManager.default.contents(atPath: list)
    guard let wanted else { return .missing(reason: "\(list) cannot be read") }
    _ = unsafe mkdir(build, 0o755)
    // Two runs at once would install into each other's files.
    let lock = unsafe open(build + "/strangers.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard lock >= 0 else { return .missing(reason: "\(build) cannot be written") }
    defer { close(lock) }
    guard hold(lock) else { return .missing(reason: "another run installs them for too long") }
    let python = folder + "/bin/python"
    if FileManager.default.contents(atPath: stamp) == wanted { return .ready(python: python) }
    if let problem = install(list, folder, python) { return .missing(reason: problem) }
    guard FileManager.default.createFile(atPath: stamp, contents: wanted) else {
      return .missing(reason: "\(stamp) cannot be written")
    }
    return .ready(python: python)
  }

  /// Waits for the lock as long as an installation may take.
  private static func hold(_ lock: Int32) -> Bool {
    let end = ContinuousClock().now + patience
    while flock(lock, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock().now < end else {
        return false
      }
      usleep(200_000)
    }
    return true
  }

  /// Makes the environment anew; what went wrong, or nil.
  private static func install(_ list: String, _ folder: String, _ python: String) -> String? {
    let steps: [(String, [String])] = [
      ("/usr/bin/env", ["python3", "-m", "venv", "--clear", folder]),
      (
        python,
        [
          "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
          "--retries", "1", "--timeout", "15", "-r", list,
        ]
      ),
    ]
    for (program, arguments) in steps {
      // With all of this process's environment: it may name a proxy or another index.
      let outcome = try? Executable(path: program).run(
        arguments, environment: ProcessInfo.processInfo.environment, timeout: patience)
      guard let outcome else { return "\(program) cannot be started" }
      guard outcome.exitCode == 0 else {
        let last = outcome.errors.split(separator: "\n").last.map(String.init) ?? "no reason given"
        let command = ([program] + arguments).prefix(4).joined(separator: " ")
        return outcome.ending == .timedOut ? "\(command) … took too long" : "\(command) …: \(last)"
      }
    }
    return nil
  }
}
