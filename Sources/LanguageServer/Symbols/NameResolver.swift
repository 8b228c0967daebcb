import CEL
import Policy
import YAML

/// What the names of a bot's expressions and tests stand for.
struct NameResolver {
  /// A part of a dotted name and the symbol it names there.
  struct Step {
    var symbol: Symbol
    var part: ExpressionName.Part
  }

  let bots: BotDirectory

  /// Values of enumerations, by name.
  static let constants: [String: String] = {
    var constants: [String: String] = [:]
    for enumeration in EventVocabulary.enumerations {
      for name in enumeration.cases { constants[name] = enumeration.name }
    }
    return constants
  }()

  // MARK: Expressions

  /// The symbols of a name in a condition or a `let` of `bot`.
  func steps(of name: ExpressionName, in bot: BotOutline) -> [Step] {
    let parts = name.parts
    guard let first = parts.first else { return [] }
    if name.isFunction { return function(name) }
    let second = parts.count > 1 ? parts[1] : nil
    switch first.text {
    case "params":
      return second.map { [Step(symbol: .parameter(bot: bot.name, name: $0.text), part: $0)] } ?? []
    case "staleness":
      return second.map { [Step(symbol: .staleness($0.text), part: $0)] } ?? []
    case "now": return [Step(symbol: .builtIn("now"), part: first)]
    default: break
    }
    guard let second else { return word(first, in: bot) }
    if let fact = bot.fact(first.text) { return field(first, second, fact, of: bot) }
    if let other = bots.bot(alias: first.text), other.name != bot.name {
      return [
        Step(symbol: .bot(other.name), part: first),
        Step(symbol: .export(bot: other.name, name: second.text), part: second),
      ]
    }
    return bot.named(first.text) == nil
      ? [] : [Step(symbol: .named(bot: bot.name, name: first.text), part: first)]
  }

  /// The symbols of a name in an export: the outcome and its codes.
  func steps(ofExportName name: ExpressionName) -> [Step] {
    guard let first = name.parts.first, name.parts.count == 1, !name.isFunction else { return [] }
    let symbol: Symbol = first.text == "outcome" ? .builtIn("outcome") : .code(first.text)
    return [Step(symbol: symbol, part: first)]
  }

  private func function(_ name: ExpressionName) -> [Step] {
    guard let last = name.parts.last, let first = name.parts.first else { return [] }
    let range = first.range.lowerBound..<last.range.upperBound
    return [Step(symbol: .function(name.text), part: .init(text: name.text, range: range))]
  }

  private func word(_ part: ExpressionName.Part, in bot: BotOutline) -> [Step] {
    if bot.named(part.text) != nil {
      return [Step(symbol: .named(bot: bot.name, name: part.text), part: part)]
    }
    if let enumeration = Self.constants[part.text] {
      return [Step(symbol: .constant(enumeration: enumeration, name: part.text), part: part)]
    }
    if bot.fact(part.text) != nil {
      return [Step(symbol: .fact(bot: bot.name, name: part.text), part: part)]
    }
    return []
  }

  private func field(
    _ first: ExpressionName.Part, _ second: ExpressionName.Part, _ fact: BotOutline.Fact,
    of bot: BotOutline
  ) -> [Step] {
    [
      Step(symbol: .fact(bot: bot.name, name: first.text), part: first),
      Step(
        symbol: .field(bot: bot.name, fact: fact.entry.name, name: second.text), part: second),
    ]
  }

  // MARK: Tests

  /// The symbols of a name that a test of `bot` gives a value: the bot's own names win over those of the bots
  /// it reads.
  func steps(ofGivenName parts: [ExpressionName.Part], in bot: BotOutline) -> [Step] {
    guard let first = parts.first else { return [] }
    let second = parts.count > 1 ? parts[1] : nil
    if second == nil, bot.named(first.text) != nil {
      return [Step(symbol: .named(bot: bot.name, name: first.text), part: first)]
    }
    if first.text == "now", second == nil { return [Step(symbol: .builtIn("now"), part: first)] }
    if let second, let other = bots.bot(alias: first.text), other.name != bot.name,
      other.export(second.text) != nil
    {
      return [
        Step(symbol: .bot(other.name), part: first),
        Step(symbol: .export(bot: other.name, name: second.text), part: second),
      ]
    }
    for candidate in [bot] + bots.providers(of: bot) {
      guard let fact = candidate.fact(first.text) else { continue }
      let own = Step(symbol: .fact(bot: candidate.name, name: first.text), part: first)
      guard let second else { return [own] }
      // `book.age` is the age of the fact, where no field has the name.
      let isField =
        fact.fields.contains { $0.name == second.text } || fact.entry.value["age"] == nil
      return isField || second.text != "age" ? field(first, second, fact, of: candidate) : [own]
    }
    return []
  }
}
