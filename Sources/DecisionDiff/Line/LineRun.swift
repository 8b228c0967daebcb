import CEL
import Graph
import Policy
import Trading

/// One run along a line: from `start` as far as every question on the way to the decision keeps its answer. A
/// question whose answer cannot be told over the whole stretch asks for a shorter one.
struct LineRun {
  let program: LineProgram
  let frame: EventFrame
  let start: Int64
  /// The last value for which the answers so far are the same. Shrinks as questions are asked.
  private(set) var end: Int64
  /// Half the stretch is to be tried: some answer was open.
  private(set) var isTooLong = false
  private var values: [LineValue?]
  private var outcomes: [Int64]

  init(_ program: LineProgram, _ frame: EventFrame, from start: Int64, through end: Int64) {
    self.program = program
    self.frame = frame
    self.start = start
    self.end = end
    values = Array(repeating: nil, count: program.nodes.count)
    outcomes = Array(repeating: 0, count: program.stages.count)
  }

  private var span: Int128 { Int128(end) - Int128(start) }

  // MARK: Decisions

  /// What is decided from `start` to `end`; of no meaning where the stretch was too long.
  mutating func decide() -> DecisionLine.Point {
    var point = DecisionLine.Point(outcome: 0, cause: .otherwise, step: 0, gate: nil, missing: nil)
    for stage in program.stages.indices {
      point = decide(stage)
      if isTooLong { return point }
      outcomes[stage] = program.stages[stage].numbers[point.outcome]
    }
    return point
  }

  private mutating func decide(_ number: Int) -> DecisionLine.Point {
    let stage = program.stages[number]
    var point = rule(stage)
    if isTooLong { return point }
    let action = program.plan.outcomes[point.outcome].action
    for (position, gate) in (stage.gates[action] ?? []).enumerated() {
      let answer = truth(value(gate.condition))
      if isTooLong { return point }
      switch answer.state {
      case .known where answer.base == 0: continue
      case .known: point.outcome = gate.outcome
      case .error:
        point.outcome = stage.onError
        point.cause = .error
      case .unknown(let bit):
        point.outcome = program.plan.missing[bit].outcome
        point.cause = .missingFact
        point.missing = bit
      }
      point.gate = position
      return point
    }
    return point
  }

  private mutating func rule(_ stage: LineProgram.Stage) -> DecisionLine.Point {
    var point = DecisionLine.Point(
      outcome: stage.otherwise, cause: .otherwise, step: stage.steps.count, gate: nil, missing: nil)
    for (position, step) in stage.steps.enumerated() {
      point.step = position
      switch step {
      case .require(let facts):
        for (bit, fact) in facts where isMissing(fact) {
          point.outcome = program.plan.missing[bit].outcome
          point.cause = .missingFact
          point.missing = bit
          return point
        }
      case .decide(let condition, let outcome):
        let answer = truth(value(condition))
        if isTooLong { return point }
        switch answer.state {
        case .known where answer.base == 0: continue
        case .known:
          point.outcome = outcome
          point.cause = .rule
        case .error:
          point.outcome = stage.onError
          point.cause = .error
        case .unknown(let bit):
          point.outcome = program.plan.missing[bit].outcome
          point.cause = .missingFact
          point.missing = bit
        }
        return point
      }
    }
    point.step = stage.steps.count
    return point
  }

  // MARK: Facts

  private mutating func isMissing(_ fact: Int) -> Bool {
    if frame.isFactAbsent(fact) { return true }
    let declaration = program.plan.facts[fact]
    guard declaration.ageSlot != nil, let age = frame.age(of: fact) else { return false }
    let policies = program.plan.graph.policies
    let own: LineValue = program.freeAges[fact] ? line : .constant(Int128(age))
    var most = LineValue.constant(Int128(declaration.limit ?? .max))
    var least = LineValue.constant(-Int128(policies.clockSkewTolerance))
    if case .staleness(let name) = program.variable {
      if declaration.declaration.staleness?.value == name { most = line }
      if name == .skewTolerance { least = apply(.negate, [line]) }
    }
    let isOld = truth(compare(.greater, own, most))
    let isEarly = truth(compare(.less, own, least))
    return isOld.base != 0 || isEarly.base != 0
  }

  /// The free value itself.
  private var line: LineValue {
    LineValue.straight(Int128(start), slope: 1, span: span) ?? .constant(Int128(start))
  }

  // MARK: Nodes

  private mutating func value(_ node: Int) -> LineValue {
    if let known = values[node] { return known }
    let own = computed(node)
    values[node] = own
    return own
  }

  private mutating func computed(_ node: Int) -> LineValue {
    switch program.nodes[node] {
    case .constant(let value): return .constant(Int128(value))
    case .free: return line
    case .now: return .constant(Int128(frame.now))
    case .outcome(let stage): return .constant(Int128(outcomes[stage]))
    case .input(let input): return value(ofInput: input)
    case .computed(let identity, let stage):
      switch frame.outcome(ofComputed: identity, stage: stage) {
      case .value(let value): return value.slotValue.map { .constant(Int128($0)) } ?? .error
      case .unknown(let bits): return bits.min().map { .unknown($0) } ?? .error
      case .error, nil: return .error
      }
    case .operation(let operation, let first, let second, let third):
      return operate(operation, first, second, third)
    }
  }

