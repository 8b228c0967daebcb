import CEL

extension Interpreter {
  mutating func compute(_ operation: Operation, _ operands: [Int]) -> Resolution {
    switch operation {
    case .and: return logical(operands[0], operands[1], absorbing: 0)
    case .or: return logical(operands[0], operands[1], absorbing: 1)
    case .conditional: return conditional(operands)
    default: break
    }
    var forms: [LinearForm] = []
    var lack: Resolution?
    for operand in operands {
      switch resolve(operand) {
      case .value(let form): forms.append(form)
      // Which unknown comes first is known only when all sides are.
      case .split(let parts): return .split(parts)
      case let other: lack = lack.map { Self.joined($0, other) } ?? other
      }
    }
    return lack ?? strict(operation, forms)
  }

  /// The state of something that needs both sides: the first unknown, else an error.
  private static func joined(_ left: Resolution, _ right: Resolution) -> Resolution {
    switch (left, right) {
    case (.unknown(let first), .unknown(let second)): .unknown(min(first, second))
    case (.unknown, _): left
    case (_, .unknown): right
    case (.error, _): left
    default: right
    }
  }

  private mutating func logical(_ left: Int, _ right: Int, absorbing: Int128) -> Resolution {
    let first = truth(left)
    if case .value(let form) = first, form.constant == absorbing { return first }
    let second = truth(right)
    if case .value(let form) = second, form.constant == absorbing { return second }
    if case .split = first { return first }
    if case .split = second { return second }
    return Self.joined(first, second)
  }

  private mutating func conditional(_ operands: [Int]) -> Resolution {
    let condition = truth(operands[0])
    guard case .value(let form) = condition else { return condition }
    return resolve(operands[form.constant != 0 ? 1 : 2])
  }

  // MARK: Over known sides

  private mutating func strict(_ operation: Operation, _ operands: [LinearForm]) -> Resolution {
    let left = operands[0]
    let right = operands.count > 1 ? operands[1] : LinearForm(constant: 0)
    switch operation {
    case .equal: return compare(.equal, left, right, Interval(0))
    case .notEqual: return negated(compare(.equal, left, right, Interval(0)))
    case .less: return compare(.less, left, right, .atMost(-1))
    case .lessOrEqual: return compare(.lessOrEqual, left, right, .atMost(0))
    case .greater: return compare(.greater, left, right, .atLeast(1))
    case .greaterOrEqual: return compare(.greaterOrEqual, left, right, .atLeast(0))
    case .not: return inSlot(LinearForm(constant: 1).minus(left), .not, left, right)
    case .add: return inSlot(left.plus(right), operation, left, right)
    case .subtract: return inSlot(left.minus(right), operation, left, right)
    case .negate: return inSlot(left.scaled(by: -1), operation, left, right)
    case .absolute: return absolute(left)
    case .least, .greatest: return extreme(operation, left, right)
    case .multiply: return product(left, right)
    case .divide, .modulo: return quotient(operation, left, right)
    case .ticksCovering: return ticks(left, right)
    case .scaleAway, .scaleToward: return scaled(operation, left, right, over: operands[2])
    case .and, .or, .conditional: preconditionFailure("these are not strict")
    }
  }

  private func constant(_ holds: Bool) -> Resolution {
    .value(LinearForm(constant: holds ? 1 : 0))
  }

  private func negated(_ resolution: Resolution) -> Resolution {
    guard case .value(let form) = resolution else { return resolution }
    return constant(form.constant == 0)
  }

  /// Whether `left - right` lies in `interval`, which has one bound or one value.
  private mutating func compare(
    _ operation: Operation, _ left: LinearForm, _ right: LinearForm, _ interval: Interval
  ) -> Resolution {
    guard let difference = left.minus(right) else { return either(operation, left, right) }
    let range = cell.range(of: difference)
    if interval.contains(range) { return constant(true) }
    if range.isDisjoint(from: interval) { return constant(false) }
    var parts: [[Cell.Constraint]] = []
    if interval.lower > Interval.unlimited.lower {
      parts.append([.within(difference, .atMost(interval.lower - 1))])
    }
    if interval.upper < Interval.unlimited.upper {
      parts.append([.within(difference, .atLeast(interval.upper + 1))])
    }
    parts.append([.within(difference, interval)])
    return .split(parts)
  }

  /// A sum that has to fit a slot: beyond it the operation is an error.
  private mutating func inSlot(
    _ form: LinearForm?, _ operation: Operation, _ left: LinearForm, _ right: LinearForm
  ) -> Resolution {
    guard let form else { return opaque(operation, left, right) }
    let range = cell.range(of: form)
    if Interval.slot.contains(range) { return .value(form) }
    if range.isDisjoint(from: .slot) { return .error }
    return .split([
      [.within(form, .slot)], [.within(form, .atLeast(Interval.slot.upper + 1))],
      [.within(form, .atMost(Interval.slot.lower - 1))],
    ])
  }

  /// Two halves of the cell by the sign of a form; nil where it has one sign only.
  private func signs(_ form: LinearForm) -> Resolution? {
    let range = cell.range(of: form)
    guard range.lower < 0, range.upper >= 0 else { return nil }
    return .split([[.within(form, .atLeast(0))], [.within(form, .atMost(-1))]])
  }

  private mutating func absolute(_ form: LinearForm) -> Resolution {
    if let split = signs(form) { return split }
    return cell.range(of: form).lower >= 0
      ? .value(form)
      : inSlot(form.scaled(by: -1), .absolute, form, LinearForm(constant: 0))
  }

