import FixedPoint
import Glibc
import Graph

/// Decisions as lines of JSON on a descriptor: what `polytraders run` prints. A line is written when the journal
/// holds the decision, so that whoever acts on it finds the reason there, whatever happens to this process.
package final class DecisionLines: DecisionSink {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Where each line ends in `buffer`, and the sequence number of its decision.
  private var ends: [(end: Int, sequence: Int64)] = []
  /// How many of `ends`, and how much of `buffer`, are written.
  private var written = 0
  private var writtenBytes = 0
  /// Lines that were written.
  package private(set) var lineCount = 0

  /// Writes to an open descriptor, which stays its owner's.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  package var waitingCount: Int { ends.count - written }

  package func take(_ decision: ServiceDecision) {
    append("{\"event_id\":")
    decision.name.appendJSON(to: &buffer)
    unsafe decision.outcome.text.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
    buffer.appendDecimal(decision.sequence)
    append("}\n")
    ends.append((buffer.count, decision.sequence))
  }

  package func deliver(through sequence: Int64) throws(DecisionSinkFailure) {
    var last = written
    while last < ends.count, ends[last].sequence <= sequence { last += 1 }
    guard last > written else { return }
    try write(through: ends[last - 1].end)
    lineCount += last - written
    written = last
    if written == ends.count {
      ends.removeAll(keepingCapacity: true)
      buffer.removeAll(keepingCapacity: true)
      written = 0
      writtenBytes = 0
    }
  }

  private func append(_ text: StaticString) {
    unsafe buffer.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private func write(through end: Int) throws(DecisionSinkFailure) {
    while writtenBytes < end {
      let start = writtenBytes
      let count = unsafe buffer.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), end - start)
      }
      if count >= 0 {
        writtenBytes += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&wait, 1, 1_000)
      case EPIPE: throw .closed
      case let code: throw .cannotWrite(code: code)
      }
    }
  }
}

extension EventName {
  /// Appends the name as a JSON text, null where the event has none.
  func appendJSON(to bytes: inout [UInt8]) {
    guard !isEmpty else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    appendQuoted(to: &bytes)
  }
}
