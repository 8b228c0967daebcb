import CEL
import Policy

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
    var waiting = condition.variables
    var seen: Set<Int> = []
    var sum = Cost.zero
    while let identity = waiting.popFirst() {
      guard bot.variables.indices.contains(identity), seen.insert(identity).inserted else {
        continue
      }
      if let cost = costs.removeValue(forKey: identity) { sum = sum + cost }
      switch bot.variables[identity] {
      case .named(let index):
        let name = bot.specification.lets[index].name.value
        if let named = bot.lets.first(where: { $0.name == name }) {
          waiting.formUnion(named.expression.variables)
        }
      case .computed(let index): waiting.formUnion(bot.computed[index].expression.variables)
      case .now, .field, .parameter, .staleness, .export, .outcome: continue
      }
    }
    return sum
  }

  /// Of all that no condition took.
  var rest: Cost { costs.values.reduce(.zero, +) }
}
