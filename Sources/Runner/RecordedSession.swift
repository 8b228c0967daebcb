package import Diagnostics
import Hashing
import Runtime
package import Venue

/// One or several recordings as one stream of messages in the order of their times. Inside a recording the
/// order of arrival stays; its clock is the largest time seen so far, since the venue's times step back.
package final class RecordedSession {
  private struct Source {
    var recording: Recording
    var message = MarketMessage()
    /// Of the message that is waiting; nil at the end.
    var time: Int64?
    /// The largest time so far; nil before the first.
    var clock: Int64?
  }

  private var sources: [Source] = []
  private let decoder = MarketMessageDecoder()
  /// Why a recording cannot be read on. Found while looking ahead, so it is thrown one message later.
  private var failure: DiagnosticError?
  /// The clock of the message given last.
  private(set) package var time: Int64 = 0
  package let inputs: [ReplayInput]

  /// Opens the recordings and reads the first message of each: what is no recording at all, or an empty one, is
  /// refused before anything else is done. `PT0802` cannot be opened, `PT0604` holds no messages, `PT0605` a time
  /// that is none, and the codes of `RecordingError`.
  package init(paths: [String]) throws(DiagnosticError) {
    var inputs: [ReplayInput] = []
    for path in paths {
      inputs.append(try Self.identify(path))
      do {
        let recording = try Recording(path: path, decoder: decoder)
        sources.append(Source(recording: recording))
      } catch {
        throw DiagnosticError(error.diagnostic(path: path))
      }
    }
    self.inputs = inputs
    for index in sources.indices {
      try advance(index)
      if sources[index].time == nil { throw Self.holdsNothing(sources[index].recording.path) }
    }
  }

  /// Markets and tokens in the order in which they were first named.
  package var directory: MarketDirectory { decoder.directory }
  /// Uncompressed.
  package var byteCount: Int { sources.reduce(0) { $0 + $1.recording.byteCount } }
  var keepAlives: Int {
    sources.reduce(0) { $0 + $1.recording.counts.keepAlives + $1.recording.counts.textFrames }
  }

  /// Fills `message` with the next one; false at the end of all recordings.
  package func next(into message: inout MarketMessage) throws(DiagnosticError) -> Bool {
    if let failure { throw failure }
    var earliest: Int?
    for index in sources.indices {
      guard let time = sources[index].time else { continue }
      if let known = earliest, let best = sources[known].time, best <= time { continue }
      earliest = index
    }
    guard let index = earliest, let time = sources[index].time else { return false }
    self.time = time
    swap(&message, &sources[index].message)
    do {
      try advance(index)
    } catch {
      failure = error
    }
    return true
  }

  /// Reads the next message that has a place in time: one without a time of its own takes that of the message
  /// before it, and is left out where there is none.
  private func advance(_ index: Int) throws(DiagnosticError) {
    repeat {
      do {
        guard try sources[index].recording.next(into: &sources[index].message) else {
          sources[index].time = nil
          return
        }
      } catch {
        throw DiagnosticError(error.diagnostic(path: sources[index].recording.path))
      }
      if let time = sources[index].message.timestamp {
        guard time <= Self.latestTime else { throw Self.isNoTime(time, sources[index].recording) }
        sources[index].clock = max(sources[index].clock ?? 0, time)
      }
    } while sources[index].clock == nil
    sources[index].time = sources[index].clock
  }

  /// The end of the year 9999, in milliseconds: later times are in another unit, and one of them would carry the
  /// clock away for good.
  private static let latestTime: Int64 = 253_402_300_799_999

  private static func isNoTime(_ time: Int64, _ recording: Recording) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        "PT0605", .error,
        "\"timestamp\" is \(time), after the year 9999 (byte \(recording.byteOffset) of the recording)",
        at: Location(file: recording.path, line: recording.lineNumber, column: 1),
        help: ["the venue writes milliseconds since 1970: this may be micro- or nanoseconds"]))
  }

  private static func holdsNothing(_ path: String) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        "PT0604", .error, "'\(path)' holds no messages", at: nil,
        help: ["check that the recording is the one you mean and that it is complete"]))
  }

  /// The digest of a recording's bytes as they lie on disk; standard input has none.
  private static func identify(_ path: String) throws(DiagnosticError) -> ReplayInput {
    guard path != "-" else { return ReplayInput(name: "standard input", digest: "") }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    do {
      return ReplayInput(name: name, digest: try FileDigest.sha256(path).hex)
    } catch {
      throw DiagnosticError(
        Diagnostic("PT0802", .error, error.message, at: nil, help: [error.help]))
    }
  }
}
