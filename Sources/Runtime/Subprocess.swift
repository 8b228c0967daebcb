internal import Glibc
internal import Synchronization

/// A program that is started with a list of arguments, never through a shell, and that may neither write nor
/// run without end.
package struct Subprocess: Sendable {
  /// A path, or a name that is looked for in `PATH`.
  package var program: String
  package var arguments: [String]
  /// All that the program finds in its environment.
  package var environment: [String: String]
  /// Bytes of standard output that are taken; more is an error.
  package var outputLimit: Int
  /// After which the program is ended.
  package var timeout: Duration

  package init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    outputLimit: Int = 256 << 20, timeout: Duration = .seconds(60)
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.outputLimit = outputLimit
    self.timeout = timeout
  }

  /// How a program ended that was not ended by us.
  package struct Completion: Sendable {
    /// The exit code, or 128 and the number of the signal.
    package var code: Int32
    package var output: [UInt8]
    /// At most the last 64 KiB.
    package var errors: [UInt8]

    package init(code: Int32, output: [UInt8], errors: [UInt8]) {
      self.code = code
      self.output = output
      self.errors = errors
    }
  }

  /// Starts the program, hands it `input` and waits for its end.
  package func run(input: [UInt8] = []) throws(SubprocessError) -> Completion {
    var child: ChildProcess
    do throws(ChildProcess.StartError) {
      child = try ChildProcess(
        [program] + arguments, environment: environment, input: input, mostErrors: 64 << 10)
    } catch {
      throw .cannotStart(program: program, code: error.code)
    }
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: timeout)
    while child.isOpen {
      child.exchange(milliseconds: 100)
      if child.output.count > outputLimit {
        child.end()
        throw .tooMuchOutput(program: program, limit: outputLimit)
      }
      if clock.now > deadline {
        child.end()
        throw .timedOut(program: program, after: timeout)
      }
    }
    let status = child.wait()
    let signal = status & 0x7F
    return Completion(
      code: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: child.output,
      errors: child.errors)
  }

  /// Of this process: what a program needs to be found and to find its user's settings.
  package static func inherited(_ names: [String]) -> [String: String] {
    names.reduce(into: [:]) { values, name in
      if let value = unsafe getenv(name) { values[name] = unsafe String(cString: value) }
    }
  }
}

extension ChildProcess {
  fileprivate mutating func end() {
    kill()
    _ = wait()
  }
}

/// Why a program gave no answer.
package enum SubprocessError: Error, Hashable, Sendable {
  /// It could not be started; `code` is errno, `ENOENT` where there is no such program.
  case cannotStart(program: String, code: Int32)
  case tooMuchOutput(program: String, limit: Int)
  case timedOut(program: String, after: Duration)

  /// Whether the program is not installed.
  package var isMissing: Bool {
    if case .cannotStart(_, ENOENT) = self { true } else { false }
  }
}
