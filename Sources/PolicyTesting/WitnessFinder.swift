import Graph
import Policy

/// Looks for an event that a bot and its mutant decide differently: around every threshold, with every fact
/// missing, with every rule holding, two at a time, and what comes of crossing all those.
struct WitnessFinder {
  private let bench: Bench
  /// With what the bot decides in each.
  private let situations: [(situation: Situation, outcome: Outcome)]
  private let writer: SituationWriter?

  /// Situations that are crossed with each other.
  private static let mostCrossed = 48

  init(_ bot: CompiledBot, in suite: TestSuite) {
    let bench = Bench(suite.graph, bot)
    self.bench = bench
    writer = SituationWriter(bot, in: suite)
    guard let finder = BoundaryFinder(bot, in: suite) else {
      situations = []
      return
    }
    var seen: Set<Situation> = []
    func new(_ found: [Situation]) -> [Situation] { found.filter { seen.insert($0).inserted } }
    let around = new(finder.boundaries().flatMap { $0.cases.compactMap(\.situation) })
    let single = new(finder.single())
    let pairs = new(finder.pairs(with: single))
    // Thresholds first: what is found there is the plainest test.
    let crossed = new(
      Self.crossed(Array((around + single).prefix(Self.mostCrossed)), finder.seeds[0]))
    situations = (around + single + pairs + crossed).map { ($0, bench.outcome($0)) }
  }

  /// Each situation with what another one changes of the base.
  private static func crossed(_ situations: [Situation], _ base: Situation) -> [Situation] {
    situations.flatMap { first in
      situations.map { second in
        var both = first
        for (name, value) in second.values where base.values[name] != value {
          both.values[name] = value
        }
        for (name, content) in second.contents where base.contents[name] != content {
          both.contents[name] = content
        }
        for (name, age) in second.ages where base.ages[name] != age { both.ages[name] = age }
        both.absent.formUnion(second.absent)
        return both
      }
    }
  }

  /// Whether a base or a test says what the bot sees; without either there is nothing to begin with.
  var hasBase: Bool { !situations.isEmpty }

  /// A test, ready to paste, that the bot passes and the mutant fails.
  func witness(against mutant: Mutant, _ other: Bench) -> String? {
    for (situation, outcome) in situations where other.outcome(situation) != outcome {
      let verdict = bench.judge(situation).verdict
      return writer?.line(situation, name: mutant.words, expect: verdict)
    }
    return nil
  }
}

extension BoundaryFinder {
  /// Situations that go through much: facts missing one by one, every rule and gate made to hold.
  func single() -> [Situation] {
    guard let base = seeds.first else { return [] }
    var single = seeds + solver.everyOutcome(from: base)
    for gate in bot.gates { single += solver.solve(gate.condition, 1, from: base) }
    for fact in plan.facts {
      var changed = base
      changed.absent.insert(Situation.Name(bot: fact.bot, fact.name))
      single.append(changed)
      if let limit = fact.limit, let age = limit == .max ? nil : limit + 1 {
        changed = base
        changed.ages[Situation.Name(bot: fact.bot, fact.name)] = age
        single.append(changed)
      }
    }
    for input in plan.inputs where input.ownBit != nil {
      var changed = base
      changed.absent.insert(Situation.Name(bot: input.bot, input.name))
      single.append(changed)
    }
    return single
  }

  /// Each of `situations` with one rule or gate more made to hold.
  func pairs(with situations: [Situation]) -> [Situation] {
    let conditions =
      bot.steps.compactMap { step in
        if case .decide(let rule) = step { rule.condition } else { nil }
      } + bot.gates.map(\.condition)
    return situations.prefix(60).flatMap { start in
      conditions.flatMap { solver.solve($0, 1, from: start).prefix(1) }
    }
  }
}
