import Graph
import Policy

/// Looks for an event that a bot and its mutant decide differently: around every threshold, with every fact
/// missing, with every rule holding, two at a time.
struct WitnessFinder {
  private let bench: Bench
  private let situations: [Situation]
  private let writer: SituationWriter?

  init(_ bot: CompiledBot, in suite: TestSuite) {
    bench = Bench(suite.graph, bot)
    writer = SituationWriter(bot, in: suite)
    guard let finder = BoundaryFinder(bot, in: suite) else {
      situations = []
      return
    }
    var found = finder.boundaries().flatMap { $0.cases.compactMap(\.situation) }
    found += finder.variety()
    var seen: Set<Situation> = []
    situations = found.filter { seen.insert($0).inserted }
  }

  /// A test, ready to paste, that the bot passes and the mutant fails.
  func witness(against mutant: Mutant, _ other: Bench) -> String? {
    for situation in situations {
      let (own, changed) = (bench.judge(situation).verdict, other.judge(situation).verdict)
      guard !own.decidesAs(changed) else { continue }
      return writer?.line(situation, name: mutant.words, expect: own)
    }
    return nil
  }
}

extension BoundaryFinder {
  /// Situations that go through much: facts missing one by one, every rule made to hold, pairs of those.
  func variety() -> [Situation] {
    guard let base = seeds.first else { return [] }
    var single = seeds + solver.everyOutcome(from: base)
    for gate in bot.gates { single += solver.solve(gate.condition, 1, from: base) }
    for fact in plan.facts {
      var changed = base
      changed.absent.insert(Situation.Name(bot: fact.bot, fact.name))
      single.append(changed)
    }
    for input in plan.inputs where input.ownBit != nil {
      var changed = base
      changed.absent.insert(Situation.Name(bot: input.bot, input.name))
      single.append(changed)
    }
    var seen: Set<Situation> = []
    single = single.filter { seen.insert($0).inserted }
    let conditions =
      bot.steps.compactMap { step in
        if case .decide(let rule) = step { rule.condition } else { nil }
      } + bot.gates.map(\.condition)
    let pairs = single.prefix(60).flatMap { start in
      conditions.flatMap { solver.solve($0, 1, from: start).prefix(1) }
    }
    return single + pairs.filter { seen.insert($0).inserted }
  }
}
