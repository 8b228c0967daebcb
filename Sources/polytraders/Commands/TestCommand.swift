import CommandLine
import Diagnostics
import PolicyTesting

/// `polytraders test [PATH…]`: the tests of the policies, and what they leave untested.
struct TestCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "policy roots, or documents whose tests are to be run; without any, all tests")
  static let filter: Parameter<String?> = .option(
    "filter", "TEXT", "run the tests whose name, or whose bot's name, has this text in it")
  static let coverage: Parameter<Bool> = .flag(
    "coverage", "list the rules, branches and boundaries that no test goes through")
  static let explain: Parameter<Bool> = .flag("explain", "print every decision rule by rule")

  static let description = CommandDescription(
    "test", "run the tests of bots and policies",
    parameters: [paths, filter, coverage, explain, PolicyRoot.option],
    example: "test --coverage")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    let found = try RootDocuments.find(values[Self.paths], policies: values[PolicyRoot.option])
    for documents in found {
      let reading = TestSuite.read(documents.inputs, replacing: documents.replacing)
      _ = StandardStream.output.write(reading.renderer.render(reading.diagnostics))
      guard let suite = reading.suite else { return .findings }
      let run = TestRun(suite.graph, suite.tests)
      _ = StandardStream.output.write(reading.renderer.render(run.results.compactMap(\.diagnostic)))
      for (name, coverage) in run.coverage.sorted(by: { $0.key < $1.key }) {
        let figures = CoveragePoint.Kind.allCases.map { "\($0) \(coverage.figure($0))" }
        _ = StandardStream.output.write("\(name) \(figures)\n")
        for gap in coverage.gaps {
          let place = coverage.bot.location(of: gap)
          _ = StandardStream.output.write(
            "\(place.file):\(place.line):\(place.column) \(coverage.bot.words(for: gap))\n")
        }
      }
    }
    return .clean
  }
}
