/// Which types an operation takes and gives: the unit arithmetic of the fence.
///
/// | expression | gives | computed as | rounded |
/// |---|---|---|---|
/// | `shares * price` | usdc | product / 10^6 | away from zero: money at risk is never under-reported |
/// | `usdc / shares` | price | 10^6 usdc / shares | away from zero: what a share costs |
/// | `usdc / price` | shares | 10^6 usdc / price | toward zero: what money buys |
/// | `x * bps` | the unit of x | product / 10^4 | away from zero: a fee or a share of something |
/// | `ops / duration` | ops/min | 6 * 10^10 ops / ms | away from zero: a measured rate |
/// | `ops/min * duration` | ops | product / 6 * 10^10 | toward zero: what a rate allows |
/// | `ops / (ops/min)` | duration | 6 * 10^10 ops / rate | away from zero: how long they take |
/// | `ticks * price` | price | product | exact |
/// | `x * int`, `x * count` | the unit of x | product | exact |
/// | `x / int`, `x / count`, `x / x` | the unit of x, int | quotient | toward zero, as CEL divides |
/// | `ticks.covering(price, price)` | ticks | abs(first) / second | away from zero |
/// | `bps.covering(x, x)` | bps | 10^4 abs(first) / second | away from zero |
///
/// What is measured is rounded away from zero and what is allowed toward it, to the grain of the unit. So
/// `measured > limit` holds exactly when it holds for the unrounded numbers. A part in basis points may be
/// either; where it is the limit, `bps.covering(part, whole) > limit` is the form that is exact. Products on the
/// venue's own grids (a price of at most four decimals, a size of at most two) need no rounding at all.
enum Signature {
  /// What an operation over operands of certain types is: its type, and how a plan computes it.
  struct Resolution: Equatable {
    var type: Type
    var form = Form.plain
  }

  /// How the operands become those of an `Operation`.
  enum Form: Equatable {
    /// As they stand.
    case plain
    /// The product of the two over a constant.
    case product(Operation, over: Int64)
    /// The first times a constant, over the second; `isMagnitude` where the sign of the first is dropped.
    case quotient(Operation, times: Int64, isMagnitude: Bool)

    /// What computes `operation` over these operands.
    func arrange<Operand>(
      _ operation: Operation, _ operands: [Operand], constant: (Int64) -> Operand,
      magnitude: (Operand) -> Operand
    ) -> (operation: Operation, operands: [Operand]) {
      switch self {
      case .plain: (operation, operands)
      case .product(let scale, let divisor): (scale, operands + [constant(divisor)])
      case .quotient(let scale, let factor, let isMagnitude):
        (
          scale,
          [isMagnitude ? magnitude(operands[0]) : operands[0], constant(factor), operands[1]]
        )
      }
    }
  }

  enum Mismatch: Error {
    case count
    case overload
    case units
    case notBoolean(operand: Int)
    case branches

    func reason(_ name: String, _ operands: [CheckedExpression]) -> ExpressionError.Reason {
      let types = operands.map(\.type.name)
      switch self {
      case .count, .overload: return .noOverload(function: name, arguments: types)
      case .units: return .differentUnits(operation: name, left: types[0], right: types[1])
      case .notBoolean(let index): return .notBoolean(name, found: types[index])
      case .branches: return .branchesDiffer(types[1], types[2])
      }
    }

    func place(_ operands: [CheckedExpression]) -> Range<Int>? {
      if case .notBoolean(let index) = self { operands[index].range } else { nil }
    }
  }

  /// The functions by which conditions compute, beside the operators.
  enum Function: String, CaseIterable {
    case absolute = "math.abs"
    case least = "math.least"
    case greatest = "math.greatest"
    case ticksCovering = "ticks.covering"
    case basisPointsCovering = "bps.covering"

    /// What computes it, after the operands have the form of its resolution.
    var operation: Operation {
      switch self {
      case .absolute: .absolute
      case .least: .least
      case .greatest: .greatest
      case .ticksCovering: .ticksCovering
      case .basisPointsCovering: .scaleAway
      }
    }
  }

  static func result(
    of operation: Operation, over types: [Type]
  ) -> Result<Resolution, Mismatch> {
    switch operation {
    case .and, .or: boolean(types, count: 2).map { Resolution(type: $0) }
    case .not: boolean(types, count: 1).map { Resolution(type: $0) }
    case .conditional: conditional(types).map { Resolution(type: $0) }
    case .equal, .notEqual: comparison(types, ordered: false).map { Resolution(type: $0) }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      comparison(types, ordered: true).map { Resolution(type: $0) }
    case .add, .subtract:
      sum(types, isSubtraction: operation == .subtract).map { Resolution(type: $0) }
    case .multiply: product(types)
    case .divide, .modulo: quotient(types, isModulo: operation == .modulo)
    case .negate, .absolute: number(types, count: 1...1).map { Resolution(type: $0) }
    case .least, .greatest: number(types, count: 2...2).map { Resolution(type: $0) }
    case .ticksCovering:
      types == [.quantity(.price), .quantity(.price)]
        ? .success(Resolution(type: .quantity(.ticks)))
        : .failure(types.count == 2 ? .overload : .count)
    // Of the scalings only this one has a name of its own: `bps.covering`.
    case .scaleAway, .scaleToward: basisPoints(types)
    }
  }

