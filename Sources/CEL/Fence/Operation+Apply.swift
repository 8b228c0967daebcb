extension Operation {
  /// The value over known operands, or nil for CEL's errors: overflow, division by zero. The one definition
  /// of what each operation means; the fast run repeats it inline and a property test holds the two together.
  package func apply(_ left: Int64, _ right: Int64 = 0, _ third: Int64 = 0) -> Int64? {
    switch self {
    case .and: left & right
    case .or: left | right
    case .not: left ^ 1
    case .conditional: left != 0 ? right : third
    case .equal: left == right ? 1 : 0
    case .notEqual: left != right ? 1 : 0
    case .less: left < right ? 1 : 0
    case .lessOrEqual: left <= right ? 1 : 0
    case .greater: left > right ? 1 : 0
    case .greaterOrEqual: left >= right ? 1 : 0
    case .add: checked(left.addingReportingOverflow(right))
    case .subtract: checked(left.subtractingReportingOverflow(right))
    case .multiply: checked(left.multipliedReportingOverflow(by: right))
    case .divide: checked(left.dividedReportingOverflow(by: right))
    case .modulo: checked(left.remainderReportingOverflow(dividingBy: right))
    case .negate: left == .min ? nil : -left
    case .absolute: left == .min ? nil : abs(left)
    case .least: min(left, right)
    case .greatest: max(left, right)
    case .ticksCovering: Self.ticks(covering: left, tick: right)
    case .scaleAway: Self.scale(left, right, over: third, isAway: true)
    case .scaleToward: Self.scale(left, right, over: third, isAway: false)
    }
  }

  private func checked(_ result: (partialValue: Int64, overflow: Bool)) -> Int64? {
    result.overflow ? nil : result.partialValue
  }

  /// `left * right / divisor`, exactly up to one rounding, for a positive divisor: sizes, prices and times that
  /// divide something are positive, and one that is not must not turn a limit round.
  @inline(__always)
  static func scale(_ left: Int64, _ right: Int64, over divisor: Int64, isAway: Bool) -> Int64? {
    guard divisor > 0 else { return nil }
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { return scaleWide(left, right, over: divisor, isAway: isAway) }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
    // A quotient by 1 has no remainder, so that the step never overflows.
    return isAway && remainder != 0 ? quotient + product.signum() : quotient
  }

  private static func scaleWide(
    _ left: Int64, _ right: Int64, over divisor: Int64, isAway: Bool
  ) -> Int64? {
    let product = Int128(left) * Int128(right)
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(divisor))
    return Int64(exactly: isAway && remainder != 0 ? quotient + product.signum() : quotient)
  }

  /// `|difference| / tick` rounded up, for a positive tick.
  @inline(__always)
  static func ticks(covering difference: Int64, tick: Int64) -> Int64? {
    guard tick > 0 else { return nil }
    let (quotient, remainder) = difference.magnitude.quotientAndRemainder(dividingBy: UInt64(tick))
    return Int64(exactly: remainder == 0 ? quotient : quotient + 1)
  }

  /// Whether `ticks(covering: difference, tick:) > count` for a count that is not negative, without a division:
  /// the difference is then more than `count` ticks. Nil where the division has no answer.
  @inline(__always)
  static func isMore(_ difference: Int64, than count: Int64, ticksOf tick: Int64) -> Bool? {
    guard tick > 0, difference != .min || tick != 1 else { return nil }
    let (limit, overflow) = tick.multipliedReportingOverflow(by: count)
    return !overflow && difference.magnitude > limit.magnitude
  }
}
