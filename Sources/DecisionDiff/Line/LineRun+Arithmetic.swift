import CEL

extension LineRun {
  private var steps: Int128 { Int128(end) - Int128(start) }

  /// An operation over known operands.
  mutating func apply(_ operation: Operation, _ parts: [LineValue]) -> LineValue {
    if operation.isComparison { return compare(operation, parts[0], parts[1]) }
    if parts.allSatisfy(\.isConstant) { return exactly(operation, parts.map(\.low)) }
    let (left, right) = (parts[0], parts.count > 1 ? parts[1] : parts[0])
    switch operation {
    case .add: return sum(left, right, sign: 1)
    case .subtract: return sum(left, right, sign: -1)
    case .negate: return sum(.constant(0), left, sign: -1)
    case .multiply: return product(left, right)
    case .absolute: return absolute(left)
    case .least: return chosen(left, right, isLeast: true)
    case .greatest: return chosen(left, right, isLeast: false)
    case .not: return left.isStraight ? sum(.constant(1), left, sign: -1) : open()
    case .ticksCovering:
      let distance = magnitude(left)
      return isTooLong ? distance : corners(operation, [distance, right])
    case .divide, .scaleAway, .scaleToward: return corners(operation, parts)
    case .modulo: return remainder(left, right)
    case .and, .or, .conditional, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual:
      preconditionFailure("'\(operation.symbol)' was answered before")
    }
  }

  /// At a single value: what the operation means.
  private func exactly(_ operation: Operation, _ values: [Int128]) -> LineValue {
    func slot(_ index: Int) -> Int64 {
      index < values.count ? Int64(truncatingIfNeeded: values[index]) : 0
    }
    return operation.apply(slot(0), slot(1), slot(2)).map { .constant(Int128($0)) } ?? .error
  }

  /// Nothing can be said over the whole stretch.
  private mutating func open() -> LineValue {
    shorten()
    return .constant(0)
  }

  /// A straight line from here on. Where it leaves the slots the stretch ends; where it starts outside of them it is
  /// an error until it comes back.
  private mutating func straight(_ base: Int128, slope: Int128) -> LineValue {
    let slots = LineValue.slots
    if slope.magnitude > 1 << 62 { return open() }
    guard slots.contains(base) else {
      if base > slots.upperBound, slope < 0 {
        cut((base - slots.upperBound - 1) / -slope)
      } else if base < slots.lowerBound, slope > 0 {
        cut((slots.lowerBound - base - 1) / slope)
      }
      return .error
    }
    if slope > 0 { cut((slots.upperBound - base) / slope) }
    if slope < 0 { cut((base - slots.lowerBound) / -slope) }
    return LineValue.straight(base, slope: slope, span: steps) ?? open()
  }

  private mutating func sum(_ left: LineValue, _ right: LineValue, sign: Int128) -> LineValue {
    if left.isStraight, right.isStraight {
      return straight(left.base + sign * right.base, slope: left.slope + sign * right.slope)
    }
    let (low, high) = sign > 0 ? (right.low, right.high) : (-right.high, -right.low)
    return LineValue.between(left.low + low, left.high + high) ?? open()
  }

  private mutating func product(_ left: LineValue, _ right: LineValue) -> LineValue {
    guard left.isStraight, right.isStraight, left.isConstant || right.isConstant else {
      return corners(.multiply, [left, right])
    }
    let (line, factor) = right.isConstant ? (left, right.base) : (right, left.base)
    let (slope, overflow) = line.slope.multipliedReportingOverflow(by: factor)
    guard !overflow else { return open() }
    return straight(line.base * factor, slope: slope)
  }

  private mutating func absolute(_ value: LineValue) -> LineValue {
    if value.isStraight {
      let isNegative = compare(.less, value, .constant(0)).base != 0
      return isNegative ? sum(.constant(0), value, sign: -1) : value
    }
    if value.low >= 0 { return value }
    guard value.low > LineValue.slots.lowerBound else { return open() }
    let most = max(-value.low, value.high)
    return LineValue.between(value.high <= 0 ? -value.high : 0, most) ?? open()
  }

