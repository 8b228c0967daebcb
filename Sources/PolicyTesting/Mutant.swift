import CEL
package import Diagnostics
package import Graph
import Policy

/// A bot with one small mistake in it, of the kind that people make: tests that still pass do not pin down what
/// was changed.
package struct Mutant: Sendable {
  package var bot: CompiledBot
  package var place: Location
  /// `rule 4, 'age > params.stale_ttl_s': '>' becomes '>='`
  package var words: String
  /// The number that each step has in the bot it was made from.
  var numbers: [Int]
}

/// Makes the mutants of a bot, in the order of the document.
struct MutantMaker {
  private let bot: CompiledBot
  private(set) var mutants: [Mutant] = []

  /// An expression with one change in it.
  private struct Change {
    var range: Range<Int>
    var words: String
    var expression: CheckedExpression
  }

  init(_ bot: CompiledBot) {
    self.bot = bot
    for (index, named) in bot.lets.enumerated() {
      for change in changes(of: named.expression, .named(index)) {
        var lets = bot.lets
        lets[index] = named.replacing(change.expression)
        add(bot.variant(lets: lets), .named(index), change)
      }
    }
    for (index, step) in bot.steps.enumerated() { addStep(step, index) }
    for (index, gate) in bot.gates.enumerated() {
      for change in conditionChanges(of: gate.condition, .gate(index)) {
        var gates = bot.gates
        gates[index] = gate.replacing(change.expression)
        add(bot.variant(gates: gates), .gate(index), change)
      }
    }
  }

  private mutating func addStep(_ step: CompiledStep, _ index: Int) {
    var steps = bot.steps
    switch step {
    case .decide(let rule):
      for change in conditionChanges(of: rule.condition, .step(index)) {
        steps[index] = .decide(rule.replacing(change.expression))
        add(bot.variant(steps: steps), .step(index), change)
      }
    case .require(let facts):
      for (position, fact) in facts.enumerated() {
        var fewer = facts
        fewer.remove(at: position)
        steps[index] = .require(fewer)
        let name = bot.specification.facts[fact].name.value
        let words = "rule \(index + 1): \(name) is no longer required"
        add(bot.variant(steps: steps), .step(index), words)
      }
    }
    guard index + 1 < bot.steps.count else { return }
    steps = bot.steps
    steps.swapAt(index, index + 1)
    var numbers = Array(0..<bot.steps.count)
    numbers.swapAt(index, index + 1)
    add(
      bot.variant(steps: steps), .step(index), "rules \(index + 1) and \(index + 2) change places",
      numbers: numbers)
  }

  private mutating func add(_ mutant: CompiledBot, _ owner: Walk.Owner, _ change: Change) {
    let place = bot.location(of: owner, change.range)
    var words = "\(bot.title(of: owner)), '\(bot.words(of: owner, change.range))'"
    // Equal parts of one rule are told apart by their place.
    if mutants.contains(where: { $0.words == "\(words): \(change.words)" }) {
      words += " at column \(place.column)"
    }
    mutants.append(
      Mutant(
        bot: mutant, place: place, words: "\(words): \(change.words)",
        numbers: Array(0..<bot.steps.count)))
  }

  private mutating func add(
    _ mutant: CompiledBot, _ owner: Walk.Owner, _ words: String, numbers: [Int]? = nil
  ) {
    mutants.append(
      Mutant(
        bot: mutant, place: bot.location(of: owner), words: words,
        numbers: numbers ?? Array(0..<bot.steps.count)))
  }

  // MARK: Expressions

  /// The changes of a whole condition: inside it, turned round, and never holding.
  private func conditionChanges(
    of condition: CheckedExpression, _ owner: Walk.Owner
  ) -> [Change] {
    let negated = CheckedExpression(.operation(.not, [condition]), .bool, at: condition.range)
    let never = CheckedExpression(.constant(0), .bool, at: condition.range)
    return changes(of: condition, owner) + [
      Change(range: condition.range, words: "is turned round", expression: negated),
      Change(range: condition.range, words: "never holds", expression: never),
    ]
  }

  private func changes(of expression: CheckedExpression, _ owner: Walk.Owner) -> [Change] {
    guard case .operation(let operation, let operands) = expression.kind else { return [] }
    var found: [Change] = []
    func become(_ other: Operation, _ sides: [CheckedExpression]? = nil, _ words: String? = nil) {
      found.append(
        Change(
          range: expression.range,
          words: words ?? "'\(operation.symbol)' becomes '\(other.symbol)'",
          expression: CheckedExpression(
            .operation(other, sides ?? operands), expression.type, at: expression.range)))
    }
    if let other = operation.mutation { become(other) }
    if operation.isComparison, operands[0].type.isMeasured {
      let side = bot.isSetting(operands[0]) && !bot.isSetting(operands[1]) ? 0 : 1
      for step in [operands[0].type.step, -operands[0].type.step] {
        var sides = operands
        sides[side] = sides[side].moved(by: step)
        let type: Type = operands[0].type == .timestamp ? .duration : operands[0].type
        let size = QuantityText.format(step.magnitude > 0 ? abs(step) : 0, as: type)
        become(
          operation, sides, "the threshold is \(size) \(step > 0 ? "higher" : "lower")")
      }
    }
    if operation == .conditional {
      become(operation, [operands[0], operands[2], operands[1]], "its two results change places")
    }
    for (position, operand) in operands.enumerated() {
      found += changes(of: operand, owner).map { change in
        var sides = operands
        sides[position] = change.expression
        return Change(
          range: change.range, words: change.words,
          expression: CheckedExpression(
            .operation(operation, sides), expression.type, at: expression.range))
      }
    }
    return found
  }
}

extension CompiledBot {
  /// Whether an expression is set by people and by no event.
  func isSetting(_ expression: CheckedExpression) -> Bool {
    reach(of: expression).allSatisfy { identity in
      switch variables[identity] {
      case .parameter, .staleness, .named: true
      case .now, .field, .export, .computed, .outcome: false
      }
    }
  }
}

extension Operation {
  /// What it is most easily mistaken for.
  fileprivate var mutation: Operation? {
    switch self {
    case .greater: .greaterOrEqual
    case .greaterOrEqual: .greater
    case .less: .lessOrEqual
    case .lessOrEqual: .less
    case .equal: .notEqual
    case .notEqual: .equal
    case .and: .or
    case .or: .and
    default: nil
    }
  }
}

extension CheckedExpression {
  /// The expression and a constant more.
  func moved(by step: Int64) -> CheckedExpression {
    if case .constant(let value) = kind, let sum = Operation.add.apply(value, step) {
      return CheckedExpression(.constant(sum), type, at: range)
    }
    let constant = CheckedExpression(.constant(step), type, at: range)
    return CheckedExpression(.operation(.add, [self, constant]), type, at: range)
  }
}
