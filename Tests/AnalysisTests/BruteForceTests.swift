import Analysis
import FoundationEssentials
import Graph
import Policy
import TestSupport
import Testing

/// The analysis against every event of small domains: a proof must hold for all of them, a witness must be
/// what it says, and "unknown" must be rare.
@Suite struct BruteForceTests {
  /// What trying every event says.
  private struct Truth {
    var relations: Set<Strictness.Relation> = []
    var isRenamed = false
    var example: [Strictness.Relation: Int] = [:]
  }

  static func judgement(
    _ events: EventJudge, _ decision: Decision
  ) -> Strictness.Judgement {
    let lack: Strictness.Judgement.Lack? =
      switch decision.cause {
      case .missingFact: events.missing(decision).map { .fact($0) }
      case .error: .error
      case .rule, .otherwise: nil
      }
    return Strictness.Judgement(events.outcome(decision), lack: lack)
  }

  private static func truth(
    _ old: CompiledGraph, _ new: CompiledGraph, over domain: EveryEvent
  ) throws -> Truth {
    var truth = Truth()
    let before = try EventJudge(old, bot: "exec.small", over: domain)
    let after = try EventJudge(new, bot: "exec.small", over: domain)
    for number in 0..<domain.count {
      let event = domain.event(number)
      let first = judgement(before, before.decide(event))
      let second = judgement(after, after.decide(event))
      let relation = Strictness.relation(first, in: old.policies, second, in: new.policies)
      if relation == .equal {
        if first.outcome != second.outcome { truth.isRenamed = true }
      } else if truth.relations.insert(relation).inserted {
        truth.example[relation] = number
      }
    }
    return truth
  }

  /// The paths that the conditions of two bodies name.
  static func paths(_ bodies: [RandomPolicies.Body]) -> Set<String> {
    let text = bodies.flatMap { $0.rules + $0.gates }.joined(separator: " ")
    var paths: Set<String> = []
    for path in [
      "x.a", "x.b", "x.flag", "x.side", "x.price", "x.tick", "x.size", "x.spare", "y.c", "y.at",
    ]
    where text.contains(path) {
      paths.insert(path)
    }
    if text.contains("age ") { paths.insert("y.since") }
    if text.contains("one.alarm") { paths.formUnion(["z.level", "z.there"]) }
    return paths
  }

  /// More with POLYTRADERS_SEEDS, for a long run by hand.
  private static let seeds =
    ProcessInfo.processInfo.environment["POLYTRADERS_SEEDS"].flatMap(Int.init) ?? 4
  private static let pairs = 60
  private static let mostEvents = 1_000

  @Test("no verdict contradicts any event", arguments: 0..<seeds)
  func verdicts(seed: Int) throws {
    var random = RandomPolicies(seed: UInt64(seed) &* 7919 &+ 1)
    var (compared, unknown, tried) = (0, 0, 0)
    for index in 0..<Self.pairs {
      let body = random.body()
      let changes = RandomPolicies.Change.allCases
      let other = random.changed(body, changes[index % changes.count])
      let old = try RandomPolicies.graph(body)
      let new = try RandomPolicies.graph(other)
      let domain = EveryEvent(Self.paths([body, other]), most: Self.mostEvents)
      compared += 1
      tried += domain.count
      let truth = try Self.truth(old, new, over: domain)
      let comparison = PolicyComparison(old, new, bot: "exec.small")
      let verdict = try #require(comparison.bots.first).verdict
      guard let relation = verdict.relation else {
        unknown += 1
        continue
      }
      let found = truth.relations.reduce(Strictness.Relation.equal) { $0.joined($1) }
      // Every change that an event of the domain shows is covered by the verdict.
      #expect(
        relation.joined(found) == relation,
        "\(body) \(other) \(truth.example.mapValues(domain.text)) but \(verdict)")
      if relation == .equal, verdict.renamed == nil { #expect(!truth.isRenamed) }
      for (way, witness) in verdict.witnesses {
        #expect(way != .equal)
        #expect(witness.decisions.count == 2 && witness.decisions[0] != witness.decisions[1])
      }
    }
    print("seed \(seed): \(compared) pairs, \(tried) events, \(unknown) unknown")
    #expect(compared == Self.pairs)
    #expect(unknown * 50 <= compared, "more than 2 in 100 verdicts are unknown")
  }
}
