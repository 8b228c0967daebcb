import TestSupport

/// Random bots as text: a provider with exports, and a bot with lets, rules, requirements and gates that reads it.
struct RandomPolicy {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  mutating func number(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: generator.next() % UInt64(bound))
  }

  private mutating func pick(_ words: [String]) -> String { words[number(words.count)] }

  /// Near the limits, near zero, near the thresholds of ages, and anything between.
  mutating func value() -> Int64 {
    switch number(10) {
    case 0: .max - Int64(number(3))
    case 1: .min + Int64(number(3))
    case 2: Int64(bitPattern: generator.next())
    case 3: Int64(number(20_000)) - 10_000
    default: Int64(number(9)) - 4
    }
  }

  // MARK: Expressions

  private var numbers = ["x.a", "x.b", "x.spare", "y.c"]
  private var truths: [String] = []

  private mutating func integer(_ depth: Int) -> String {
    guard depth > 0, number(4) != 0 else {
      return number(4) == 0 ? "\(number(7) - 3)" : pick(numbers)
    }
    let next = depth - 1
    switch number(9) {
    case 0: return "math.abs(\(integer(next)))"
    case 1: return "math.\(pick(["least", "greatest"]))(\(integer(next)), \(integer(next)))"
    case 2: return "(\(truth(next)) ? \(integer(next)) : \(integer(next)))"
    case 3: return "-(\(integer(next)))"
    default: return "(\(integer(next)) \(pick(["+", "-", "-", "*", "/", "%"])) \(integer(next)))"
    }
  }

  mutating func truth(_ depth: Int) -> String {
    if depth == 0, !truths.isEmpty, number(3) == 0 { return pick(truths) }
    guard depth > 0, number(3) == 0 else {
      let sides = [integer(depth), number(2) == 0 ? "\(number(9) - 4)" : integer(depth)]
      return "\(sides[0]) \(pick(["==", "!=", "<", "<=", ">", ">="])) \(sides[1])"
    }
    switch number(5) {
    case 0: return "!(\(truth(depth - 1)))"
    case 1, 2: return "(\(truth(depth - 1)) && \(truth(depth - 1)))"
    default: return "(\(truth(depth - 1)) || \(truth(depth - 1)))"
    }
  }

  // MARK: Bots

  mutating func documents() -> [(path: String, text: String)] {
    let gates = gates()
    let off = gates.isEmpty ? "outcome != B" : "outcome != CAPPED"
    let provider =
      gates + rules(["A", "B"]) + """
          exports: { active: outcome == A, calm: outcome == REST || outcome == B, off: \(off) }

        """
    truths = ["one.active", "one.calm", "one.off"]
    var lets = "  let:\n"
    for index in 0..<3 {
      lets += "    n\(index): \"\(integer(2))\"\n    t\(index): \"\(truth(2))\"\n"
      numbers.append("n\(index)")
      truths.append("t\(index)")
    }
    let body = lets + self.gates() + rules(["A", "B", "C"])
    return [
      TestGraphs.bot(provider, name: "risk.one"), TestGraphs.bot(body), TestGraphs.policy(),
      TestGraphs.registry,
    ]
  }

  private mutating func gates() -> String {
    guard number(3) != 0 else { return "" }
    return "  gates:\n"
      + (0...number(2)).map { _ in
        "    - { code: CAPPED, of: [\(pick(["cancel_replace", "hold", "cancel_replace, hold"]))], "
          + "when: \"\(truth(1))\", do: defer }\n"
      }.joined()
  }

  private mutating func rules(_ codes: [String]) -> String {
    var rules = "  rules:\n"
    for code in codes {
      if number(4) == 0 { rules += "    - { require: [\(pick(["x", "y", "x, y"]))] }\n" }
      rules +=
        "    - { code: \(code), when: \"\(truth(3))\", do: \(pick(["cancel", "cancel_replace"])) }\n"
    }
    return rules
  }
}
