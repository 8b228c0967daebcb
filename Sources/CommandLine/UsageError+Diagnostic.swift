package import Diagnostics

extension UsageError {
  /// One line with the reason and where to look.
  package var diagnostic: Diagnostic {
    var help: [String] = []
    switch reason {
    case .unknownCommand(_, let nearest?), .unknownOption(_, let nearest?):
      help.append("did you mean '\(nearest)'?")
    case .missingValue(let option, _):
      help.append("a value that begins with '-' is written '--\(option)=-…'")
    default:
      break
    }
    help.append("see '\(path) --help'")
    return Diagnostic(code, .error, message, at: nil, help: help)
  }

  private var code: String {
    switch reason {
    case .missingCommand, .unknownCommand: "PT0901"
    case .unknownOption: "PT0902"
    case .missingValue, .flagWithValue, .invalidValue: "PT0903"
    case .repeatedOption, .contradiction: "PT0904"
    case .missingArgument, .missingOption: "PT0905"
    case .extraArgument: "PT0906"
    }
  }

  private var message: String {
    switch reason {
    case .missingCommand: "'\(path)' needs a subcommand"
    case .unknownCommand(let word, _): "'\(path)' has no subcommand '\(word)'"
    case .unknownOption(let option, _): "unknown option '\(option)'"
    case .missingValue(let option, let value): "'--\(option)' needs a value: --\(option) \(value)"
    case .flagWithValue(let flag, let value): "'--\(flag)' takes no value, found '\(value)'"
    case .invalidValue(let parameter, let value, let expected):
      "'\(value)' is no value for \(parameter): expected \(expected)"
    case .repeatedOption(let option): "'--\(option)' is given twice"
    case .missingArgument(let name): "missing argument \(name)"
    case .missingOption(let option, let value): "missing option --\(option) \(value)"
    case .extraArgument(let word): "unexpected argument '\(word)'"
    case .contradiction(let words): words
    }
  }
}
