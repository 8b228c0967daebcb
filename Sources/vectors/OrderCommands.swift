import CommandLine
import KnownAnswers

/// `vectors oms FILE…`: scenarios of the order manager.
struct OrderManagerCommand: Command {
  static let files: Parameter<[String]> = .arguments(
    "FILE", "files of the form of vectors/oms/scenarios.json", isRequired: true)
  static let description = CommandDescription(
    "oms", "replay scenarios of orders, nonces and the queue and compare",
    parameters: [files], example: "oms ../shared/vectors/oms/scenarios.json")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var tally = Tally()
    for file in values[Self.files] { tally.merge(checkOrderManager(file)) }
    return show(tally)
  }
}
