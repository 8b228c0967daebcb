/// Lowers checked expressions to flat instructions over slots: constants are folded, and inside a section the
/// same operation over the same slots is computed once.
package struct PlanBuilder {
  private var template: [Int64] = []
  private var constants: [Int64: Slot] = [:]
  private var constantSlots: [Slot: Int64] = [:]
  private var instructions: [Instruction] = []
  private var known: [Node: Slot] = [:]
  private var sectionStart = 0
  private var factsOfSlot: [Slot: UInt64] = [:]
  private var factsOfSection: UInt64 = 0

  private struct Node: Hashable {
    var operation: Operation
    var operands: [Slot]
  }

  package init() {}

  /// A slot that the caller fills before each evaluation; `fact` is the number (below 62) of the fact it is
  /// part of, nil for an input that is always there.
  package mutating func input(fact: Int?) -> Slot {
    input(facts: fact.map { 1 << UInt64($0) } ?? 0)
  }

  /// A slot whose value is unknown where any of `facts` is missing, a bit each.
  package mutating func input(facts: UInt64) -> Slot {
    let slot = newSlot(0)
    if facts != 0 { factsOfSlot[slot] = facts }
    return slot
  }

  package mutating func constant(_ value: Int64) -> Slot {
    if let slot = constants[value] { return slot }
    let slot = newSlot(value)
    constants[value] = slot
    constantSlots[slot] = value
    return slot
  }

  private mutating func newSlot(_ value: Int64) -> Slot {
    precondition(template.count < Int(UInt16.max), "a plan has at most 65,535 slots")
    template.append(value)
    return Slot(UInt16(template.count - 1))
  }

  // MARK: Sections

  /// Starts a section. What earlier sections computed is not reused: they may have been left before it.
  package mutating func beginSection() {
    sectionStart = instructions.count
    known = [:]
    factsOfSection = 0
  }

  /// Leaves the section with `label` where `condition` holds; gives the slot of the condition, which careful
  /// runs fill, and those of the two sides where the condition is a comparison.
  package mutating func exit(
    if condition: CheckedExpression, label: UInt16, resolve: (Int) -> Slot
  ) -> (condition: Slot, operand: Slot?, threshold: Slot?) {
    guard case .operation(let operation, let sides) = condition.kind, operation.isComparison else {
      let slot = lower(condition, resolve: resolve)
      instructions.append(Instruction(.exitIf, target: label, left: slot.index, third: slot.index))
      return (slot, nil, nil)
    }
    let left = lower(sides[0], resolve: resolve)
    let right = lower(sides[1], resolve: resolve)
    let own = newSlot(0)
    let (code, swapped): (Instruction.Code, Bool) =
      switch operation {
      case .equal: (.exitIfEqual, false)
      case .notEqual: (.exitIfNotEqual, false)
      case .less: (.exitIfLess, false)
      case .lessOrEqual: (.exitIfLessOrEqual, false)
      case .greater: (.exitIfLess, true)
      default: (.exitIfLessOrEqual, true)
      }
    instructions.append(
      Instruction(
        code, target: label, left: (swapped ? right : left).index,
        right: (swapped ? left : right).index, third: own.index))
    return (own, left, right)
  }

  /// Leaves the section with `label` where one of `facts`, a bit each, is missing.
  package mutating func require(facts: UInt64, label: UInt16) {
    factsOfSection |= facts
    let slot = constant(Int64(bitPattern: facts))
    instructions.append(Instruction(.require, target: label, left: slot.index))
  }

  /// Ends the section: where no exit was taken it is left with `label`.
  package mutating func endSection(label: UInt16) -> Section {
    instructions.append(Instruction(.finish, target: label))
    let scheduled = Self.scheduled(instructions[sectionStart...])
    instructions.replaceSubrange(sectionStart..., with: scheduled)
    return Section(
      range: sectionStart..<instructions.count, finalLabel: Int(label), facts: factsOfSection)
  }

  /// The same steps with each before the first exit that needs it, and those that no exit needs behind the end: so
  /// what was evaluated until an exit was taken is the same whoever evaluates.
  private static func scheduled(_ steps: ArraySlice<Instruction>) -> [Instruction] {
    var writers: [UInt16: Instruction] = [:]
    for step in steps where step.writes { writers[step.target] = step }
    var scheduled: [Instruction] = []
    var done: Set<UInt16> = []
    func schedule(_ step: Instruction) {
      for slot in step.operands {
        if let writer = writers[slot], done.insert(slot).inserted { schedule(writer) }
      }
      scheduled.append(step)
    }
    for step in steps where !step.writes { schedule(step) }
    for step in steps where step.writes && done.insert(step.target).inserted { schedule(step) }
    return scheduled
  }

  package consuming func build(with program: Program = Program()) -> Plan {
    Plan(
      template: template, instructions: instructions, factsOfSlot: factsOfSlot, program: program)
  }
}

