package import CEL
package import Diagnostics
import Policy
package import Trading

/// What one event costs a deciding bot at worst: each part of its plan as the planner lays it out. A let is
/// computed by the first part of a section that needs it, and counts there.
package struct EventCost: Sendable {
  /// One line of the bill.
  package struct Part: Sendable {
    package var bot: String
    /// `facts`, a rule's or a gate's code, or a let that no rule needs.
    package var name: String
    package var cost: Cost
    /// Where the document has it.
    package var location: Location

    package var units: Int { cost.units }
  }

  /// In the order of evaluation, providers first.
  package let parts: [Part]

  /// Of all parts together.
  package var units: Int { Self.sum(parts).units }

  /// Entering a bot's rules and leaving them, with the decision written.
  private static let entryWeight = 20
  /// Setting one value of the event, and its state for a careful run.
  private static let fieldWeight = 4

  /// The test by which a rule is left whose condition is no comparison.
  private static let exitWeight = 6

  /// The bill of `bot` with all that it reads.
  package init(of bot: CompiledBot, in graph: CompiledGraph) {
    let bill = bot.withProviders(of: graph.bots).map { Bill(bot: $0, graph: graph) }
    parts = bill.flatMap(\.parts)
  }

  /// The parts of one bot.
  private struct Bill {
    let bot: CompiledBot
    let graph: CompiledGraph

    var parts: [Part] {
      let fields = bot.specification.facts.reduce(0) { $0 + $1.fields.count }
      let entry = Part(
        bot: bot.name, name: "facts",
        cost: Cost(EventCost.entryWeight + EventCost.fieldWeight * fields),
        location: bot.specification.name.location)
      return [entry] + rules + dearestGates
    }

    private var rules: [Part] {
      var section = Section(bill: self)
      let declared = bot.specification.rules.compactMap { rule in
        if case .decide(let rule) = rule { rule } else { nil }
      }
      let compiled = bot.steps.compactMap { step in
        if case .decide(let rule) = step { rule } else { nil }
      }
      var parts = zip(declared, compiled).map { declaration, rule in
        Part(
          bot: bot.name, name: rule.outcome.code, cost: section.cost(ofCondition: rule.condition),
          location: declaration.condition.location)
      }
      for named in bot.lets {
        let cost = section.cost(ofLet: named)
        guard cost.units > 0 else { continue }
        let place = bot.specification.lets.first { $0.name.value == named.name }?.name.location
        parts.append(
          Part(
            bot: bot.name, name: "let \(named.name)", cost: cost,
            location: place ?? bot.specification.name.location))
      }
      return parts
    }

    /// Only the gates of the action that was chosen run: those of the dearest one.
    private var dearestGates: [Part] {
      Action.allCases.map { action in
        var section = Section(bill: self)
        return zip(bot.specification.gates, bot.gates).filter { $1.actions.contains(action) }.map {
          Part(
            bot: bot.name, name: "gate \($1.outcome.code)",
            cost: section.cost(ofCondition: $1.condition), location: $0.condition.location)
        }
      }.max { EventCost.sum($0).units < EventCost.sum($1).units } ?? []
    }
  }

  static func sum(_ parts: [Part]) -> Cost {
    parts.reduce(.zero) { $0 + $1.cost }
  }

  /// What a section has computed so far.
  private struct Section {
    let bill: Bill
    private var known: Set<Int> = []

    init(bill: Bill) {
      self.bill = bill
    }

    /// Of a condition and of leaving the section by it: a comparison does both in one step.
    mutating func cost(ofCondition condition: CheckedExpression) -> Cost {
      if case .operation(let operation, _) = condition.kind, operation.isComparison {
        return cost(of: condition)
      }
      return cost(of: condition) + Cost(EventCost.exitWeight)
    }

    mutating func cost(of expression: CheckedExpression) -> Cost {
      expression.variables.sorted().reduce(expression.cost) { $0 + cost(ofVariable: $1) }
    }

    mutating func cost(ofLet named: CompiledLet) -> Cost {
      let identity = bill.bot.variables.firstIndex { variable in
        guard case .named(let index) = variable else { return false }
        return bill.bot.specification.lets[index].name.value == named.name
      }
      return identity.map { cost(ofVariable: $0) } ?? .zero
    }

    /// Of a let or an export that this section has not computed yet; everything else is in its slot.
    private mutating func cost(ofVariable identity: Int) -> Cost {
      switch bill.bot.variables[identity] {
      case .named(let index):
        guard known.insert(identity).inserted else { return .zero }
        let name = bill.bot.specification.lets[index].name.value
        return bill.bot.lets.first { $0.name == name }.map { cost(of: $0.expression) } ?? .zero
      case .export(let provider, let name):
        guard known.insert(identity).inserted else { return .zero }
        let exports = bill.graph.bots.first { $0.name == provider }?.exports
        return exports?.first { $0.name == name }?.expression.cost ?? .zero
      case .computed(let index):
        guard known.insert(identity).inserted else { return .zero }
        let computed = bill.bot.computed[index]
        return computed.expression.variables.sorted().reduce(computed.cost) {
          $0 + cost(ofVariable: $1)
        }
      case .now, .field, .parameter, .staleness, .outcome: return .zero
      }
    }
  }
}

extension CompiledGraph {
  /// The bills of all bots that decide events of a kind.
  package func costs(of kind: EventKind) -> [EventCost] {
    deciders(of: kind).map { EventCost(of: $0, in: self) }
  }
}
