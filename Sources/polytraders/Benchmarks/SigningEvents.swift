import Graph
import Runtime

/// Made-up signing requests for benchmarks: about three quarters of them are signed, some sit exactly on a threshold,
/// a few cannot see the chain, as in the known ones.
struct SigningEvents: BenchmarkEvents {
  /// One event in slot units, as a desk's own state would hold it.
  struct Row {
    var now, nonce, next, pending, assigned, gapSince, expiresAt: Int64
    /// 0 or 1.
    var hasChain, isTripped: Int64
  }

  let rows: [Row]

  init(count: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    rows = (0..<count).map { index in
      let now = 1_764_000_000_000 + Int64(index) * 20
      let nonce = 1_000 + random.number(0...50)
      let pending = random.number(random.chance(950) ? 0...15 : 16...20)
      let isGap = random.chance(80)
      let left = random.chance(915) ? random.number(21_600_001...86_400_000) : -60_000
      return Row(
        now: now, nonce: nonce, next: nonce + pending + (isGap ? random.number(1...3) : 0),
        pending: pending, assigned: pending,
        gapSince: isGap ? now - random.number(0...32_000) : now,
        expiresAt: now + (left > 0 || random.chance(300) ? left : random.number(1...21_600_000)),
        hasChain: random.chance(20) ? 0 : 1, isTripped: random.chance(15) ? 1 : 0)
    }
  }

  static let bot = "nonceshepherd"

  static func filler(_ plan: DecisionPlan) -> ((Row, EventFrame) -> Void)? {
    let names = [
      "switch.active", "chain.nonce", "sequence.next_nonce", "sequence.pending",
      "sequence.assigned", "sequence.gap_since", "credential.expires_at",
    ]
    let inputs = names.compactMap { plan.input(named: $0) }
    guard inputs.count == names.count, let chain = plan.fact(named: "chain") else { return nil }
    return { row, frame in
      let values = [
        row.isTripped, row.nonce, row.next, row.pending, row.assigned, row.gapSince, row.expiresAt,
      ]
      frame.begin(now: row.now)
      for (input, value) in zip(inputs, values) { frame.set(input, value) }
      if row.hasChain == 0 { frame.setFactAbsent(chain) }
    }
  }

  static func decideByHand(_ row: Row) -> Int { HandWrittenNonceShepherd.decide(row) }

  static var codes: [String] { HandWrittenNonceShepherd.codes }
}
