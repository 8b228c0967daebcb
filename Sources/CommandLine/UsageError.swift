/// A command line that cannot be followed. Ends with `ExitCode.usage`.
package struct UsageError: Error, Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    case missingCommand
    case unknownCommand(String, nearest: String?)
    /// The option with its dashes.
    case unknownOption(String, nearest: String?)
    case missingValue(option: String, valueName: String)
    case flagWithValue(flag: String, value: String)
    /// `parameter` as written: `--seed` or `FILE`.
    case invalidValue(parameter: String, value: String, expected: String)
    case repeatedOption(String)
    case missingArgument(String)
    case missingOption(String, valueName: String)
    case extraArgument(String)
    /// Values that are right by themselves and wrong together, in the command's own words.
    case contradiction(String)
  }

  package let reason: Reason
  /// The words that were understood, with the program's name: where `--help` says more.
  package let path: String

  package init(_ reason: Reason, path: String) {
    self.reason = reason
    self.path = path
  }
}
