package import Diagnostics
package import Graph
import Policy

/// Runs the tests of a bot against its mutants: the share that some test notices says how well the tests pin
/// the bot down.
package struct MutationRun: Sendable {
  package enum Fate: Sendable {
    /// By the test of that name.
    case killed(by: String)
    /// No event can tell it from the bot.
    case equivalent
    /// With a test that would notice it, ready to paste, where one was found.
    case survived(test: String?)
  }

  /// Whether a base or a test says what the bot sees, so that events can be looked for at all.
  private var hasBase = true

  package private(set) var fates: [(mutant: Mutant, fate: Fate)] = []

  /// The killed among those that count: all but those that are no mistake.
  package var score: Figure { Figure(covered: killed, all: killed + survivors.count) }

  package var killed: Int {
    fates.count { if case .killed = $0.fate { true } else { false } }
  }

  /// The mutants that no event can tell from the bot, by proof.
  package var equivalents: [Mutant] {
    fates.compactMap { if case .equivalent = $0.fate { $0.mutant } else { nil } }
  }

  /// The mutants that no test notices.
  package var survivors: [(mutant: Mutant, test: String?)] {
    fates.compactMap { entry in
      if case .survived(let test) = entry.fate { (entry.mutant, test) } else { nil }
    }
  }

  /// A warning for each survivor, at what was changed.
  package var diagnostics: [Diagnostic] {
    survivors.map { survivor in
      TestProblem.survived(
        survivor.mutant.words,
        notes: survivor.test.map { ["this test would notice it: \($0)"] }
          ?? [
            hasBase
              ? "no event was found that tells them apart, and none was proved to be missing"
              : "nothing says what the bot sees: begin its 'tests' with an item '- base: { … }'"
          ]
      ).diagnostic(at: survivor.mutant.place)
    }
  }

  /// `results` are those of the bot itself; only tests that it passes can tell anything.
  package init(_ bot: CompiledBot, in suite: TestSuite, _ results: [TestRun.Result]) {
    let tests = results.filter { $0.passed && $0.test.bot == bot.name }.map(\.test)
    // Found once, and only where some mutant lives.
    var witnesses: WitnessFinder?
    for mutant in MutantMaker(bot).mutants {
      let bench = Bench(suite.graph, mutant.bot)
      if let test = Self.killer(of: mutant, bench, bot, tests) {
        fates.append((mutant, .killed(by: test)))
        continue
      }
      let finder = witnesses ?? WitnessFinder(bot, in: suite)
      witnesses = finder
      hasBase = finder.hasBase
      if let witness = finder.witness(against: mutant, bench) {
        fates.append((mutant, .survived(test: witness)))
      } else {
        let isProved = Equivalence.isProved(bot, mutant.bot, suite.graph)
        fates.append((mutant, isProved ? .equivalent : .survived(test: nil)))
      }
    }
  }

  /// The first test that notices the mutant.
  private static func killer(
    of mutant: Mutant, _ bench: Bench, _ bot: CompiledBot, _ tests: [PolicyTest]
  ) -> String? {
    for test in tests {
      var verdict = bench.judge(test.situation, in: test.scope, settings: test.settings).verdict
      if mutant.numbers.indices.contains(verdict.step) {
        verdict.step = mutant.numbers[verdict.step]
      }
      if !test.expectation.differences(from: verdict, bot).isEmpty { return test.name }
    }
    return nil
  }
}
