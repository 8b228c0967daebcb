import CommandLine
import Glibc

enum Exit {
  /// Ends the process with the code that scripts and CI read.
  static func exit(_ code: ExitCode) -> Never {
    Glibc.exit(code.rawValue)
  }
}
