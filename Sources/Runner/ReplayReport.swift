package import Graph
import Policy
package import Runtime
import Trading

/// What a replay has seen and decided so far.
package struct ReplayReport: Sendable {
  package let policyDigest: String
  package let bot: String
  package var messages = 0
  /// Uncompressed bytes read.
  package var byteCount = 0
  package var ticks = 0
  /// Order events: orders that a message or the clock touched.
  package var events = 0
  package var orders = 0
  package var fills = 0
  package var cancels = 0
  package var replacements = 0
  package var feedChanges = 0
  package var restingAtEnd = 0
  package var tokenCount = 0
  /// `PONG` and other frames that are no messages.
  package var keepAlives = 0
  package var agreements = 0
  package var disagreements = 0
  package var firstTime: Int64 = 0
  package var lastTime: Int64 = 0
  /// Wall nanoseconds from the first message on.
  package var elapsed: UInt64 = 0
  /// From raising an order event to its envelope being handed to the journal, nanoseconds.
  package var latency = LatencyHistogram()
  /// Market ids in order of first sight.
  package var markets: [String] = []
  /// What the deciding plan can decide, and how often it did, by market.
  package let outcomes: [Outcome]
  package private(set) var counts: [[Int]] = []

  init(policyDigest: String, plan: DecisionPlan) {
    self.policyDigest = policyDigest
    bot = plan.bot.name
    outcomes = plan.outcomes
  }

  mutating func addMarket() {
    counts.append(Array(repeating: 0, count: outcomes.count))
  }

  mutating func count(_ decision: Decision, market: Int) {
    events += 1
    counts[market][decision.outcome] += 1
  }

  mutating func countAgreement(_ agrees: Bool) {
    if agrees { agreements += 1 } else { disagreements += 1 }
  }

  /// Decisions by reason code over all markets; codes that were never given are left out.
  package var decisionsByCode: [(code: String, counts: [Int], total: Int)] {
    var codes: [String] = []
    for outcome in outcomes where !codes.contains(outcome.code) { codes.append(outcome.code) }
    return codes.compactMap { code in
      let byMarket = counts.map { market in
        outcomes.indices.reduce(0) { $0 + (outcomes[$1].code == code ? market[$1] : 0) }
      }
      let total = byMarket.reduce(0, +)
      return total > 0 ? (code, byMarket, total) : nil
    }.sorted { $0.total > $1.total }
  }
}
