package import Runtime

/// Reads a file of events, one JSON object a line, and has each decided.
package struct EventFile {
  package struct Counts: Equatable, Sendable {
    package var events = 0
    package var refused = 0
  }

  /// Decides every line of `path` (NDJSON, also gzip, `-` for standard input). A line that is no event is
  /// handed over as refused and the next one goes on: events do not depend on each other. What is handed over is
  /// valid until the next line.
  package static func read(
    _ path: String, with evaluator: EventEvaluator,
    decided: (Decision, EventFrame, EventName) -> Void,
    refused: (EventError, _ line: Int) -> Void
  ) throws(FileError) -> Counts {
    let lines = try LineReader(path: path)
    var counts = Counts()
    while let line = try unsafe lines.next() {
      do {
        try unsafe evaluator.decide(
          line: line.bytes, padding: LineReader.padding, decided)
        counts.events += 1
      } catch {
        counts.refused += 1
        unsafe refused(error, line.number)
      }
    }
    return counts
  }
}
