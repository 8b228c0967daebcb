import CEL
import Diagnostics
import Graph
import Policy

/// What one layer of a test gives: a base, what a table shares, a row. Later layers win.
struct GivenLayer {
  enum Value: Hashable {
    case value(Int64)
    /// A text or a list.
    case content(FieldContent)
    /// Milliseconds from the event's `now`.
    case fromNow(Int64)
    case missing
  }

  var now: Int64?
  var fields: [Situation.Name: Value] = [:]
  /// Whether facts are there.
  var facts: [Situation.Name: Bool] = [:]
  /// Ages of facts; nil for just above what their bound is.
  var ages: [Situation.Name: Int64?] = [:]
  var fixed: [String: Int64] = [:]

  mutating func add(_ later: GivenLayer) {
    now = later.now ?? now
    for (name, value) in later.fields { fields[name] = value }
    for (name, isThere) in later.facts { facts[name] = isThere }
    for (name, age) in later.ages { ages[name] = age }
    for (name, value) in later.fixed { fixed[name] = value }
  }
}

/// The names that a test of one bot may give values to, and what the given values come to.
struct TestNames {
  let bot: CompiledBot
  private let plan: DecisionPlan
  /// By name as a test writes it.
  private var fields: [String: Int] = [:]
  private var facts: [String: Int] = [:]
  private var fixed: [String: Type] = [:]
  private let aliases: [String: String]

  /// What `now` is where nothing says so: the first millisecond of 2026.
  static let defaultNow: Int64 = 1_767_225_600_000

  init?(_ bot: CompiledBot, _ graph: CompiledGraph) {
    guard let event = bot.specification.events.first else { return nil }
    self.bot = bot
    plan = graph.plan(for: bot, on: event)
    aliases = graph.aliases
    // The bot's own names win over those of the bots it reads.
    for (index, input) in plan.inputs.enumerated().reversed() where fields[input.name] == nil {
      fields[input.name] = index
    }
    for (index, fact) in plan.facts.enumerated().reversed() where facts[fact.name] == nil {
      facts[fact.name] = index
    }
    for named in bot.lets where named.expression.type.isScalar {
      fixed[named.name] = named.expression.type
    }
    for variable in bot.variables {
      guard case .export(let provider, let name) = variable,
        let export = graph.bots.first(where: { $0.name == provider })?.exports.first(where: {
          $0.name == name
        })
      else { continue }
      fixed["\(aliases[provider] ?? provider).\(name)"] = export.expression.type
    }
  }

  private var known: [String] {
    let aged = facts.filter { plan.facts[$0.value].limit != nil }.keys.map { "\($0).age" }
    return (Array(fields.keys) + Array(facts.keys) + Array(fixed.keys) + aged + ["now"]).sorted()
  }

  // MARK: Reading

  /// The entries of one place, with findings about those that cannot be.
  func layer(
    _ entries: [TestDeclaration.Entry], _ bag: inout DiagnosticBag
  ) -> GivenLayer {
    var layer = GivenLayer()
    var given: [Situation.Name: String] = [:]
    for entry in entries {
      let (name, text) = (entry.name.value, entry.text)
      if name == "now" {
        layer.now = value(text, name, .int, &bag)
      } else if let type = fixed[name] {
        layer.fixed[name] = value(text, name, type, &bag)
      } else if let index = fields[name] {
        field(plan.inputs[index], entry, &layer, &given, &bag)
      } else if let index = facts[name] {
        fact(plan.facts[index], text, &layer, &bag)
      } else if let index = agedFact(name) {
        layer.ages[key(plan.facts[index])] = value(text, name, .duration, &bag)
      } else {
        bag.add(
          TestProblem.unknownName(name, bot: bot.name, known: known).diagnostic(
            at: entry.name.location))
      }
    }
    return layer
  }

  private func agedFact(_ name: String) -> Int? {
    guard name.hasSuffix(".age"), let index = facts[String(name.dropLast(4))],
      plan.facts[index].limit != nil
    else { return nil }
    return index
  }

  private func key(_ fact: DecisionPlan.Fact) -> Situation.Name {
    Situation.Name(bot: fact.bot, fact.name)
  }

  private func key(_ input: DecisionPlan.Input) -> Situation.Name {
    Situation.Name(bot: input.bot, input.name)
  }

  private func field(
    _ input: DecisionPlan.Input, _ entry: TestDeclaration.Entry, _ layer: inout GivenLayer,
    _ given: inout [Situation.Name: String], _ bag: inout DiagnosticBag
  ) {
    let value: GivenLayer.Value
    let text = entry.text
    if text.value == "missing" {
      layer.fields[key(input)] = .missing
      return
    } else if input.declaration.type == .timestamp, let offset = Self.fromNow(text.value) {
      value = .fromNow(offset)
    } else if !input.declaration.type.isScalar {
      guard let content = content(input, entry, &bag) else { return }
      value = .content(content)
    } else if let number = self.value(text, input.name, input.declaration.type, &bag) {
      guard number >= input.declaration.minimum ?? .min, number <= input.declaration.maximum ?? .max
      else { return report(outOfBounds: input, text, &bag) }
      value = .value(number)
    } else {
      return
    }
    for other in plan.inputs where other.declaration.path == input.declaration.path {
      if let owner = given[key(other)], layer.fields[key(other)] != value {
        bag.add(
          TestProblem.onePath(input.name, other: owner, path: input.declaration.path).diagnostic(
            at: text.location))
      }
      layer.fields[key(other)] = value
      layer.facts[key(plan.facts[other.fact])] = true
    }
    given[key(input)] = input.name
    for other in plan.inputs where other.declaration.path == input.declaration.path {
      given[key(other)] = input.name
    }
  }

