import Diagnostics
import Hashing
import Runtime
import Venue

/// One or several recordings as one stream of messages in the order of their times. Inside a recording the
/// order of arrival stays; its clock is the largest time seen so far, since the venue's times step back.
final class RecordedSession {
  private struct Source {
    var recording: Recording
    var message = MarketMessage()
    /// Of the message that is waiting; nil at the end.
    var time: Int64?
    var clock = Int64.min
  }

  private var sources: [Source] = []
  private let decoder = MarketMessageDecoder()
  /// The clock of the message given last.
  private(set) var time: Int64 = 0
  let inputs: [ReplayInput]

  init(paths: [String]) throws(DiagnosticError) {
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
    for index in sources.indices { try advance(index) }
  }

  var directory: MarketDirectory { decoder.directory }
  /// Uncompressed.
  var byteCount: Int { sources.reduce(0) { $0 + $1.recording.byteCount } }
  var keepAlives: Int {
    sources.reduce(0) { $0 + $1.recording.counts.keepAlives + $1.recording.counts.textFrames }
  }

  /// Fills `message` with the next one; false at the end of all recordings.
  func next(into message: inout MarketMessage) throws(DiagnosticError) -> Bool {
    var earliest: Int?
    for index in sources.indices {
      guard let time = sources[index].time else { continue }
      if let known = earliest, let best = sources[known].time, best <= time { continue }
      earliest = index
    }
    guard let index = earliest, let time = sources[index].time else { return false }
    self.time = time
    swap(&message, &sources[index].message)
    try advance(index)
    return true
  }

  private func advance(_ index: Int) throws(DiagnosticError) {
    do {
      guard try sources[index].recording.next(into: &sources[index].message) else {
        sources[index].time = nil
        return
      }
    } catch {
      throw DiagnosticError(error.diagnostic(path: sources[index].recording.path))
    }
    sources[index].clock = max(sources[index].clock, sources[index].message.timestamp ?? .min)
    sources[index].time = sources[index].clock
  }

  /// The digest of a recording's bytes as they lie on disk; standard input has none.
  private static func identify(_ path: String) throws(DiagnosticError) -> ReplayInput {
    guard path != "-" else { return ReplayInput(name: "standard input", digest: "") }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    do {
      return ReplayInput(name: name, digest: try FileDigest.sha256(path).hex)
    } catch {
      throw DiagnosticError(
        Diagnostic("PT0801", .error, error.message, at: nil, help: [error.help]))
    }
  }
}
