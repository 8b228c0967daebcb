import CEL

/// What a stage computes with texts and lists before its rules, each value on the bill of the condition that first
/// names it, directly or by lets.
struct TextBill {
  private let bot: CompiledBot
  private var costs: [Int: Cost]

  init(_ stage: DecisionPlan.Stage) {
    bot = stage.bot
    costs = [:]
    for item in stage.computation.items {
      let cost: Cost =
        switch item.work {
        case .general(let expression): expression.cost
        case .scalar(let expression): expression.evaluationCost
        }
      costs[item.identity, default: .zero] += cost
    }
  }

  /// Of all that `condition` needs and nobody has taken, which is then out of the rest.
  mutating func take(_ condition: CheckedExpression) -> Cost {
    var sum = Cost.zero
    for identity in bot.reach(of: condition).sorted() {
      if let cost = costs.removeValue(forKey: identity) { sum = sum + cost }
    }
    return sum
  }

  /// Of all that no condition took.
  var rest: Cost { costs.sorted { $0.key < $1.key }.reduce(.zero) { $0 + $1.value } }
}