  /// A text, or the elements of a list, within what the field declares.
  private func content(
    _ input: DecisionPlan.Input, _ entry: TestDeclaration.Entry, _ bag: inout DiagnosticBag
  ) -> FieldContent? {
    let type = input.declaration.type
    let content: FieldContent
    switch (type, entry.items) {
    case (.string, nil): content = .text(entry.text.value)
    case (.list(.string), let items?): content = .texts(items.map(\.value))
    case (.list(let element), let items?):
      let numbers = items.compactMap { value($0, input.name, element, &bag) }
      guard numbers.count == items.count else { return nil }
      content = .numbers(numbers)
    default:
      bag.add(
        TestProblem.badValue(entry.text.value, name: input.name, type: type).diagnostic(
          at: entry.text.location))
      return nil
    }
    guard let excess = content.excess(over: input.declaration.bound) else { return content }
    bag.add(
      TestProblem.outOfBounds(
        "\(excess.count) \(excess.kind == .items ? "items" : "characters")", name: input.name,
        minimum: "0", maximum: "\(excess.limit)"
      ).diagnostic(at: entry.text.location))
    return nil
  }

  private func report(
    outOfBounds input: DecisionPlan.Input, _ text: Located<String>, _ bag: inout DiagnosticBag
  ) {
    func bound(_ value: Int64?) -> String {
      value.map { QuantityText.format($0, as: input.declaration.type) } ?? "-"
    }
    bag.add(
      TestProblem.outOfBounds(
        text.value, name: input.name, minimum: bound(input.declaration.minimum),
        maximum: bound(input.declaration.maximum)
      ).diagnostic(at: text.location))
  }

  /// A fact as a whole: `book: missing`, `book: stale`.
  private func fact(
    _ fact: DecisionPlan.Fact, _ text: Located<String>, _ layer: inout GivenLayer,
    _ bag: inout DiagnosticBag
  ) {
    switch text.value {
    case "missing": layer.facts[key(fact)] = false
    case "stale" where fact.limit != nil: layer.ages[key(fact)] = .some(nil)
    default:
      let words = fact.limit == nil ? ["missing"] : ["missing", "stale"]
      bag.add(
        TestProblem.onlyMissing(text.value, name: fact.name, words: words).diagnostic(
          at: text.location))
    }
  }

  private func value(
    _ text: Located<String>, _ name: String, _ type: Type, _ bag: inout DiagnosticBag
  ) -> Int64? {
    if let value = Self.parse(text.value, as: type) { return value }
    bag.add(
      TestProblem.badValue(text.value, name: name, type: type).diagnostic(at: text.location))
    return nil
  }

  /// A value with its unit, in slot units; times in milliseconds since 1970.
  static func parse(_ text: String, as type: Type) -> Int64? {
    try? QuantityText.parse(text, as: type == .timestamp ? .int : type)
  }

  /// `now`, `now - 45s`, `now + 1s`: milliseconds from now.
  private static func fromNow(_ text: String) -> Int64? {
    guard text.hasPrefix("now") else { return nil }
    let rest = text.dropFirst(3).filter { $0 != " " }
    guard let sign = rest.first else { return 0 }
    guard sign == "-" || sign == "+",
      let offset = try? QuantityText.parse(String(rest.dropFirst()), as: .duration)
    else { return nil }
    return sign == "-" ? -offset : offset
  }
}

// MARK: - The situation

extension TestNames {
  /// What all layers together come to, and the names that nothing gives a value.
  func situation(_ layer: GivenLayer) -> (situation: Situation, missing: [String]) {
    var situation = Situation(now: layer.now ?? Self.defaultNow)
    situation.fixed = layer.fixed
    for (name, value) in layer.fields {
      switch value {
      case .value(let number): situation.values[name] = number
      case .content(let content): situation.contents[name] = content
      case .fromNow(let offset):
        situation.values[name] = situation.now.addingReportingOverflow(offset).partialValue
      case .missing: situation.absent.insert(name)
      }
    }
    for (index, fact) in plan.facts.enumerated() {
      let isThere = layer.facts[key(fact)] ?? true
      let isNeeded = fact.bot == bot.name || !isFixed(fact.bot, layer)
      if !isThere || !isNeeded && !hasValues(index, layer) { situation.absent.insert(key(fact)) }
      guard let limit = fact.limit, let age = layer.ages[key(fact)] else { continue }
      situation.ages[key(fact)] = age ?? limit.addingReportingOverflow(1).partialValue
    }
    let missing = plan.inputs.filter { input in
      let fact = plan.facts[input.fact]
      return situation.values[key(input)] == nil && situation.contents[key(input)] == nil
        && !situation.absent.contains(key(input))
        && !situation.isGone(fact, of: plan) && input.declaration.absent == nil
    }
    return (situation, missing.map(\.name))
  }

  private func hasValues(_ fact: Int, _ layer: GivenLayer) -> Bool {
    plan.inputs.contains { $0.fact == fact && layer.fields[key($0)] != nil }
  }

  /// Whether all that the bot reads of a provider is given, so that the provider's facts do not matter.
  private func isFixed(_ provider: String, _ layer: GivenLayer) -> Bool {
    bot.variables.allSatisfy { variable in
      guard case .export(provider, let name) = variable else { return true }
      return layer.fixed["\(aliases[provider] ?? provider).\(name)"] != nil
    } && bot.providers.contains(provider)
  }
}
