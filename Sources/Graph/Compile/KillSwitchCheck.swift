import CEL
import Diagnostics
import Policy
import Trading

/// Whether every bot that acts on orders first asks whether it still may (facts/oms.md 6.2): its first rule
/// has to decide, with a protective action, at least wherever a bot of class risk-guardrail says stop. A
/// `require` in front of it would let a missing fact decide while the switch is on.
///
/// What counts as its word is an export that holds for everything it decides in protection. A guardrail is
/// exempt as long as all it may do protects: it is what the others ask.
struct KillSwitchCheck {
  private let bots: [CompiledBot]
  private let guardrails: [CompiledBot]

  init(_ bots: [CompiledBot]) {
    self.bots = bots
    guardrails = bots.filter { $0.specification.details.classification == .riskGuardrail }
  }

  func report(to bag: inout DiagnosticBag) {
    for bot in bots where isToAsk(bot) && !asksFirst(bot) {
      let exports = guardrails.flatMap { guardrail in
        guardrail.exports.filter { Self.says($0, stopOf: guardrail) }.map {
          "\(guardrail.specification.alias).\($0.name)"
        }
      }
      bag.add(
        GraphProblem.noKillSwitch(bot: bot.name, guardrails: exports).diagnostic(
          at: bot.specification.name.location))
    }
  }

  private func isToAsk(_ bot: CompiledBot) -> Bool {
    let specification = bot.specification
    guard specification.events.contains(where: { $0 != .feedCheck }) else { return false }
    if specification.details.classification == .riskGuardrail {
      return !specification.authority.allSatisfy(\.isProtective)
    }
    return specification.authority.contains { !$0.needsNoAuthority }
  }

  private func asksFirst(_ bot: CompiledBot) -> Bool {
    guard case .decide(let rule)? = bot.steps.first, rule.outcome.action.isProtective else {
      return false
    }
    return asks(rule.condition, bot)
  }

  /// Whether the condition holds wherever the answer of a guardrail does.
  private func asks(_ condition: CheckedExpression, _ bot: CompiledBot) -> Bool {
    switch condition.kind {
    case .variable(let identity, _):
      switch bot.variables[identity] {
      case .export(let provider, let name):
        guardrails.contains { guardrail in
          guardrail.name == provider
            && guardrail.exports.contains {
              $0.name == name && Self.says($0, stopOf: guardrail)
            }
        }
      case .named(let index): isLet(index, of: bot)
      default: false
      }
    case .operation(.or, let sides): sides.contains { asks($0, bot) }
    case .constant, .operation: false
    }
  }

  /// Whether an export holds for all that a guardrail can decide in protection, so also where its own facts
  /// are missing: a switch that cannot be read counts as on.
  private static func says(_ export: CompiledLet, stopOf guardrail: CompiledBot) -> Bool {
    guard export.expression.type == .bool else { return false }
    let protective = guardrail.specification.possibleOutcomes.filter(\.action.isProtective)
    return !protective.isEmpty
      && protective.allSatisfy { outcome in
        guard let position = guardrail.outcomes.cases.firstIndex(of: outcome.code) else {
          return false
        }
        return value(of: export.expression, outcome: Int64(position)) == 1
      }
  }

  /// The value of an export for one outcome; nil for what exports have no need of, which then says nothing.
  private static func value(of expression: CheckedExpression, outcome: Int64) -> Int64? {
    func value(_ expression: CheckedExpression) -> Int64? {
      self.value(of: expression, outcome: outcome)
    }
    switch expression.kind {
    case .constant(let constant): return constant
    case .variable: return outcome
    case .operation(let operation, let sides):
      let values = sides.map(value)
      switch (operation, values.first ?? nil, values.count > 1 ? values[1] : nil) {
      case (.equal, let left?, let right?): return left == right ? 1 : 0
      case (.notEqual, let left?, let right?): return left != right ? 1 : 0
      case (.and, let left?, let right?): return left & right
      case (.or, let left?, let right?): return left | right
      case (.not, let side?, _): return 1 - side
      default: return nil
      }
    }
  }

  private func isLet(_ index: Int, of bot: CompiledBot) -> Bool {
    let name = bot.specification.lets[index].name.value
    return bot.lets.first { $0.name == name }.map { asks($0.expression, bot) } ?? false
  }
}
