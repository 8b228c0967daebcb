import CEL

/// The part of a plan that the hot path reads, copied into memory of its own: fixed-size records without
/// references, so that a decision touches no array, no string and no reference count.
@safe final class DecisionProgram {
  struct Test {
    var outcome: UInt16
    /// Slots of the two sides; meaningless where `compares` is false.
    var operand: UInt16
    var threshold: UInt16
    /// False for a `require` and for conditions that are no comparison.
    var compares: Bool
  }

  struct Stage {
    var start: Int
    var facts: UInt64
    var tests: Int
    var testCount: Int
    var otherwise: UInt16
    var outcomeSlot: UInt16
    /// Position of the first gate of this stage in `gates`, one record for each outcome of the plan.
    var gates: Int
    var hasGates: Bool
  }

  /// The gates that look at one outcome; `start` is negative where there are none.
  struct Gate {
    var start: Int
    var facts: UInt64
    var tests: Int
    var testCount: Int
  }

  let stageCount: Int
  let outcomeCount: Int
  let nowSlot: Int
  let stages: UnsafeMutablePointer<Stage>
  let tests: UnsafeMutablePointer<Test>
  let gates: UnsafeMutablePointer<Gate>
  /// By stage and outcome: the number that the stage's bot gives the outcome's code in its exports.
  let exportNumbers: UnsafeMutablePointer<Int64>

  init(_ plan: DecisionPlan) {
    stageCount = plan.stages.count
    outcomeCount = plan.outcomes.count
    nowSlot = Int(plan.now.index)
    var stages: [Stage] = []
    var tests: [Test] = []
    var gates: [Gate] = []
    var numbers: [Int64] = []
    for stage in plan.stages {
      let firstGate = gates.count
      let first = tests.count
      tests += stage.steps.map { step in
        if case .decide(let test) = step { Test(test) } else { Test.none }
      }
      let count = tests.count - first
      for outcome in plan.outcomes {
        let own = stage.bot.outcomes.cases.firstIndex(of: outcome.code)
        numbers.append(Int64(own ?? 0))
        guard let gate = stage.gates[outcome.action] else {
          gates.append(Gate(start: -1, facts: 0, tests: 0, testCount: 0))
          continue
        }
        gates.append(
          Gate(
            start: gate.section.range.lowerBound, facts: gate.section.facts, tests: tests.count,
            testCount: gate.tests.count))
        tests += gate.tests.map { Test($0) }
      }
      stages.append(
        Stage(
          start: stage.section.range.lowerBound, facts: stage.section.facts, tests: first,
          testCount: count, otherwise: UInt16(stage.otherwise),
          outcomeSlot: stage.outcomeSlot.index, gates: firstGate,
          hasGates: !stage.gates.isEmpty))
    }
    unsafe self.stages = Self.copy(stages)
    unsafe self.tests = Self.copy(tests)
    unsafe self.gates = Self.copy(gates)
    unsafe exportNumbers = Self.copy(numbers)
  }

  deinit {
    unsafe stages.deallocate()
    unsafe tests.deallocate()
    unsafe gates.deallocate()
    unsafe exportNumbers.deallocate()
  }

  static func copy<Record: BitwiseCopyable>(
    _ records: [Record]
  ) -> UnsafeMutablePointer<Record> {
    let memory = UnsafeMutablePointer<Record>.allocate(capacity: max(1, records.count))
    for (index, record) in records.enumerated() { unsafe (memory + index).initialize(to: record) }
    return unsafe memory
  }
}

extension DecisionProgram.Test {
  static let none = DecisionProgram.Test(outcome: 0, operand: 0, threshold: 0, compares: false)

  init(_ test: DecisionPlan.Test) {
    self.init(
      outcome: UInt16(test.outcome), operand: test.operand?.index ?? 0,
      threshold: test.threshold?.index ?? 0, compares: test.operand != nil)
  }
}
