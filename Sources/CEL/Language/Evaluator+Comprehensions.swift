/// Macros over lists and maps (langdef.md, "Macros").
extension Evaluator {
  mutating func run(
    _ comprehension: Comprehension, at range: Range<Int>
  ) throws(Interruption) -> Value {
    let operand = try value(of: comprehension.range)
    let steps: Steps
    switch operand {
    case .list(let list): steps = .list(list.elements)
    case .map(let map): steps = .map(map.entries)
    default:
      throw .failed(
        EvaluationError(.notIterable(type: operand.typeName), at: comprehension.range.range))
    }
    switch comprehension.kind {
    case .all: return try quantified(comprehension, steps, decidedBy: false)
    case .exists: return try quantified(comprehension, steps, decidedBy: true)
    case .existsOne:
      return .bool(
        try collected(comprehension, steps) { evaluator, _, kept throws(Interruption) in
          if try evaluator.condition(comprehension.body) { kept.append(.null) }
        }.count == 1)
    case .filter:
      return .list(
        try collected(comprehension, steps) { evaluator, step, kept throws(Interruption) in
          if try evaluator.condition(comprehension.body) {
            kept.append(steps.single(step))
          }
        })
    case .list:
      return .list(
        try collected(comprehension, steps) { evaluator, _, kept throws(Interruption) in
          kept.append(try evaluator.value(of: comprehension.body))
        })
    case .map, .entries: return try mapped(comprehension, steps)
    }
  }

  /// What is gone through.
  private enum Steps {
    case list([Value])
    case map([Value.Map.Entry])

    var count: Int {
      switch self {
      case .list(let elements): elements.count
      case .map(let entries): entries.count
      }
    }

    /// What one variable stands for: the element of a list, the key of a map.
    func single(_ step: Int) -> Value {
      switch self {
      case .list(let elements): elements[step]
      case .map(let entries): entries[step].key.value
      }
    }

    /// What two variables stand for: index and element, key and value.
    func pair(_ step: Int) -> (key: Value, value: Value) {
      switch self {
      case .list(let elements): (.int(Int64(step)), elements[step])
      case .map(let entries): (entries[step].key.value, entries[step].value)
      }
    }
  }

  /// Sets the variables for one step, and tells whether the filter lets it through.
  private mutating func begin(
    _ step: Int, of steps: Steps, _ comprehension: Comprehension
  ) throws(Interruption) -> Bool {
    try charge(1, at: comprehension.range.range)
    if comprehension.hasTwoVariables {
      let (key, value) = steps.pair(step)
      set(comprehension.local, .value(key))
      set(comprehension.local + 1, .value(value))
    } else {
      set(comprehension.local, .value(steps.single(step)))
    }
    guard let filter = comprehension.filter else { return true }
    return try condition(filter)
  }

  /// `all` and `exists`: one step may decide, whatever the others come to.
  private mutating func quantified(
    _ comprehension: Comprehension, _ steps: Steps, decidedBy decisive: Bool
  ) throws(Interruption) -> Value {
    var interruption: Interruption?
    for step in 0..<steps.count {
      do throws(Interruption) {
        _ = try begin(step, of: steps, comprehension)
        if try condition(comprehension.body) == decisive { return .bool(decisive) }
      } catch {
        guard !error.isExhaustion else { throw error }
        interruption = interruption?.combined(with: error) ?? error
      }
    }
    if let interruption { throw interruption }
    return .bool(!decisive)
  }

  /// Every step counts; after an error the others are still asked for what is unknown.
  private mutating func forEach(
    _ comprehension: Comprehension, _ steps: Steps,
    _ body: (inout Evaluator, _ step: Int) throws(Interruption) -> Void
  ) throws(Interruption) {
    var interruption: Interruption?
    for step in 0..<steps.count {
      do throws(Interruption) {
        guard try begin(step, of: steps, comprehension) else { continue }
        try body(&self, step)
      } catch {
        guard !error.isExhaustion else { throw error }
        interruption = interruption?.combined(with: error) ?? error
      }
    }
    if let interruption { throw interruption }
  }

  private mutating func collected(
    _ comprehension: Comprehension, _ steps: Steps,
    _ body: (inout Evaluator, _ step: Int, _ kept: inout [Value]) throws(Interruption) -> Void
  ) throws(Interruption) -> [Value] {
    var kept: [Value] = []
    try forEach(comprehension, steps) { evaluator, step throws(Interruption) in
      try body(&evaluator, step, &kept)
    }
    return kept
  }

  /// `transformMap` and `transformMapEntry`.
  private mutating func mapped(
    _ comprehension: Comprehension, _ steps: Steps
  ) throws(Interruption) -> Value {
    var result = Value.Map()
    try forEach(comprehension, steps) { evaluator, step throws(Interruption) in
      let value = try evaluator.value(of: comprehension.body)
      let range = comprehension.body.range
      guard case .entries = comprehension.kind else {
        let key = steps.pair(step).key
        return try evaluator.insert(value, for: key, into: &result, at: range)
      }
      guard case .map(let entries) = value else {
        throw .failed(
          EvaluationError(
            .noMatchingOverload(function: "transformMapEntry", arguments: [value.typeName]),
            at: range))
      }
      for entry in entries.entries {
        try evaluator.insert(entry.value, for: entry.key.value, into: &result, at: range)
      }
    }
    return .map(result)
  }
}
