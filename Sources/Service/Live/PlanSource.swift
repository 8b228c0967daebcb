package import Diagnostics
import Dispatch
import Glibc
package import Orders
import Runtime

/// Reads strategies' ExecutionPlans, one JSON object a line, on a thread of its own: a file (also .gz), a named pipe,
/// which is opened again when its writer goes away, or standard input. Where the desk is behind, it waits.
package final class PlanSource: Sendable {
  /// Reads a line as a plan.
  package typealias Decoder =
    @Sendable (_ line: [UInt8], _ number: Int, _ path: String) -> Result<ExecutionPlan, PlanRefusal>

  /// Why a line is no plan.
  package struct PlanRefusal: Error, Sendable {
    package var diagnostics: [Diagnostic]

    /// A refusal with what is wrong.
    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  }

  private let path: String
  private let mailbox: LiveMailbox
  private let decode: Decoder
  private let stopFlag = StopFlag()

  /// A source that has not begun.
  package init(_ path: String, mailbox: LiveMailbox, decode: @escaping Decoder) {
    self.path = path
    self.mailbox = mailbox
    self.decode = decode
  }

  /// Begins to read.
  package func start() {
    DispatchQueue(label: "polytraders.plans").async { [self] in readAll() }
  }

  /// Reads nothing more.
  package func stop() { stopFlag.set() }

  /// So many inputs of the desk may wait before nothing more is read.
  private static let mostWaiting = 1_024

  private func readAll() {
    repeat {
      do throws(FileError) {
        try read()
      } catch {
        mailbox.put(
          .badPlan(
            Diagnostic("PT2706", .error, error.message, at: nil, help: [error.help])))
        break
      }
    } while isPipe && !stopFlag.isSet
    mailbox.put(.plansEnded)
  }

  private func read() throws(FileError) {
    let lines = try LineReader(path: path) { [stopFlag] descriptor in
      while !stopFlag.isSet {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&wait, 1, 100) > 0 { return true }
      }
      return false
    }
    while !stopFlag.isSet, let line = try unsafe lines.next() {
      while mailbox.count > Self.mostWaiting, !stopFlag.isSet { usleep(2_000) }
      // A line that was cut off is nobody's plan.
      guard unsafe line.isComplete || !stopFlag.isSet else { break }
      switch decode(unsafe Array(line.bytes), unsafe line.number, path) {
      case .success(let plan): mailbox.put(.plan(plan))
      case .failure(let refusal):
        for diagnostic in refusal.diagnostics { mailbox.put(.badPlan(diagnostic)) }
      }
    }
  }

  private var isPipe: Bool {
    var status = stat()
    return unsafe path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }
}
