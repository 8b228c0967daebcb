/// What the graph decided about one event, with the rule-level trace: fixed size, no reference, always written.
package struct Decision: Hashable, Sendable {
  package enum Cause: UInt8, Hashable, Sendable {
    /// A rule's condition held.
    case rule
    /// No rule applied.
    case otherwise
    /// A fact that the rule needs is missing.
    case missingFact
    /// A condition failed: overflow or division by zero.
    case error
  }

  /// Position in `DecisionPlan.outcomes`: the code and action, after the gates.
  package var outcome: Int
  package var cause: Cause
  /// The position of the rule (or `require`) that decided; the number of rules for `otherwise`.
  package var step: Int
  /// The position of the gate that took the rule's place, among the gates of that action.
  package var gate: Int?
  /// The bit of the missing fact: position in `DecisionPlan.missing`.
  package var missing: Int?
  /// The two sides that the deciding rule, or the gate in its place, compared, in slot units.
  package var operand: Int64?
  package var threshold: Int64?
  /// How many errors and unknowns the other side of a `&&` or `||` absorbed in this evaluation.
  package var masked: Int

  /// `operand - threshold`, nil where nothing was compared or the difference leaves 64 bits.
  package var margin: Int64? {
    guard let operand, let threshold else { return nil }
    let (difference, overflow) = operand.subtractingReportingOverflow(threshold)
    return overflow ? nil : difference
  }
}
