import Hashing
import Runtime
package import Venue

/// How trades settle when nothing else is said: how long each step takes and how often it goes wrong.
///
/// All times are in ms, drawn evenly from the range; all chances are out of 1,000 and drawn from the
/// exchange's seed.
package struct SettlementPlan: Sendable {
  /// From the match until the transaction is sent, and its hash known.
  package var submission: ClosedRange<Int64> = 100...300
  /// From there until it is in a block.
  package var mining: ClosedRange<Int64> = 1_500...2_500
  /// Blocks come at whole multiples of this since 1970, as those of `Chain`: mining waits for the next. 0 waits
  /// for none.
  package var blockInterval: Int64 = 2_000
  /// From there until it is final.
  package var confirmation: ClosedRange<Int64> = 2_000...4_000
  /// From an attempt that did not go through until the next.
  package var retry: ClosedRange<Int64> = 1_000...3_000
  /// How often an attempt does not go through at first.
  package var retryPerMille: Int64 = 0
  /// How often trades fail in the end, of those that are retried.
  package var failurePerMille: Int64 = 0
  /// How often a trade joins the transaction of the trade before it in the same market, if that is not sent.
  package var sharedPerMille: Int64 = 250

  /// All goes well, within seconds.
  package init() {}
}

/// What is to become of a settlement, said beforehand.
package enum SettlementOutcome: Equatable, Sendable {
  /// MINED, CONFIRMED.
  case confirmed
  /// RETRYING with another hash so many times, then MINED, CONFIRMED.
  case retried(times: Int)
  /// RETRYING so many times, then FAILED.
  case failed(retries: Int)
  /// Stays MATCHED, without a hash, until someone decides (`Exchange.settle`).
  case stuck
}

/// An outcome for some of the trades to come.
package struct ScriptedSettlement: Sendable {
  /// What becomes of them.
  package var outcome: SettlementOutcome
  /// Only trades of this market; nil for any.
  package var market: MarketIndex?
  /// How many transactions it holds for, at least 1.
  package var count: Int
  /// ms until the transaction is sent, instead of the plan's.
  package var submission: Int64?

  /// An outcome for the next `count` transactions.
  package init(
    _ outcome: SettlementOutcome, market: MarketIndex? = nil, count: Int = 1,
    submission: Int64? = nil
  ) {
    self.outcome = outcome
    self.market = market
    self.count = max(1, count)
    self.submission = submission.map { min(max(0, $0), Exchange.latestTime) }
  }
}

/// The on-chain side of one or several trades: one transaction, or several in a row where the first do not
/// go through.
struct Settlement: Sendable {
  /// What happens next.
  enum Step: Sendable {
    /// It is sent: there is a hash.
    case send
    /// It is in a block.
    case mine
    /// It is final.
    case confirm
    /// It did not go through; another one is sent.
    case retry
    /// It is given up.
    case fail
  }

  /// More attempts than any script needs to show.
  private static let mostRetries = 100

  let market: MarketIndex
  /// Serial numbers of its trades.
  var trades: [UInt64] = []
  var hash: Digest32?
  /// What is left to do, with the ms to wait before each; the next is the last of the array.
  var steps: [(wait: Int64, step: Step)]
  /// Whether the funds have moved.
  var isMined = false

  /// The steps to `outcome`, with times drawn from `plan`.
  init(
    _ outcome: SettlementOutcome, market: MarketIndex, plan: SettlementPlan, submission: Int64?,
    random: inout SplitMix64
  ) {
    self.market = market
    let sending = submission ?? random.number(plan.submission)
    var path: [(wait: Int64, step: Step)] = [(sending, .send)]
    switch outcome {
    case .confirmed, .retried, .failed:
      var retries = 0
      if case .retried(let times) = outcome { retries = times }
      if case .failed(let times) = outcome { retries = times }
      for _ in 0..<min(max(0, retries), Self.mostRetries) {
        path.append((random.number(plan.retry), .retry))
      }
      if case .failed = outcome {
        path.append((random.number(plan.retry), .fail))
      } else {
        path.append((random.number(plan.mining), .mine))
        path.append((random.number(plan.confirmation), .confirm))
      }
    case .stuck: path = []
    }
    steps = path.reversed()
  }
}

extension SettlementPlan {
  /// The outcome of a transaction of which nothing was said.
  func draw(_ random: inout SplitMix64) -> SettlementOutcome {
    guard random.chance(retryPerMille) else { return .confirmed }
    let retries = Int(random.number(1...2))
    return random.chance(failurePerMille) ? .failed(retries: retries) : .retried(times: retries)
  }
}
