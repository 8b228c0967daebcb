extension CheckedExpression {
  /// What the expression comes to, by the operations of plans and with the errors and unknowns of a careful run:
  /// for a scalar that something over texts and lists names, since plans run only after those.
  package func evaluate(_ variables: some VariableSource) -> Evaluation {
    switch kind {
    case .constant(let slot): return evaluation(slot)
    case .variable(let identity, let name):
      return variables.outcome(of: identity)
        ?? .error(EvaluationError(.unboundName(name), at: range))
    case .operation(.conditional, let parts):
      let condition = parts[0].evaluate(variables)
      guard case .value(let value) = condition else { return condition }
      return parts[value == .bool(true) ? 1 : 2].evaluate(variables)
    case .operation(let operation, let operands):
      let outcomes = operands.map { $0.evaluate(variables) }
      if operation == .and || operation == .or {
        let absorbing = Value.bool(operation == .or)
        if outcomes.contains(.value(absorbing)) { return .value(absorbing) }
      }
      if let interrupted = Self.combined(outcomes) { return interrupted }
      let slots = outcomes.compactMap(\.slot)
      guard slots.count == operands.count,
        let result = operation.apply(
          slots[0], slots.count > 1 ? slots[1] : 0, slots.count > 2 ? slots[2] : 0)
      else { return .error(EvaluationError(.overflow(function: operation.symbol), at: range)) }
      return evaluation(result)
    }
  }

  private func evaluation(_ slot: Int64) -> Evaluation {
    Value(slot: slot, as: type).map { .value($0) }
      ?? .error(EvaluationError(.overflow(function: type.name), at: range))
  }

  /// All unknowns, else the first error; nil where everything has a value.
  private static func combined(_ outcomes: [Evaluation]) -> Evaluation? {
    var facts: Set<Int> = []
    for case .unknown(let unknown) in outcomes { facts.formUnion(unknown) }
    if !facts.isEmpty { return .unknown(facts) }
    return outcomes.first { if case .error = $0 { true } else { false } }
  }
}

extension Evaluation {
  fileprivate var slot: Int64? {
    if case .value(let value) = self { value.slotValue } else { nil }
  }
}
