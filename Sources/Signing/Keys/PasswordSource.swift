import Hashing

/// Where the password of a keystore comes from.
package enum PasswordSource: Hashable, Sendable {
  /// `env:NAME`: an environment variable, wiped once it was read.
  case environment(name: String)
  /// `file:PATH`: the first line of a file that nobody else may read.
  case file(path: String)
  /// `terminal`: asked for, and not shown while it is typed.
  case terminal

  /// Reads the text of a source.
  package init(parsing text: String) throws(KeyError) {
    if text == "terminal" {
      self = .terminal
      return
    }
    let (scheme, rest) = try SecretText.split(text, schemes: ["env", "file"])
    self = scheme == "env" ? .environment(name: rest) : .file(path: rest)
  }

  /// Fetches the password of the keystore at `path`, which is named where it is asked for.
  package func load(for path: String) throws(KeyError) -> SecretBytes {
    switch self {
    case .environment(let name): try SecretText.variable(name)
    case .file(let path): try SecretText.firstLine(of: try SecretFile.read(path))
    case .terminal: try Terminal.ask("password of \(path): ")
    }
  }

  /// Fetches the password that a new keystore at `path` is to have. At a terminal it is asked for twice, since
  /// nobody sees what is typed.
  package func choose(for path: String) throws(KeyError) -> SecretBytes {
    let password = try load(for: path)
    guard self == .terminal else { return password }
    let again = try Terminal.ask("the same again: ")
    let isSame = password.withBytes { first in
      again.withBytes { second in ConstantTime.areEqual(first, second) }
    }
    guard isSame else { throw .passwordsDiffer }
    return password
  }
}
