/// Whether an operation fits into its window; the same operation asked again gets the same answer
/// (facts/oms.md 4).
package enum RateAnswer: Hashable, Sendable {
  case granted
  /// The cap is reached; the oldest operation leaves then, milliseconds since 1970.
  case full(until: Int64)
  /// The window cannot be read: operations that it limits stop.
  case unavailable
}
