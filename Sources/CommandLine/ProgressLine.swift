/// One line that says how far a long job is. On a terminal it is rewritten in place, ten times a second at
/// most; elsewhere (a log, CI) a plain line appears every five seconds. A job of less than a second shows nothing.
package struct ProgressLine {
  private let isTerminal: Bool
  private let columns: Int
  private let now: () -> Duration
  private let write: (String) -> Void
  private let start: Duration
  private var nextUpdate: Duration
  private var isShown = false

  /// `now` is a clock that only goes forward; `write` gets text for the stream.
  package init(
    isTerminal: Bool, columns: Int = 80, now: @escaping () -> Duration,
    write: @escaping (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.columns = columns
    self.now = now
    self.write = write
    start = now()
    nextUpdate = start + (isTerminal ? .seconds(1) : .seconds(5))
  }

  /// On standard error, with the system's monotonic clock.
  package init() {
    let stream = StandardStream.error
    let clock = ContinuousClock()
    let begin = clock.now
    self.init(
      isTerminal: stream.isTerminal, columns: stream.columns,
      now: { begin.duration(to: clock.now) },
      write: { _ = stream.write($0) })
  }

  /// Time since the line was made.
  package var elapsed: Duration { now() - start }

  /// Shows `text` where it is time for it; otherwise does not even make it. Reads the clock, so callers with
  /// millions of steps call it every thousand.
  package mutating func update(_ text: @autoclosure () -> String) {
    let time = now()
    guard time >= nextUpdate else { return }
    let line = text()
    if isTerminal {
      write("\r" + line.prefix(max(1, columns - 1)) + "\u{1B}[K")
      isShown = true
      nextUpdate = time + .milliseconds(100)
    } else {
      write(line + "\n")
      nextUpdate = time + .seconds(5)
    }
  }

  /// Takes the line away, so that results begin in a clean place.
  package mutating func finish() {
    if isShown { write("\r\u{1B}[K") }
    isShown = false
  }
}
