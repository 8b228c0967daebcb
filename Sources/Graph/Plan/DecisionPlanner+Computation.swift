import CEL
import Policy

/// Lays what a stage computes from texts and lists in the order in which it can be computed.
extension DecisionPlanner {
  /// The computation of `bot`, whose computed scalars have the slots that `slot` gives.
  func computation(
    of bot: CompiledBot, outcomes: [Int: Slot], slot: (Int) -> Slot?
  ) -> Computation {
    var layout = Layout(planner: self, bot: bot)
    for (identity, slot) in outcomes { layout.computation.sources[identity] = .slot(slot) }
    for (identity, variable) in bot.variables.enumerated() {
      guard case .computed(let index) = variable else { continue }
      layout.add(identity, bot.computed[index], slot: slot(identity))
    }
    return layout.computation
  }

  private struct Layout {
    let planner: DecisionPlanner
    let bot: CompiledBot
    var computation = Computation()

    mutating func add(_ identity: Int, _ computed: ComputedExpression, slot: Slot?) {
      for variable in computed.expression.variables.sorted() { need(variable) }
      computation.items.append(
        Computation.Item(identity: identity, work: .general(computed), slot: slot))
    }

    /// Makes a variable known, and what it is made of before it.
    private mutating func need(_ identity: Int) {
      guard computation.sources[identity] == nil, bot.variables.indices.contains(identity),
        !computation.items.contains(where: { $0.identity == identity })
      else { return }
      switch bot.variables[identity] {
      case .now: computation.sources[identity] = .now
      case .field(let fact, let field):
        computation.sources[identity] = planner.position(ofField: field, fact, of: bot).map {
          .input($0)
        }
      case .parameter, .staleness:
        computation.sources[identity] = planner.constant(identity, of: bot).map { .constant($0) }
      case .named, .export:
        guard let definition = planner.definition(identity, bot) else { return }
        for variable in definition.variables.sorted() { need(variable) }
        if case .variable(let other, _) = definition.kind, !definition.type.isScalar {
          computation.sources[identity] = .item(other)
        } else {
          computation.items.append(
            Computation.Item(identity: identity, work: .scalar(definition), slot: nil))
        }
      // Those it names stand before it.
      case .computed, .outcome: return
      }
    }
  }

  /// The position of a field among the inputs.
  private func position(ofField field: Int, _ fact: Int, of bot: CompiledBot) -> Int? {
    let declaration = bot.specification.facts[fact]
    let name = "\(declaration.name.value).\(declaration.fields[field].name.value)"
    return inputs.firstIndex { $0.bot == bot.name && $0.name == name }
  }

  private func constant(_ identity: Int, of bot: CompiledBot) -> Value? {
    switch bot.variables[identity] {
    case .parameter(let index):
      let parameter = bot.specification.parameters[index]
      let value = graph.policies.value(of: parameter.name.value, bot: bot.name, in: scope)
      return Value(slot: value, as: parameter.type)
    case .staleness(let name):
      return Value(slot: graph.policies.staleness(name), as: name.type)
    default: return nil
    }
  }
}
