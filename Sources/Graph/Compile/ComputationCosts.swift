import CEL
import Policy

/// What a stage computes from texts and lists before its rules, each value billed once: to the first that needs it.
struct ComputationCosts {
  private let stage: DecisionPlan.Stage
  /// By identity, what nobody has paid for yet.
  private var waiting: [Int: Cost] = [:]

  init(of stage: DecisionPlan.Stage) {
    self.stage = stage
    for item in stage.computation.items {
      switch item.work {
      case .general(let computed): waiting[item.identity] = computed.cost
      case .scalar(let expression): waiting[item.identity] = expression.evaluationCost
      }
    }
  }

  /// Of all that nobody took.
  var rest: Cost { waiting.values.reduce(.zero, +) }

  /// The cost of all values that `expression` is computed with, which are then paid for.
  mutating func take(for expression: CheckedExpression) -> Cost {
    guard !waiting.isEmpty else { return .zero }
    var cost = Cost.zero
    var seen: Set<Int> = []
    var needed = Array(expression.variables)
    while let identity = needed.popLast() {
      guard seen.insert(identity).inserted else { continue }
      cost += waiting.removeValue(forKey: identity) ?? .zero
      needed += names(of: identity)
    }
    return cost
  }

  /// The variables that one is made of.
  private func names(of identity: Int) -> [Int] {
    guard stage.bot.variables.indices.contains(identity) else { return [] }
    switch stage.bot.variables[identity] {
    case .computed(let index): return Array(stage.bot.computed[index].expression.variables)
    case .named(let index):
      let name = stage.bot.specification.lets[index].name.value
      return stage.bot.lets.first { $0.name == name }.map { Array($0.expression.variables) } ?? []
    default: return []
    }
  }
}
