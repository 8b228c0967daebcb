package import Diagnostics
import JSON
import Runtime

/// What a file of events is, told from how it begins.
package enum EventInput: Equatable, Sendable {
  case recording, journal, events

  /// `PT0802` where the file cannot be opened, `PT1904` where it is empty. Standard input is a file of events.
  package static func kind(of path: String) throws(DiagnosticError) -> EventInput {
    guard path != "-" else { return .events }
    do {
      let lines = try LineReader(path: path, maximumLineLength: 16 << 20)
      guard let line = try unsafe lines.next() else {
        throw DiagnosticError(DiffProblem.emptyFile(path: path).diagnostic)
      }
      return unsafe isEvent(line.bytes) ? .events : isJournal(line.bytes) ? .journal : .recording
    } catch let error as FileError {
      // A journal's first line may be long beyond bounds, and need not be text.
      if case .lineTooLong = error { return .journal }
      throw error.finding
    } catch let error as DiagnosticError {
      throw error
    } catch {
      preconditionFailure("reading lines throws nothing else")
    }
  }

  @unsafe private static func isJournal(_ line: UnsafeRawBufferPointer) -> Bool {
    unsafe line.starts(with: "SQLite format 3\0".utf8)
  }

  @unsafe private static func isEvent(_ line: UnsafeRawBufferPointer) -> Bool {
    let reader = JSONReader()
    // Nodes live in the reader.
    return withExtendedLifetime(reader) {
      guard let event = unsafe try? reader.parse(line), event.kind == .object else { return false }
      return event.member("now_ms") != nil
    }
  }
}
