import CEL
import Graph
import Policy

/// Between which values an expression stays, over every event there can be, and whether it can fail. Wider than
/// the truth where names occur twice; never narrower.
struct Interval {
  var low: Int128
  var high: Int128
  /// An overflow or a division by zero is possible.
  var canFail = false

  static let all = Interval(low: Int128(Int64.min), high: Int128(Int64.max))

  /// Cut to what a slot holds; what is cut off is an error.
  private var cut: Interval {
    let isWhole = low >= Self.all.low && high <= Self.all.high
    return Interval(
      low: max(low, Self.all.low), high: min(high, Self.all.high), canFail: canFail || !isWhole)
  }

  /// The interval of an expression of `bot` under the values of `policies` that hold for all.
  static func of(
    _ expression: CheckedExpression, _ bot: CompiledBot, _ policies: PolicySet
  ) -> Interval {
    var lets: [Int: Interval] = [:]
    return of(expression, bot, policies, &lets)
  }

  /// `lets` are those that were looked at: one that is named many times is looked at once.
  private static func of(
    _ expression: CheckedExpression, _ bot: CompiledBot, _ policies: PolicySet,
    _ lets: inout [Int: Interval]
  ) -> Interval {
    switch expression.kind {
    case .constant(let value): return Interval(low: Int128(value), high: Int128(value))
    case .variable(let identity, _):
      return variable(bot.variables[identity], expression, bot, policies, &lets)
    case .operation(let operation, let operands):
      var parts: [Interval] = []
      for operand in operands { parts.append(of(operand, bot, policies, &lets)) }
      var result = operationInterval(operation, parts).cut
      result.canFail = result.canFail || parts.contains(where: \.canFail)
      return result
    }
  }

  private static func variable(
    _ variable: Variable, _ expression: CheckedExpression, _ bot: CompiledBot,
    _ policies: PolicySet, _ lets: inout [Int: Interval]
  ) -> Interval {
    switch variable {
    case .parameter(let index):
      let name = bot.specification.parameters[index].name.value
      let value = Int128(policies.value(of: name, bot: bot.name, in: Scope()))
      return Interval(low: value, high: value)
    case .staleness(let name):
      let value = Int128(policies.staleness(name))
      return Interval(low: value, high: value)
    case .named(let index):
      if let known = lets[index] { return known }
      let own = of(bot.lets[index].expression, bot, policies, &lets)
      lets[index] = own
      return own
    case .field(let fact, let field):
      let declaration = bot.specification.facts[fact].fields[field]
      var own = ofType(expression.type)
      // `now`, where it stands in, keeps to no bounds.
      guard declaration.absent == nil else { return own }
      own.low = declaration.minimum.map { Int128($0) } ?? own.low
      own.high = declaration.maximum.map { Int128($0) } ?? own.high
      return own
    case .computed:
      var own = ofType(expression.type)
      own.canFail = true
      return own
    case .now, .export, .outcome: return ofType(expression.type)
    }
  }

  private static func ofType(_ type: Type) -> Interval {
    switch type {
    case .bool: Interval(low: 0, high: 1)
    case .enumeration(let enumeration):
      Interval(low: 0, high: Int128(enumeration.cases.count - 1))
    default: all
    }
  }

  /// At the corners; products of two slots fit 128 bits.
  private static func products(_ left: Interval, _ right: Interval) -> [Int128] {
    [left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high]
  }

  private static func operationInterval(_ operation: Operation, _ parts: [Interval]) -> Interval {
    let left = parts[0]
    let right = parts.count > 1 ? parts[1] : left
    switch operation {
    case .add: return Interval(low: left.low + right.low, high: left.high + right.high)
    case .subtract: return Interval(low: left.low - right.high, high: left.high - right.low)
    case .negate: return Interval(low: -left.high, high: -left.low)
    case .multiply:
      let corners = products(left, right)
      return Interval(low: corners.min() ?? 0, high: corners.max() ?? 0)
    case .absolute:
      let isSplit = left.low <= 0 && left.high >= 0
      return Interval(
        low: isSplit ? 0 : min(left.low.magnitudeValue, left.high.magnitudeValue),
        high: max(left.low.magnitudeValue, left.high.magnitudeValue))
    case .least: return Interval(low: min(left.low, right.low), high: min(left.high, right.high))
    case .greatest: return Interval(low: max(left.low, right.low), high: max(left.high, right.high))
    case .conditional:
      return Interval(low: min(parts[1].low, parts[2].low), high: max(parts[1].high, parts[2].high))
    case .divide, .modulo:
      return Interval(low: all.low, high: all.high, canFail: right.low <= 0 && right.high >= -1)
    case .ticksCovering:
      // The magnitude of the smallest difference fits no slot.
      return Interval(
        low: 0, high: all.high, canFail: right.low <= 0 || left.low <= all.low)
    case .scaleAway, .scaleToward:
      guard parts[2].low > 0 else { return Interval(low: all.low, high: all.high, canFail: true) }
      let quotients = products(left, right).flatMap { [$0 / parts[2].low, $0 / parts[2].high] }
      // One more on either side for the rounding.
      return Interval(low: (quotients.min() ?? 0) - 1, high: (quotients.max() ?? 0) + 1)
    case .and, .or, .not, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return Interval(low: 0, high: 1)
    }
  }
}

extension Int128 {
  fileprivate var magnitudeValue: Int128 { self < 0 ? -self : self }
}

extension Type {
  /// The step by which thresholds of this type are tried: a millisecond, one of a unit, a millionth of a price.
  var step: Int64 {
    if case .quantity(let unit) = self, unit != .price { unit.grain } else { 1 }
  }

  /// Whether values are more than names: a comparison with them has a below and an above.
  var isMeasured: Bool {
    switch self {
    case .int, .duration, .timestamp, .quantity: true
    default: false
    }
  }
}
