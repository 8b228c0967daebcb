package import Runtime

/// Reads a file of events, one JSON object a line, and has each decided.
package struct EventFile {
  /// What became of one line.
  package enum Result {
    case decided(Decision, EventFrame, EventName)
    case refused(EventError, line: Int)
  }

  package struct Counts: Equatable, Sendable {
    package var events = 0
    package var refused = 0
  }

  /// Decides every line of `path` (NDJSON, also gzip, `-` for standard input). A line that is no event is
  /// handed over as such and the next one goes on: events do not depend on each other.
  package static func read(
    _ path: String, with evaluator: EventEvaluator, each: (Result) -> Void
  ) throws(FileError) -> Counts {
    let lines = try LineReader(path: path)
    var counts = Counts()
    while let line = try unsafe lines.next() {
      do {
        let (decision, frame, name) = try unsafe evaluator.decide(line: line.bytes)
        counts.events += 1
        each(.decided(decision, frame, name))
      } catch {
        counts.refused += 1
        unsafe each(.refused(error, line: line.number))
      }
    }
    return counts
  }
}
