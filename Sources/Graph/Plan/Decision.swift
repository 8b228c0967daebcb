/// What the graph decided about one event, with the rule-level trace: fixed size, no reference, always written.
package struct Decision: Hashable, Sendable {
  package enum Cause: UInt8, Hashable, BitwiseCopyable, Sendable {
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
  package let outcome: Int
  /// The position of the rule (or `require`) that decided; the number of rules for `otherwise`.
  package let step: Int
  private let operandValue: Int64
  private let thresholdValue: Int64
  private let gatePosition: Int32
  private let missingBit: Int32
  /// How many errors and unknowns the other side of a `&&` or `||` absorbed in this evaluation.
  package let masked: Int32
  package let cause: Cause
  private let compares: Bool

  /// The two sides of the comparison that decided.
  typealias Sides = (operand: Int64, threshold: Int64)

  /// Everything at once: a decision that grows field by field costs more than the rules.
  init(
    outcome: Int, cause: Cause, step: Int, gate: Int? = nil, missing: Int? = nil,
    sides: Sides? = nil, masked: Int = 0
  ) {
    self.outcome = outcome
    self.cause = cause
    self.step = step
    gatePosition = gate.map { Int32($0) } ?? -1
    missingBit = missing.map { Int32($0) } ?? -1
    compares = sides != nil
    operandValue = sides?.operand ?? 0
    thresholdValue = sides?.threshold ?? 0
    self.masked = Int32(masked)
  }

  /// From the fields of an exit; a negative gate is none. The sides are taken only where they were compared.
  init(
    outcome: UInt16, cause: Cause, step: UInt16, gate: Int16, compares: Bool, operand: Int64,
    threshold: Int64
  ) {
    self.outcome = Int(outcome)
    self.cause = cause
    self.step = Int(step)
    gatePosition = Int32(gate)
    missingBit = -1
    self.compares = compares
    operandValue = compares ? operand : 0
    thresholdValue = compares ? threshold : 0
    masked = 0
  }

  /// The position of the gate that took the rule's place, among the gates of that action.
  package var gate: Int? { gatePosition < 0 ? nil : Int(gatePosition) }

  /// The bit of the missing fact: position in `DecisionPlan.missing`.
  package var missing: Int? { missingBit < 0 ? nil : Int(missingBit) }

  /// The two sides that the deciding rule, or the gate in its place, compared, in slot units.
  package var operand: Int64? { compares ? operandValue : nil }
  package var threshold: Int64? { compares ? thresholdValue : nil }

  /// `operand - threshold`, nil where nothing was compared or the difference leaves 64 bits.
  package var margin: Int64? {
    guard let operand, let threshold else { return nil }
    let (difference, overflow) = operand.subtractingReportingOverflow(threshold)
    return overflow ? nil : difference
  }
}
