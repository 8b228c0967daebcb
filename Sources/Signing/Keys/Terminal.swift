import Glibc

/// The terminal of the user, wherever standard input and output lead.
enum Terminal {
  /// The longest line that is taken, in bytes.
  private static let longestLine = 4_096

  /// Asks for a line that is not shown while it is typed.
  static func ask(_ question: String) throws(KeyError) -> SecretBytes {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { throw .noTerminal }
    defer { close(terminal) }
    var settings = termios()
    guard unsafe tcgetattr(terminal, &settings) == 0 else { throw .noTerminal }
    var silent = settings
    // Without signals too: an interrupt would end the program with the terminal still silent.
    silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
    guard unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { throw .noTerminal }
    defer {
      unsafe tcsetattr(terminal, TCSAFLUSH, &settings)
      _ = unsafe Glibc.write(terminal, "\n", 1)
    }
    _ = unsafe question.withCString { unsafe Glibc.write(terminal, $0, strlen($0)) }
    return try unsafe SecretBytes(capacity: longestLine) { (room) throws(KeyError) in
      let count = unsafe Glibc.read(terminal, room.baseAddress, longestLine)
      // Control-C comes as the byte 3 while signals are off.
      guard count > 0, unsafe !room.prefix(count).contains(3) else { throw .cancelled }
      let end = unsafe room.prefix(count).last == UInt8(ascii: "\n") ? count - 1 : count
      guard end > 0 else { throw .cancelled }
      return end
    }
  }
}
