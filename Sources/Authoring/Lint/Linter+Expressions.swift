import CEL
import Graph
import Policy

/// What rules of lint ask of the expressions of a bot.
extension Linter {
  /// Every condition, let and export that parses.
  static func expressions(of bot: BotSpecification) -> [(ExpressionText, Expression)] {
    var texts =
      bot.lets.map(\.expression) + bot.exports.map(\.expression) + bot.gates.map(\.condition)
    for case .decide(let rule) in bot.rules { texts.append(rule.condition) }
    return texts.compactMap { text in (try? Parser.parse(text.text)).map { (text, $0) } }
  }

  /// The bots, each with all dotted names in its expressions, the parts before each point too.
  static func bots(_ subject: LintSubject) -> [(BotSpecification, Set<String>)] {
    subject.graph.policies.bots.map { bot in
      var names: Set<String> = []
      for (_, expression) in expressions(of: bot) {
        for part in expression.parts {
          if let name = part.qualifiedName { names.insert(name) }
        }
      }
      return (bot, names)
    }
  }

  /// All outcomes that a bot can give.
  static func outcomes(of bot: BotSpecification) -> [OutcomeDeclaration] {
    var outcomes =
      [bot.otherwise, bot.onError] + bot.facts.map(\.onMissing) + bot.gates.map(\.outcome)
    for case .decide(let rule) in bot.rules { outcomes.append(rule.outcome) }
    return outcomes
  }
}

extension Expression {
  /// This expression and all inside it.
  var parts: [Expression] {
    let inner: [Expression] =
      switch kind {
      case .literal, .identifier: []
      case .select(let operand, _, _): [operand]
      case .call(_, let receiver, let arguments): (receiver.map { [$0] } ?? []) + arguments
      case .list(let elements): elements.map(\.value)
      case .map(let entries), .message(_, let entries): entries.flatMap { [$0.key, $0.value] }
      }
    return [self] + inner.flatMap(\.parts)
  }

  /// The same condition without detours: `x` for `x == true` and `!!x`, `a != b` for `!(a == b)`.
  var simplified: Expression {
    guard case .call(let function, let receiver, let arguments) = kind else { return self }
    let inner = arguments.map(\.simplified)
    if receiver == nil, inner.count == 2, function == "_==_" || function == "_!=_" {
      for (value, other) in [(inner[0], inner[1]), (inner[1], inner[0])] {
        guard case .literal(.bool(let word)) = value.kind else { continue }
        return word == (function == "_==_") ? other : other.denied
      }
    }
    if receiver == nil, function == "!_", inner.count == 1 {
      if case .call("!_", nil, let twice) = inner[0].kind, twice.count == 1 { return twice[0] }
      if case .call(let comparison, nil, let sides) = inner[0].kind,
        let opposite = Self.opposites[comparison]
      {
        return Expression(.call(function: opposite, receiver: nil, arguments: sides), at: range)
      }
    }
    return Expression(
      .call(function: function, receiver: receiver, arguments: inner), at: range)
  }

  private var denied: Expression {
    Expression(.call(function: "!_", receiver: nil, arguments: [self]), at: range)
  }

  private static let opposites = [
    "_==_": "_!=_", "_!=_": "_==_", "_<_": "_>=_", "_>=_": "_<_", "_>_": "_<=_", "_<=_": "_>_",
  ]

  /// Constants other than nothing that an order is asked against: `duration("3s")`, `5`.
  var comparedConstants: [(Range<Int>, String)] {
    parts.flatMap { part -> [(Range<Int>, String)] in
      guard case .call(let function, nil, let sides) = part.kind, sides.count == 2,
        ["_<_", "_<=_", "_>_", "_>=_"].contains(function)
      else { return [] }
      return sides.filter(\.isLimit).map { ($0.range, $0.description) }
    }
  }

  /// A number or a quantity that is not zero.
  private var isLimit: Bool {
    switch kind {
    case .literal(.int(let value)): value != 0
    case .call(let function, nil, let arguments) where arguments.count == 1:
      switch arguments[0].kind {
      case .literal(.string(let text)): text.contains { ("1"..."9").contains($0) }
      case .literal(.int(let value)): value != 0 && function != "!_"
      default: false
      }
    default: false
    }
  }
}
