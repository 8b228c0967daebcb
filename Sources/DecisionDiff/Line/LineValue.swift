/// What a part of an expression is worth while one value runs along a line from `start`: known as a straight line or
/// between two bounds, or not to be said, in the same way all along.
struct LineValue {
  enum State {
    case known
    /// An overflow or a division by zero.
    case error
    /// Depends on what is missing, of which this is the first bit.
    case unknown(Int)
  }

  var state: State
  /// At the start of the line.
  var base: Int128 = 0
  /// By step along the line; only of straight lines.
  var slope: Int128 = 0
  var isStraight = true
  /// Between these it stays, both included; of straight lines the two ends.
  var low: Int128 = 0
  var high: Int128 = 0

  static let slots = Int128(Int64.min)...Int128(Int64.max)

  static func constant(_ value: Int128) -> LineValue {
    LineValue(state: .known, base: value, low: value, high: value)
  }

  static func truth(_ holds: Bool) -> LineValue { constant(holds ? 1 : 0) }

  static let error = LineValue(state: .error)

  static func unknown(_ bit: Int) -> LineValue { LineValue(state: .unknown(bit)) }

  /// A straight line over `span` steps; nil where it leaves the slots on its way, see `LineRun.straight`.
  static func straight(_ base: Int128, slope: Int128, span: Int128) -> LineValue? {
    let (rise, isTooSteep) = slope.multipliedReportingOverflow(by: span)
    let (end, isBeyond) = base.addingReportingOverflow(rise)
    guard !isTooSteep, !isBeyond, slots.contains(base), slots.contains(end) else { return nil }
    return LineValue(
      state: .known, base: base, slope: slope, low: min(base, end), high: max(base, end))
  }

  /// Something between two bounds; nil where they leave the slots.
  static func between(_ low: Int128, _ high: Int128) -> LineValue? {
    guard slots.contains(low), slots.contains(high) else { return nil }
    return LineValue(state: .known, base: low, isStraight: low == high, low: low, high: high)
  }

  /// Whether it is one value all along.
  var isConstant: Bool { low == high }

  var isKnown: Bool { if case .known = state { true } else { false } }
}
