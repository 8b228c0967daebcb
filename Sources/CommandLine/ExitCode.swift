/// How a command ended, for scripts and CI. The numbers from 64 are those of `sysexits.h`.
package enum ExitCode: Int32, Sendable {
  /// Done, nothing to report.
  case clean = 0
  /// Errors or failed checks were found in what was looked at.
  case findings = 1
  /// Nothing is wrong, but something differs: drift, or a plan with changes.
  case changes = 2
  /// The command line could not be followed.
  case usage = 64
  /// An input file does not exist or cannot be read.
  case noInput = 66
  /// An error of this program.
  case software = 70
  /// Writing failed: a full disk, a closed pipe.
  case inputOutput = 74
}
