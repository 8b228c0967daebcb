import Diagnostics
import Graph
import Policy
import PolicyTesting
import TestSupport

/// Documents for tests of tests: those of the house, and a small bot whose parts can be replaced.
enum Samples {
  /// The suite of `bots/`, `policies/`, `specs/` and `tests/`.
  /// With `tests`, a further document beside them.
  static func house(and tests: String? = nil) throws -> TestSuite {
    var inputs = try PolicyFiles.inputs(ofRoot: Places.checkout)
    inputs += try PolicyFiles.testInputs(ofRoot: Places.checkout)
    if let tests {
      inputs.append(
        PolicyLoader.Input(
          file: "boundaries.yaml", path: "tests/boundaries.yaml", bytes: Array(tests.utf8)))
    }
    let reading = TestSuite.read(inputs)
    guard let suite = reading.suite else { throw DiagnosticError(reading.diagnostics) }
    return suite
  }

  /// The inner part of a bot over `x` (`a`, `b` from 0, and `spare`, which may be absent alone), `y` (`c`, with an
  /// age) and the param `limit`, which is 10.
  static let rules = """
      let:
        sum: x.a + x.b
      rules:
        - { code: A, when: sum > params.limit, do: cancel }
        - { require: [x, y] }
        - { code: B, when: "x.a == 3 && y.c <= 5", do: cancel_replace }
      gates:
        - { code: CAPPED, of: [cancel_replace], when: x.b >= 2, do: defer }
    """

  static let base = "    - base: { x: { a: 0, b: 0, spare: 0 }, y: { c: 9, age: 0s } }\n"

  /// What the small bot's tests say: its own, below the base, and those of `tests/all.yaml`.
  static func read(
    rules: String = rules, fields: String = "", base: String = base, tests: String = "",
    file: String? = nil, free: Bool = false
  ) -> TestSuite.Reading {
    var documents = [
      ("bots/small.yaml", bot(rules, base + tests, fields, free: free)),
      ("policies/live.yaml", policy),
      ("specs/codes.yaml", registry), ("specs/staleness.yaml", SampleDocuments.staleness),
    ]
    if let file {
      documents.append(
        (
          "tests/all.yaml",
          """
          apiVersion: polytraders/v1
          kind: Tests
          metadata: { name: all, owner: o }
          spec:
          \(file)
          """
        ))
    }
    return TestSuite.read(
      documents.map { PolicyLoader.Input(file: $0.0, path: $0.0, bytes: Array($0.1.utf8)) })
  }

  static func suite(
    rules: String = rules, base: String = base, tests: String = "", file: String? = nil,
    free: Bool = false
  ) throws -> TestSuite {
    let reading = read(rules: rules, base: base, tests: tests, file: file, free: free)
    guard let suite = reading.suite else { throw DiagnosticError(reading.diagnostics) }
    return suite
  }

  /// `file:line:column code`, a line for each finding.
  static func findings(base: String = base, tests: String = "", file: String? = nil) -> [String] {
    read(base: base, tests: tests, file: file).diagnostics.map { finding in
      let place = finding.location.map { "\($0.file):\($0.line):\($0.column)" } ?? "-"
      return "\(place) \(finding.code)"
    }
  }

  /// `fields` are further ones of `x`, a line each with its end.
  /// `free` adds two fields of `y` that are any whole number.
  private static func bot(
    _ rules: String, _ tests: String, _ fields: String, free: Bool
  ) -> String {
    let more = free ? "\n        free: { type: int }\n        other: { type: int }" : ""
    return """
      apiVersion: polytraders/v1
      kind: Bot
      metadata: { name: exec.small, class: execution-utility, owner: o, capital_impact: direct, mode: shadow }
      spec:
        authority: [cancel, cancel_replace]
        on: [feed_check]
        facts:
          x:
            from: here
            on_missing: { code: GONE, do: pause_evaluation }
            fields:
              a: { type: int, min: "-100", max: "100" }
              b: { type: int, min: "0", max: "100" }
              spare: { type: int, optional: true, min: "0", max: "9" }
      \(fields)    y:
            from: there
            age: y.age_ms
            max_age: staleness.book
            on_missing: { code: LOST, do: cancel }
            fields:
              c: { type: int, min: "0", max: "20" }\(more)
        params:
          limit: { type: int, min: "1", max: "50", loosens: up, meaning: m }
      \(rules)
        otherwise: { code: REST, do: hold }
        on_error: { code: BROKEN, do: pause_evaluation }
        tests:
      \(tests)
      """
  }

  private static let registry = """
    apiVersion: polytraders/v1
    kind: ReasonCodes
    families: { F: { meaning: f } }
    codes:
    \(["A", "B", "GONE", "LOST", "BROKEN", "REST", "CAPPED"].map {
      "  \($0): { family: F, severity: INFO, meaning: m, action: a, emitted_by: [exec.small] }"
    }.joined(separator: "\n"))

    """

  private static let policy = """
    apiVersion: polytraders/v1
    kind: Policy
    metadata: { name: live, owner: risk, version: 1 }
    spec:
      staleness:
        book: { value: 2s }
        registry: { value: 10s }
        model: { value: 24h }
        skew_tolerance_ms: { value: 1s }
        recover_ms: { value: 10s }
        recover_updates: { value: "3" }
      bots:
        exec.small:
          params: { limit: "10" }

    """
}
