import Hashing
package import JSON

/// What a swarm came to, for people and for programs.
package struct SimulationReport: Sendable {
  private let swarm: SimulationSwarm
  private let shrunk: SimulationOutcome?
  /// Microseconds that it took.
  private let elapsed: Int64

  /// The report of a swarm that took so long; `shrunk` is its first failure, made small.
  package init(_ swarm: SimulationSwarm, shrunk: SimulationOutcome?, elapsed: Duration) {
    self.swarm = swarm
    self.shrunk = shrunk
    let (seconds, attoseconds) = elapsed.components
    self.elapsed = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }

  /// Hours of simulated world in a second of this machine, in hundredths.
  private var hundredthsPerSecond: Int64 {
    guard elapsed > 0 else { return 0 }
    let product = Int128(swarm.simulated) * 1_000 * 100 / 3_600 / Int128(elapsed)
    return Int64(clamping: product)
  }

  /// Everything for people: violations first in what they mean, last in place, where a terminal ends.
  package var text: String {
    var text = swarm.coverage.text + "\n"
    text += "runs         \(swarm.runs)\n"
    text += "simulated    \(Self.tenths(swarm.simulated / 360_000)) h, "
    text += "\(Self.hundredths(hundredthsPerSecond)) h in a second\n"
    text += "events       \(swarm.events)\n"
    text += "orders       \(swarm.orders)\n"
    text += "envelopes    \(swarm.envelopes)\n"
    text += "crashes      \(swarm.crashes)\n"
    text += "violations   \(swarm.failures.count) runs\n"
    for failure in swarm.failures.prefix(20) {
      text += "\nseed \(failure.run.seed)\n"
      for violation in failure.violations { text += Self.line(violation) }
      text += "  polytraders simulate \(failure.run.arguments)\n"
    }
    if swarm.failures.count > 20 { text += "\nand \(swarm.failures.count - 20) more\n" }
    if let shrunk {
      text += "\nseed \(shrunk.run.seed), made small\n"
      for violation in shrunk.violations { text += Self.line(violation) }
      text += "  polytraders simulate \(shrunk.run.arguments) --trace\n"
    }
    return text
  }

  private static func line(_ violation: Violation) -> String {
    "  \(violation.oracle.rawValue) after \(tenths(violation.time / 100)) s: \(violation.text)\n"
  }

  private static func tenths(_ value: Int64) -> String { "\(value / 10).\(value % 10)" }

  private static func hundredths(_ value: Int64) -> String {
    "\(value / 100).\(value % 100 / 10)\(value % 10)"
  }

  /// Everything for programs.
  package var json: JSONValue {
    let coverage = swarm.coverage
    return [
      "runs": .number(String(swarm.runs)), "simulated_ms": .number(String(swarm.simulated)),
      "elapsed_us": .number(String(elapsed)), "events": .number(String(swarm.events)),
      "orders": .number(String(swarm.orders)), "envelopes": .number(String(swarm.envelopes)),
      "crashes": .number(String(swarm.crashes)),
      "races": .array(
        Race.allCases.map { race in
          [
            "row": .number(String(race.rawValue)), "race": .string(race.text),
            "hits": .number(String(coverage.races[race] ?? 0)),
            "impossible": race.impossibility.map { .string($0) } ?? .null,
          ]
        }),
      "transitions": .array(
        Transition.all.map { cell in
          [
            "from": .string(cell.origin.rawValue), "event": .string(cell.event.rawValue),
            "hits": .number(String(coverage.transitions[cell] ?? 0)),
            "impossible": cell.impossibility.map { .string($0) } ?? .null,
          ]
        }),
      "milestones": .object(
        Milestone.allCases.map {
          .init($0.rawValue, .number(String(coverage.milestones[$0] ?? 0)))
        }),
      "contradictions": .array(coverage.contradictions.map { .string($0) }),
      "failures": .array(swarm.failures.map { Self.json($0) }),
      "shrunk": shrunk.map { Self.json($0) } ?? .null,
    ]
  }

  private static func json(_ outcome: SimulationOutcome) -> JSONValue {
    [
      "seed": .string(String(outcome.run.seed)),
      "replay": .string("polytraders simulate " + outcome.run.arguments),
      "head": .string(outcome.head.hex),
      "violations": .array(
        outcome.violations.map { violation in
          [
            "oracle": .string(violation.oracle.rawValue),
            "after_ms": .number(String(violation.time)), "text": .string(violation.text),
          ]
        }),
    ]
  }
}
