import Glibc

/// The streams of the process, written without buffers of their own.
package enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Whether a person looks at it.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Columns of the terminal; 80 where it does not say.
  package var columns: Int {
    var size = winsize()
    guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes all of `text`; false where the stream is closed or full.
  package func write(_ text: String) -> Bool {
    write(Array(text.utf8))
  }

  /// Writes all of `bytes`; false where the stream is closed or full.
  package func write(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = unsafe Glibc.write(
          rawValue, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
        if count > 0 {
          sent += count
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }
}
