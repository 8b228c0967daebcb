import Diagnostics

/// The whole command: a tree of subcommands with a name and a version.
package struct Program: Sendable {
  private let root: CommandGroup
  private let version: String
  private let exitCodes: [String: ExitCode]

  /// `root.name` is the program's name; `version` is what `--version` prints; `exitCodes` says for which codes
  /// of a `Diagnostic` a command ends otherwise than with `ExitCode.findings`.
  package init(_ root: CommandGroup, version: String, exitCodes: [String: ExitCode] = [:]) {
    self.root = root
    self.version = version
    self.exitCodes = exitCodes
  }

  /// What a command line asks for.
  package enum Request: Sendable {
    /// A text for standard output.
    case show(String)
    case run(any Command.Type, ParsedValues)
  }

  /// Reads the words behind the program's name.
  package func request(_ words: [String]) throws(UsageError) -> Request {
    var rest = words[...]
    // `help audit verify` is `audit verify --help`.
    if rest.first == "help" { rest = rest.dropFirst() + ["--help"] }
    if rest.first == "--version" { return .show("\(root.name) \(version)\n") }
    var group = root
    var path = root.name
    while true {
      guard let word = rest.popFirst() else {
        throw UsageError(.missingCommand, path: path)
      }
      if word == "-h" || word == "--help" {
        return .show(HelpText.group(group, program: root.name, path: path))
      }
      if let standard = group.standard, word.hasPrefix("-") {
        return try request(standard, [word] + rest, path: "\(path) \(standard.description.name)")
      }
      guard let node = group.subcommands.first(where: { $0.name == word }) else {
        throw unknown(word, in: group, path: path)
      }
      path += " " + word
      switch node {
      case .group(let inner): group = inner
      case .command(let command): return try request(command, rest, path: path)
      }
    }
  }

  /// Does what the words ask for. Findings and usage errors go to standard error.
  package func run(_ words: [String]) async -> ExitCode {
    do {
      switch try request(words) {
      case .show(let text):
        return StandardStream.output.write(text) ? .clean : .inputOutput
      case .run(let command, let values):
        return try await command.init(values: values).run()
      }
    } catch let error as UsageError {
      complain([error.diagnostic])
      return .usage
    } catch let error as DiagnosticError {
      complain(error.diagnostics)
      return error.diagnostics.lazy.compactMap { exitCodes[$0.code] }.first ?? .findings
    } catch {
      complain([
        Diagnostic(
          "PT0990", .error, "the program failed: \(error)", at: nil, help: ["please report this"])
      ])
      return .software
    }
  }

  /// Runs the words of this process.
  package func run() async -> ExitCode {
    await run(Array(Swift.CommandLine.arguments.dropFirst()))
  }

  private func request(
    _ command: any Command.Type, _ words: ArraySlice<String>, path: String
  ) throws(UsageError) -> Request {
    let description = command.description
    var parser = ArgumentParser(description, path: path)
    switch try parser.parse(words) {
    case .help: return .show(HelpText.command(description, program: root.name, path: path))
    case .values(let values): return .run(command, values)
    }
  }

  private func unknown(_ word: String, in group: CommandGroup, path: String) -> UsageError {
    if word.hasPrefix("-") {
      let near = nearest(to: word, among: ["--help", "--version"])
      return UsageError(.unknownOption(word, nearest: near), path: path)
    }
    let near = nearest(to: word, among: group.subcommands.map(\.name))
    return UsageError(.unknownCommand(word, nearest: near), path: path)
  }

  private func complain(_ diagnostics: [Diagnostic]) {
    _ = StandardStream.error.write(diagnostics.map(DiagnosticRenderer().render).joined())
  }
}
