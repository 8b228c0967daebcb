import FoundationEssentials
import Graph
import PolicyTesting
import TestSupport

/// Rules for the small bot of `Samples`, and events for it, from a seed. Values lie close together, so that
/// rules shadow each other, thresholds meet and mutants that change nothing are frequent.
struct RandomPolicy {
  private var generator: SeededGenerator

  /// The seeds of a test: `usual` many, or as many as POLYTRADERS_SEEDS says, for a long run by hand.
  static func seeds(_ usual: UInt64) -> Range<UInt64> {
    let wanted = ProcessInfo.processInfo.environment["POLYTRADERS_SEEDS"].flatMap { UInt64($0) }
    return 0..<(wanted ?? usual)
  }

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  private mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: 0..<items.count, using: &generator)]
  }

  private mutating func number() -> Int { Int.random(in: 0...4, using: &generator) }

  private mutating func comparison() -> String {
    let sign = pick([">", ">=", "<", "<=", "==", "!="])
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return "x.a \(sign) \(number())"
    case 1: return "x.b \(sign) \(number())"
    case 2: return "x.spare \(sign) \(number())"
    case 3: return "y.c \(sign) \(number())"
    case 4: return "sum \(sign) \(number())"
    default: return "x.a - y.c \(sign) x.b"
    }
  }

  private mutating func condition(_ depth: Int) -> String {
    guard depth > 0 else { return comparison() }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return "(\(condition(depth - 1)) && \(condition(depth - 1)))"
    case 1: return "(\(condition(depth - 1)) || \(condition(depth - 1)))"
    case 2: return "!(\(condition(depth - 1)))"
    case 3: return "(\(comparison()) ? \(condition(depth - 1)) : \(condition(depth - 1)))"
    default: return comparison()
    }
  }

  mutating func rules() -> String {
    var lines = ["  let: { sum: x.a + x.b }", "  rules:"]
    for (code, action) in [("A", "cancel"), ("B", "cancel_replace"), ("A", "cancel")] {
      if pick([true, false, false]) {
        lines.append("    - { require: [\(pick(["x", "y", "x, y"]))] }")
      }
      lines.append("    - { code: \(code), when: \"\(condition(2))\", do: \(action) }")
    }
    lines.append("  gates:")
    lines.append(
      "    - { code: CAPPED, of: [cancel_replace], when: \"\(condition(1))\", do: defer }")
    return lines.joined(separator: "\n")
  }

  mutating func situation() -> Situation {
    var situation = Situation(now: 1_000_000)
    for name in ["x.a", "x.b", "x.spare", "y.c"] {
      let value = Int64(Int.random(in: 0...5, using: &generator))
      situation.values[Situation.Name(bot: "exec.small", name)] = value
    }
    for name in ["x", "y", "x.spare", "x.a"] where pick([true, false, false, false, false]) {
      situation.absent.insert(Situation.Name(bot: "exec.small", name))
    }
    situation.ages[Situation.Name(bot: "exec.small", "y")] = pick([
      0, 0, 0, 1999, 2000, 2001, -1001,
    ])
    return situation
  }
}
