import Graph
import Policy
import PolicyTesting
import Testing

/// Mutants that only an event at the end of 64 bits tells from their bot.
@Suite struct EquivalenceTests {
  private static let least = Int64.min
  private static let most = Int64.max

  /// A rule over `now`, which is any whole number, and `x.a` from -100 to 100.
  static let rules: [String] = [
    "x.a > x.b + 500",
    "x.a > y.free + 5",
    "y.free + 5 > x.a",
    "y.free > y.other",
    "y.free - x.a > y.other + 7",
    "y.free * 2 > y.other",
    "x.spare > 3 || y.free + 1 > y.other",
  ]

  @Test("a mutant that is proved to change nothing changes nothing at the ends", arguments: rules)
  func ends(_ rule: String) throws {
    let text = """
        rules:
          - { code: A, when: '\(rule)', do: cancel }
          - { code: B, when: 'x.a > 5', do: cancel_replace }
      """
    let suite = try Samples.suite(rules: text, free: true)
    let bot = try #require(suite.graph.bot(named: "exec.small"))
    let bench = Bench(suite.graph, bot)
    let situations = Self.situations()
    for mutant in MutationRun(bot, in: suite, []).equivalents {
      let other = Bench(suite.graph, mutant.bot)
      for situation in situations {
        #expect(
          bench.judge(situation).verdict.decidesAs(other.judge(situation).verdict),
          "\(mutant.words): \(situation)")
      }
    }
  }

  private static func situations() -> [Situation] {
    let ends: [Int64] = [least, least + 5, -1, 0, 1, 6, most - 5, most - 1, most]
    return ends.flatMap { free in
      ends.flatMap { other in
        ([-100, 0, 6, 100] as [Int64]).map { a in
          var situation = Situation(now: 0)
          for (name, value) in [
            ("x.a", a), ("x.b", 0), ("x.spare", 0), ("y.c", 0), ("y.free", free),
            ("y.other", other),
          ] {
            situation.values[Situation.Name(bot: "exec.small", name)] = value
          }
          return situation
        }
      }
    }
  }

  @Test("a constant that moves across a side that can fail is no proof")
  func moved() throws {
    let text = """
        rules:
          - { code: A, when: 'x.a > y.free + 5', do: cancel }
      """
    let suite = try Samples.suite(rules: text, free: true)
    let bot = try #require(suite.graph.bot(named: "exec.small"))
    // Whatever x.a is, the sum may fail, and then the bot decides by on_error.
    #expect(MutationRun(bot, in: suite, []).equivalents.isEmpty)
  }
}
