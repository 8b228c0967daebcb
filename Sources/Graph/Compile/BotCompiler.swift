import CEL
import Diagnostics
import Policy
import Trading

/// Compiles one bot: declares what its expressions may name, parses and checks them, lets in the order in
/// which they need each other.
struct BotCompiler {
  private let bot: BotSpecification
  private var environment = Environment()
  private var variables: [Variable] = []
  private var computed = ComputedExpressions()
  private var parsed: [String: Expression] = [:]
  private var checkedLets: [String: CompiledLet] = [:]
  private var owners: [String: String] = [:]
  private(set) var bag = DiagnosticBag()

  /// The types of the exports that a bot offers to others.
  struct Offer {
    var bot: String
    var alias: String
    var exports: [(name: String, type: Type)]
  }

  init(_ bot: BotSpecification, offers: [Offer]) {
    self.bot = bot
    declareInputs()
    for offer in offers where offer.bot != bot.name.value {
      for export in offer.exports {
        declare(
          "\(offer.alias).\(export.name)", export.type,
          .export(bot: offer.bot, name: export.name), owner: "bot '\(offer.bot)'",
          at: bot.name.location)
      }
    }
  }

  private mutating func declare(
    _ name: String, _ type: Type, _ variable: Variable, owner: String, at location: Location,
    bound: Bound = Bound()
  ) {
    if let known = owners[name] {
      bag.add(GraphProblem.nameTaken(name, by: known).diagnostic(at: location))
      return
    }
    owners[name] = owner
    variables.append(variable)
    environment.declare(name, type, .variable(variables.count - 1), bound: bound)
  }

  private mutating func declareInputs() {
    let place = bot.name.location
    declare("now", .timestamp, .now, owner: "the event", at: place)
    for enumeration in EventVocabulary.enumerations {
      for (index, name) in enumeration.cases.enumerated() {
        environment.declare(name, .enumeration(enumeration), .constant(Int64(index)))
        owners[name] = "\(enumeration.name)"
      }
    }
    for name in StalenessName.allCases {
      declare(name.text, name.type, .staleness(name), owner: "the staleness values", at: place)
    }
    for (index, parameter) in bot.parameters.enumerated() {
      declare(
        "params.\(parameter.name.value)", parameter.type, .parameter(index), owner: "a param",
        at: parameter.name.location)
    }
    for (factIndex, fact) in bot.facts.enumerated() {
      for (fieldIndex, field) in fact.fields.enumerated() {
        declare(
          "\(fact.name.value).\(field.name.value)", field.type,
          .field(fact: factIndex, field: fieldIndex), owner: "a fact", at: field.name.location,
          bound: field.bound)
      }
    }
  }

  // MARK: Compiling

  /// What a word means in every condition, whatever a `let` says; nil where it is free. Names of values are
  /// found when the `let` is declared.
  private static func owner(ofWord name: String, _ bot: BotSpecification) -> String? {
    if Parser.isWord(name) { return "the language" }
    if ["params", "staleness", "outcome"].contains(name) { return "what every condition sees" }
    return bot.facts.contains { $0.name.value == name } ? "a fact of the bot" : nil
  }

  mutating func compile(outcomes: Enumeration) -> CompiledBot {
    for declaration in bot.lets {
      let name = declaration.name
      if let owner = Self.owner(ofWord: name.value, bot) {
        bag.add(GraphProblem.nameTaken(name.value, by: owner).diagnostic(at: name.location))
      }
      parsed[declaration.name.value] = parse(declaration.expression)
    }
    for declaration in bot.lets { checkLet(declaration, path: []) }
    let steps = bot.rules.map { rule -> CompiledStep? in
      switch rule {
      case .decide(let rule):
        guard let (text, condition) = condition(rule.condition) else { return nil }
        return .decide(
          CompiledRule(outcome: Outcome(rule.outcome), text: text, condition: condition))
      case .require(let facts):
        return .require(
          facts.compactMap { name in bot.facts.firstIndex { $0.name.value == name.value } })
      }
    }
    let gates = bot.gates.compactMap { gate -> CompiledGate? in
      guard let (text, condition) = condition(gate.condition) else { return nil }
      return CompiledGate(
        outcome: Outcome(gate.outcome), actions: Set(gate.actions.map(\.value)), text: text,
        condition: condition)
    }
    let exports = compileExports(outcomes)
    let read =
      (bot.lets.compactMap { checkedLets[$0.name.value]?.expression }
      + steps.compactMap { step in
        if case .decide(let rule) = step { rule.condition } else { nil }
      } + gates.map(\.condition)).reduce(into: Set<Int>()) { $0.formUnion($1.variables) }
      .union(computed.expressions.flatMap(\.expression.expression.variables))
    let providers = Set(
      read.compactMap { identity -> String? in
        if case .export(let bot, _) = variables[identity] { bot } else { nil }
      }
    ).sorted()
    return CompiledBot(
      specification: bot, variables: variables, computed: computed.expressions.map(\.expression),
      lets: bot.lets.compactMap { checkedLets[$0.name.value] },
      steps: steps.compactMap { $0 }, gates: gates, exports: exports, outcomes: outcomes,
      providers: providers)
  }

