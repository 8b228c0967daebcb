import CEL
import Policy
import Trading

/// Everything behind one decision, rule by rule: what was compared with what, by which margin, with which facts
/// of which age. Made by running the same plan carefully over the same frame.
package struct Explanation: Sendable {
  package enum Answer: Hashable, Sendable {
    case holds, doesNotHold
    /// Depends on this missing fact or optional field.
    case unknown(String)
    case error

    package var text: String {
      switch self {
      case .holds: "holds"
      case .doesNotHold: "no"
      case .unknown(let name): "unknown: \(name)"
      case .error: "error"
      }
    }
  }

  package struct Value: Hashable, Sendable {
    package var name: String
    package var text: String
    /// For facts: age and threshold, or why it is missing. For lets: the expression.
    package var detail: String
  }

  package struct Test: Hashable, Sendable {
    /// From 1, as a person counts the rules in the file.
    package var number: Int
    package var code: String
    package var action: String
    package var condition: String
    package var answer: Answer
    /// `5 ticks against 3 ticks, margin 2 ticks`.
    package var comparison: String
    package var decided: Bool
  }

  package struct Stage: Hashable, Sendable {
    package var bot: String
    package var facts: [Value]
    package var lets: [Value]
    package var parameters: [Value]
    package var rules: [Test]
    /// The outcome before any gate.
    package var ruled: Outcome
    package var gates: [Test]
    package var outcome: Outcome
  }

  package private(set) var stages: [Stage] = []
  package private(set) var decision: Decision

  /// Explains the event that `frame` holds.
  package init(_ frame: EventFrame) {
    decision = frame.decide()
    for index in frame.plan.stages.indices {
      stages.append(Self.stage(index, frame))
    }
  }

  private static func stage(_ index: Int, _ event: EventFrame) -> Stage {
    let plan = event.plan
    let stage = plan.stages[index]
    let decision = event.decideCarefully(stage: index)
    event.runCarefully(stage.section)
    let rules = stage.steps.enumerated().map { position, step in
      test(step, position, decided: decision.step == position, stage, event)
    }
    let lets = stage.bot.lets.map { named in
      let slot = stage.lets.first { $0.name == named.name }?.slot
      return Value(
        name: named.name,
        text: slot.map { text(of: $0, named.expression.type, event) }
          ?? text(ofComputed: named.expression, stage: index, event),
        detail: named.text)
    }
    let ruled = plan.outcomes[event.ruleCarefully(stage: index).outcome]
    var gates: [Test] = []
    if let gateStage = stage.gates[ruled.action] {
      event.runCarefully(gateStage.section)
      gates = gateStage.tests.enumerated().map { position, test in
        self.test(
          .decide(test), position, decided: decision.gate == position, stage, event)
      }
    }
    return Stage(
      bot: stage.bot.name, facts: facts(of: stage, event), lets: lets,
      parameters: plan.parameters(of: stage.bot).map { parameter in
        Value(
          name: "params.\(parameter.declaration.name.value)",
          text: QuantityText.format(parameter.value, as: parameter.declaration.type), detail: "")
      },
      rules: rules, ruled: ruled, gates: gates, outcome: plan.outcomes[decision.outcome])
  }

  private static func facts(of stage: DecisionPlan.Stage, _ event: EventFrame) -> [Value] {
    let plan = event.plan
    var values = [Value(name: "now", text: "\(event.now) ms", detail: "")]
    for (index, fact) in plan.facts.enumerated() where fact.bot == stage.bot.name {
      let age = event.age(of: index)
      var detail = ""
      if let age, let limit = fact.limit, !event.isFactAbsent(index) {
        detail = Self.describe(age: age, limit: limit)
      }
      if event.isFactMissing(index) {
        let reason =
          event.isFactAbsent(index)
          ? "not there" : (age ?? 0) < 0 ? "from the future" : "too old"
        detail = detail.isEmpty ? "MISSING: \(reason)" : "MISSING: \(reason), \(detail)"
      }
      values.append(Value(name: fact.name, text: "from \(fact.declaration.source)", detail: detail))
      for (position, input) in plan.inputs.enumerated() where input.fact == index {
        let type = input.declaration.type
        let text =
          event.isInputAbsent(position)
          ? "-"
          : event.content(of: position)?.text(as: type)
            ?? QuantityText.format(event.value(of: position), as: type)
        values.append(Value(name: input.name, text: text, detail: ""))
      }
    }
    return values
  }

  private static func describe(age: Int64, limit: Int64) -> String {
    func text(_ value: Int64) -> String { QuantityText.format(value, as: .duration) }
    guard age < 0 else { return "age \(text(age)) of at most \(text(limit))" }
    let (ahead, overflow) = Int64(0).subtractingReportingOverflow(age)
    return "\(text(overflow ? .max : ahead)) ahead of now"
  }

  private static func text(of slot: Slot, _ type: Type?, _ event: EventFrame) -> String {
    switch event.frame.state(of: slot) {
    case .known: QuantityText.format(event.frame[slot], as: type ?? .int)
    case .error: "error"
    case .unknown(let bit): "unknown: \(event.plan.missing[bit].name)"
    }
  }

  /// Of a let that is a text or a list.
  private static func text(
    ofComputed expression: CheckedExpression, stage: Int, _ event: EventFrame
  ) -> String {
    guard case .variable(let identity, _) = expression.kind else { return "" }
    switch event.outcome(ofComputed: identity, stage: stage) {
    case .value(let value):
      return FieldContent(value, as: expression.type)?.text(as: expression.type)
        ?? expression.type.name
    case .unknown(let bits):
      return "unknown: \(bits.min().map { event.plan.missing[$0].name } ?? "")"
    case .error, nil: return "error"
    }
  }

  private static func test(
    _ step: DecisionPlan.Step, _ position: Int, decided: Bool, _ stage: DecisionPlan.Stage,
    _ event: EventFrame
  ) -> Test {
    let plan = event.plan
    switch step {
    case .require(let bits):
      let names = plan.missing.indices.filter { bits & (1 << UInt64($0)) != 0 }
      let absent = event.frame.missing & bits
      let answer: Answer =
        absent == 0 ? .doesNotHold : .unknown(plan.missing[absent.trailingZeroBitCount].name)
      let outcome =
        absent == 0 ? nil : plan.outcomes[plan.missing[absent.trailingZeroBitCount].outcome]
      return Test(
        number: position + 1, code: outcome?.code ?? "require",
        action: outcome?.action.rawValue ?? "",
        condition: "require \(names.map { plan.missing[$0].name }.joined(separator: ", "))",
        answer: answer, comparison: absent == 0 ? "all there" : "", decided: decided)
    case .decide(let test):
      let outcome = plan.outcomes[test.outcome]
      let answer: Answer =
        switch event.frame.state(of: test.condition) {
        case .known: event.frame[test.condition] != 0 ? .holds : .doesNotHold
        case .error: .error
        case .unknown(let bit): .unknown(plan.missing[bit].name)
        }
      return Test(
        number: position + 1, code: outcome.code, action: outcome.action.rawValue,
        condition: test.text, answer: answer, comparison: comparison(test, event),
        decided: decided)
    }
  }

  private static func comparison(_ test: DecisionPlan.Test, _ event: EventFrame) -> String {
    guard let operand = test.operand, let threshold = test.threshold, let type = test.type else {
      return ""
    }
    let sides = "\(text(of: operand, type, event)) against \(text(of: threshold, type, event))"
    guard event.frame.state(of: operand) == .known, event.frame.state(of: threshold) == .known
    else { return sides }
    let (margin, overflow) = event.frame[operand].subtractingReportingOverflow(
      event.frame[threshold])
    guard !overflow, type != .bool else { return sides }
    if case .enumeration = type { return sides }
    let marginType: Type = type == .timestamp ? .duration : type
    return "\(sides), margin \(QuantityText.format(margin, as: marginType))"
  }
}
