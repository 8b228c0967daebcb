import CEL
package import Diagnostics
package import Graph
package import Policy
import Trading

/// Holds tests against the bots they are about: names, types, bounds, codes. Every disagreement is a finding
/// at its place, and a test with one is not run.
package struct TestLinker {
  package private(set) var tests: [PolicyTest] = []
  /// What a bot itself says it sees where a test says nothing, by the bot's name.
  package private(set) var bases: [String: Situation] = [:]
  private var bag = DiagnosticBag()
  private let graph: CompiledGraph
  private var names: [String: TestNames] = [:]
  private var layers: [String: GivenLayer] = [:]

  /// In the order of files and lines.
  package var diagnostics: [Diagnostic] { bag.sorted }

  /// The tests of all bots of `graph` and of `documents`.
  package init(_ graph: CompiledGraph, _ documents: [TestDocument]) {
    self.graph = graph
    for bot in graph.bots { names[bot.name] = TestNames(bot, graph) }
    // A bot's own tests first: what they say holds everywhere is then known to the others.
    for bot in graph.bots {
      guard let list = bot.specification.tests else { continue }
      link(TestReader(list), bot.specification.name, isOwn: true)
    }
    for document in documents { link(TestReader(document.tests), document.bot, isOwn: false) }
    for (bot, layer) in layers {
      guard let names = names[bot] else { continue }
      let missing = names.situation(layer).missing
      if missing.isEmpty { bases[bot] = names.situation(layer).situation }
    }
    reportSameNames()
  }

  private mutating func link(_ reader: TestReader, _ own: Located<String>?, isOwn: Bool) {
    bag.add(contentsOf: reader.diagnostics)
    var layers = self.layers
    for base in reader.bases {
      guard let names = bot(base.bot ?? own, at: base.place) else { continue }
      var layer = layers[names.bot.name] ?? GivenLayer()
      layer.add(names.layer(base.entries, &bag))
      layers[names.bot.name] = layer
    }
    for declaration in reader.tests {
      guard let names = bot(declaration.bot ?? own, at: declaration.name.location) else { continue }
      link(declaration, names, layers[names.bot.name] ?? GivenLayer())
    }
    // What a file of scenarios says holds for its own tests; what a bot says of itself, for all.
    if isOwn { self.layers = layers }
  }

  private mutating func bot(_ name: Located<String>?, at place: Location) -> TestNames? {
    guard let name else {
      bag.add(TestProblem.noBot.diagnostic(at: place))
      return nil
    }
    if let bot = graph.bot(named: name.value) { return names[bot.name] }
    bag.add(
      TestProblem.unknownBot(name.value, known: graph.bots.map(\.name)).diagnostic(
        at: name.location))
    return nil
  }

  private mutating func link(
    _ declaration: TestDeclaration, _ names: TestNames, _ base: GivenLayer
  ) {
    let errors = bag.diagnostics.count
    var layer = base
    for entries in declaration.given { layer.add(names.layer(entries, &bag)) }
    let settings = settings(declaration.parameters, names.bot.specification)
    let (situation, missing) = names.situation(layer)
    let expectation = expectation(declaration.expectation, names.bot)
    if !missing.isEmpty, bag.diagnostics.count == errors {
      bag.add(
        TestProblem.missingValues(missing, bot: names.bot.name).diagnostic(
          at: declaration.name.location))
    }
    guard bag.diagnostics.count == errors, let expectation else { return }
    tests.append(
      PolicyTest(
        name: declaration.name.value, location: declaration.name.location, bot: names.bot.name,
        situation: situation, scope: declaration.scope, settings: settings,
        expectation: expectation))
  }

  private mutating func reportSameNames() {
    var first: [String: Location] = [:]
    for test in tests {
      let key = "\(test.bot)/\(test.name)"
      if let place = first[key] {
        bag.add(TestProblem.sameName(test.name, first: place).diagnostic(at: test.location))
      } else {
        first[key] = test.location
      }
    }
  }
}

// MARK: - Params and expectations

extension TestLinker {
  private mutating func settings(
    _ entries: [TestDeclaration.Entry], _ bot: BotSpecification
  ) -> [String] {
    var set = graph.policies
    return entries.compactMap { entry in
      let name = entry.name.value
      let declaration =
        StalenessName.allCases.first { $0.text == name }.flatMap { set.stalenessDeclarations[$0] }
        ?? bot.parameters.first { $0.name.value == name }
      guard let declaration else {
        let known = bot.parameters.map(\.name.value) + StalenessName.allCases.map(\.text)
        bag.add(
          TestProblem.unknownParameter(name, bot: bot.name.value, known: known).diagnostic(
            at: entry.name.location))
        return nil
      }
      guard TestNames.parse(entry.text.value, as: declaration.type) != nil else {
        bag.add(
          TestProblem.badValue(entry.text.value, name: name, type: declaration.type).diagnostic(
            at: entry.text.location))
        return nil
      }
      let setting = "\(name)=\(entry.text.value)"
      switch set.applying(setting: setting, to: bot) {
      case .success(let changed):
        set = changed
        return setting
      case .failure(let error):
        for var diagnostic in error.diagnostics {
          diagnostic.location = entry.text.location
          bag.add(diagnostic)
        }
        return nil
      }
    }
  }

  private mutating func expectation(
    _ declaration: TestDeclaration.Expectation, _ bot: CompiledBot
  ) -> PolicyTest.Expectation? {
    let code = declaration.code
    guard bot.outcomes.cases.contains(code.value) else {
      bag.add(
        TestProblem.notAnOutcome(code.value, bot: bot.name, known: bot.outcomes.cases).diagnostic(
          at: code.location))
      return nil
    }
    let action: Action? = word(declaration.action, "action")
    let severity: Severity? = word(declaration.severity, "severity")
    let rule = position(
      declaration.rule, "rule", count: bot.steps.count, word: "otherwise", means: bot.steps.count)
    let gate = position(
      declaration.gate, "gate", count: bot.gates.count, word: "none", means: nil)
    let masked = position(
      declaration.masked, "masked", count: .max, word: "none", means: 0, from: 0)
    return PolicyTest.Expectation(
      code: code.value, codeLocation: code.location, action: action, severity: severity,
      rule: rule.flatMap { $0 }, gate: gate, margin: declaration.margin?.value,
      masked: masked.flatMap { $0 })
  }

  private mutating func word<Word: RawRepresentable & CaseIterable>(
    _ text: Located<String>?, _ key: String
  ) -> Word? where Word.RawValue == String {
    guard let text else { return nil }
    if let word = Word(rawValue: text.value) { return word }
    bag.add(
      TestProblem.unknownWord(text.value, key: key, known: Word.allCases.map(\.rawValue))
        .diagnostic(at: text.location))
    return nil
  }

  /// A position from 0 of a number that people count from `from`; nil where nothing is said.
  private mutating func position(
    _ text: Located<String>?, _ key: String, count: Int, word: String, means: Int?, from: Int = 1
  ) -> Int?? {
    guard let text else { return nil }
    if text.value == word { return .some(means) }
    if let number = Int(text.value), number >= from, number - from < count { return number - from }
    bag.add(
      TestProblem.badPosition(text.value, key: key, count: count).diagnostic(at: text.location))
    return nil
  }
}
