import CEL
package import Diagnostics
package import Policy
import Trading

/// Compiles a policy set into the evaluation graph.
package enum GraphCompiler {
  /// The graph, or every finding about why there is none.
  package static func compile(
    _ policies: PolicySet
  ) -> Result<CompiledGraph, DiagnosticError> {
    var bag = DiagnosticBag()
    for bot in policies.bots where bot.lets.count > GraphProblem.mostLets {
      bag.add(GraphProblem.tooManyLets(bot.lets.count).diagnostic(at: bot.name.location))
    }
    guard !bag.hasErrors else { return .failure(DiagnosticError(bag.sorted)) }
    let outcomes = policies.bots.map { possibleOutcomes(of: $0) }
    let offers = zip(policies.bots, outcomes).map { offer(of: $0, $1) }
    let bots = zip(policies.bots, outcomes).map { bot, outcomes in
      var compiler = BotCompiler(bot, offers: offers)
      let compiled = compiler.compile(outcomes: outcomes)
      bag.add(contentsOf: compiler.bag.diagnostics)
      return compiled
    }
    let ordered = order(bots, &bag)
    for bot in bots { checkProviders(of: bot, among: bots, &bag) }
    // A bot with a rule that does not compile may have lost just the one that is looked for.
    if !bag.hasErrors { KillSwitchCheck(bots).report(to: &bag) }
    for bot in ordered { checkSize(of: bot, ordered, &bag) }
    guard !bag.hasErrors else { return .failure(DiagnosticError(bag.sorted)) }
    let digest = PolicyDigest.digest(of: policies, bots: bots)
    let graph = CompiledGraph(policies: policies, bots: ordered, digest: digest)
    BudgetCheck(graph).report(to: &bag)
    guard !bag.hasErrors else { return .failure(DiagnosticError(bag.sorted)) }
    return .success(graph)
  }

  /// Every code a bot can give, in order.
  private static func possibleOutcomes(of bot: BotSpecification) -> Enumeration {
    let codes = Set(bot.possibleOutcomes.map(\.code))
    return Enumeration(name: "outcome of \(bot.name.value)", cases: codes.sorted())
  }

  /// The exports of a bot and their types; those that cannot be checked are left to the bot's own findings.
  private static func offer(
    of bot: BotSpecification, _ outcomes: Enumeration
  ) -> BotCompiler.Offer {
    let environment = BotCompiler.exportEnvironment(outcomes, outcome: 0)
    let exports = bot.exports.compactMap { export -> (name: String, type: Type)? in
      guard let expression = try? Parser.parse(export.expression.text),
        case .success(let checked) = Checker.check(expression, in: environment)
      else { return nil }
      return (export.name.value, checked.type)
    }
    return BotCompiler.Offer(bot: bot.name.value, alias: bot.alias, exports: exports)
  }

  /// The bots with each behind its providers; a circle is a finding.
  private static func order(
    _ bots: [CompiledBot], _ bag: inout DiagnosticBag
  ) -> [CompiledBot] {
    var ordered: [CompiledBot] = []
    var done: Set<String> = []
    func visit(_ bot: CompiledBot, path: [String], _ bag: inout DiagnosticBag) {
      guard !done.contains(bot.name) else { return }
      if let start = path.firstIndex(of: bot.name) {
        bag.add(
          GraphProblem.cycleOfBots(Array(path[start...]) + [bot.name]).diagnostic(
            at: bot.specification.name.location))
        done.insert(bot.name)
        return
      }
      for name in bot.providers {
        if let provider = bots.first(where: { $0.name == name }) {
          visit(provider, path: path + [bot.name], &bag)
        }
      }
      guard done.insert(bot.name).inserted else { return }
      ordered.append(bot)
    }
    for bot in bots { visit(bot, path: [], &bag) }
    return ordered
  }

  private static func checkProviders(
    of bot: CompiledBot, among bots: [CompiledBot], _ bag: inout DiagnosticBag
  ) {
    for name in bot.providers {
      guard let provider = bots.first(where: { $0.name == name }) else { continue }
      for event in bot.specification.events
      where !provider.specification.events.contains(event) {
        bag.add(
          GraphProblem.providerDoesNotRun(provider: name, event: event.rawValue).diagnostic(
            at: bot.specification.name.location))
      }
    }
  }

  /// Refuses what would not fit the frame of one event: the bot with all that it reads.
  private static func checkSize(
    of bot: CompiledBot, _ ordered: [CompiledBot], _ bag: inout DiagnosticBag
  ) {
    let parts = bot.withProviders(of: ordered)
    let facts = parts.flatMap(\.specification.facts)
    let bits = facts.count + facts.reduce(0) { $0 + $1.fields.count { $0.isOptional } }
    if bits > GraphProblem.mostFacts {
      bag.add(
        GraphProblem.tooManyFacts(bits).diagnostic(at: bot.specification.name.location))
    }
    let operations = parts.reduce(0) { $0 + $1.operationCount }
    if operations > GraphProblem.mostOperations {
      bag.add(
        GraphProblem.tooLarge(operations).diagnostic(at: bot.specification.name.location))
    }
  }
}

extension BotSpecification {
  /// Everything the bot can decide.
  var possibleOutcomes: Set<Outcome> { Set(outcomes.map { Outcome($0) }) }
}

extension CompiledBot {
  /// This bot behind everything it reads, directly or not; `ordered` has every bot behind its providers.
  func withProviders(of ordered: [CompiledBot]) -> [CompiledBot] {
    var wanted: Set<String> = [name]
    for candidate in ordered.reversed() where wanted.contains(candidate.name) {
      wanted.formUnion(candidate.providers)
    }
    return ordered.filter { wanted.contains($0.name) }
  }

  /// The most operations and names that one event can need of it: every section may compute every let.
  fileprivate var operationCount: Int {
    let shared =
      lets.reduce(0) { $0 + $1.expression.size }
      + specification.facts.reduce(0) {
        $0 + $1.fields.count
      }
    let rules = steps.reduce(0) { sum, step in
      if case .decide(let rule) = step { sum + rule.condition.size } else { sum }
    }
    return shared + rules
      + gates.reduce(0) { $0 + $1.actions.count * (shared + $1.condition.size) }
  }
}

extension CheckedExpression {
  fileprivate var size: Int {
    if case .operation(_, let operands) = kind { operands.reduce(1) { $0 + $1.size } } else { 1 }
  }
}
