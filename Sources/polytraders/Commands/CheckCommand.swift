import CommandLine
import Reporting

/// `polytraders check [PATH…]`: every error of the documents, in one run.
struct CheckCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "policy roots or single documents; without any, the root around the current folder")

  static let cost: Parameter<Bool> = .flag(
    "cost", "show what an event of each kind can cost at worst, rule by rule")
  static let overlaps: Parameter<Bool> = .flag(
    "overlaps", "also note every two rules that hold for one event and differ")

  static let watch: Parameter<Bool> = .flag(
    "watch", "check again whenever a document changes, until Ctrl-C")

  static let description = CommandDescription(
    "check", "read bots, policies and reason codes and report every error",
    discussion: """
      A folder with bots/ and policies/ is checked as a whole. A single document is checked together with \
      the root it lies in; one from elsewhere takes the place of the document that says the same thing \
      (the same bot, the same policy name).

      Where all documents agree, the rules themselves are looked at over every event that can be: rules that \
      can never decide, facts whose absence nobody notices, unknowns that turn into "fine". Such findings are \
      warnings.
      """,
    parameters: [paths, cost, overlaps, watch, Findings.format, PolicyRoot.option],
    example: "check policies/execution.yaml")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    if values[Self.watch] {
      var watch = CheckWatch(
        values[Self.paths], policies: values[PolicyRoot.option], overlaps: values[Self.overlaps])
      return try await watch.run()
    }
    let found = try RootDocuments.find(values[Self.paths], policies: values[PolicyRoot.option])
    let checks = found.map { PolicyCheck($0, overlaps: values[Self.overlaps]) }
    let text =
      values[Findings.format] == .text
      ? checks.map { $0.text(withCost: values[Self.cost]) }.joined()
      : PolicyCheck.report(checks).text(as: values[Findings.format])
    guard StandardStream.output.write(text) else { return .inputOutput }
    return checks.contains { $0.report.hasErrors } ? .findings : .clean
  }
}
