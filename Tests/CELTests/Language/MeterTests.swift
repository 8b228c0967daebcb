import CEL
import TestSupport
import Testing

@Suite("the work of an evaluation")
struct MeterTests {
  @Test(
    "many searches that each look at the whole text end in the budget's error",
    arguments: [
      "regex.extractAll(t, 'a(?:.*b)?').size() > 3", "regex.replace(t, 'a(?:.*b)?', 'x') == t",
      "[1, 2].exists(x, regex.replace(t, 'a(?:.*b)?', t) == '')",
    ])
  func quadratic(text: String) throws {
    var environment = LanguageEnvironment.standard
    environment.declare("t", .string, .variable(0))
    let typed = try TypeChecker.check(text, in: environment)
    let long = Evaluation.value(.string(String(repeating: "a", count: 400_000)))
    guard case .error(let error) = Evaluator.evaluate(typed, [long]) else {
      Issue.record("\(text) came to an end")
      return
    }
    #expect(error.reason == .exhausted(limit: Meter.defaultLimit))
  }

  // MARK: The estimate

  private static let names: [(name: String, type: Type, bound: Bound)] = [
    ("t", .string, Bound(length: 12)), ("s", .string, Bound(length: 3)),
    ("ts", .list(.string), Bound(items: 4, length: 5)), ("ns", .list(.int), Bound(items: 6)),
    ("n", .int, Bound()), ("b", .bool, Bound()),
  ]

  @Test(
    "no evaluation does more than its estimate, for random expressions over values within their bounds",
    arguments: 1...20)
  func estimate(seed: UInt64) throws {
    var random = RandomText(generator: SeededGenerator(seed: seed))
    var (fence, general) = (Environment(), LanguageEnvironment.standard)
    for (identity, entry) in Self.names.enumerated() {
      fence.declare(entry.name, entry.type, .variable(identity), bound: entry.bound)
      general.declare(entry.name, entry.type, .variable(identity))
    }
    var evaluated = 0
    for _ in 0..<120 {
      let text = random.truth(3)
      let tree = try Parser.parse(text)
      guard let typed = try? TypeChecker.check(tree, in: general).get() else { continue }
      let estimate = CostEstimator.cost(of: tree, in: fence).units
      for _ in 0..<3 {
        evaluated += 1
        let found = Evaluator.evaluate(typed, random.values(), meter: Meter(limit: estimate))
        if case .error(let error) = found, case .exhausted = error.reason {
          Issue.record("\(text) does more than \(estimate) units, seed \(seed)")
        }
      }
    }
    #expect(evaluated > 150)
  }

  /// Expressions of the whole language over texts and lists.
  private struct RandomText {
    var generator: SeededGenerator

    private mutating func below(_ count: Int) -> Int {
      Int(truncatingIfNeeded: generator.next() % UInt64(count))
    }

    private mutating func pick(_ words: [String]) -> String { words[below(words.count)] }

    /// As large as the bounds allow, most of the time, in scalars of four bytes.
    mutating func values() -> [Evaluation] {
      func string(_ count: Int, _ random: inout RandomText) -> Value {
        let length = random.below(3) == 0 ? random.below(count + 1) : count
        return .string(
          (0..<length).map { _ in random.pick(["a", "a", "b", "𝒳", "é", "\\", "1"]) }.joined())
      }
      let texts = Value.list((0..<4).map { _ in string(5, &self) })
      let numbers = Value.list((0..<6).map { .int(Int64($0) - 2) })
      return [
        string(12, &self), string(3, &self), texts, numbers, .int(Int64(below(5))),
        .bool(below(2) == 0),
      ].map { .value($0) }
    }

    mutating func truth(_ depth: Int) -> String {
      guard depth > 0 else { return pick(["b", "n > 2", "t == s", "s in ts"]) }
      let next = depth - 1
      switch below(10) {
      case 0: return "\(string(next)).contains(\(string(next)))"
      case 1: return "(\(truth(next)) && \(truth(next)))"
      case 2: return "\(list(next)).exists(x, x \(pick(["==", "<", "!="])) \(string(next)))"
      case 3: return "\(list(next)).all(i, x, i < \(number(next)) || \(truth(next)))"
      case 4: return "\(string(next)).matches(\(pattern(next)))"
      case 5: return "\(string(next)) in \(list(next))"
      case 6: return "(\(number(next)) > \(number(next)))"
      case 7: return "(\(truth(next)) ? \(truth(next)) : \(truth(next)))"
      case 8:
        return "cel.bind(y, \(string(next)), y + y == \(string(next)) || y.startsWith('a'))"
      default: return "\(string(next)) == \(string(next))"
      }
    }

    private mutating func pattern(_ depth: Int) -> String {
      depth > 0 && below(3) == 0
        ? string(depth) : pick(["'a+'", "'a{40}b'", "''", "'(a|b)*'", "s"])
    }

    private mutating func number(_ depth: Int) -> String {
      guard depth > 0 else { return pick(["n", "3", "ns[n]"]) }
      switch below(4) {
      case 0: return "size(\(string(depth - 1)))"
      case 1: return "\(list(depth - 1)).size()"
      case 2: return "\(string(depth - 1)).indexOf(\(string(depth - 1)))"
      default: return "(\(number(depth - 1)) + \(number(depth - 1)))"
      }
    }

    private mutating func list(_ depth: Int) -> String {
      guard depth > 0 else { return pick(["ts", "['a', t]", "[s, s, t]"]) }
      let next = depth - 1
      switch below(6) {
      case 0: return "\(string(next)).split(\(string(next)))"
      case 1: return "(\(list(next)) + \(list(next)))"
      case 2: return "\(list(next)).map(z, z + \(string(next)))"
      case 3: return "\(list(next)).filter(z, \(truth(next)))"
      case 4: return "regex.extractAll(\(string(next)), \(pattern(next)))"
      default: return "[\(string(next)), \(string(next))]"
      }
    }

    private mutating func string(_ depth: Int) -> String {
      guard depth > 0 else { return pick(["t", "s", "'ab'", "''", "ts[n]", "'𝒳\\\\\"'"]) }
      let next = depth - 1
      switch below(14) {
      case 0: return "(\(string(next)) + \(string(next)))"
      case 1: return "\(string(next)).replace(\(string(next)), \(string(next)))"
      case 2: return "\(string(next)).replace(\(string(next)), \(string(next)), \(number(next)))"
      case 3: return "regex.replace(\(string(next)), \(pattern(next)), '\\\\0\\\\0-')"
      case 4: return "regex.replace(\(string(next)), \(pattern(next)), \(string(next)), 2)"
      case 5: return "base64.encode(bytes(\(string(next))))"
      case 6: return "string(\(number(next)))"
      case 7: return "'%s-%x'.format([\(string(next)), \(string(next))])"
      case 8: return "'%.50e %s'.format([1.5, \(list(next))])"
      case 9: return "\(list(next)).join(\(string(next)))"
      case 10: return "strings.quote(\(string(next)))"
      case 11: return "regex.extract(\(string(next)), \(pattern(next))).orValue(\(string(next)))"
      case 12: return "(\(truth(next)) ? \(string(next)) : \(string(next)))"
      default: return "\(string(next)).\(pick(["upperAscii", "reverse", "trim"]))()"
      }
    }
  }
}
