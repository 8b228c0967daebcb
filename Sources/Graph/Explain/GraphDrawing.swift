import CEL
package import Policy
import Trading

/// The graph as nodes and arrows, for people: what feeds what, from the inputs to the outcomes.
package struct GraphDrawing: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case bot, event, fact, staleness, parameter, `let`, rule, gate, outcome, export
  }

  package struct Node: Hashable, Sendable {
    package var id: String
    package var kind: Kind
    package var title: String
    /// Type, condition, value or bounds.
    package var detail: String
    /// The bot whose part it is.
    package var bot: String
  }

  package struct Arrow: Hashable, Sendable {
    package var from: String
    package var to: String
  }

  package private(set) var nodes: [Node] = []
  package private(set) var arrows: [Arrow] = []

  /// Draws all bots of the graph, or one with those it reads. Values are those of `scope`.
  package init(_ graph: CompiledGraph, bot: CompiledBot? = nil, scope: Scope = Scope()) {
    var wanted = Set(graph.bots.map(\.name))
    if let bot {
      wanted = [bot.name]
      for candidate in graph.bots.reversed() where wanted.contains(candidate.name) {
        wanted.formUnion(candidate.providers)
      }
    }
    for candidate in graph.bots where wanted.contains(candidate.name) {
      draw(candidate, graph, scope)
    }
  }

  private mutating func add(
    _ kind: Kind, _ name: String, _ detail: String, _ bot: CompiledBot
  ) -> String {
    let id = "\(bot.specification.alias)/\(kind.rawValue)/\(name)"
    nodes.append(Node(id: id, kind: kind, title: name, detail: detail, bot: bot.name))
    return id
  }

  private mutating func draw(_ bot: CompiledBot, _ graph: CompiledGraph, _ scope: Scope) {
    let specification = bot.specification
    for fact in specification.facts {
      for field in fact.fields {
        let limit = fact.staleness.map { ", at most \($0.value.text) old" } ?? ""
        _ = add(
          .fact, "\(fact.name.value).\(field.name.value)",
          "\(field.type.name) from \(fact.source)\(limit), else \(fact.onMissing.code.value)", bot)
      }
    }
    for parameter in specification.parameters {
      let value = graph.policies.value(of: parameter.name.value, bot: bot.name, in: scope)
      _ = add(
        .parameter, "params.\(parameter.name.value)",
        QuantityText.format(value, as: parameter.type), bot)
    }
    for named in bot.lets {
      let id = add(.let, named.name, named.text, bot)
      connect(named.expression, to: id, bot, graph)
    }
    for (index, step) in bot.steps.enumerated() {
      switch step {
      case .require(let facts):
        for fact in facts {
          let declaration = specification.facts[fact]
          let id = add(.rule, "\(index + 1) require \(declaration.name.value)", "is there", bot)
          for field in declaration.fields {
            arrow("\(specification.alias)/fact/\(declaration.name.value).\(field.name.value)", id)
          }
          outcome(Outcome(declaration.onMissing), of: id, bot)
        }
      case .decide(let rule):
        let id = add(.rule, "\(index + 1) \(rule.outcome.code)", rule.text, bot)
        connect(rule.condition, to: id, bot, graph)
        outcome(rule.outcome, of: id, bot)
      }
    }
    for gate in bot.gates {
      let id = add(.gate, gate.outcome.code, gate.text, bot)
      connect(gate.condition, to: id, bot, graph)
      outcome(gate.outcome, of: id, bot)
      for case .decide(let rule) in bot.steps where gate.actions.contains(rule.outcome.action) {
        arrow(Self.outcomeID(rule.outcome, bot), id)
      }
    }
    let otherwise = add(.rule, "\(bot.steps.count + 1) otherwise", "no rule applies", bot)
    outcome(Outcome(specification.otherwise), of: otherwise, bot)
    for export in bot.exports {
      let id = add(.export, "\(specification.alias).\(export.name)", export.text, bot)
      for code in bot.outcomes.cases {
        for node in nodes
        where node.kind == .outcome && node.bot == bot.name
          && node.title == code
        {
          arrow(node.id, id)
        }
      }
    }
  }

  private static func outcomeID(_ outcome: Outcome, _ bot: CompiledBot) -> String {
    "\(bot.specification.alias)/outcome/\(outcome.code)"
  }

  private mutating func outcome(_ outcome: Outcome, of rule: String, _ bot: CompiledBot) {
    let id = Self.outcomeID(outcome, bot)
    if !nodes.contains(where: { $0.id == id }) {
      _ = add(.outcome, outcome.code, outcome.action.rawValue, bot)
    }
    arrow(rule, id)
  }

  private mutating func arrow(_ from: String, _ to: String) {
    let arrow = Arrow(from: from, to: to)
    if !arrows.contains(arrow) { arrows.append(arrow) }
  }

  /// Arrows from everything an expression names.
  private mutating func connect(
    _ expression: CheckedExpression, to id: String, _ bot: CompiledBot, _ graph: CompiledGraph
  ) {
    connect(expression.variables, to: id, bot, graph)
  }

  private mutating func connect(
    _ identities: Set<Int>, to id: String, _ bot: CompiledBot, _ graph: CompiledGraph
  ) {
    let alias = bot.specification.alias
    for identity in identities.sorted() {
      switch bot.variables[identity] {
      case .now:
        if !nodes.contains(where: { $0.id == "\(alias)/event/now" }) {
          _ = add(.event, "now", "timestamp of the event", bot)
        }
        arrow("\(alias)/event/now", id)
      case .field(let fact, let field):
        let declaration = bot.specification.facts[fact]
        arrow(
          "\(alias)/fact/\(declaration.name.value).\(declaration.fields[field].name.value)", id)
      case .parameter(let index):
        arrow("\(alias)/parameter/params.\(bot.specification.parameters[index].name.value)", id)
      case .staleness(let name):
        let node = "\(alias)/staleness/\(name.text)"
        if !nodes.contains(where: { $0.id == node }) {
          let value = graph.policies.staleness(name)
          _ = add(.staleness, name.text, QuantityText.format(value, as: name.type), bot)
        }
        arrow(node, id)
      case .named(let index): arrow("\(alias)/let/\(bot.specification.lets[index].name.value)", id)
      case .export(let provider, let export):
        let providerAlias = graph.bots.first { $0.name == provider }?.specification.alias
        arrow("\(providerAlias ?? provider)/export/\(providerAlias ?? provider).\(export)", id)
      case .computed(let index):
        connect(bot.computed[index].expression.variables, to: id, bot, graph)
      case .outcome: continue
      }
    }
  }
}
