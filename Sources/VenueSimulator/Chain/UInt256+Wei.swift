internal import FixedPoint

/// Exact sums of wei and token units: every operation says when a result has no 256 bits.
extension UInt256 {
  /// The sum; nil from 2^256 on.
  func adding(_ other: UInt256) -> UInt256? {
    let (low, carry) = low.addingReportingOverflow(other.low)
    let (sum, isTooLarge) = high.addingReportingOverflow(other.high)
    let (top, carriesOver) = sum.addingReportingOverflow(carry ? 1 : 0)
    return isTooLarge || carriesOver ? nil : UInt256(high: top, low: low)
  }

  /// The difference; nil below zero.
  func subtracting(_ other: UInt256) -> UInt256? {
    guard self >= other else { return nil }
    let (low, borrow) = low.subtractingReportingOverflow(other.low)
    return UInt256(high: high - other.high - (borrow ? 1 : 0), low: low)
  }

  /// The product; nil from 2^256 on.
  func multiplied(by factor: UInt64) -> UInt256? {
    let lower = low.multipliedFullWidth(by: UInt128(factor))
    let (upper, isTooLarge) = high.multipliedReportingOverflow(by: UInt128(factor))
    let (top, carriesOver) = upper.addingReportingOverflow(lower.high)
    return isTooLarge || carriesOver ? nil : UInt256(high: top, low: lower.low)
  }

  /// The quotient, rounded down; `divisor` is not zero.
  func divided(by divisor: UInt64) -> UInt256 {
    let wide = UInt128(divisor)
    let (top, rest) = high.quotientAndRemainder(dividingBy: wide)
    return UInt256(high: top, low: wide.dividingFullWidth((rest, low)).quotient)
  }
}
