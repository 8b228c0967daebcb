import CommandLine
import Diagnostics

enum Form: String, CaseIterable, ArgumentChoice { case text, json, sarif }

/// A command with every kind of parameter.
struct Sample: Command {
  static let bot: Parameter<String> = .argument("BOT", "the bot to run")
  static let others: Parameter<[String]> = .arguments("FILE", "further files")
  static let events: Parameter<String> = .requiredOption("events", "FILE", "order events")
  static let settings: Parameter<[NameAndValue]> = .options("set", "NAME=VALUE", "a live value")
  static let seed: Parameter<UInt64> = .option("seed", "N", "where chance begins", default: 7)
  static let offset: Parameter<Int?> = .option("offset", "N", "added to every price")
  static let wait: Parameter<Duration?> = .option("wait", "TIME", "how long to wait")
  static let form: Parameter<Form> = .option(
    "format", "FORM", "text, json or sarif", default: .text)
  static let codes: Parameter<Bool> = .flag("codes", "print one code a line")

  static let description = CommandDescription(
    "eval", "judge order events",
    discussion:
      "Reads order events and prints what the bot decides for each of them, in the order of the file.",
    parameters: [bot, others, events, settings, seed, offset, wait, form, codes],
    example: "eval exec.queuewarden --events events.ndjson --codes")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    values[Self.codes] ? .findings : .clean
  }
}

/// A command that ends with an error of its own.
struct Failing: Command {
  struct Broken: Error {}
  static let mode: Parameter<String> = .argument("MODE", "how to fail")
  static let description = CommandDescription(
    "fail", "always fails", parameters: [mode], example: "fail usage")
  let values: ParsedValues

  func run() async throws -> ExitCode {
    if values[Self.mode] == "usage" {
      throw UsageError(.contradiction("this does not go with that"), path: "tool fail")
    }
    if values[Self.mode].hasPrefix("PT") {
      throw DiagnosticError(Diagnostic(values[Self.mode], .error, "no", at: nil, help: []))
    }
    throw Broken()
  }
}

struct Verify: Command {
  static let description = CommandDescription("verify", "check the chain", example: "audit verify")
  let values: ParsedValues
  func run() async throws -> ExitCode { .changes }
}

/// `tool`, with commands at two levels.
var program: Program {
  Program(
    CommandGroup(
      "tool", "a tool for tests",
      [
        .command(Sample.self), .command(Failing.self),
        .group(
          CommandGroup(
            "audit", "look at the journal", [.command(Verify.self)], example: "audit verify")),
      ], example: "eval exec.queuewarden --events events.ndjson"), version: "1.2.3",
    exitCodes: ["PT0802": .noInput])
}

/// A form of value that a program brings itself.
struct NameAndValue: ArgumentValue, CustomStringConvertible {
  let description: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      return nil
    }
    description = argument
  }

  static var expectation: String { "NAME=VALUE" }
}
