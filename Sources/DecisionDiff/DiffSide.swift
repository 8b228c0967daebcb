import CEL
package import Graph
import Policy
import Trading

/// One of the two versions of the policies that are held against each other.
package struct DiffSide: Sendable {
  /// As the user named it: a folder or a revision.
  package var label: String
  package var graph: CompiledGraph
  /// What `--policies` takes; nil for a revision, which lies in no folder.
  package var folder: String?

  package init(label: String, graph: CompiledGraph, folder: String?) {
    self.label = label
    self.graph = graph
    self.folder = folder
  }
}

/// How many cancel-replace operations a bot may have in a minute, as its own params say.
package struct RateCap: Equatable, Sendable {
  /// `cancel_replace_per_min_cap`
  package var parameter: String
  package var value: Int64

  /// The param that a gate or a rule holds the bot's counter of cancel-replace operations against; nil where none
  /// does.
  package init?(_ plan: DecisionPlan) {
    let bot = plan.bot
    guard
      let counter = bot.specification.counters.first(where: {
        $0.counts.value == .cancelReplace
      })
    else { return nil }
    let rules = bot.steps.compactMap { step in
      if case .decide(let rule) = step { rule.condition } else { nil }
    }
    for condition in bot.gates.map(\.condition) + rules {
      let variables = condition.variables.sorted().filter(bot.variables.indices.contains)
      let counts = variables.contains { identity in
        guard case .field(let fact, let field) = bot.variables[identity] else { return false }
        let declaration = bot.specification.facts[fact]
        let name = "\(declaration.name.value).\(declaration.fields[field].name.value)"
        return name == counter.field.value
      }
      guard counts else { continue }
      for identity in variables {
        guard case .parameter(let index) = bot.variables[identity] else { continue }
        let (declaration, value) = plan.parameters(of: bot)[index]
        self.init(parameter: declaration.name.value, value: value)
        return
      }
    }
    return nil
  }

  private init(parameter: String, value: Int64) {
    self.parameter = parameter
    self.value = value
  }
}
