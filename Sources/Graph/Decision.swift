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
  /// The position of the rule (or `require`) that decided; the number of rules for `otherwise`.
  package var step: Int
  package var cause: Cause
  /// Whether `operand` and `threshold` hold the two sides of the deciding comparison.
  var compares = false
  private var gatePosition: Int16 = -1
  private var missingBit: Int16 = -1
  /// How many errors and unknowns the other side of a `&&` or `||` absorbed in this evaluation.
  package var masked: Int
  private var operandValue: Int64 = 0
  private var thresholdValue: Int64 = 0

  init(outcome: Int, cause: Cause, step: Int, missing: Int? = nil, masked: Int) {
    self.outcome = outcome
    self.cause = cause
    self.step = step
    self.masked = masked
    if let missing { missingBit = Int16(missing) }
  }

  /// The position of the gate that took the rule's place, among the gates of that action.
  package var gate: Int? {
    get { gatePosition < 0 ? nil : Int(gatePosition) }
    set { gatePosition = newValue.map { Int16($0) } ?? -1 }
  }

  /// The bit of the missing fact: position in `DecisionPlan.missing`.
  package var missing: Int? { missingBit < 0 ? nil : Int(missingBit) }

  /// The two sides that the deciding rule, or the gate in its place, compared, in slot units.
  package var operand: Int64? { compares ? operandValue : nil }
  package var threshold: Int64? { compares ? thresholdValue : nil }

  mutating func setComparison(_ operand: Int64, _ threshold: Int64) {
    compares = true
    operandValue = operand
    thresholdValue = threshold
  }

  mutating func clearComparison() {
    compares = false
    operandValue = 0
    thresholdValue = 0
  }

  /// `operand - threshold`, nil where nothing was compared or the difference leaves 64 bits.
  package var margin: Int64? {
    guard let operand, let threshold else { return nil }
    let (difference, overflow) = operand.subtractingReportingOverflow(threshold)
    return overflow ? nil : difference
  }
}