  private mutating func value(ofInput input: Int) -> LineValue {
    let declaration = program.plan.inputs[input]
    let fact = program.plan.facts[declaration.fact]
    let isFree = program.freeInputs[input]
    if isMissing(declaration.fact) { return .unknown(fact.bit) }
    if let own = declaration.ownBit, !isFree, frame.isInputAbsent(input) { return .unknown(own) }
    return isFree ? line : .constant(Int128(frame.value(of: input)))
  }

  private mutating func operate(
    _ operation: Operation, _ first: Int, _ second: Int, _ third: Int
  ) -> LineValue {
    switch operation {
    case .and, .or:
      let absorbing: Int128 = operation == .and ? 0 : 1
      let left = truth(value(first))
      if left.isKnown, left.base == absorbing || isTooLong { return left }
      let right = truth(value(second))
      if right.isKnown, right.base == absorbing { return right }
      return worst([left, right]) ?? .constant(1 - absorbing)
    case .conditional:
      let condition = truth(value(first))
      guard condition.isKnown, !isTooLong else { return condition }
      return value(condition.base != 0 ? second : third)
    default:
      let operands = [first, second, third].prefix(operation.operandTotal).map { $0 }
      var parts: [LineValue] = []
      for operand in operands { parts.append(value(operand)) }
      if let worst = worst(parts) { return worst }
      return apply(operation, parts)
    }
  }

  /// The unknown of the first missing bit, else an error; nil where all are known.
  private func worst(_ parts: [LineValue]) -> LineValue? {
    var bit: Int?
    var hasError = false
    for part in parts {
      switch part.state {
      case .known: continue
      case .error: hasError = true
      case .unknown(let own): bit = min(bit ?? own, own)
      }
    }
    return bit.map { .unknown($0) } ?? (hasError ? .error : nil)
  }

  // MARK: Answers

  /// A truth value that is one along the stretch.
  private mutating func truth(_ value: LineValue) -> LineValue {
    guard value.isKnown, !value.isConstant else { return value }
    guard value.isStraight else {
      shorten()
      return value
    }
    end = start
    return .constant(value.base)
  }

  /// Asks for a shorter stretch. At a single value every operation has one result, and nobody asks.
  mutating func shorten() { isTooLong = true }

  /// Cuts the stretch `steps` behind its start.
  mutating func cut(_ steps: Int128) {
    if steps < span { end = Int64(Int128(start) + max(0, steps)) }
  }

  mutating func compare(
    _ operation: Operation, _ left: LineValue, _ right: LineValue
  ) -> LineValue {
    switch operation {
    case .greater: return compare(.less, right, left)
    case .greaterOrEqual: return compare(.lessOrEqual, right, left)
    case .notEqual:
      var answer = compare(.equal, left, right)
      if !isTooLong { answer = .truth(answer.base == 0) }
      return answer
    default: break
    }
    guard left.isStraight, right.isStraight else { return compareBounds(operation, left, right) }
    let (difference, slope) = (left.base - right.base, left.slope - right.slope)
    switch operation {
    case .less:
      if difference < 0 {
        if slope > 0 { cut((-difference - 1) / slope) }
        return .truth(true)
      }
      if slope < 0 { cut(difference / -slope) }
      return .truth(false)
    case .lessOrEqual:
      if difference <= 0 {
        if slope > 0 { cut(-difference / slope) }
        return .truth(true)
      }
      if slope < 0 { cut((difference - 1) / -slope) }
      return .truth(false)
    default:
      if difference == 0 {
        if slope != 0 { cut(0) }
        return .truth(true)
      }
      // The line meets zero where it runs towards it and a whole number of steps leads there.
      if slope != 0, difference % slope == 0, -difference / slope > 0 {
        cut(-difference / slope - 1)
      }
      return .truth(false)
    }
  }

  private mutating func compareBounds(
    _ operation: Operation, _ left: LineValue, _ right: LineValue
  ) -> LineValue {
    switch operation {
    case .less:
      if left.high < right.low { return .truth(true) }
      if left.low >= right.high { return .truth(false) }
    case .lessOrEqual:
      if left.high <= right.low { return .truth(true) }
      if left.low > right.high { return .truth(false) }
    default:
      if left.high < right.low || left.low > right.high { return .truth(false) }
      if left.isConstant, right.isConstant { return .truth(left.low == right.low) }
    }
    shorten()
    return .truth(false)
  }
}

extension Operation {
  /// How many operands it takes.
  var operandTotal: Int {
    switch self {
    case .not, .negate, .absolute: 1
    case .conditional, .scaleAway, .scaleToward: 3
    default: 2
    }
  }
}
