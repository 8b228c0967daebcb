import Graph
import Policy
import Trading

/// What holds for no event at all.
extension BotAnalysis {
  /// What can happen, as far as events show it or nothing rules it out.
  private struct Reached {
    /// Positions of rules that hold and decide.
    var rules: Set<Int> = []
    var gates: Set<Int> = []
    /// Numbers of missing conditions that decide.
    var missing: Set<Int> = []
    /// Actions that the rules choose, before any gate.
    var actions: Set<Action> = []
  }

  /// Nil where the limit was met: then nothing is proved.
  mutating func neverFindings() -> [Finding]? {
    let reached = reached()
    var findings: [Finding] = []
    if isIncomplete { return nil }
    for (step, symbolic) in symbols.decider.steps.enumerated() {
      guard case .decide(let condition, _) = symbolic else { continue }
      let answers = answers(condition)
      if answers == [.error] {
        findings.append(
          finding(.alwaysFails(rule(step), isGate: false), at: location(ofRule: step)))
      } else if !answers.contains(.yes) {
        findings.append(
          finding(.neverHolds(rule(step), isGate: false), at: location(ofRule: step)))
      } else if !reached.rules.contains(step) {
        findings.append(shadowed(step, condition))
      } else if !answers.contains(.no) {
        findings.append(finding(.alwaysHolds(rule(step)), at: location(ofRule: step)))
      }
    }
    for (position, symbolic) in symbols.decider.gates.enumerated()
    where !reached.gates.contains(position) {
      let kind: Finding.Kind =
        if reached.actions.isDisjoint(with: symbolic.actions) {
          .idleGate(gate(position))
        } else if answers(symbolic.condition) == [.error] {
          .alwaysFails(gate(position), isGate: true)
        } else {
          .neverHolds(gate(position), isGate: true)
        }
      findings.append(
        finding(kind, at: bot.specification.gates[position].outcome.code.location))
    }
    findings += unnoticed(reached.missing)
    return isIncomplete ? nil : findings
  }

  private mutating func reached() -> Reached {
    var reached = Reached()
    let symbols = symbols
    let search = self
    ask {
      $0.decide(symbols)
    } leaf: { (decision: SymbolicDecision, cell, definitions) in
      let isNew =
        (decision.isHeld && !reached.rules.contains(decision.step))
        || decision.gate.map { !reached.gates.contains($0) } ?? false
        || decision.missing.map { !reached.missing.contains($0) } ?? false
        || !reached.actions.contains(decision.ruled.action)
      guard isNew, search.possible(cell, definitions).isPossible else { return .goOn }
      if decision.isHeld { reached.rules.insert(decision.step) }
      if let gate = decision.gate { reached.gates.insert(gate) }
      if let missing = decision.missing { reached.missing.insert(missing) }
      reached.actions.insert(decision.ruled.action)
      return .goOn
    }
    return reached
  }

  /// What a condition can be by itself, where its facts are there.
  private enum Answer: CaseIterable { case yes, no, error }

  private mutating func answers(_ condition: Int) -> Set<Answer> {
    var answers: Set<Answer> = []
    let search = self
    let symbols = symbols
    ask { interpreter -> Interpretation<Answer?> in
      // Conditions may name what providers decided.
      if case .split(let parts) = interpreter.decideProviders(of: symbols) { return .split(parts) }
      switch interpreter.truth(condition) {
      case .value(let form): return .result(form.constant == 0 ? .no : .yes)
      case .error: return .result(.error)
      case .unknown: return .result(nil)
      case .split(let parts): return .split(parts)
      }
    } leaf: { answer, cell, definitions in
      guard let answer, !answers.contains(answer), search.possible(cell, definitions).isPossible
      else { return .goOn }
      answers.insert(answer)
      return answers.count == Answer.allCases.count ? .stop : .goOn
    }
    return answers
  }

  /// A rule that holds for some events and decides none: which rules do.
  private mutating func shadowed(_ step: Int, _ condition: Int) -> Finding {
    var deciders: Set<Int> = []
    var holding: Set<Int> = []
    var shown: Witness?
    let search = self
    let symbols = symbols
    ask { interpreter -> Interpretation<SymbolicDecision?> in
      switch interpreter.decide(symbols) {
      case .split(let parts): return .split(parts)
      case .result(let decision):
        switch interpreter.truth(condition) {
        case .split(let parts): return .split(parts)
        case .value(let form) where form.constant == 1: return .result(decision)
        default: return .result(nil)
        }
      }
    } leaf: { decision, cell, definitions in
      guard let decision,
        !deciders.contains(decision.step) || decision.isHeld && !holding.contains(decision.step)
      else { return .goOn }
      let (isPossible, values) = search.possible(cell, definitions)
      guard isPossible else { return .goOn }
      deciders.insert(decision.step)
      guard decision.isHeld else { return .goOn }
      holding.insert(decision.step)
      shown = shown ?? search.witness(values) { $0.decision.step == decision.step }
      return .goOn
    }
    // One rule that holds wherever this one does says more than all that decide; and that missing facts decide
    // first goes without saying, where rules do as well.
    let covering = holding.sorted().first { covers($0, condition) }
    let steps = covering.map { [$0] } ?? Array(holding.isEmpty ? deciders : holding)
    let rules = steps.sorted().filter { $0 < step }.map(rule)
    return finding(.shadowed(rule(step), by: rules), at: location(ofRule: step), shown)
  }

  /// Whether the rule at a position holds for every event for which a condition does.
  private mutating func covers(_ step: Int, _ condition: Int) -> Bool {
    guard case .decide(let other, _) = symbols.decider.steps[step] else { return false }
    var isCovered = true
    let search = self
    let symbols = symbols
    ask { interpreter -> Interpretation<Bool> in
      if case .split(let parts) = interpreter.decideProviders(of: symbols) { return .split(parts) }
      for (node, wanted) in [(condition, true), (other, false)] {
        switch interpreter.truth(node) {
        case .split(let parts): return .split(parts)
        case .value(let form) where form.constant == 1: if !wanted { return .result(false) }
        default: if wanted { return .result(false) }
        }
      }
      return .result(true)
    } leaf: { isOutside, cell, definitions in
      guard isOutside, search.possible(cell, definitions).isPossible else { return .goOn }
      isCovered = false
      return .stop
    }
    return isCovered && !isIncomplete
  }

  /// Facts and optional fields of the bot whose absence decides nothing, in no event.
  private func unnoticed(_ noticed: Set<Int>) -> [Finding] {
    symbols.plan.missing.indices.compactMap { bit in
      let missing = symbols.plan.missing[bit]
      let number = symbols.firstMissing + bit
      guard missing.bot == bot.name, !noticed.contains(number),
        !table.missing[number].causes.isEmpty
      else { return nil }
      let fact = bot.specification.facts.first { fact in
        fact.name.value == missing.name
          || fact.fields.contains { "\(fact.name.value).\($0.name.value)" == missing.name }
      }
      return finding(
        .absenceUnnoticed(fact: missing.name),
        at: fact?.name.location ?? bot.specification.name.location)
    }
  }
}
