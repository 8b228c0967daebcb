import CEL
import Policy
import Trading

/// What one bot's part of a plan costs. A bot that another one reads runs in the careful run alone: in the program
/// it stands in place of its exports, in the rules of the bot that reads it.
struct PlanBill {
  let plan: DecisionPlan
  /// Of the bot among the stages.
  let position: Int

  private var stage: DecisionPlan.Stage { plan.stages[position] }
  private var bot: CompiledBot { stage.bot }
  private var isDeciding: Bool { position == plan.stages.count - 1 }

  var parts: [EventCost.Part] {
    var rules = Costs(of: stage.section, along: isDeciding ? plan.route.rules : nil, in: plan)
    let declared = bot.specification.rules.compactMap { rule in
      if case .decide(let rule) = rule { rule } else { nil }
    }
    let labels = stage.tests.indices.filter { stage.tests[$0] != nil }
    var texts = TextBill(stage)
    let ruleParts = zip(declared, labels).map { declaration, label in
      var cost = rules.take(label)
      if case .decide(let rule) = bot.steps[label] { cost = cost + texts.take(rule.condition) }
      return EventCost.Part(
        bot: bot.name, name: declaration.outcome.code.value, cost: cost,
        location: declaration.condition.location)
    }
    var gates = dearestGates
    // Texts and lists are computed for the gates of all actions, before anything is decided.
    for (declaration, gate) in zip(bot.specification.gates, bot.gates) {
      let cost = texts.take(gate.condition)
      guard cost.units > 0 else { continue }
      gates.parts.append(
        EventCost.Part(
          bot: bot.name, name: "gate \(gate.outcome.code), texts and lists", cost: cost,
          location: declaration.condition.location))
    }
    let lets = lets
    // What is left belongs to no rule: asking for facts, and leaving behind the last rule.
    let entry = EventCost.Part(
      bot: bot.name, name: "facts",
      cost: ownCost + rules.rest + gates.rest + lets.rest + texts.rest,
      location: bot.specification.name.location)
    return [entry] + ruleParts + lets.parts + gates.parts
  }

  /// Entering, and the event's values: each is set once, and a careful run sets the states of all at each section.
  private var ownCost: Cost {
    let fields = bot.specification.facts.reduce(0) { $0 + $1.fields.count }
    let sections = stage.gates.isEmpty ? 1 : 2
    return Cost(
      EventCost.entryWeight + EventCost.fieldWeight * fields
        + EventCost.stateWeight * sections * plan.inputs.count)
  }

  /// The lets that no rule needs, which an explanation computes.
  private var lets: (parts: [EventCost.Part], rest: Cost) {
    var parts: [EventCost.Part] = []
    var waiting = Cost.zero
    for (slot, cost) in plan.plan.explanationCosts(of: stage.section) {
      waiting += cost
      guard let named = stage.lets.first(where: { $0.slot == slot }) else { continue }
      let place = bot.specification.lets.first { $0.name.value == named.name }?.name.location
      parts.append(
        EventCost.Part(
          bot: bot.name, name: "let \(named.name)", cost: waiting,
          location: place ?? bot.specification.name.location))
      waiting = .zero
    }
    return (parts, waiting)
  }

  /// Only the gates of the action that was chosen run: those of the dearest one.
  private var dearestGates: (parts: [EventCost.Part], rest: Cost) {
    let bills = Action.allCases.compactMap { action in
      stage.gates[action].map { bill(of: $0, on: action) }
    }
    return bills.max { Self.units(of: $0) < Self.units(of: $1) } ?? ([], .zero)
  }

  private static func units(of bill: (parts: [EventCost.Part], rest: Cost)) -> Int {
    (EventCost.sum(bill.parts) + bill.rest).units
  }

  private func bill(
    of gates: DecisionPlan.GateStage, on action: Action
  ) -> (parts: [EventCost.Part], rest: Cost) {
    var costs = Costs(
      of: gates.section, along: isDeciding ? plan.route.gates[action] : nil, in: plan)
    let positions = bot.gates.indices.filter { bot.gates[$0].actions.contains(action) }
    let parts = positions.enumerated().map { label, position in
      EventCost.Part(
        bot: bot.name, name: "gate \(bot.gates[position].outcome.code)", cost: costs.take(label),
        location: bot.specification.gates[position].condition.location)
    }
    return (parts, costs.rest)
  }

  /// The costs of one section by label: program and careful run.
  private struct Costs {
    private var byLabel: [Int: Cost]

    init(of section: Section, along route: Program.Route?, in plan: DecisionPlan) {
      byLabel = plan.plan.carefulCosts(of: section)
      guard let route else { return }
      byLabel.merge(plan.plan.stepCosts(of: route)) { $0 + $1 }
      // An event takes one exit; the one of which most is shown stands for all.
      let shown = plan.plan.shownCosts(of: route).sorted { $0.key < $1.key }
      if let dearest = shown.max(by: { $0.value.units < $1.value.units }) {
        byLabel[dearest.key, default: .zero] += dearest.value
      }
    }

    /// The cost of a label, which is then out of the rest.
    mutating func take(_ label: Int) -> Cost { byLabel.removeValue(forKey: label) ?? .zero }

    /// Of all labels that nobody took.
    var rest: Cost { byLabel.values.reduce(.zero, +) }
  }
}
