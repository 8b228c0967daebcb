import CEL

/// What a variable that no event brings stands for: an operation that is not linear, over forms that are.
/// `ticks.covering` has the magnitude of its difference on the left.
struct Definition: Hashable, Sendable {
  var operation: Operation
  var left: LinearForm
  var right: LinearForm
  /// Tells apart what nothing else is known of.
  var third = LinearForm(constant: 0)
  /// True for a yes (1) or no (0) about the operation that nothing here can tell: whether it fails.
  var isFree = false
}

/// Every definition of an analysis, with the number of its variable.
struct Definitions: Sendable {
  /// The number of the first: those below are the event's own.
  let first: Int
  private(set) var all: [Definition] = []
  private var numbers: [Definition: Int] = [:]

  init(first: Int) {
    self.first = first
  }

  mutating func variable(for definition: Definition) -> Int {
    if let known = numbers[definition] { return known }
    let number = first + all.count
    all.append(definition)
    numbers[definition] = number
    return number
  }

  subscript(variable: Int) -> Definition? {
    variable >= first ? all[variable - first] : nil
  }
}

extension Definition {
  /// The values it can have over ranges of its operands; exact where both are single. Failing is left out.
  func range(_ left: Interval, _ right: Interval) -> Interval {
    guard !isFree else { return Interval(0, 1) }
    guard !left.isEmpty, !right.isEmpty else { return left.isEmpty ? left : right }
    switch operation {
    case .multiply:
      // Of two slots, so that the product fits 127 bits.
      let (left, right) = (left.meet(.slot), right.meet(.slot))
      guard !left.isEmpty, !right.isEmpty else { return left.isEmpty ? left : right }
      return Self.corners(left, right) { $0 * $1 }
    case .divide: return Self.quotient(left, right)
    case .modulo: return Self.remainder(left, right)
    case .ticksCovering:
      let tick = right.meet(.atLeast(1))
      guard !tick.isEmpty else { return tick }
      return Interval(
        tick.hasUpper ? Interval.ceiling(max(0, left.lower), tick.upper) : 0,
        left.hasUpper ? Interval.ceiling(left.upper, tick.lower) : Interval.unlimited.upper)
    default: return .slot
    }
  }

  private static func corners(
    _ left: Interval, _ right: Interval, _ operation: (Int128, Int128) -> Int128
  ) -> Interval {
    let values = [
      operation(left.lower, right.lower), operation(left.lower, right.upper),
      operation(left.upper, right.lower), operation(left.upper, right.upper),
    ]
    return values.map(Interval.limited).reduce(Interval(Interval.limited(values[0]))) {
      Interval(min($0.lower, $1), max($0.upper, $1))
    }
  }

  /// Truncated, as CEL divides. A divisor that can be zero says nothing there: then the operation failed.
  private static func quotient(_ left: Interval, _ right: Interval) -> Interval {
    guard left.isBounded, right.isBounded else { return .unlimited }
    let parts = [right.meet(.atLeast(1)), right.meet(.atMost(-1))].filter { !$0.isEmpty }
    let ranges = parts.map { corners(left, $0) { $0 / $1 } }
    guard let first = ranges.first else { return Interval(1, 0) }
    return ranges.reduce(first) {
      Interval(min($0.lower, $1.lower), max($0.upper, $1.upper))
    }
  }

  /// With the sign of the dividend.
  private static func remainder(_ left: Interval, _ right: Interval) -> Interval {
    if let left = left.single, let right = right.single {
      return right == 0 ? Interval(1, 0) : Interval(left % right)
    }
    guard left.isBounded, right.isBounded else { return .unlimited }
    let most = max(abs(right.lower), abs(right.upper)) - 1
    return Interval(
      left.lower >= 0 ? 0 : max(left.lower, -most), left.upper <= 0 ? 0 : min(left.upper, most))
  }

  /// The constraints on the operands that say the same as the value lying in `interval`.
  func constraints(within interval: Interval) -> [(form: LinearForm, interval: Interval)] {
    guard !isFree else { return [] }
    switch operation {
    case .ticksCovering: return ticksConstraints(interval)
    case .divide:
      guard let divisor = right.value, divisor != 0 else { return [] }
      return quotientConstraints(interval, divisor)
    default: return []
    }
  }

  /// `ceil(m / t) <= n` is `m <= n * t`, and `>= n` is `m > (n - 1) * t`.
  private func ticksConstraints(
    _ interval: Interval
  ) -> [(form: LinearForm, interval: Interval)] {
    var constraints: [(form: LinearForm, interval: Interval)] = []
    let limit = LinearForm.largestCoefficient
    if interval.upper < limit, let form = left.plus(right, times: -max(interval.upper, -1)) {
      constraints.append((form, .atMost(0)))
    }
    if interval.lower >= 1, interval.lower < limit,
      let form = left.plus(right, times: -(interval.lower - 1))
    {
      constraints.append((form, .atLeast(1)))
    }
    return constraints
  }

  private func quotientConstraints(
    _ interval: Interval, _ divisor: Int128
  ) -> [(form: LinearForm, interval: Interval)] {
    // left / divisor = -(left / -divisor): truncation is symmetric.
    let bounds = divisor > 0 ? interval : Interval(-interval.upper, -interval.lower)
    let size = abs(divisor)
    var limits = Interval.unlimited
    if bounds.lower > Interval.slot.lower {
      limits.lower = bounds.lower * size - (bounds.lower <= 0 ? size - 1 : 0)
    }
    if bounds.upper < Interval.slot.upper {
      limits.upper = bounds.upper * size + (bounds.upper >= 0 ? size - 1 : 0)
    }
    return [(left, limits)]
  }
}
