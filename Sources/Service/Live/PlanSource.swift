import Diagnostics
import Dispatch
import Glibc
import JSON
import Orders
import Runtime

/// Reads strategies' ExecutionPlans, one JSON object a line, on a thread of its own: a file (also .gz), a named pipe,
/// which is opened again when its writer goes away, or standard input. Where the desk is behind, it waits.
package final class PlanSource: Sendable {
  private let path: String
  private let mailbox: LiveMailbox
  private let kinds: MarketKinds
  private let stopFlag = StopFlag()

  /// A source that has not begun; it reads no further while many plans wait at the desk or for the venue (`kinds`).
  package init(_ path: String, mailbox: LiveMailbox, kinds: MarketKinds) {
    self.path = path
    self.mailbox = mailbox
    self.kinds = kinds
  }

  /// Begins to read.
  package func start() {
    DispatchQueue(label: "polytraders.plans").async { [self] in readAll() }
  }

  /// Reads nothing more.
  package func stop() { stopFlag.set() }

  /// So many inputs may wait before nothing more is read.
  private static let mostWaiting = 1_024

  private func readAll() {
    repeat {
      do throws(FileError) {
        try read()
      } catch {
        mailbox.put(
          .badPlan(
            Diagnostic("PT2710", .error, error.message, at: nil, help: [error.help])))
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
    let reader = JSONReader(maximumDepth: 16)
    while !stopFlag.isSet {
      let next: Line?
      do throws(FileError) {
        unsafe next = try lines.next()
      } catch {
        try pass(over: error, in: lines)
        continue
      }
      guard let line = unsafe next else { break }
      while mailbox.count + kinds.waiting > Self.mostWaiting, !stopFlag.isSet { usleep(2_000) }
      // A line that was cut off is nobody's plan.
      guard unsafe line.isComplete || !stopFlag.isSet else { break }
      let number = unsafe line.number
      do throws(FieldProblem) {
        mailbox.put(.plan(try ExecutionPlan(json: unsafe Array(line.bytes), reader: reader)))
      } catch {
        mailbox.put(.badPlan(error.diagnostic(file: path, line: number)))
      }
    }
  }

  /// A line that is too long is nobody's plan; the next one may be.
  private func pass(over error: FileError, in lines: LineReader) throws(FileError) {
    guard case .lineTooLong(_, let line, _, _) = error else { throw error }
    mailbox.put(
      .badPlan(
        Diagnostic(
          "PT2712", .error, error.message, at: Location(file: path, line: line, column: 1),
          help: ["one plan stands on one line; the lines after this one are read"])))
    try lines.skipLongLine()
  }

  private var isPipe: Bool {
    var status = stat()
    return unsafe path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }
}

extension FieldProblem {
  /// The finding for people about a line of plans: PT2708.
  func diagnostic(file: String, line: Int) -> Diagnostic {
    let subject = path.isEmpty ? "the line" : "'\(path)'"
    let message =
      switch kind {
      case .missing: "\(subject) is missing"
      case .unknown: "\(subject) is no field of a plan"
      case .wrongKind(let wanted): "\(subject) is not \(wanted)"
      case .badValue(let why): "\(subject): \(why)"
      case .notJSON(let why): "the line is no JSON: \(why)"
      }
    return Diagnostic(
      "PT2708", .error, message, at: Location(file: file, line: line, column: offset + 1),
      help: ["a plan is one JSON object of the form \(ExecutionPlan.schema); README.md has it"])
  }
}
