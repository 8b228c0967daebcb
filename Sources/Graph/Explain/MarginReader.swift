package import CEL
import Trading

/// Reads how near a decision came to every threshold that was asked on the way to it: what near-misses are
/// counted from. Made once for a plan; a reading allocates nothing.
package struct MarginReader: Sendable {
  /// A comparison of the deciding bot between values that can be more or less.
  package struct Comparison: Hashable, Sendable {
    package var code: String
    /// As written: `age > params.stale_ttl_s`.
    package var text: String
    package var type: Type
  }

  /// In the order of the bot's rules, then of its gates.
  package private(set) var comparisons: [Comparison] = []
  /// By rule, and by action and gate of that action: position among the comparisons, negative for others.
  private var rules: [Int] = []
  private var gates: [Action: [Int]] = [:]

  package init(_ plan: DecisionPlan) {
    guard let stage = plan.stages.last else { return }
    for step in stage.steps {
      guard case .decide(let test) = step else {
        rules.append(-1)
        continue
      }
      rules.append(add(test, plan))
    }
    // A gate that several actions share is one comparison.
    var known: [Int: Int] = [:]
    for action in Action.allCases {
      guard let tests = stage.gates[action]?.tests else { continue }
      let own = stage.bot.gates.indices.filter { stage.bot.gates[$0].actions.contains(action) }
      gates[action] = zip(own, tests).map { gate, test in
        let number = known[gate] ?? add(test, plan)
        known[gate] = number
        return number
      }
    }
  }

  private mutating func add(_ test: DecisionPlan.Test, _ plan: DecisionPlan) -> Int {
    guard test.operand != nil, test.threshold != nil, let type = test.type else { return -1 }
    switch type {
    case .int, .duration, .timestamp, .quantity: break
    default: return -1
    }
    comparisons.append(
      Comparison(code: plan.outcomes[test.outcome].code, text: test.text, type: type))
    return comparisons.count - 1
  }

  /// Hands over both sides of every comparison that `decision` asked of the event in `frame`, and whether it held.
  /// What depends on missing facts is left out.
  package func read(
    _ frame: EventFrame, _ decision: Decision,
    _ each: (_ comparison: Int, _ operand: Int64, _ threshold: Int64, _ holds: Bool) -> Void
  ) {
    guard let stage = frame.plan.stages.last else { return }
    frame.runCarefully(stage.section)
    for position in 0..<min(decision.step + 1, rules.count) where rules[position] >= 0 {
      if case .decide(let test) = stage.steps[position] { hand(test, rules[position], frame, each) }
    }
    guard !gates.isEmpty, decision.cause == .rule || decision.cause == .otherwise else { return }
    var ruled = stage.otherwise
    if decision.step < rules.count, case .decide(let test) = stage.steps[decision.step] {
      ruled = test.outcome
    }
    let action = frame.plan.outcomes[ruled].action
    guard let numbers = gates[action], let tests = stage.gates[action] else { return }
    frame.runCarefully(tests.section)
    for position in 0..<min(decision.gate.map { $0 + 1 } ?? .max, numbers.count)
    where numbers[position] >= 0 {
      hand(tests.tests[position], numbers[position], frame, each)
    }
  }

  private func hand(
    _ test: DecisionPlan.Test, _ number: Int, _ frame: EventFrame,
    _ each: (Int, Int64, Int64, Bool) -> Void
  ) {
    guard let operand = test.operand, let threshold = test.threshold,
      frame.frame.state(of: operand) == .known, frame.frame.state(of: threshold) == .known
    else { return }
    each(
      number, frame.number(in: operand), frame.number(in: threshold),
      frame.number(in: test.condition) != 0)
  }
}
