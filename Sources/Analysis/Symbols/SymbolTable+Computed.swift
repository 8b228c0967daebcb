import CEL
import Graph
import Policy

/// What is computed from texts and lists: free values for the analysis, which looks into no text. Two versions
/// that compute the same from the same share the value.
extension SymbolTable {
  mutating func computed(_ expression: ComputedExpression, _ names: Names) -> Int {
    var missing: Set<Int> = []
    let meaning = meaning(of: expression, names, &missing)
    if let known = computed[meaning] { return known }
    let value = space.addComputed(expression.type, EventSpace.bounds(of: expression.type))
    let ending = space.addComputed(.int, Interval(0, Int128(1 + missing.count)))
    let number = node(.computed(variable: value, ending: ending, missing: missing.sorted()))
    computed[meaning] = number
    return number
  }

  /// The text of the expression with what each of its names stands for; adds the conditions under which one of
  /// them is unknown.
  private func meaning(
    of expression: ComputedExpression, _ names: Names, _ missing: inout Set<Int>
  ) -> String {
    "\(expression.text) where "
      + meaning(of: expression.expression.variables, names, &missing).joined(separator: "; ")
  }

  private func meaning(
    of identities: Set<Int>, _ names: Names, _ missing: inout Set<Int>
  ) -> [String] {
    var meanings: [String] = []
    for identity in identities.sorted() {
      meanings.append(meaning(ofVariable: identity, names, &missing))
    }
    return meanings.sorted()
  }

  private func meaning(
    ofVariable identity: Int, _ names: Names, _ missing: inout Set<Int>
  ) -> String {
    let (bot, plan) = (names.bot, names.plan)
    switch bot.variables[identity] {
    case .now: return "now"
    case .parameter(let index):
      let name = bot.specification.parameters[index].name.value
      let value = plan.graph.policies.value(of: name, bot: bot.name, in: plan.scope)
      return "params.\(name)=\(value)"
    case .staleness(let name): return "\(name.text)=\(plan.graph.policies.staleness(name))"
    case .field(let fact, let field): return meaning(ofField: field, fact, names, &missing)
    case .named(let index):
      let name = bot.specification.lets[index].name.value
      guard let named = bot.lets.first(where: { $0.name == name }) else { return name }
      let inner = meaning(of: named.expression.variables, names, &missing)
      return "\(name)=\(named.text) (\(inner.joined(separator: "; ")))"
    case .export(let provider, let name):
      return "\(provider).\(name)=#\(names.stages[provider] ?? -1)"
    case .computed(let index): return meaning(of: bot.computed[index], names, &missing)
    case .outcome: return "outcome"
    }
  }

  private func meaning(
    ofField field: Int, _ fact: Int, _ names: Names, _ missing: inout Set<Int>
  ) -> String {
    let declaration = names.bot.specification.facts[fact]
    let name = "\(declaration.name.value).\(declaration.fields[field].name.value)"
    let inputs = names.plan.inputs
    guard let input = inputs.first(where: { $0.bot == names.bot.name && $0.name == name }) else {
      preconditionFailure("a plan has an input for every field of its bots")
    }
    let bits = [names.plan.facts[input.fact].bit, input.ownBit].compactMap { bit in
      bit.map { names.firstMissing + $0 }
    }
    missing.formUnion(bits)
    let path = input.declaration.path
    let variable = names.paths[path] ?? space.variable(path) ?? -1
    return "\(name)=#\(variable) \(input.declaration.type.name) \(bits)"
  }
}