// MARK: - For programs

extension PlanBuilder {
  func steps(of section: Section) -> ArraySlice<Instruction> { instructions[section.range] }

  func value(ofConstant slot: Slot) -> Int64? { constantSlots[slot] }

  /// The facts that a slot set by the caller belongs to, a bit each: one or none.
  func facts(of slot: Slot) -> UInt64 { factsOfSlot[slot] ?? 0 }

  /// Whether as many more slots can be made.
  func hasRoom(for count: Int) -> Bool { template.count + count < Int(UInt16.max) }
}

// MARK: - Lowering

extension PlanBuilder {
  /// Emits what computes `expression` in the current section and gives the slot of its value.
  package mutating func lower(
    _ expression: CheckedExpression, resolve: (Int) -> Slot
  ) -> Slot {
    switch expression.kind {
    case .constant(let value): return constant(value)
    case .variable(let identity, _):
      let slot = resolve(identity)
      factsOfSection |= facts(of: slot)
      return slot
    case .operation(let operation, let operands):
      let slots = operands.map { lower($0, resolve: resolve) }
      if let folded = fold(operation, slots) { return folded }
      let node = Node(operation: operation, operands: slots)
      if let slot = known[node] { return slot }
      let slot = newSlot(0)
      known[node] = slot
      emit(operation, slots, to: slot)
      return slot
    }
  }

  /// The slot that already holds the result, where constants decide it. An operation that would fail is left
  /// to run: its error belongs to the evaluation.
  private mutating func fold(_ operation: Operation, _ operands: [Slot]) -> Slot? {
    let values = operands.map { constantSlots[$0] }
    switch operation {
    case .conditional:
      guard let condition = values[0] else { return nil }
      return operands[condition != 0 ? 1 : 2]
    case .and, .or:
      let absorbing: Int64 = operation == .and ? 0 : 1
      if values.contains(absorbing) { return constant(absorbing) }
      if values[0] != nil { return operands[1] }
      return values[1] != nil ? operands[0] : nil
    default:
      let constants = values.compactMap { $0 }
      guard constants.count == operands.count,
        let result = operation.apply(
          constants[0], constants.count > 1 ? constants[1] : 0,
          constants.count > 2 ? constants[2] : 0)
      else { return nil }
      return constant(result)
    }
  }

  private mutating func emit(_ operation: Operation, _ operands: [Slot], to slot: Slot) {
    let left = operands[0].index
    let right = operands.count > 1 ? operands[1].index : 0
    let third = operands.count > 2 ? operands[2].index : 0
    let target = slot.index
    func step(_ code: Instruction.Code, swapped: Bool = false) -> Instruction {
      Instruction(
        code, target: target, left: swapped ? right : left, right: swapped ? left : right,
        third: third)
    }
    let instruction =
      switch operation {
      case .and: step(.and)
      case .or: step(.or)
      case .not: step(.not)
      case .conditional: step(.conditional)
      case .equal: step(.equal)
      case .notEqual: step(.notEqual)
      case .less: step(.less)
      case .lessOrEqual: step(.lessOrEqual)
      case .greater: step(.less, swapped: true)
      case .greaterOrEqual: step(.lessOrEqual, swapped: true)
      case .add: step(.add)
      case .subtract: step(.subtract)
      case .multiply: step(.multiply)
      case .divide: step(.divide)
      case .modulo: step(.modulo)
      case .negate: step(.negate)
      case .absolute: step(.absolute)
      case .least: step(.least)
      case .greatest: step(.greatest)
      case .ticksCovering: step(.ticksCovering)
      case .scaleAway: step(.scaleAway)
      case .scaleToward: step(.scaleToward)
      }
    instructions.append(instruction)
  }
}
