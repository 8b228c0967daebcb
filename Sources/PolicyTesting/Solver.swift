import CEL
import Graph
import Policy

/// Finds facts under which an expression of a bot has a wanted value, by turning its operations round from the
/// result to the inputs. Each answer has been tried; none is no proof that there is none.
struct Solver {
  let bot: CompiledBot
  let plan: DecisionPlan
  /// Bots that are being solved for, so that no two ask each other.
  private var depth = 0

  /// Answers that are followed up for one question.
  private static let most = 6
  /// Parts of expressions that are turned round for one question, and for all questions before each gets few.
  private static let mostTurns = 400
  private static let mostTurnsInAll = 10_000
  private static let fewTurns = 40

  /// What one question came to so far.
  private final class Memory {
    struct Goal: Hashable {
      var named: Int
      var target: Int64
      var start: Situation
    }

    var nesting = 0
    /// For the question at hand, and for all.
    var turns = 0
    var total = 0
    /// Lets that were solved for.
    var known: [Goal: [Situation]] = [:]
  }

  private let memory = Memory()

  init(_ bot: CompiledBot, _ plan: DecisionPlan) {
    self.bot = bot
    self.plan = plan
  }

  private func worth(_ expression: CheckedExpression, _ situation: Situation) -> Worth {
    Walk(bot, plan, situation).worth(of: expression, .step(0))
  }

  /// Situations like `start` in which `expression` is `target`.
  func solve(
    _ expression: CheckedExpression, _ target: Int64, from start: Situation
  ) -> [Situation] {
    if memory.nesting == 0 {
      memory.turns = 0
      memory.known = [:]
    }
    memory.nesting += 1
    defer { memory.nesting -= 1 }
    memory.turns += 1
    memory.total += 1
    if worth(expression, start) == .known(target) { return [start] }
    let most = memory.total < Self.mostTurnsInAll ? Self.mostTurns : Self.fewTurns
    guard memory.turns < most else { return [] }
    let candidates =
      switch expression.kind {
      case .constant: [Situation]()
      case .variable(let identity, _): variable(identity, expression.type, target, start)
      case .operation(let operation, let operands): turned(operation, operands, target, start)
      }
    return Array(
      candidates.lazy.filter { worth(expression, $0) == .known(target) }.prefix(Self.most))
  }

  // MARK: Names

  private func variable(
    _ identity: Int, _ type: Type, _ target: Int64, _ start: Situation
  ) -> [Situation] {
    switch bot.variables[identity] {
    case .now:
      var changed = start
      changed.now = target
      return [changed]
    case .named(let index):
      let goal = Memory.Goal(named: index, target: target, start: start)
      if let known = memory.known[goal] { return known }
      let found = solve(bot.lets[index].expression, target, from: start)
      memory.known[goal] = found
      return found
    case .field(let fact, let field): return set(fact, field, target, start)
    case .export(let provider, let name): return export(name, of: provider, target, start)
    case .parameter, .staleness, .computed, .outcome: return []
    }
  }

  private func set(
    _ fact: Int, _ field: Int, _ target: Int64, _ start: Situation
  ) -> [Situation] {
    let declaration = bot.specification.facts[fact].fields[field]
    let name = "\(bot.specification.facts[fact].name.value).\(declaration.name.value)"
    guard target >= declaration.minimum ?? .min, target <= declaration.maximum ?? .max,
      let input = plan.inputs.first(where: { $0.bot == bot.name && $0.name == name })
    else { return [] }
    var changed = start
    changed.set(input, to: target, of: plan)
    return [changed]
  }

  private func export(
    _ name: String, of provider: String, _ target: Int64, _ start: Situation
  ) -> [Situation] {
    guard depth < 4, let provider = plan.graph.bots.first(where: { $0.name == provider }) else {
      return []
    }
    var inner = Solver(provider, plan)
    inner.depth = depth + 1
    return inner.everyOutcome(from: start)
  }

  /// Situations that between them make the bot decide as many ways as can be found.
  func everyOutcome(from start: Situation) -> [Situation] {
    var found = [start]
    for step in bot.steps {
      guard case .decide(let rule) = step else { continue }
      found += solve(rule.condition, 1, from: start) + solve(rule.condition, 0, from: start)
    }
    for fact in plan.facts where fact.bot == bot.name {
      var changed = start
      changed.absent.insert(Situation.Name(bot: fact.bot, fact.name))
      found.append(changed)
    }
    return found
  }

  // MARK: Operations

