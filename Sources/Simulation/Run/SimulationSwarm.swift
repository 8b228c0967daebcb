/// Many runs, added up.
package struct SimulationSwarm: Sendable {
  package private(set) var coverage = Coverage()
  /// Runs, and milliseconds of simulated world.
  package private(set) var runs = 0
  package private(set) var simulated: Int64 = 0
  package private(set) var events = 0
  package private(set) var orders = 0
  package private(set) var crashes = 0
  package private(set) var envelopes = 0
  /// Those that violated something, in the order of their seeds.
  package private(set) var failures: [SimulationOutcome] = []

  /// No runs yet.
  package init() {}

  /// Adds a run.
  package mutating func add(_ outcome: SimulationOutcome) {
    coverage.add(outcome.coverage)
    runs += 1
    simulated += outcome.simulated
    events += outcome.events
    orders += outcome.orders
    crashes += outcome.crashes
    envelopes += outcome.envelopes
    if !outcome.violations.isEmpty { failures.append(outcome) }
  }
}
