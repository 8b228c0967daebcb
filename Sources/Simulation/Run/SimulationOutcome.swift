package import Hashing

/// What one run came to.
package struct SimulationOutcome: Sendable {
  package var run: SimulationCase
  /// Empty where everything held.
  package var violations: [Violation]
  package var coverage: Coverage
  /// Milliseconds of the simulated world.
  package var simulated: Int64
  /// Events that the desk took.
  package var events: Int
  /// Orders that were signed.
  package var orders: Int
  /// Deaths of the process.
  package var crashes: Int
  package var envelopes: Int
  /// The hash of the last envelope: the same case gives the same.
  package var head: Digest32
  /// Line by line, where it was asked for.
  package var story: [String]
}
