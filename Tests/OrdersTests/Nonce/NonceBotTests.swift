import Graph
import JSON
import Orders
import TestSupport
import Testing

/// The house's bot and the lane decide the same requests: the one for people and the journal, the other where the
/// number is given.
@Suite("the NonceShepherd and the lane")
struct NonceBotTests {
  private static let limits = NonceLimits(
    pendingCeiling: 3, gapTolerance: 30_000, renewalWindow: 3_600_000, resequencesOnGap: true,
    chainFreshness: 20_000)
  private static let settings = [
    "max_pending_unposted=3 ops", "refuse_during_gap_s=30s", "l2_credential_ttl_h=1h",
  ]

  private func event(_ facts: SigningFacts, now: Int64) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("now_ms", .number("\(now)")), .init("kill_switch", .bool(facts.isKilled)),
      .init("chain", .object([.init("available", .bool(facts.chainNonce != nil))])),
    ]
    if let nonce = facts.chainNonce {
      members[2] = .init("chain", ["available": true, "nonce": .number("\(nonce)")])
    }
    if !facts.isLatched {
      var sequence: [JSONValue.Member] = [
        .init("next_nonce", .number("\(facts.nextNonce)")),
        .init("pending", .number("\(facts.pending)")),
      ]
      if let since = facts.gapSince { sequence.append(.init("gap_since_ms", .number("\(since)"))) }
      members.append(.init("sequence", .object(sequence)))
    }
    if let expires = facts.credentialExpires {
      members.append(.init("credential", ["expires_at_ms": .number("\(expires)")]))
    }
    return .object(members)
  }

  @Test("agree on every state that random commands lead to", arguments: NonceLane.Kind.allCases)
  func agreement(kind: NonceLane.Kind) throws {
    let graph = try GraphLoader.load(
      root: Places.checkout, settings: Self.settings, of: "exec.nonceshepherd")
    let bot = try #require(graph.bot(named: "exec.nonceshepherd"))
    let evaluator = try #require(EventEvaluator(graph: graph, bot: bot))
    var codes: [String: Int] = [:]
    for seed in 0..<150 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var lane = NonceLane(kind: kind)
      var now: Int64 = 1_000_000
      for _ in 0..<100 {
        switch NonceCommand.random(using: &generator) {
        case .assign(let id, let isKilled):
          let request = NonceRequest(id, isKilled: isKilled)
          let facts = lane.facts(for: request, now: now, limits: Self.limits)
          let text = event(facts, now: now).compactText
          let code = try JSONReader().withNode(of: text.utf8) { node in
            (try? evaluator.decide(node)).map { $0.frame.plan.outcome(of: $0.decision).code }
          }
          let given = lane.assign(request, now: now, limits: Self.limits)
          #expect(code == given.codes.first, "seed \(seed): \(text)")
          codes[given.codes.first ?? "", default: 0] += 1
        case .settle(let id, let state): lane.settle(request: id, state, now: now)
        case .observe(let count):
          _ = lane.observe(count: count, now: now, limits: Self.limits)
        case .wait(let time): now += time
        case .credential(let left):
          lane.observeCredential(expires: left.map { now + $0 * 100 }, now: now)
        case .release:
          if Bool.random(using: &generator) {
            lane.release(now: now)
          } else {
            _ = lane.resequence(now: now, epoch: 0, owner: "")
          }
        }
      }
    }
    // All eight were decided, each many times: the agreement is about all of them.
    #expect(codes.count == 8 && codes.values.allSatisfy { $0 > 20 }, "\(codes)")
  }
}
