import CommandLine
import PolicyTesting
import Trading

/// What `polytraders test` prints below its findings.
enum TestTables {
  /// A line for each bot, and the count that scripts look for last.
  static func summary(_ report: TestReport) -> String {
    var columns: [TextTable.Column] = [
      .left("bot"), .right("tests"), .right("rules"), .right("branches"), .right("boundaries"),
    ]
    if report.mutations != nil {
      columns += [.right("mutants killed"), .right("score"), .right("equivalent")]
    }
    var table = TextTable(columns)
    let results = report.run.results
    for (name, coverage) in report.run.coverage.sorted(by: { $0.key < $1.key }) {
      var cells = [name, "\(results.count { $0.test.bot == name })"]
      cells += CoveragePoint.Kind.allCases.map { kind in
        coverage.figure(kind).text
      }
      if let mutation = report.mutations?.first(where: { $0.bot == name })?.run {
        cells += [
          mutation.score.text, "\(mutation.score.percent) %", "\(mutation.equivalents.count)",
        ]
      }
      table.add(cells)
    }
    let passed = results.count(where: \.passed)
    return table.rendered()
      + "\(grouped(results.count)) tests: \(grouped(passed)) passed, "
      + "\(grouped(results.count - passed)) failed\n"
  }

  /// Every threshold with what is decided around it; empty where nobody asked.
  static func boundaries(_ report: TestReport) -> String {
    guard let boundaries = report.boundaries else { return "" }
    var table = TextTable([
      .left("bot"), .left("at"), .left("comparison"), .left("side"), .right("value"),
      .left("decides"),
    ])
    for boundary in boundaries {
      for (index, side) in boundary.cases.enumerated() {
        let isFirst = index == 0
        table.add([
          isFirst ? boundary.bot : "", isFirst ? boundary.owner : "",
          isFirst ? boundary.text : "", side.words, side.value,
          side.verdict.map { "\($0.code), \($0.action.rawValue)" } ?? "no event was found",
        ])
      }
    }
    return table.rendered() + "\n"
  }
}
