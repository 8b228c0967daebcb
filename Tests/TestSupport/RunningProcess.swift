import Glibc
import Runtime

/// A child process of a test, which may be killed at a chosen moment.
struct RunningProcess {
  private var child: ChildProcess
  /// How far the watched stream was searched for the line that ends the child, and how often it was found.
  private var searched = 0
  private var found = 0

  init(
    _ path: String, _ arguments: [String], environment: [String: String], folder: String?,
    input: [UInt8]
  ) throws(ExecutableError) {
    // A child that is killed while we write to it must not end this process.
    signal(SIGPIPE, SIG_IGN)
    var words = [path] + arguments
    if let folder {
      // Glibc's own action for this is not visible from Swift.
      words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
    }
    do throws(ChildProcess.StartError) {
      child = try ChildProcess(words, environment: environment, input: input, as: .pipe)
    } catch {
      throw .spawn(path: path, errno: error.code)
    }
  }

  /// Feeds and reads the child until it ends or has to be killed.
  mutating func finish(timeout: Duration, kill moment: KillMoment?) -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    var isTimedOut = false
    var isKilled = false
    while child.isOpen {
      child.exchange(milliseconds: 20)
      let elapsed = start.duration(to: clock.now)
      if !isKilled, isTime(moment, elapsed) {
        isKilled = true
        child.kill()
      }
      if elapsed > timeout {
        isTimedOut = true
        child.kill()
        // A grandchild may hold the pipes open; what it writes belongs to nobody.
        break
      }
    }
    let status = child.wait()
    let signal = status & 0x7F
    let ending: Outcome.Ending =
      isTimedOut ? .timedOut : signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    return Outcome(ending: ending, outputBytes: child.output, errorBytes: child.errors)
  }

  private mutating func isTime(_ moment: KillMoment?, _ elapsed: Duration) -> Bool {
    switch moment {
    case nil: false
    case .after(let wait): elapsed >= wait
    case .onOutputLine(let text, let count): has(count, newLinesIn: child.output, with: text)
    case .onErrorLine(let text): has(1, newLinesIn: child.errors, with: text)
    }
  }

  /// Looks only at the lines that came since the last call.
  private mutating func has(
    _ count: Int, newLinesIn bytes: [UInt8], with text: String
  ) -> Bool {
    guard let end = bytes[searched...].lastIndex(of: 0x0A) else { return false }
    let lines = String(decoding: bytes[searched...end], as: UTF8.self).split(separator: "\n")
    searched = end + 1
    found += lines.count { $0.contains(text) }
    return found >= count
  }
}
