import CEL
import Diagnostics
import Policy
import Trading

/// Whether every event stays within what the policies allow it to cost. The gate stands at the loading: a set
/// over its budget is never run (facts/rules-engines.md 2.10).
struct BudgetCheck {
  private let graph: CompiledGraph

  init(_ graph: CompiledGraph) {
    self.graph = graph
  }

  func report(to bag: inout DiagnosticBag) {
    for bot in graph.bots {
      guard let budget = bot.specification.budget else { continue }
      let parts = EventCost(of: bot, in: graph).parts
      report(parts, of: "bot '\(bot.name)'", against: budget, to: &bag)
    }
    guard let budget = graph.policies.budget else { return }
    for kind in EventKind.allCases {
      let parts = graph.costs(of: kind).flatMap(\.parts)
      report(parts, of: "an event '\(kind.rawValue)'", against: budget, to: &bag)
    }
  }

  private func report(
    _ parts: [EventCost.Part], of subject: String, against budget: Located<Int64>,
    to bag: inout DiagnosticBag
  ) {
    let total = EventCost.sum(parts)
    guard total.units > budget.value else { return }
    bag.add(
      CostProblem.overBudget(subject, total, budget: budget.value, parts: parts).diagnostic(
        at: budget.location))
  }
}

/// What can be wrong with the cost of a graph. The table of the code PT1001.
enum CostProblem {
  case overBudget(String, Cost, budget: Int64, parts: [EventCost.Part])

  /// Parts that a finding names.
  private static let mostParts = 3

  func diagnostic(at location: Location) -> Diagnostic {
    switch self {
    case .overBudget(let subject, let total, let budget, let parts):
      let dearest = parts.sorted { $0.cost.units > $1.cost.units }.prefix(Self.mostParts)
      return Diagnostic(
        "PT1001", .error,
        "\(subject) costs up to \(total.units) units, and the budget is \(budget)", at: location,
        help: [Self.help(dearest, total)],
        related: dearest.map { part in
          RelatedLocation(
            "\(part.cost.units) of them: \(part.name) of \(part.bot)", at: part.location)
        })
    }
  }

  private static func help(_ dearest: ArraySlice<EventCost.Part>, _ total: Cost) -> String {
    guard let driver = total.driver else {
      let names = dearest.map { "\($0.name) (\($0.cost.units))" }.joined(separator: ", ")
      return "the most expensive are \(names): simplify one, or raise the budget"
    }
    return "\(driver.units) of them come from \(driver.bound.rawValue) \(driver.limit) of "
      + "'\(driver.name)': lower that bound, or raise the budget"
  }
}