  private mutating func extreme(
    _ operation: Operation, _ left: LinearForm, _ right: LinearForm
  ) -> Resolution {
    guard let difference = left.minus(right) else { return opaque(operation, left, right) }
    if let split = signs(difference) { return split }
    let isLeftLess = cell.range(of: difference).upper < 0
    return .value(isLeftLess == (operation == .least) ? left : right)
  }

  // MARK: Not linear

  private mutating func product(_ left: LinearForm, _ right: LinearForm) -> Resolution {
    if let factor = cell.range(of: right).single, let form = left.scaled(by: factor) {
      return inSlot(form, .multiply, left, right)
    }
    if let factor = cell.range(of: left).single, let form = right.scaled(by: factor) {
      return inSlot(form, .multiply, left, right)
    }
    return inSlot(defined(.multiply, left, right), .multiply, left, right)
  }

  private mutating func quotient(
    _ operation: Operation, _ left: LinearForm, _ right: LinearForm
  ) -> Resolution {
    let divisor = cell.range(of: right)
    if divisor.single == 0 { return .error }
    if divisor.contains(0) {
      return .split([
        [.within(right, .atLeast(1))], [.within(right, .atMost(-1))],
        [.within(right, Interval(0))],
      ])
    }
    let dividend = cell.range(of: left)
    if dividend.contains(Interval.slot.lower), divisor.contains(-1) {
      if dividend.single != nil, divisor.single != nil { return .error }
      return .split([
        [.within(left, .atLeast(Interval.slot.lower + 1))],
        [.within(left, Interval(Interval.slot.lower)), .within(right, .atMost(-2))],
        [.within(left, Interval(Interval.slot.lower)), .within(right, Interval(-1))],
      ])
    }
    return .value(defined(operation, left, right))
  }

  private mutating func ticks(_ difference: LinearForm, _ tick: LinearForm) -> Resolution {
    let size = cell.range(of: tick)
    if size.upper <= 0 { return .error }
    if size.lower <= 0 {
      return .split([[.within(tick, .atLeast(1))], [.within(tick, .atMost(0))]])
    }
    if let split = signs(difference) { return split }
    let isNegative = cell.range(of: difference).lower < 0
    guard let magnitude = isNegative ? difference.scaled(by: -1) : difference else {
      return opaque(.ticksCovering, difference, tick)
    }
    return inSlot(
      defined(.ticksCovering, magnitude, tick), .ticksCovering, difference, tick)
  }

  /// `left * right / divisor`, rounded up or down by magnitude: as ticks cover a difference, or as `/` divides.
  private mutating func scaled(
    _ operation: Operation, _ left: LinearForm, _ right: LinearForm, over divisor: LinearForm
  ) -> Resolution {
    let size = cell.range(of: divisor)
    if size.upper <= 0 { return .error }
    if size.lower <= 0 {
      return .split([[.within(divisor, .atLeast(1))], [.within(divisor, .atMost(0))]])
    }
    guard let product = wideProduct(left, right) else {
      return opaque(operation, left, right, divisor)
    }
    if let split = signs(product) { return split }
    let isNegative = cell.range(of: product).lower < 0
    guard let magnitude = isNegative ? product.scaled(by: -1) : product else {
      return opaque(operation, left, right, divisor)
    }
    let quotient = defined(
      operation == .scaleAway ? .ticksCovering : .divide, magnitude, divisor)
    guard let value = isNegative ? quotient.scaled(by: -1) : quotient else {
      return opaque(operation, left, right, divisor)
    }
    let range = cell.range(of: value)
    if Interval.slot.contains(range) { return .value(value) }
    return inSlot(value, operation, left, right)
  }

  /// The product of two slots, which may be wider than a slot; nil where it may be wider than bounds are.
  private mutating func wideProduct(_ left: LinearForm, _ right: LinearForm) -> LinearForm? {
    if let factor = cell.range(of: right).single, let form = left.scaled(by: factor) { return form }
    if let factor = cell.range(of: left).single, let form = right.scaled(by: factor) { return form }
    let product = defined(.multiply, left, right)
    let range = cell.range(of: product)
    return range.lower > Interval.unlimited.lower && range.upper < Interval.unlimited.upper
      ? product : nil
  }

  /// The variable for a value that is no linear form; its constant where both sides are single.
  private mutating func defined(
    _ operation: Operation, _ left: LinearForm, _ right: LinearForm,
    _ third: LinearForm = LinearForm(constant: 0)
  ) -> LinearForm {
    let definition = Definition(operation: operation, left: left, right: right, third: third)
    let variable = definitions.variable(for: definition)
    cell.use(variable, definitions)
    return LinearForm(variable: variable)
  }

  /// An operation of which nothing is known: it may fail anywhere, and have any value. A proof that rests on
  /// it would not be one, so it is at most the reason for "unknown".
  private mutating func opaque(
    _ operation: Operation, _ left: LinearForm, _ right: LinearForm,
    _ third: LinearForm = LinearForm(constant: 0)
  ) -> Resolution {
    guard case .value(let form) = either(operation, left, right, third) else {
      return either(operation, left, right, third)
    }
    return form.constant == 0 ? .value(defined(operation, left, right, third)) : .error
  }

  /// An answer of which nothing is known.
  private mutating func either(
    _ operation: Operation, _ left: LinearForm, _ right: LinearForm,
    _ third: LinearForm = LinearForm(constant: 0)
  ) -> Resolution {
    let definition = Definition(
      operation: operation, left: left, right: right, third: third, isFree: true)
    let variable = definitions.variable(for: definition)
    cell.use(variable, definitions)
    let form = LinearForm(variable: variable)
    if let single = cell.range(of: form).single { return .value(LinearForm(constant: single)) }
    return .split([[.within(form, Interval(0))], [.within(form, Interval(1))]])
  }
}
