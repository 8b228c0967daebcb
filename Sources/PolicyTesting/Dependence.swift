import CEL
import Graph
import Policy

/// On which missing facts and fields an expression can depend, as positions in `DecisionPlan.missing`.
struct Dependence {
  /// Its absence may leave the expression unknown.
  var may: Set<Int> = []
  /// Its absence always does, whatever everything else is.
  var must: Set<Int> = []

  static func of(
    _ expression: CheckedExpression, _ bot: CompiledBot, _ plan: DecisionPlan
  ) -> Dependence {
    var lets: [Int: Dependence] = [:]
    return of(expression, bot, plan, &lets)
  }

  /// `lets` are those that were looked at: one that is named many times is looked at once.
  private static func of(
    _ expression: CheckedExpression, _ bot: CompiledBot, _ plan: DecisionPlan,
    _ lets: inout [Int: Dependence]
  ) -> Dependence {
    switch expression.kind {
    case .constant: return Dependence()
    case .variable(let identity, _):
      switch bot.variables[identity] {
      case .named(let index):
        if let known = lets[index] { return known }
        let own = of(bot.lets[index].expression, bot, plan, &lets)
        lets[index] = own
        return own
      case .field(let fact, let field):
        let declaration = bot.specification.facts[fact]
        let name = "\(declaration.name.value).\(declaration.fields[field].name.value)"
        guard let input = plan.inputs.first(where: { $0.bot == bot.name && $0.name == name })
        else { return Dependence() }
        let bits = Set([input.ownBit, plan.facts[input.fact].bit].compactMap { $0 })
        return Dependence(may: bits, must: bits)
      // What texts and lists come to may not need all that it names.
      case .computed(let index):
        let parts = bot.computed[index].expression.variables.sorted().map { part in
          of(
            CheckedExpression(.variable(part, name: ""), .int, at: expression.range), bot, plan)
        }
        return Dependence(may: parts.reduce(into: []) { $0.formUnion($1.may) })
      case .now, .parameter, .staleness, .export, .outcome: return Dependence()
      }
    case .operation(let operation, let operands):
      var parts: [Dependence] = []
      for operand in operands { parts.append(of(operand, bot, plan, &lets)) }
      let may = parts.reduce(into: Set<Int>()) { $0.formUnion($1.may) }
      switch operation {
      case .and, .or:
        return Dependence(may: may, must: parts[0].must.intersection(parts[1].must))
      case .conditional:
        return Dependence(
          may: may, must: parts[0].must.union(parts[1].must.intersection(parts[2].must)))
      default:
        return Dependence(may: may, must: parts.reduce(into: []) { $0.formUnion($1.must) })
      }
    }
  }
}
