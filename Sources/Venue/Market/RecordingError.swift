package import JSON
package import Runtime

/// Why a recording cannot be read, or why one of its lines is skipped. Line numbers count from 1;
/// offsets are bytes from the start of the uncompressed recording.
package enum RecordingError: Error, Equatable, Sendable {
  /// The file itself: nothing more can be read from it.
  case file(FileError)
  /// The line is not JSON.
  case notJSON(JSONError, line: Int, byteOffset: Int)
  /// The last line stops in the middle: its writer was cut off.
  case cutOff(line: Int, byteOffset: Int)
  /// The line is JSON, but no message of the market channel.
  case notAMessage(MarketMessageError, line: Int, byteOffset: Int)

  /// Whether `Recording.next` may be called again and goes on behind the bad line.
  package var isRecoverable: Bool {
    if case .file = self { return false }
    return true
  }

  /// The line in question, where one is known.
  package var line: Int? {
    switch self {
    case .file(let error): error.line
    case .notJSON(_, let line, _), .cutOff(let line, _), .notAMessage(_, let line, _): line
    }
  }
}
