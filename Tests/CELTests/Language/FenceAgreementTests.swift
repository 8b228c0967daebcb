import CEL
import TestSupport
import Testing

/// The checker and the evaluator of the whole language against those of the policy fence, over what both know.
@Suite("the general language and the policy fence")
struct FenceAgreementTests {
  private static let side = Enumeration(name: "Side", cases: ["BUY", "SELL"])
  private static let types: [Type] = [
    .bool, .int, .quantity(.ticks), .quantity(.price), .enumeration(side),
  ]
  /// Three variables of each type; the third of each belongs to a fact, numbered by its type.
  private static let variables: [(name: String, type: Type, fact: Int?)] = types.indices.flatMap {
    type in
    (0..<3).map { ("v\(type)_\($0)", types[type], $0 == 2 ? type : nil) }
  }

  @Test("they take and refuse the same, and come to the same", arguments: Seeds.upTo(20))
  func agreement(seed: UInt64) throws {
    var random = RandomText(generator: SeededGenerator(seed: seed))
    var (fence, general) = (Environment(), LanguageEnvironment.standard)
    for (identity, variable) in Self.variables.enumerated() {
      fence.declare(variable.name, variable.type, .variable(identity))
      general.declare(variable.name, variable.type, .variable(identity))
    }
    var (evaluated, refused) = (0, 0)
    for _ in 0..<300 {
      let text = random.expression(depth: 4)
      let tree = try Parser.parse(text)
      let inFence = try? Checker.check(tree, in: fence).get()
      let inGeneral = try? TypeChecker.check(tree, in: general).get()
      guard let inFence else {
        #expect(inGeneral == nil, "\(text)")
        refused += 1
        continue
      }
      let typed = try #require(inGeneral, "\(text)")
      #expect(typed.type == inFence.type, "\(text)")
      for _ in 0..<5 {
        evaluated += 1
        let values = Self.variables.map { random.value(of: $0.type) }
        let missing = random.bits() % 32 & random.bits()
        var tree = TreeEvaluator(
          values: values, facts: Self.variables.map(\.fact), missing: missing)
        let wanted = tree.value(of: inFence)
        let found = Evaluator.evaluate(typed, Self.evaluations(of: values, missing))
        #expect(Self.agree(wanted, found), "\(text): \(wanted), \(found), seed \(seed)")
      }
    }
    #expect(evaluated > 200 && refused > 20)
  }

  private static func evaluations(of values: [Int64], _ missing: UInt64) -> [Evaluation] {
    zip(variables, values).map { variable, value in
      if let fact = variable.fact, missing >> UInt64(fact) & 1 == 1 { return .unknown([fact]) }
      return .value(variable.type == .bool ? .bool(value != 0) : .int(value))
    }
  }

  private static func agree(_ wanted: TreeEvaluator.Value, _ found: Evaluation) -> Bool {
    switch (wanted, found) {
    case (.known(let number), .value(.int(let value))): number == value
    case (.known(let number), .value(.bool(let flag))): (number != 0) == flag
    case (.error, .error): true
    // The walk names the first of the facts.
    case (.unknown(let fact), .unknown(let facts)): facts.contains(fact)
    default: false
    }
  }

  /// Expressions that are right by their types most of the time.
  private struct RandomText {
    var generator: SeededGenerator

    mutating func bits() -> UInt64 { generator.next() }

    private mutating func below(_ count: Int) -> Int {
      Int(truncatingIfNeeded: generator.next() % UInt64(count))
    }

    mutating func value(of type: Type) -> Int64 {
      switch type {
      case .bool, .enumeration: Int64(below(2))
      default: below(4) == 0 ? (below(2) == 0 ? .max : .min) : Int64(below(9)) - 4
      }
    }

    mutating func expression(depth: Int) -> String {
      expression(below(FenceAgreementTests.types.count), depth)
    }

    private mutating func expression(_ wanted: Int, _ depth: Int) -> String {
      // Now and then an operand of another type.
      let type = below(40) == 0 ? below(FenceAgreementTests.types.count) : wanted
      guard depth > 0, below(5) != 0 else { return leaf(type) }
      let next = depth - 1
      if below(6) == 0 {
        return "(\(expression(0, next)) ? \(expression(type, next)) : \(expression(type, next)))"
      }
      switch type {
      case 0: return condition(next)
      case 4: return leaf(type)
      default:
        switch below(6) {
        case 0: return "(-(\(expression(type, next))))"
        case 1: return "(\(expression(type, next)) * \(expression(1, next)))"
        case 2: return "(\(expression(type, next)) / \(expression(1, next)))"
        case 3: return "math.abs(\(expression(type, next)))"
        case 4: return "math.least(\(expression(type, next)), \(expression(type, next)))"
        default:
          let sign = ["+", "-"][below(2)]
          return "(\(expression(type, next)) \(sign) \(expression(type, next)))"
        }
      }
    }

    private mutating func leaf(_ type: Int) -> String {
      if type == 1, below(2) == 0 { return "\(below(5))" }
      if type == 0, below(4) == 0 { return "\(below(2) == 0)" }
      return "v\(type)_\(below(3))"
    }

    private mutating func condition(_ depth: Int) -> String {
      switch below(5) {
      case 0: return "(\(expression(0, depth)) && \(expression(0, depth)))"
      case 1: return "(\(expression(0, depth)) || \(expression(0, depth)))"
      case 2: return "!\(expression(0, depth))"
      default:
        let type = below(FenceAgreementTests.types.count)
        let isOrdered = type != 0 && type != 4
        let symbol = ["==", "!=", "<", "<=", ">", ">="][below(isOrdered ? 6 : 2)]
        return "(\(expression(type, depth)) \(symbol) \(expression(type, depth)))"
      }
    }
  }
}
