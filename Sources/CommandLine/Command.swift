/// One subcommand: what it is called, what it takes, what it does. Declared once, as a struct whose static
/// parameters stand both in its description and in the body that reads them:
///
///     struct Check: Command {
///       static let paths: Parameter<[String]> = .arguments("PATH", "files or folders")
///       static let description = CommandDescription(
///         "check", "read policies and report every error", parameters: [paths],
///         example: "check policies")
///       let values: ParsedValues
///       func run() async throws -> ExitCode { … values[Self.paths] … }
///     }
package protocol Command: Sendable {
  static var description: CommandDescription { get }

  /// The values have passed every check of the parameters.
  init(values: ParsedValues)

  /// Does the work. A thrown `UsageError` or `DiagnosticError` is shown to the user by `Program`; any other
  /// error ends with `ExitCode.software`.
  func run() async throws -> ExitCode
}

/// What help shows of a command and what the parser accepts for it.
package struct CommandDescription: Sendable {
  /// The word on the command line.
  package let name: String
  /// One line without a full stop.
  package let summary: String
  /// Further paragraphs for `--help`; may be empty.
  package let discussion: String
  /// In the order of help; arguments are filled in this order.
  package let parameters: [any ParameterDeclaration]
  /// A command line that works, without the program's name.
  package let example: String

  package init(
    _ name: String, _ summary: String, discussion: String = "",
    parameters: [any ParameterDeclaration] = [], example: String
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.parameters = parameters
    self.example = example
  }
}

/// A word that only leads to further subcommands, such as `audit` in `audit verify`.
package struct CommandGroup: Sendable {
  package let name: String
  package let summary: String
  package let subcommands: [CommandNode]
  /// The one of the subcommands that is meant where options follow the word at once; nil where none is.
  package let standard: (any Command.Type)?
  /// A command line that works, without the program's name.
  package let example: String

  package init(
    _ name: String, _ summary: String, _ subcommands: [CommandNode],
    standard: (any Command.Type)? = nil, example: String
  ) {
    self.name = name
    self.summary = summary
    self.subcommands = subcommands
    self.standard = standard
    self.example = example
  }
}

/// A place in the tree of subcommands.
package enum CommandNode: Sendable {
  case command(any Command.Type)
  case group(CommandGroup)

  package var name: String {
    switch self {
    case .command(let command): command.description.name
    case .group(let group): group.name
    }
  }

  package var summary: String {
    switch self {
    case .command(let command): command.description.summary
    case .group(let group): group.summary
    }
  }
}
