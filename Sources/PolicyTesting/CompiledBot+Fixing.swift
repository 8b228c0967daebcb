import CEL
import Graph

extension CompiledBot {
  /// The bot with lets, and exports that it reads, being constants. `aliases` by full name of a bot.
  func fixing(_ fixed: [String: Int64], aliases: [String: String]) -> CompiledBot {
    guard !fixed.isEmpty else { return self }
    var constants: [Int: Int64] = [:]
    for (identity, variable) in variables.enumerated() {
      switch variable {
      case .named(let index): constants[identity] = fixed[lets[index].name]
      case .export(let bot, let name):
        constants[identity] = fixed["\(aliases[bot] ?? bot).\(name)"]
      case .now, .field, .parameter, .staleness, .computed, .outcome: continue
      }
    }
    return variant(
      lets: lets.map { named in
        if let value = fixed[named.name] {
          let old = named.expression
          return named.replacing(CheckedExpression(.constant(value), old.type, at: old.range))
        }
        return named.replacing(named.expression.replacing(constants))
      },
      steps: steps.map { step in
        guard case .decide(let rule) = step else { return step }
        return .decide(rule.replacing(rule.condition.replacing(constants)))
      }, gates: gates.map { $0.replacing($0.condition.replacing(constants)) })
  }
}

extension CheckedExpression {
  /// The expression with variables replaced by constants, by identity.
  func replacing(_ constants: [Int: Int64]) -> CheckedExpression {
    switch kind {
    case .constant: self
    case .variable(let identity, _):
      constants[identity].map { CheckedExpression(.constant($0), type, at: range) } ?? self
    case .operation(let operation, let operands):
      CheckedExpression(
        .operation(operation, operands.map { $0.replacing(constants) }), type, at: range)
    }
  }
}
