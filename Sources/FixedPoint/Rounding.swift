/// How a quotient that is no whole number becomes one. Every division of money names its rounding.
package enum Rounding: Sendable {
  /// Toward negative infinity.
  case down
  /// Toward positive infinity.
  case up
}

/// `dividend / divisor` rounded as named, or nil where the divisor is zero or the quotient does not fit.
package func divide(_ dividend: Int64, by divisor: Int64, rounding: Rounding) -> Int64? {
  guard divisor != 0 else { return nil }
  let (quotient, overflow) = dividend.dividedReportingOverflow(by: divisor)
  guard !overflow else { return nil }
  let remainder = dividend % divisor
  guard remainder != 0 else { return quotient }
  let positive = (remainder < 0) == (divisor < 0)
  switch rounding {
  case .down: return positive ? quotient : quotient - 1
  case .up: return positive ? quotient + 1 : quotient
  }
}
