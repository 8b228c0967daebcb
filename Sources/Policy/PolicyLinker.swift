import CEL
import Diagnostics
import Trading

/// Holds the documents against each other: values against declarations, codes against the registry, actions
/// against authorities. Every disagreement is a finding at its place.
struct PolicyLinker {
  let bots: [BotSpecification]
  let policies: [PolicyDocument]
  let registries: [ReasonCodeDocument]
  private(set) var bag = DiagnosticBag()
  private var set: PolicySet

  init(
    bots: [BotSpecification], policies: [PolicyDocument], registries: [ReasonCodeDocument],
    sources: [PolicySet.Source]
  ) {
    self.bots = bots.sorted { $0.name.value < $1.name.value }
    self.policies = policies
    self.registries = registries
    set = PolicySet(
      bots: self.bots, reasonCodes: [:], staleness: [:], sources: sources, values: [:],
      scopedValues: [], stalenessBounds: [:])
  }

  /// The set; to be used only where `bag` has no error.
  mutating func link() -> PolicySet {
    linkBots()
    linkReasonCodes()
    linkSeverities()
    linkStaleness()
    linkValues()
    for bot in bots { checkReferences(of: bot) }
    return set
  }

  private mutating func report(_ problem: PolicyProblem, at location: Location) {
    bag.add(problem.diagnostic(at: location))
  }

  private mutating func linkBots() {
    var first: [String: Location] = [:]
    for bot in bots {
      for name in Set([bot.name.value, bot.alias]) {
        if let place = first[name] {
          report(.declaredTwice(what: "bot", name: name, first: place), at: bot.name.location)
        }
        first[name] = bot.name.location
      }
    }
  }

  private mutating func linkReasonCodes() {
    var first: [String: Location] = [:]
    for code in registries.flatMap(\.codes) {
      if let place = first[code.value.code] {
        report(
          .declaredTwice(what: "reason code", name: code.value.code, first: place),
          at: code.location)
      }
      first[code.value.code] = code.location
      set.reasonCodes[code.value.code] = code.value
    }
  }

  private mutating func linkSeverities() {
    for override in policies.flatMap(\.severities) {
      guard let registered = set.reasonCodes[override.code.value] else {
        report(unknownCode(override.code.value), at: override.code.location)
        continue
      }
      guard override.severity.value >= registered.severity else {
        report(
          .severityLowered(
            code: override.code.value, from: registered.severity.rawValue,
            to: override.severity.value.rawValue), at: override.severity.location)
        continue
      }
      set.reasonCodes[override.code.value]?.severity = override.severity.value
    }
  }

  private func unknownCode(_ code: String) -> PolicyProblem {
    .unknownCode(code, known: set.reasonCodes.keys.sorted())
  }

  private mutating func linkStaleness() {
    var first: [String: Location] = [:]
    for entry in policies.flatMap(\.staleness) {
      let name = entry.name.value
      if let place = first[name] {
        report(.declaredTwice(what: "staleness", name: name, first: place), at: entry.name.location)
      }
      first[name] = entry.name.location
      let bounds = (entry.minimum ?? 1)...max(entry.minimum ?? 1, entry.maximum ?? .max)
      if !bounds.contains(entry.value.value) {
        report(
          .outOfBounds(
            name: "staleness.\(name)", value: entry.value.value, type: .duration,
            minimum: entry.minimum, maximum: entry.maximum, loosens: entry.loosens),
          at: entry.value.location)
      }
      set.staleness[name] = entry.value.value
      set.stalenessBounds[name] = bounds
    }
    guard let place = policies.first?.name.location ?? bots.first?.name.location else { return }
    for kind in FeedKind.allCases where set.staleness[kind.rawValue] == nil {
      report(.missingStaleness(kind.rawValue), at: place)
    }
  }
}

// MARK: - Values

extension PolicyLinker {
  private mutating func linkValues() {
    var first: [String: Location] = [:]
    for entry in policies.flatMap(\.bots) {
      guard let bot = bots.first(where: { $0.name.value == entry.name.value }) else {
        report(
          .unknownBot(entry.name.value, known: bots.map(\.name.value)), at: entry.name.location)
        continue
      }
      for value in entry.values {
        let key = "\(bot.name.value)/\(value.name.value)"
        if let place = first[key] {
          report(
            .declaredTwice(what: "value", name: value.name.value, first: place),
            at: value.name.location)
        }
        first[key] = value.name.location
        set.values[key] = number(value, of: bot)
      }
      for scope in entry.scopes {
        for value in scope.values {
          guard let number = number(value, of: bot) else { continue }
          set.scopedValues.append(
            PolicySet.ScopedValue(
              selector: scope.selector, bot: bot.name.value, parameter: value.name.value,
              value: number))
        }
      }
    }
    for bot in bots {
      for parameter in bot.parameters
      where first["\(bot.name.value)/\(parameter.name.value)"] == nil {
        let valued = policies.flatMap(\.bots).first { $0.name.value == bot.name.value }
        report(
          .missingParameter(parameter.name.value, bot: bot.name.value, type: parameter.type),
          at: valued?.name.location ?? parameter.name.location)
      }
    }
  }

  private mutating func number(
    _ value: PolicyDocument.Value, of bot: BotSpecification
  ) -> Int64? {
    guard let parameter = bot.parameters.first(where: { $0.name.value == value.name.value }) else {
      report(
        .unknownParameter(
          value.name.value, bot: bot.name.value, known: bot.parameters.map(\.name.value)),
        at: value.name.location)
      return nil
    }
    do {
      let number = try parameter.parse(value.text.value, allowingBareNumber: false)
      if let problem = parameter.boundsProblem(number) { report(problem, at: value.text.location) }
      return number
    } catch {
      report(
        .badQuantity(
          value.text.value, name: "param '\(value.name.value)'", type: parameter.type, error),
        at: value.text.location)
      return nil
    }
  }
}

// MARK: - References inside a bot

extension PolicyLinker {
  private mutating func checkReferences(of bot: BotSpecification) {
    var outcomes = [bot.otherwise, bot.onError] + bot.facts.map(\.onMissing)
    for rule in bot.rules {
      switch rule {
      case .decide(let rule): outcomes.append(rule.outcome)
      case .require(let facts):
        for fact in facts where !bot.facts.contains(where: { $0.name.value == fact.value }) {
          report(
            .unknownFact(fact.value, known: bot.facts.map(\.name.value)), at: fact.location)
        }
      }
    }
    outcomes += bot.gates.map(\.outcome)
    for outcome in outcomes {
      if set.reasonCodes[outcome.code.value] == nil {
        report(unknownCode(outcome.code.value), at: outcome.code.location)
      }
      let action = outcome.action.value
      if !action.needsNoAuthority, !bot.authority.contains(action) {
        report(
          .outsideAuthority(
            action: action.rawValue, bot: bot.name.value,
            authority: bot.authority.map(\.rawValue).sorted()), at: outcome.action.location)
      }
    }
    for counter in bot.counters {
      let fields = bot.facts.flatMap { fact in
        fact.fields.map { "\(fact.name.value).\($0.name.value)" }
      }
      if !fields.contains(counter.field.value) {
        report(.unknownFact(counter.field.value, known: fields), at: counter.field.location)
      }
    }
  }
}
