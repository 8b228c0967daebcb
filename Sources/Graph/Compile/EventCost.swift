package import CEL
package import Diagnostics
import Policy
package import Trading

/// What one event costs a deciding bot at worst, from its plan as it is laid out: every step of the dearest form of
/// each route, the steps that show what decided, and the careful run of all sections that an event can enter. A
/// provider's chain of rules counts in each rule into which it was copied.
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
  static let entryWeight = 20
  /// Setting one value of the event.
  static let fieldWeight = 2
  /// Setting the state of one value, where a careful run enters a section.
  static let stateWeight = 1

  /// The bill of `bot` with all that it reads, in the scope in which it is highest.
  package init(of bot: CompiledBot, in graph: CompiledGraph) {
    let bills = graph.costScopes(of: bot).map { Self(of: graph.billedPlan(for: bot, in: $0)) }
    self = bills.max { $0.units < $1.units } ?? Self(parts: [])
  }

  /// The bill of one plan.
  package init(of plan: DecisionPlan) {
    parts = plan.stages.indices.flatMap { PlanBill(plan: plan, position: $0).parts }
  }

  private init(parts: [Part]) {
    self.parts = parts
  }

  static func sum(_ parts: [Part]) -> Cost {
    parts.reduce(.zero) { $0 + $1.cost }
  }
}

extension CompiledGraph {
  /// The bills of all bots that decide events of a kind.
  package func costs(of kind: EventKind) -> [EventCost] {
    deciders(of: kind).map { EventCost(of: $0, in: self) }
  }

  /// Plans whose bills are compared.
  private static let mostCostScopes = 64

  fileprivate func billedPlan(for bot: CompiledBot, in scope: Scope) -> DecisionPlan {
    // The kind of event changes nothing in a plan.
    plan(for: bot, on: bot.specification.events.first ?? .feedCheck, in: scope)
  }

  /// Scopes in which the values that `bot` decides with differ: the scope of no name, those of each selector, and
  /// their combinations as long as there are few.
  fileprivate func costScopes(of bot: CompiledBot) -> [Scope] {
    let parameters = bot.withProviders(of: bots).flatMap { bot in
      bot.specification.parameters.map { (bot: bot.name, name: $0.name.value) }
    }
    var scopes: [Scope] = []
    var seen: Set<[Int64]> = []
    func add(_ scope: Scope) {
      let values = parameters.map { policies.value(of: $0.name, bot: $0.bot, in: scope) }
      if scopes.count < Self.mostCostScopes, seen.insert(values).inserted { scopes.append(scope) }
    }
    var combined = [Scope()]
    add(Scope())
    for selector in Set(policies.selectors).sorted(by: { $0.text < $1.text }) {
      let alone = Scope().adding(selector)
      add(alone)
      if combined.count < Self.mostCostScopes { combined += combined.map { $0.adding(selector) } }
    }
    combined.forEach(add)
    return scopes
  }
}

extension Scope {
  /// The scope with one more name; a second market or strategy takes the place of the first.
  fileprivate func adding(_ selector: ScopeSelector) -> Scope {
    var scope = self
    switch selector {
    case .tag(let name): scope.tags.insert(name)
    case .strategy(let name): scope.strategy = name
    case .market(let name): scope.market = name
    }
    return scope
  }
}
