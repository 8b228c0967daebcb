import Diagnostics
import Graph
import PolicyTesting
import Testing

/// What holds for policies that nobody thought of.
@Suite struct PropertyTests {
  @Test("the walk that tells coverage decides as the plan does", arguments: RandomPolicy.seeds(30))
  func secondOpinion(_ seed: UInt64) throws {
    var random = RandomPolicy(seed: seed)
    let suite = try Samples.suite(rules: random.rules())
    let bot = try #require(suite.graph.bot(named: "exec.small"))
    let bench = Bench(suite.graph, bot)
    for _ in 0..<150 {
      let situation = random.situation()
      let verdict = bench.judge(situation).verdict
      #expect(
        bench.secondOpinion(situation) == Outcome(code: verdict.code, action: verdict.action),
        "seed \(seed): \(situation)")
    }
  }

  @Test("mutants that are proved to change nothing change nothing, and are some of all")
  func equivalence() throws {
    var (equivalent, all) = (0, 0)
    for seed in RandomPolicy.seeds(12) {
      var random = RandomPolicy(seed: seed)
      let suite = try Samples.suite(rules: random.rules())
      let bot = try #require(suite.graph.bot(named: "exec.small"))
      let bench = Bench(suite.graph, bot)
      let run = MutationRun(bot, in: suite, [])
      equivalent += run.equivalents.count
      all += run.fates.count
      for mutant in run.equivalents {
        let other = Bench(suite.graph, mutant.bot)
        for _ in 0..<200 {
          let situation = random.situation()
          #expect(
            bench.judge(situation).verdict.decidesAs(other.judge(situation).verdict),
            "seed \(seed), \(mutant.words): \(situation)")
        }
      }
    }
    #expect(equivalent * 3 > RandomPolicy.seeds(12).count * 2)
    #expect(equivalent * 2 < all)
  }

  @Test(
    "the tests that are proposed notice what they were proposed for",
    arguments: RandomPolicy.seeds(3))
  func proposals(_ seed: UInt64) throws {
    var random = RandomPolicy(seed: seed)
    let rules = random.rules()
    let suite = try Samples.suite(rules: rules)
    let bot = try #require(suite.graph.bot(named: "exec.small"))
    let proposed = MutationRun(bot, in: suite, []).survivors.filter { $0.test != nil }
    #expect(!proposed.isEmpty)
    let pasted = proposed.map { "    - \($0.test ?? "")\n" }.joined()
    let again = try Samples.suite(rules: rules, tests: pasted)
    let run = TestRun(again.graph, again.tests)
    #expect(run.results.compactMap(\.diagnostic).map(\.message) == [], "seed \(seed)")
    let bots = try #require(again.graph.bot(named: "exec.small"))
    let left = Set(MutationRun(bots, in: again, run.results).survivors.map(\.mutant.words))
    #expect(left.isDisjoint(with: proposed.map(\.mutant.words)), "seed \(seed)")
  }
}
