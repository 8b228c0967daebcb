import Diagnostics
package import JSON
package import Runtime

/// Reads a file of events, one JSON object a line, and has each decided.
package struct EventFile {
  /// What became of one line.
  package enum Result {
    case decided(Decision, EventFrame, event: JSONNode)
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
    let reader = JSONReader(maximumDepth: 16)
    var counts = Counts()
    while let line = try unsafe lines.next() {
      do {
        let event = try unsafe parse(line, reader)
        let (decision, frame) = try evaluator.decide(event)
        counts.events += 1
        each(.decided(decision, frame, event: event))
      } catch {
        counts.refused += 1
        unsafe each(.refused(error, line: line.number))
      }
    }
    return counts
  }

  private static func parse(_ line: Line, _ reader: JSONReader) throws(EventError) -> JSONNode {
    do {
      return try unsafe reader.parse(line.bytes)
    } catch {
      throw .notJSON(error)
    }
  }
}
