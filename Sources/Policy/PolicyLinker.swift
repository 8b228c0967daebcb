import CEL
import Diagnostics
import Trading

/// Holds the documents against each other: values against declarations, codes against the registry, actions
/// against authorities. Every disagreement is a finding at its place; what a document that could not be read
/// would have given is not reported as missing.
struct PolicyLinker {
  let bots: [BotSpecification]
  let policies: [PolicyDocument]
  let registries: [ReasonCodeDocument]
  let staleness: [StalenessDocument]
  /// Kinds of which a document could not be read.
  let unreadKinds: Set<PolicyLoader.Kind>
  /// What the documents that were read give in a form that could not be.
  let unread: Set<String>
  private(set) var bag = DiagnosticBag()
  var set: PolicySet

  init(
    bots: [BotSpecification], policies: [PolicyDocument], registries: [ReasonCodeDocument],
    staleness: [StalenessDocument],
    unread: Set<PolicyLoader.Kind>, sources: [PolicySet.Source]
  ) {
    self.bots = bots.sorted { $0.name.value < $1.name.value }
    self.policies = policies
    self.registries = registries
    self.staleness = staleness
    unreadKinds = unread
    self.unread = policies.reduce(into: []) { $0.formUnion($1.unread) }
    set = PolicySet(
      bots: self.bots, reasonCodes: [:], stalenessValues: [:], stalenessDeclarations: [:],
      sources: sources, values: [:], scopedValues: [])
  }

  /// The set; to be used only where `bag` has no error.
  mutating func link() -> PolicySet {
    linkBots()
    linkPolicies()
    linkReasonCodes()
    linkSeverities()
    linkStaleness()
    linkBudget()
    linkValues()
    for bot in bots {
      checkReferences(of: bot)
      checkSafety(of: bot)
    }
    checkPaths()
    return set
  }

  mutating func report(_ problem: PolicyProblem, at location: Location) {
    bag.add(problem.diagnostic(at: location))
  }

  private mutating func linkBots() {
    var first: [String: Location] = [:]
    for bot in bots {
      // Others refer to it by the last part of its name, which therefore has to be its own too.
      guard let taken = [bot.name.value, bot.alias].first(where: { first[$0] != nil }),
        let place = first[taken]
      else {
        first[bot.name.value] = bot.name.location
        first[bot.alias] = bot.name.location
        continue
      }
      report(.declaredTwice(what: "bot", name: taken, first: place), at: bot.name.location)
    }
  }

  private mutating func linkPolicies() {
    var first: [String: Location] = [:]
    for policy in policies {
      if let place = first[policy.name.value] {
        report(
          .declaredTwice(what: "policy", name: policy.name.value, first: place),
          at: policy.name.location)
      } else {
        first[policy.name.value] = policy.name.location
      }
    }
  }

  /// One policy says what an event may cost.
  private mutating func linkBudget() {
    for budget in policies.compactMap(\.budget) {
      if let first = set.budget {
        report(
          .declaredTwice(what: "the budget", name: "per_event", first: first.location),
          at: budget.location)
      } else {
        set.budget = budget
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
        continue
      }
      first[code.value.code] = code.location
      set.reasonCodes[code.value.code] = code.value
    }
  }

  private mutating func linkSeverities() {
    for override in policies.flatMap(\.severities) {
      guard let registered = set.reasonCodes[override.code.value] else {
        reportUnknownCode(override.code)
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

  private mutating func reportUnknownCode(_ code: Located<String>) {
    guard !unreadKinds.contains(.reasonCodes),
      !registries.contains(where: { $0.unread.contains(code.value) })
    else { return }
    report(
      .unknownCode(code.value, known: set.reasonCodes.keys.sorted()), at: code.location)
  }
}

// MARK: - Values

extension PolicyLinker {
  private mutating func linkValues() {
    var first: [String: Location] = [:]
    for entry in policies.flatMap(\.bots) {
      guard let bot = bots.first(where: { $0.name.value == entry.name.value }) else {
        if !unreadKinds.contains(.bot) {
          report(
            .unknownBot(entry.name.value, known: bots.map(\.name.value)), at: entry.name.location)
        }
        continue
      }
      for value in entry.values {
        let key = "\(bot.name.value)/\(value.name.value)"
        guard isFirst(value, key, &first) else { continue }
        set.values[key] = number(value, of: bot)
      }
      for scope in entry.scopes {
        for value in scope.values {
          let key = "\(bot.name.value)/\(value.name.value)/\(scope.selector.text)"
          guard isFirst(value, key, &first), let number = number(value, of: bot) else { continue }
          set.scopedValues.append(
            PolicySet.ScopedValue(
              selector: scope.selector, bot: bot.name.value, parameter: value.name.value,
              value: number))
        }
      }
    }
    set.orderScopedValues()
    for bot in bots { reportMissingValues(of: bot, given: first) }
  }

  /// Reports a value that another document, or another line of this one, has given already.
  private mutating func isFirst(
    _ value: PolicyDocument.Value, _ key: String, _ first: inout [String: Location]
  ) -> Bool {
    if let place = first[key] {
      report(
        .declaredTwice(what: "value", name: value.name.value, first: place),
        at: value.name.location)
      return false
    }
    first[key] = value.name.location
    return true
  }

  private mutating func reportMissingValues(
    of bot: BotSpecification, given: [String: Location]
  ) {
    let name = bot.name.value
    guard !unreadKinds.contains(.policy), !unread.contains("\(name)/") else { return }
    let valued = policies.flatMap(\.bots).first { $0.name.value == name }
    for parameter in bot.parameters {
      let key = "\(name)/\(parameter.name.value)"
      guard given[key] == nil, !unread.contains(key) else { continue }
      report(
        .missingParameter(parameter.name.value, bot: name, type: parameter.type),
        at: valued?.name.location ?? parameter.name.location)
    }
  }

  private mutating func number(
    _ value: PolicyDocument.Value, of bot: BotSpecification
  ) -> Int64? {
    guard let parameter = bot.parameters.first(where: { $0.name.value == value.name.value }) else {
      guard !bot.unread.contains(value.name.value) else { return nil }
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
    for case .require(let facts) in bot.rules {
      for fact in facts
      where !bot.facts.contains(where: { $0.name.value == fact.value })
        && !bot.unread.contains(fact.value)
      {
        report(.unknownFact(fact.value, known: bot.facts.map(\.name.value)), at: fact.location)
      }
    }
    for outcome in bot.outcomes {
      if set.reasonCodes[outcome.code.value] == nil {
        reportUnknownCode(outcome.code)
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
      let fact = counter.field.value.prefix { $0 != "." }
      if !fields.contains(counter.field.value), !bot.unread.contains(counter.field.value),
        !bot.unread.contains(String(fact))
      {
        report(.unknownFact(counter.field.value, known: fields), at: counter.field.location)
      }
    }
  }
}
