import CEL
import Diagnostics
import Policy
import Trading

/// Whether every bot that acts on orders first asks whether it still may (facts/oms.md 6.2): its first rule
/// has to decide, with a protective action, at least wherever a bot of class risk-guardrail says stop. A
/// `require` in front of it would let a missing fact decide while the switch is on.
///
/// A guardrail is exempt as long as all it may do protects: it is what the others ask.
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
        guardrail.exports.filter { $0.expression.type == .bool }.map {
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
      case .export(let provider, _): guardrails.contains { $0.name == provider }
      case .named(let index): isLet(index, of: bot)
      default: false
      }
    case .operation(.or, let sides): sides.contains { asks($0, bot) }
    case .constant, .operation: false
    }
  }

  private func isLet(_ index: Int, of bot: CompiledBot) -> Bool {
    let name = bot.specification.lets[index].name.value
    return bot.lets.first { $0.name == name }.map { asks($0.expression, bot) } ?? false
  }
}
