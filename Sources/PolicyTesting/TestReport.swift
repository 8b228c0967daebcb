package import Diagnostics
import Graph
import Policy

/// Everything that one run of `polytraders test` found out.
package struct TestReport {
  package var run: TestRun
  /// Nil where nobody asked.
  package var boundaries: [Boundary]?
  /// By the name of the bot; nil where nobody asked.
  package var mutations: [(bot: String, run: MutationRun)]?

  package init(
    _ run: TestRun, boundaries: [Boundary]? = nil,
    mutations: [(bot: String, run: MutationRun)]? = nil
  ) {
    self.run = run
    self.boundaries = boundaries
    self.mutations = mutations
  }

  /// The figures of each bot that `threshold` is about, in percent; a finding for each that is below.
  package func findings(below threshold: Int) -> [Diagnostic] {
    run.coverage.sorted { $0.key < $1.key }.flatMap { name, coverage in
      var figures = CoveragePoint.Kind.allCases.map { kind in
        ("\(kind.rawValue) coverage", coverage.figure(kind))
      }
      if let mutation = mutations?.first(where: { $0.bot == name })?.run {
        figures.append(("the mutation score", mutation.score))
      }
      return figures.filter { $0.1.isBelow(threshold) }.map { what, figure in
        TestProblem.below(
          what: "\(what) of \(name)", figure: figure.text,
          threshold: threshold
        ).diagnostic(at: coverage.bot.specification.name.location)
      }
    }
  }

  /// A warning for each rule, branch and boundary that no test goes through.
  package var gaps: [Diagnostic] {
    run.coverage.sorted { $0.key < $1.key }.flatMap { _, coverage in
      coverage.gaps.map { gap in
        TestProblem.notCovered(coverage.bot.words(for: gap)).diagnostic(
          at: coverage.bot.location(of: gap))
      }
    }
  }
}

extension TestReport {
  /// Every decision rule by rule, each under the name of its test.
  package var explanations: String {
    run.results.map { "\($0.test.name)\n\(run.explanation(of: $0.test))\n" }.joined()
  }

  /// The finding about a filter or files that leave no test.
  package static func nothingToRun(_ filter: String?, _ files: [String]) -> DiagnosticError {
    let place = files.isEmpty ? "" : " in \(files.joined(separator: ", "))"
    let what =
      filter.map { "no test\(place) has '\($0)' in its name" } ?? "there is no test\(place)"
    return DiagnosticError(TestProblem.nothingToRun(what).diagnostic(at: nil))
  }
}