  private func turned(
    _ operation: Operation, _ operands: [CheckedExpression], _ target: Int64, _ start: Situation
  ) -> [Situation] {
    switch operation {
    case .not: return solve(operands[0], 1 - target, from: start)
    case .and, .or:
      let absorbing: Int64 = operation == .and ? 0 : 1
      if target == absorbing { return operands.flatMap { solve($0, target, from: start) } }
      return both(operands, target, start)
    case .conditional:
      return [1, 0].flatMap { (choice: Int64) in
        solve(operands[0], choice, from: start).flatMap {
          solve(operands[choice == 1 ? 1 : 2], target, from: $0)
        }
      }
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return margins(of: operation, when: target == 1, step: operands[0].type.step).flatMap {
        apart(operands, by: $0, from: start)
      }
    default: return number(operation, operands, target, start)
    }
  }

  private func both(
    _ operands: [CheckedExpression], _ target: Int64, _ start: Situation
  ) -> [Situation] {
    let forward = solve(operands[0], target, from: start).flatMap {
      solve(operands[1], target, from: $0)
    }
    guard forward.isEmpty else { return forward }
    return solve(operands[1], target, from: start).flatMap {
      solve(operands[0], target, from: $0)
    }
  }

  /// The differences between the sides nearest to the threshold that make a comparison hold, or not.
  private func margins(of operation: Operation, when holds: Bool, step: Int64) -> [Int64] {
    switch (operation, holds) {
    case (.equal, true), (.notEqual, false): [0]
    case (.equal, false), (.notEqual, true): [step, -step]
    case (.less, true), (.greaterOrEqual, false): [-step]
    case (.less, false), (.greaterOrEqual, true): [0]
    case (.greater, true), (.lessOrEqual, false): [step]
    default: [0]
    }
  }

  /// Situations in which the left of two sides is `difference` above the right.
  func apart(
    _ sides: [CheckedExpression], by difference: Int64, from start: Situation
  ) -> [Situation] {
    var found: [Situation] = []
    if let right = worth(sides[1], start).value,
      let wanted = Operation.add.apply(right, difference)
    {
      found += solve(sides[0], wanted, from: start)
    }
    if found.isEmpty, let left = worth(sides[0], start).value,
      let wanted = Operation.subtract.apply(left, difference)
    {
      found += solve(sides[1], wanted, from: start)
    }
    return found
  }

  private func isNow(_ expression: CheckedExpression) -> Bool {
    if case .variable(let identity, _) = expression.kind {
      bot.variables[identity] == .now
    } else {
      false
    }
  }

  private func number(
    _ operation: Operation, _ operands: [CheckedExpression], _ target: Int64, _ start: Situation
  ) -> [Situation] {
    let left = worth(operands[0], start).value
    let right = operands.count > 1 ? worth(operands[1], start).value : nil
    func side(_ position: Int, _ value: Int64?) -> [Situation] {
      value.map { solve(operands[position], $0, from: start) } ?? []
    }
    switch operation {
    case .add:
      return side(0, right.flatMap { Operation.subtract.apply(target, $0) })
        + side(1, left.flatMap { Operation.subtract.apply(target, $0) })
    case .subtract:
      let first = { side(0, right.flatMap { Operation.add.apply($0, target) }) }
      let second = { side(1, left.flatMap { Operation.subtract.apply($0, target) }) }
      // An age is moved by when something happened, not by what time it is.
      return isNow(operands[0]) ? second() + first() : first() + second()
    case .negate: return side(0, Operation.negate.apply(target))
    case .absolute: return side(0, target) + side(0, Operation.negate.apply(target))
    case .multiply:
      return side(0, right.flatMap { Operation.divide.apply(target, $0) })
        + side(1, left.flatMap { Operation.divide.apply(target, $0) })
    case .divide: return side(0, right.flatMap { Operation.multiply.apply(target, $0) })
    case .modulo, .least, .greatest: return side(0, target) + side(1, target)
    case .ticksCovering:
      let difference = right.flatMap { Operation.multiply.apply(target, $0) }
      return side(0, difference) + side(0, difference.flatMap { Operation.negate.apply($0) })
    case .scaleAway, .scaleToward:
      // `first * second / third`: the middle of what rounds to the target, as near as whole numbers come.
      guard let third = worth(operands[2], start).value else { return [] }
      return side(0, right.flatMap { operation.apply(target, third, $0) })
        + side(1, left.flatMap { operation.apply(target, third, $0) })
    default: return []
    }
  }
}