  /// Like `absolute`, but never an error: of the smallest number, too.
  private mutating func magnitude(_ value: LineValue) -> LineValue {
    if value.isStraight, compare(.less, value, .constant(0)).base == 0 { return value }
    var own = value
    if value.isStraight {
      own.base = -value.base
      own.slope = -value.slope
    } else {
      own.base = value.low >= 0 ? value.low : value.high <= 0 ? -value.high : 0
    }
    let most = max(-value.low, value.high)
    (own.low, own.high) = (
      value.low >= 0 ? value.low : value.high <= 0 ? -value.high : 0, most
    )
    return own
  }

  private mutating func chosen(
    _ left: LineValue, _ right: LineValue, isLeast: Bool
  ) -> LineValue {
    if left.isStraight, right.isStraight {
      let isLess = compare(.less, left, right).base != 0
      return isLess == isLeast ? left : right
    }
    return isLeast
      ? LineValue.between(min(left.low, right.low), min(left.high, right.high)) ?? open()
      : LineValue.between(max(left.low, right.low), max(left.high, right.high)) ?? open()
  }

  /// Operations that, with all other operands fixed, only rise or only fall with each of them: they stay between
  /// their values at the corners. A divisor that could be zero or below has none.
  private mutating func corners(_ operation: Operation, _ parts: [LineValue]) -> LineValue {
    if let divisor = operation.divisor, parts[divisor].low <= 0, parts[divisor].high >= 0 {
      return parts[divisor].isConstant ? .error : open()
    }
    if operation != .divide, let divisor = operation.divisor, parts[divisor].high < 0 {
      return .error
    }
    var (low, high): (Int128?, Int128?)
    for corner in 0..<(1 << parts.count) {
      let values = parts.enumerated().map { corner & 1 << $0 == 0 ? $1.low : $1.high }
      guard let value = operation.wide(values) else { return open() }
      low = min(low ?? value, value)
      high = max(high ?? value, value)
    }
    // Beyond the slots all along: it fails all along.
    if let low, low > LineValue.slots.upperBound { return .error }
    if let high, high < LineValue.slots.lowerBound { return .error }
    return LineValue.between(low ?? 0, high ?? 0) ?? open()
  }

  private mutating func remainder(_ left: LineValue, _ right: LineValue) -> LineValue {
    guard right.isConstant else { return open() }
    guard right.base != 0 else { return .error }
    let isSameQuotient =
      left.low / right.base == left.high / right.base && (left.low >= 0 || left.high <= 0)
    if isSameQuotient, left.isStraight {
      return straight(left.base % right.base, slope: left.slope)
    }
    let most = (right.base < 0 ? -right.base : right.base) - 1
    return LineValue.between(left.low < 0 ? -most : 0, left.high > 0 ? most : 0) ?? open()
  }
}

extension Operation {
  /// The result before it has to fit a slot; nil where there is none.
  fileprivate func wide(_ values: [Int128]) -> Int128? {
    switch self {
    case .multiply: return values[0] * values[1]
    case .divide: return values[1] == 0 ? nil : values[0] / values[1]
    case .ticksCovering:
      guard values[1] > 0 else { return nil }
      let distance = values[0] < 0 ? -values[0] : values[0]
      return (distance + values[1] - 1) / values[1]
    case .scaleAway, .scaleToward:
      guard values[2] > 0 else { return nil }
      let product = values[0] * values[1]
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: values[2])
      return self == .scaleAway && remainder != 0 ? quotient + product.signum() : quotient
    default: return nil
    }
  }

  /// The operand that divides.
  fileprivate var divisor: Int? {
    switch self {
    case .divide, .ticksCovering: 1
    case .scaleAway, .scaleToward: 2
    default: nil
    }
  }
}
