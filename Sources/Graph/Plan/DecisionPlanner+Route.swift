import CEL
import Policy
import Trading

extension DecisionPlanner {
  /// Lays the program of the plan: the bots that the deciding one reads stand in place of their exports.
  func route(
    through program: inout ProgramBuilder, gaps: DecisionPlan.Gaps
  ) -> DecisionPlan.Route {
    guard let deciding = stages.last else { preconditionFailure("a plan has its bot's stage") }
    var facts: UInt64 = 0
    for stage in stages.dropLast() {
      facts |= stage.section.facts
      for gates in stage.gates.values { facts |= gates.section.facts }
      program.inline(answer(of: stage), into: stage.outcomeSlot)
    }
    let rules = program.route(
      deciding.section, shown: Self.shown(deciding.tests),
      gaps: ProgramBuilder.Gaps(slot: gaps.missing, needed: facts))
    facts |= deciding.section.facts
    var gates: [Action: Program.Route] = [:]
    for action in Action.allCases {
      guard let stage = deciding.gates[action] else { continue }
      let labels = (0...deciding.steps.count).filter {
        outcomes[deciding.outcome(atLabel: $0) ?? deciding.otherwise].action == action
      }
      gates[action] = program.route(
        stage.section, shown: Self.shown(stage.tests.map { $0 }),
        gaps: ProgramBuilder.Gaps(slot: gaps.missing, needed: stage.section.facts),
        from: (rules, labels))
    }
    return DecisionPlan.Route(facts: facts, rules: rules, gates: gates)
  }

  private static func shown(
    _ tests: [DecisionPlan.Test?]
  ) -> [Int: (operand: Slot, threshold: Slot)] {
    var shown: [Int: (operand: Slot, threshold: Slot)] = [:]
    for (label, test) in tests.enumerated() {
      if let operand = test?.operand, let threshold = test?.threshold {
        shown[label] = (operand, threshold)
      }
    }
    return shown
  }

  /// The number of each outcome of a stage, as the bot's exports count its codes.
  private func answer(of stage: DecisionPlan.Stage) -> ProgramBuilder.Answer {
    func number(_ outcome: Int) -> Int64 { stage.number(of: outcomes[outcome]) }
    var numbers: [Int64] = []
    var behind: [Int: (section: Section, numbers: [Int64])] = [:]
    for label in 0...stage.steps.count {
      // A `require` is left only where a fact is missing, which no program sees.
      let outcome = stage.outcome(atLabel: label) ?? stage.otherwise
      numbers.append(number(outcome))
      if let gates = stage.gates[outcomes[outcome].action] {
        behind[label] = (gates.section, gates.tests.map { number($0.outcome) })
      }
    }
    return ProgramBuilder.Answer(section: stage.section, numbers: numbers, behind: behind)
  }
}

extension DecisionPlan.Stage {
  /// The rules by label; nil for a `require`.
  var tests: [DecisionPlan.Test?] {
    steps.map { if case .decide(let test) = $0 { test } else { nil } }
  }

  /// What the rule of a label decides; nil for a `require` and behind the last rule.
  func outcome(atLabel label: Int) -> Int? {
    steps.indices.contains(label) ? tests[label]?.outcome : nil
  }

  /// The number of an outcome's code among those the bot can give; what its exports compare.
  func number(of outcome: Outcome) -> Int64 {
    Int64(bot.outcomes.cases.firstIndex(of: outcome.code) ?? 0)
  }
}
