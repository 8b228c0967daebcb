/// A closed range of whole numbers, possibly empty. Bounds are 128 bits wide, so that sums and products of
/// 64-bit slots are exact (see `LinearForm.largestCoefficient`).
struct Interval: Hashable, Sendable {
  var lower: Int128
  var upper: Int128

  /// What one slot of an evaluation frame can hold.
  static let slot = Interval(Int128(Int64.min), Int128(Int64.max))
  /// No bound at all: an upper bound of `unlimited.upper` says nothing, and so does a lower one of
  /// `unlimited.lower`. Sums of event values stay below; products of two slots may lie beyond. Arithmetic
  /// keeps such a bound as it is, whatever is added to it or divides it.
  static let unlimited = Interval(-(1 << 122), 1 << 122)

  init(_ lower: Int128, _ upper: Int128) {
    self.lower = lower
    self.upper = upper
  }

  /// The one value.
  init(_ value: Int128) {
    self.init(value, value)
  }

  static func atMost(_ value: Int128) -> Interval { Interval(unlimited.lower, value) }
  static func atLeast(_ value: Int128) -> Interval { Interval(value, unlimited.upper) }

  var isEmpty: Bool { lower > upper }

  /// The value, where there is only one.
  var single: Int128? { lower == upper && isBounded ? lower : nil }

  /// Whether both bounds say something.
  var isBounded: Bool { hasLower && hasUpper }
  var hasLower: Bool { lower > Self.unlimited.lower }
  var hasUpper: Bool { upper < Self.unlimited.upper }

  func contains(_ value: Int128) -> Bool { lower <= value && value <= upper }

  func contains(_ other: Interval) -> Bool { lower <= other.lower && other.upper <= upper }

  func meet(_ other: Interval) -> Interval {
    Interval(max(lower, other.lower), min(upper, other.upper))
  }

  func isDisjoint(from other: Interval) -> Bool { meet(other).isEmpty }

  /// The value of the interval that is nearest to `wanted`.
  func nearest(to wanted: Int128) -> Int128 { min(max(wanted, lower), upper) }

  // MARK: Arithmetic

  static func + (left: Interval, right: Interval) -> Interval {
    Interval(
      left.hasLower && right.hasLower ? limited(left.lower + right.lower) : unlimited.lower,
      left.hasUpper && right.hasUpper ? limited(left.upper + right.upper) : unlimited.upper)
  }

  static func - (left: Interval, right: Interval) -> Interval {
    left + right.scaled(by: -1)
  }

  func scaled(by factor: Int128) -> Interval {
    let low = Self.product(lower, factor)
    let high = Self.product(upper, factor)
    return factor >= 0 ? Interval(low, high) : Interval(high, low)
  }

  /// Cut to `unlimited`.
  static func limited(_ value: Int128) -> Int128 {
    min(max(value, unlimited.lower), unlimited.upper)
  }

  private static func product(_ left: Int128, _ right: Int128) -> Int128 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard overflow else { return limited(product) }
    return (left < 0) == (right < 0) ? unlimited.upper : unlimited.lower
  }

  /// The whole numbers whose product with `factor`, which is not zero, lies in the interval.
  func divided(by factor: Int128) -> Interval {
    let low = hasLower ? lower : nil
    let high = hasUpper ? upper : nil
    let (first, last) = factor > 0 ? (low, high) : (high, low)
    return Interval(
      first.map { Self.ceiling($0, factor) } ?? Self.unlimited.lower,
      last.map { Self.floor($0, factor) } ?? Self.unlimited.upper)
  }

  /// `left / right` rounded down.
  static func floor(_ left: Int128, _ right: Int128) -> Int128 {
    let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
    return remainder != 0 && (remainder < 0) != (right < 0) ? quotient - 1 : quotient
  }

  /// `left / right` rounded up.
  static func ceiling(_ left: Int128, _ right: Int128) -> Int128 {
    let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
    return remainder != 0 && (remainder < 0) == (right < 0) ? quotient + 1 : quotient
  }
}