  private mutating func compileExports(_ outcomes: Enumeration) -> [CompiledLet] {
    variables.append(.outcome)
    let outer = environment
    defer { environment = outer }
    environment = Self.exportEnvironment(outcomes, outcome: variables.count - 1)
    return bot.exports.compactMap { export in
      guard let expression = parse(export.expression),
        let checked = accepted(
          Checker.check(expression, in: environment), export.expression)
      else { return nil }
      return CompiledLet(
        name: export.name.value, text: expression.description, expression: checked)
    }
  }

  /// What an export may name: the bot's outcome and the codes it can be.
  static func exportEnvironment(_ outcomes: Enumeration, outcome: Int) -> Environment {
    var environment = Environment()
    environment.declare("outcome", .enumeration(outcomes), .variable(outcome))
    for (index, code) in outcomes.cases.enumerated() {
      environment.declare(code, .enumeration(outcomes), .constant(Int64(index)))
    }
    return environment
  }

  /// Checks a let after those it names. `path` is how it was reached, for the message about a circle.
  private mutating func checkLet(_ declaration: LetDeclaration, path: [String]) {
    let name = declaration.name.value
    guard checkedLets[name] == nil, let expression = parsed[name] else { return }
    if let start = path.firstIndex(of: name) {
      bag.add(
        GraphProblem.cycleOfLets(Array(path[start...]) + [name]).diagnostic(
          at: declaration.name.location))
      parsed[name] = nil
      return
    }
    let names = expression.names
    for other in bot.lets where names.contains(other.name.value) {
      checkLet(other, path: path + [name])
      guard checkedLets[other.name.value] != nil else {
        parsed[name] = nil
        return
      }
    }
    guard let checked = check(expression, declaration.expression) else {
      parsed[name] = nil
      return
    }
    checkedLets[name] = CompiledLet(
      name: name, text: expression.description, expression: checked)
    let index = bot.lets.firstIndex { $0.name.value == name } ?? 0
    declare(name, checked.type, .named(index), owner: "a let", at: declaration.name.location)
    if !checked.type.isScalar, case .variable(let identity)? = environment[name]?.meaning {
      environment.declare(name, for: checked, .variable(identity), among: computed)
    }
  }

  private mutating func condition(
    _ text: ExpressionText
  ) -> (text: String, condition: CheckedExpression)? {
    guard let expression = parse(text) else { return nil }
    // A name whose own let is wrong has been reported there.
    if bot.lets.contains(where: {
      checkedLets[$0.name.value] == nil && expression.names.contains($0.name.value)
    }) {
      return nil
    }
    guard let checked = check(expression, text) else { return nil }
    guard checked.type == .bool else {
      bag.add(
        GraphProblem.conditionNotBoolean(checked.type.name).diagnostic(at: text.location))
      return nil
    }
    return (expression.description, checked)
  }

  private mutating func parse(_ text: ExpressionText) -> Expression? {
    do {
      return try Parser.parse(text.text)
    } catch {
      var diagnostic = error.diagnostic(at: text.location(of: error.range))
      if let comment = text.commentAfter {
        diagnostic.help.append(
          "a ' #' at column \(comment.column) ends the expression; put it in quotes")
        if let quoted = text.quotedWithComment { diagnostic.help.append("write: \(quoted)") }
      }
      bag.add(diagnostic)
      return nil
    }
  }

  private mutating func check(
    _ expression: Expression, _ text: ExpressionText
  ) -> CheckedExpression? {
    let known = computed.expressions.count
    computed.nextIdentity = variables.count
    let result = Checker.check(expression, in: environment, computing: &computed)
    variables += (known..<computed.expressions.count).map { Variable.computed($0) }
    return accepted(result, text)
  }

  private mutating func accepted(
    _ result: Result<CheckedExpression, ExpressionErrors>, _ text: ExpressionText
  ) -> CheckedExpression? {
    switch result {
    case .success(let checked): return checked
    case .failure(let failure):
      for error in failure.errors {
        bag.add(error.diagnostic(at: text.location(of: error.range)))
      }
      return nil
    }
  }
}

extension Expression {
  /// Every name the expression uses, with the prefixes of dotted ones.
  var names: Set<String> {
    switch kind {
    case .identifier(let name, _): [name]
    case .select(let operand, _, _):
      operand.names.union(qualifiedName.map { [$0] } ?? [])
    case .call(_, let receiver, let arguments):
      arguments.reduce(into: receiver?.names ?? []) { $0.formUnion($1.names) }
    case .literal: []
    case .list(let elements): elements.reduce(into: []) { $0.formUnion($1.value.names) }
    case .map(let entries), .message(_, let entries):
      entries.reduce(into: []) { $0.formUnion($1.key.names.union($1.value.names)) }
    }
  }
}