  private static func boolean(_ types: [Type], count: Int) -> Result<Type, Mismatch> {
    guard types.count == count else { return .failure(.count) }
    if let wrong = types.firstIndex(where: { $0 != .bool }) {
      return .failure(.notBoolean(operand: wrong))
    }
    return .success(.bool)
  }

  private static func conditional(_ types: [Type]) -> Result<Type, Mismatch> {
    guard types.count == 3 else { return .failure(.count) }
    guard types[0] == .bool else { return .failure(.notBoolean(operand: 0)) }
    return types[1] == types[2] ? .success(types[1]) : .failure(.branches)
  }

  private static func comparison(_ types: [Type], ordered: Bool) -> Result<Type, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    guard types[0] == types[1] else { return .failure(.units) }
    if ordered, case .enumeration = types[0] { return .failure(.overload) }
    if ordered, types[0] == .bool { return .failure(.overload) }
    return .success(.bool)
  }

  private static func isNumber(_ type: Type) -> Bool {
    switch type {
    case .int, .duration, .quantity: true
    default: false
    }
  }

  private static func number(_ types: [Type], count: ClosedRange<Int>) -> Result<Type, Mismatch> {
    guard count.contains(types.count), let first = types.first else { return .failure(.count) }
    guard types.allSatisfy(isNumber) else { return .failure(.overload) }
    return types.allSatisfy { $0 == first } ? .success(first) : .failure(.units)
  }

  private static func sum(_ types: [Type], isSubtraction: Bool) -> Result<Type, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    switch (types[0], types[1]) {
    case (.timestamp, .timestamp) where isSubtraction: return .success(.duration)
    case (.timestamp, .duration): return .success(.timestamp)
    case (.duration, .timestamp) where !isSubtraction: return .success(.timestamp)
    case (let left, let right) where left == right && isNumber(left): return .success(left)
    case (let left, let right) where isNumber(left) && isNumber(right): return .failure(.units)
    case (let left, let right) where isTime(left) || isTime(right): return .failure(.units)
    default: return .failure(.overload)
    }
  }

  private static func isTime(_ type: Type) -> Bool {
    type == .timestamp || type == .duration
  }

  /// Slot units of a rate times milliseconds, for one operation.
  private static let rateGrain = Unit.opsPerMinute.grain * 60_000
  private static let basisPointGrain: Int64 = 10_000

  private static func product(_ types: [Type]) -> Result<Resolution, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    guard isNumber(types[0]), isNumber(types[1]) else { return .failure(.overload) }
    // Each product once; the other order is the same.
    guard let result = product(types[0], types[1]) ?? product(types[1], types[0]) else {
      return .failure(.units)
    }
    return .success(result)
  }

  private static func product(_ left: Type, _ right: Type) -> Resolution? {
    switch (left, right) {
    case (_, .int): Resolution(type: left)
    case (.quantity(.ticks), .quantity(.price)): Resolution(type: right)
    case (.quantity(.shares), .quantity(.price)):
      Resolution(type: .quantity(.usdc), form: .product(.scaleAway, over: Unit.price.grain))
    case (.quantity(.opsPerMinute), .duration):
      Resolution(type: .quantity(.ops), form: .product(.scaleToward, over: rateGrain))
    case (.quantity, .quantity(.bps)), (.duration, .quantity(.bps)):
      Resolution(type: left, form: .product(.scaleAway, over: basisPointGrain))
    // Basis points of a count are a count, in either order.
    case (.quantity(.count), .quantity(.count)), (.quantity(.bps), .quantity(.count)): nil
    case (.quantity, .quantity(.count)), (.duration, .quantity(.count)): Resolution(type: left)
    default: nil
    }
  }

  private static func quotient(
    _ types: [Type], isModulo: Bool
  ) -> Result<Resolution, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    let (left, right) = (types[0], types[1])
    guard isNumber(left), isNumber(right) else { return .failure(.overload) }
    if right == .int { return .success(Resolution(type: left)) }
    if left == right { return .success(Resolution(type: isModulo ? left : .int)) }
    guard !isModulo, let result = quotient(left, right) else { return .failure(.units) }
    return .success(result)
  }

  private static func quotient(_ left: Type, _ right: Type) -> Resolution? {
    switch (left, right) {
    case (.quantity(.usdc), .quantity(.price)):
      ratio(.quantity(.shares), .scaleToward, times: Unit.price.grain)
    case (.quantity(.usdc), .quantity(.shares)):
      ratio(.quantity(.price), .scaleAway, times: Unit.price.grain)
    case (.quantity(.ops), .duration):
      ratio(.quantity(.opsPerMinute), .scaleAway, times: rateGrain)
    case (.quantity(.ops), .quantity(.opsPerMinute)): ratio(.duration, .scaleAway, times: rateGrain)
    case (.quantity, .quantity(.count)), (.duration, .quantity(.count)): Resolution(type: left)
    default: nil
    }
  }

  private static func ratio(
    _ type: Type, _ operation: Operation, times factor: Int64
  ) -> Resolution {
    Resolution(type: type, form: .quotient(operation, times: factor, isMagnitude: false))
  }

  private static func basisPoints(_ types: [Type]) -> Result<Resolution, Mismatch> {
    number(types, count: 2...2).map { _ in
      Resolution(
        type: .quantity(.bps),
        form: .quotient(.scaleAway, times: basisPointGrain, isMagnitude: true))
    }
  }
}
