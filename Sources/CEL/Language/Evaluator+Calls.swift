/// Parts that take the values of all their parts.
extension Evaluator {
  /// What interrupts `expression`, which is only evaluated to find unknowns beside an error.
  private mutating func interruption(of expression: TypedExpression) -> Interruption? {
    do throws(Interruption) {
      _ = try value(of: expression)
      return nil
    } catch {
      return error
    }
  }

  /// All parts in order; where one has no value the others are still asked for what is unknown.
  private mutating func values(
    of expressions: [TypedExpression]
  ) throws(Interruption) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(expressions.count)
    for (index, expression) in expressions.enumerated() {
      do throws(Interruption) {
        values.append(try value(of: expression))
      } catch {
        throw combined(error, with: expressions[(index + 1)...])
      }
    }
    return values
  }

  private mutating func combined(
    _ first: Interruption, with others: some Sequence<TypedExpression>
  ) -> Interruption {
    var worst = first
    for other in others where !worst.isExhaustion {
      if let next = interruption(of: other) { worst = worst.combined(with: next) }
    }
    return worst
  }

  mutating func call(
    _ callee: Callee, _ arguments: [TypedExpression], at range: Range<Int>
  ) throws(Interruption) -> Value {
    let values = try values(of: arguments)
    return try guarded(at: range) { meter throws(EvaluationError.Reason) in
      try meter.charge(1)
      return try callee.call(values, &meter)
    }
  }

  /// Arithmetic over slots, where a bool is 0 or 1, a case of an enumeration its number and a duration its
  /// milliseconds, rounded toward zero as its slot is.
  mutating func quantity(
    _ operation: Operation, _ operands: [TypedExpression], _ type: Type, at range: Range<Int>
  ) throws(Interruption) -> Value {
    let values = try values(of: operands)
    return try guarded(at: range) { meter throws(EvaluationError.Reason) in
      try meter.charge(1)
      var slots: [Int64] = []
      for value in values {
        guard let slot = value.slot else {
          throw .noMatchingOverload(
            function: operation.symbol, arguments: values.map(\.typeName))
        }
        slots.append(slot)
      }
      let result = operation.apply(
        slots[0], slots.count > 1 ? slots[1] : 0, slots.count > 2 ? slots[2] : 0)
      guard let result else {
        let divisor = operation.divisor(of: slots) ?? 1
        throw divisor <= 0
          ? .divisionByZero : .overflow(function: operation.symbol)
      }
      if type == .duration {
        do { return .duration(try TimeSpan(exactly: Int128(result) * 1_000_000)) } catch {
          throw .overflow(function: operation.symbol)
        }
      }
      return operation.isComparison ? .bool(result != 0) : .int(result)
    }
  }

  mutating func matches(
    _ text: TypedExpression, _ pattern: RegularExpression
  ) throws(Interruption) -> Value {
    let value = try value(of: text)
    return try guarded(at: text.range) { meter throws(EvaluationError.Reason) in
      guard case .string(let text) = value else {
        throw .noMatchingOverload(function: "matches", arguments: [value.typeName, "string"])
      }
      try meter.charge(1 + text.utf8.count)
      return .bool(pattern.matches(text))
    }
  }

  mutating func list(
    _ elements: [TypedExpression.Element], at range: Range<Int>
  ) throws(Interruption) -> Value {
    let values = try values(of: elements.map(\.value))
    try charge(1 + values.count, at: range)
    var result: [Value] = []
    result.reserveCapacity(values.count)
    for (element, value) in zip(elements, values) {
      guard element.isOptional else {
        result.append(value)
        continue
      }
      if let wrapped = try opened(value, at: element.value.range) { result.append(wrapped) }
    }
    return .list(result)
  }

  mutating func map(
    _ entries: [TypedExpression.Entry], at range: Range<Int>
  ) throws(Interruption) -> Value {
    let values = try values(of: entries.flatMap { [$0.key, $0.value] })
    try charge(1 + values.count, at: range)
    var result = Value.Map()
    for (index, entry) in entries.enumerated() {
      var value = values[2 * index + 1]
      if entry.isOptional {
        guard let wrapped = try opened(value, at: entry.value.range) else { continue }
        value = wrapped
      }
      try insert(value, for: values[2 * index], into: &result, at: entry.key.range)
    }
    return .map(result)
  }

  /// Adds an entry to a map that must not have one with this key.
  mutating func insert(
    _ value: Value, for key: Value, into map: inout Value.Map, at range: Range<Int>
  ) throws(Interruption) {
    // An entry takes the memory of several elements of a list.
    try charge(4, at: range)
    guard let mapKey = MapKey(key) else {
      throw .failed(EvaluationError(.unsupportedKey(type: key.typeName), at: range))
    }
    guard map.insert(value, for: mapKey) else {
      throw .failed(EvaluationError(.duplicateKey(mapKey.text), at: range))
    }
  }
}

// MARK: - Fields and optionals

extension Evaluator {
  mutating func select(
    _ operand: TypedExpression, _ field: String, isOptional: Bool, at range: Range<Int>
  ) throws(Interruption) -> Value {
    let operand = try value(of: operand)
    return try guarded(at: range) { _ throws(EvaluationError.Reason) in
      try operand.selecting(field, isOptional: isOptional)
    }
  }

  mutating func has(
    _ operand: TypedExpression, _ field: String, at range: Range<Int>
  ) throws(Interruption) -> Value {
    let operand = try value(of: operand)
    return try guarded(at: range) { _ throws(EvaluationError.Reason) in
      .bool(try operand.has(field))
    }
  }

  /// The body over the value of an optional, where it has one.
  mutating func optionalMap(
    _ local: Int, _ optional: TypedExpression, _ body: TypedExpression, isFlat: Bool
  ) throws(Interruption) -> Value {
    guard let wrapped = try self.optional(optional) else { return .optional(nil) }
    set(local, .value(wrapped))
    let result = try value(of: body)
    return isFlat ? result : .optional(result)
  }

  private func opened(_ value: Value, at range: Range<Int>) throws(Interruption) -> Value? {
    guard case .optional(let wrapped) = value else {
      throw .failed(EvaluationError(.notOptional(type: value.typeName), at: range))
    }
    return wrapped
  }

  /// The value in a part that must be an optional; nil where it holds none.
  mutating func optional(_ expression: TypedExpression) throws(Interruption) -> Value? {
    try opened(try value(of: expression), at: expression.range)
  }

  /// The alternative is only evaluated where there is no value.
  mutating func alternative(
    _ expression: TypedExpression, _ other: TypedExpression, isValue: Bool, at range: Range<Int>
  ) throws(Interruption) -> Value {
    if let wrapped = try optional(expression) { return isValue ? wrapped : .optional(wrapped) }
    let alternative = try value(of: other)
    if !isValue { _ = try opened(alternative, at: other.range) }
    return alternative
  }
}

extension Value {
  /// The value as a slot has it: see `Evaluator.quantity`.
  fileprivate var slot: Int64? {
    switch self {
    case .int(let slot): slot
    case .duration(let span): span.nanoseconds / 1_000_000
    default: nil
    }
  }
}

extension Operation {
  /// What it divides by; nil where it does not divide. A scaling takes no divisor below zero either.
  fileprivate func divisor(of slots: [Int64]) -> Int64? {
    switch self {
    case .divide, .modulo: slots[1] == 0 ? 0 : nil
    case .scaleAway, .scaleToward: slots[2]
    default: nil
    }
  }
}
