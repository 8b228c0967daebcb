import Graph
import Monitoring
import Policy
import Trading

/// Watches the book feed of every market: the freshness core keeps its age and its recoveries, the graph decides
/// what follows (bots/freshness-sentinel.yaml).
struct FeedSentinel {
  struct Verdict {
    var decision: Decision
    var isTradable: Bool
    /// Whether the reason differs from the one before, so that the journal holds changes, not ticks.
    var isNew: Bool
  }

  private struct Feed {
    var freshness: Freshness
    var lastOutcome: Int?
  }

  let frame: EventFrame
  private let writer: EventWriter
  private let policy: Freshness.Policy
  private let kind, seen, recovering, age: Int?
  private var feeds: [Feed] = []

  /// Nil where no bot decides about feeds.
  init?(graph: CompiledGraph) {
    guard let bot = graph.deciders(of: .feedCheck).first else { return nil }
    let plan = graph.plan(for: bot, on: .feedCheck)
    frame = plan.makeFrame()
    writer = EventWriter(plan: plan)
    kind = plan.input(named: "feed.kind")
    seen = plan.input(named: "feed.seen")
    recovering = plan.input(named: "feed.recovering")
    age = plan.input(named: "feed.age")
    let threshold = graph.policies.staleness[FeedKind.book.rawValue]
    policy = Freshness.Policy(threshold: threshold)
  }

  mutating func addMarket(_ position: Int, startedAt: Int64) {
    while feeds.count <= position {
      feeds.append(Feed(freshness: Freshness(started: startedAt, policy: policy)))
    }
  }

  mutating func refresh(market: Int, kind: Freshness.Event, now: Int64) {
    _ = feeds[market].freshness.take(kind, at: now)
  }

  /// Decides about the book feed of a market as it stands at `now`.
  mutating func judge(market: Int, now: Int64) -> Verdict {
    let freshness = feeds[market].freshness
    let verdict = freshness.verdict(at: now)
    frame.begin(now: now)
    set(kind, Int64(FeedKind.allCases.firstIndex(of: .book) ?? 0))
    set(seen, freshness.accepted == nil ? 0 : 1)
    set(recovering, verdict.state == .recovering ? 1 : 0)
    set(age, now - (freshness.accepted ?? freshness.started))
    let decision = frame.decide()
    let isNew = feeds[market].lastOutcome != decision.outcome
    feeds[market].lastOutcome = decision.outcome
    let action = frame.plan.outcomes[decision.outcome].action
    return Verdict(decision: decision, isTradable: action != .pauseTrading, isNew: isNew)
  }

  private func set(_ input: Int?, _ value: Int64) {
    if let input { frame.set(input, value) }
  }

  /// Appends the event of the last judgement.
  func writeEvent(to bytes: inout [UInt8]) {
    writer.write(frame, to: &bytes)
  }
}
