package import Diagnostics
import Graph
package import JSON
import Trading

extension TestReport {
  /// The findings alone, for documents with errors: nothing was run.
  package static func json(_ findings: [Diagnostic]) -> JSONValue {
    .object([.init("findings", .array(findings.map(finding)))])
  }

  /// The report as one object, with members for what was asked.
  package func json(_ findings: [Diagnostic]) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("findings", .array(findings.map(Self.finding))),
      .init("passed", .integer(run.results.count(where: \.passed))),
      .init("failed", .integer(run.results.count { !$0.passed })),
      .init("tests", .array(run.results.map(Self.test))),
      .init("coverage", .array(run.coverage.sorted { $0.key < $1.key }.map(\.value).map(coverage))),
    ]
    if let boundaries {
      members.append(.init("boundaries", .array(boundaries.map(Self.boundary))))
    }
    if let mutations {
      members.append(.init("mutation", .array(mutations.map { Self.mutation($0.bot, $0.run) })))
    }
    return .object(members)
  }

  private static func finding(_ finding: Diagnostic) -> JSONValue {
    .object(
      (finding.location.map(place) ?? []) + [
        .init("code", .string(finding.code)),
        .init("severity", .string(finding.severity.rawValue)),
        .init("message", .string(finding.message)),
        .init("help", .array(finding.help.map { .string($0) })),
      ])
  }

  private static func test(_ result: TestRun.Result) -> JSONValue {
    let (test, verdict) = (result.test, result.verdict)
    return .object(
      place(test.location) + [
        .init("bot", .string(test.bot)), .init("name", .string(test.name)),
        .init("passed", .bool(result.passed)),
        .init("expected", .string(test.expectation.code)), .init("code", .string(verdict.code)),
        .init("action", .string(verdict.action.rawValue)),
        .init("severity", .string(verdict.severity.rawValue)),
        .init("rule", .integer(verdict.step + 1)),
        .init("gate", verdict.gate.map { .integer($0 + 1) } ?? .null),
        .init("margin", verdict.margin.map { .string($0) } ?? .null),
        .init("masked", .integer(verdict.masked)),
        .init("differences", .array(result.differences.map { .string($0) })),
      ])
  }

  private func coverage(_ coverage: Coverage) -> JSONValue {
    .object(
      [.init("bot", .string(coverage.bot.name))]
        + CoveragePoint.Kind.allCases.map { kind in
          let figure = coverage.figure(kind)
          return .init(
            kind.rawValue,
            .object([
              .init("covered", .integer(figure.covered)), .init("all", .integer(figure.all)),
            ]))
        } + [
          .init(
            "gaps",
            .array(
              coverage.gaps.map { gap in
                .object(
                  Self.place(coverage.bot.location(of: gap)) + [
                    .init("kind", .string(gap.kind.rawValue)),
                    .init("text", .string(coverage.bot.words(for: gap))),
                  ])
              }))
        ])
  }

  private static func boundary(_ boundary: Boundary) -> JSONValue {
    .object(
      place(boundary.place) + [
        .init("bot", .string(boundary.bot)), .init("owner", .string(boundary.owner)),
        .init("text", .string(boundary.text)),
        .init(
          "cases",
          .array(
            boundary.cases.map { side in
              .object([
                .init("side", .string(side.words)),
                .init("value", side.situation == nil ? .null : .string(side.value)),
                .init("code", side.verdict.map { .string($0.code) } ?? .null),
                .init("action", side.verdict.map { .string($0.action.rawValue) } ?? .null),
              ])
            })),
      ])
  }

  private static func mutation(_ bot: String, _ run: MutationRun) -> JSONValue {
    .object([
      .init("bot", .string(bot)), .init("killed", .integer(run.killed)),
      .init("survived", .integer(run.survivors.count)),
      .init("equivalent", .array(run.equivalents.map { .object(mutant($0)) })),
      .init(
        "survivors",
        .array(
          run.survivors.map { survivor in
            .object(
              mutant(survivor.mutant) + [
                .init("test", survivor.test.map { .string($0) } ?? .null)
              ])
          })),
    ])
  }

  private static func mutant(_ mutant: Mutant) -> [JSONValue.Member] {
    place(mutant.place) + [.init("text", .string(mutant.words))]
  }

  private static func place(_ location: Location) -> [JSONValue.Member] {
    [
      .init("file", .string(location.file)), .init("line", .integer(location.line)),
      .init("column", .integer(location.column)),
    ]
  }
}

extension JSONValue {
  fileprivate static func integer(_ value: Int) -> JSONValue { .number(String(value)) }
}
