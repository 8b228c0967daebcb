import CEL
import Trading

/// The part of a plan that decisions read, copied into memory of its own: fixed-size records without references,
/// so that a decision touches no array, no string and no reference count.
@safe final class DecisionProgram {
  /// What an exit of the program means, by the position of its step.
  struct Exit {
    /// Position in the plan's outcomes.
    var outcome: UInt16
    /// The rule, or the number of rules for `otherwise`.
    var step: UInt16
    /// The gate; negative for an exit of the rules.
    var gate: Int16
    var cause: Decision.Cause
    /// False for conditions that are no comparison.
    var compares: Bool
    /// Slots of the two sides.
    var operand: UInt16
    var threshold: UInt16
    /// Where the steps start that compute the two sides; negative where they are there.
    var sides: Int32
    /// Where the gates of the outcome's action start; negative where there are none. For exits of rules.
    var gateStart: Int32
    var gateFacts: UInt64
    /// The facts of which the first that is missing decides, a bit each; 0 for conditions.
    var facts: UInt64
  }

  /// A condition of a careful run.
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
    /// Position of the first test, one for each step.
    var tests: Int
    var testCount: Int
    var otherwise: UInt16
    var onError: UInt16
    var outcomeSlot: UInt16
    /// Position of the first gate of this stage in `gates`, one record for each outcome of the plan.
    var gates: Int
  }

  /// The gates that look at one outcome; `start` is negative where there are none.
  struct Gate {
    var start: Int
    var tests: Int
    var testCount: Int
  }

  let stageCount: Int
  let outcomeCount: Int
  /// By position of the step.
  let exits: UnsafeMutablePointer<Exit>
  let stages: UnsafeMutablePointer<Stage>
  let tests: UnsafeMutablePointer<Test>
  let gates: UnsafeMutablePointer<Gate>
  /// The outcome of each fact that is missing, by bit.
  let missing: UnsafeMutablePointer<UInt16>
  /// By stage and outcome: the number that the stage's bot gives the outcome's code in its exports.
  let exportNumbers: UnsafeMutablePointer<Int64>

  init(_ plan: DecisionPlan) {
    stageCount = plan.stages.count
    outcomeCount = plan.outcomes.count
    var stages: [Stage] = []
    var tests: [Test] = []
    var gates: [Gate] = []
    var numbers: [Int64] = []
    for stage in plan.stages {
      stages.append(
        Stage(
          start: stage.section.range.lowerBound, tests: tests.count, testCount: stage.steps.count,
          otherwise: UInt16(stage.otherwise), onError: UInt16(stage.onError),
          outcomeSlot: stage.outcomeSlot.index, gates: gates.count))
      tests += stage.tests.map { $0.map { Test($0) } ?? .none }
      for outcome in plan.outcomes {
        numbers.append(stage.number(of: outcome))
        let gate = stage.gates[outcome.action]
        gates.append(
          Gate(
            start: gate?.section.range.lowerBound ?? -1, tests: tests.count,
            testCount: gate?.tests.count ?? 0))
        tests += gate?.tests.map { Test($0) } ?? []
      }
    }
    unsafe exits = Self.copy(Self.exits(plan))
    unsafe self.stages = Self.copy(stages)
    unsafe self.tests = Self.copy(tests)
    unsafe self.gates = Self.copy(gates)
    unsafe missing = Self.copy(plan.missing.map { UInt16($0.outcome) })
    unsafe exportNumbers = Self.copy(numbers)
  }

  deinit {
    unsafe exits.deallocate()
    unsafe stages.deallocate()
    unsafe tests.deallocate()
    unsafe gates.deallocate()
    unsafe missing.deallocate()
    unsafe exportNumbers.deallocate()
  }

  /// Whether the deciding bot has gates that look at an outcome.
  func hasGates(on outcome: Int) -> Bool {
    unsafe gates[stages[stageCount - 1].gates + outcome].start >= 0
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

// MARK: - Exits

extension DecisionProgram {
  /// The meaning of every exit, by the position of its step.
  private static func exits(_ plan: DecisionPlan) -> [Exit] {
    var exits = [Exit](repeating: .none, count: plan.plan.program.stepCount)
    guard let stage = plan.stages.last else { return exits }
    func fill(_ stretch: Program.Stretch, _ make: (Int) -> Exit) {
      for position in plan.plan.program.exits where stretch.range.contains(position) {
        exits[position] = make(plan.plan.program.label(at: position))
        exits[position].facts = plan.plan.program.facts(at: position)
        // What a missing fact decides is no rule's outcome.
        if exits[position].facts != 0 { exits[position].gateStart = -1 }
      }
    }
    for stretch in plan.route.rules.stretches {
      fill(stretch) { label in
        var exit = Exit(
          outcome: stage.outcome(atLabel: label) ?? stage.otherwise, step: label, gate: -1,
          cause: label < stage.steps.count ? .rule : .otherwise, stretch.shown[label])
        let action = plan.outcomes[Int(exit.outcome)].action
        if let gates = stage.gates[action], let route = plan.route.gates[action] {
          let entered = stretch.form == .columns ? route.columns : route.whole
          exit.gateStart = Int32(entered?.range.lowerBound ?? -1)
          exit.gateFacts = gates.section.facts
        }
        return exit
      }
    }
    for (action, route) in plan.route.gates {
      guard let gates = stage.gates[action] else { continue }
      for stretch in route.stretches {
        fill(stretch) { label in
          guard gates.tests.indices.contains(label) else { return .none }
          return Exit(
            outcome: gates.tests[label].outcome, step: 0, gate: label, cause: .rule,
            stretch.shown[label])
        }
      }
    }
    return exits
  }
}

extension DecisionProgram.Exit {
  static let none = DecisionProgram.Exit(outcome: 0, step: 0, gate: -1, cause: .otherwise, nil)

  init(outcome: Int, step: Int, gate: Int, cause: Decision.Cause, _ sides: Program.Sides?) {
    self.init(
      outcome: UInt16(outcome), step: UInt16(step), gate: Int16(gate), cause: cause,
      compares: sides != nil, operand: sides?.operand.index ?? 0,
      threshold: sides?.threshold.index ?? 0, sides: Int32(sides?.start ?? -1), gateStart: -1,
      gateFacts: 0, facts: 0)
  }
}
