import Diagnostics
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

  /// Who fills an input, by the paths of the event form.
  private enum Source: String {
    case kind = "feed.kind"
    case seen = "feed.seen"
    case recovering = "feed.recovering"
    case age = "feed.age_ms"
  }

  private struct Feed {
    var freshness: Freshness
    var lastOutcome: Int?
  }

  let frame: EventFrame
  private let writer: EventWriter
  private let policy: Freshness.Policy
  private var sources: [(input: Int, source: Source)] = []
  private var feeds: [Feed] = []

  /// The sentinel of the graph. Refused (PT0607) where there is not exactly one bot that decides about feeds:
  /// without one nobody would notice that a feed is dead.
  init(graph: CompiledGraph) throws(DiagnosticError) {
    let deciders = graph.deciders(of: .feedCheck)
    guard let bot = deciders.first, deciders.count == 1 else {
      throw Self.problem(
        deciders.isEmpty
          ? "no bot decides about feeds"
          : "\(deciders.map(\.name).joined(separator: " and ")) both decide about feeds",
        "one bot must have 'on: [feed_check]'; without it a dead feed would go unnoticed")
    }
    let plan = graph.plan(for: bot, on: .feedCheck)
    frame = plan.makeFrame()
    writer = EventWriter(plan: plan)
    for (index, input) in plan.inputs.enumerated() {
      guard let source = Source(rawValue: input.declaration.path) else {
        throw Self.problem(
          "bot '\(bot.name)' asks for '\(input.declaration.path)', which the runner cannot tell of a feed",
          "it can tell feed.kind, feed.seen, feed.recovering and feed.age_ms")
      }
      sources.append((index, source))
    }
    let policies = graph.policies
    policy = Freshness.Policy(
      threshold: policies.staleness[FeedKind.book.rawValue],
      recoverMilliseconds: policies.recovery.time, recoverUpdates: Int(policies.recovery.updates),
      skewTolerance: policies.clockSkewTolerance)
  }

  private static func problem(_ message: String, _ help: String) -> DiagnosticError {
    DiagnosticError(Diagnostic("PT0607", .error, message, at: nil, help: [help]))
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
    for (input, source) in sources {
      switch source {
      case .kind: frame.set(input, Int64(FeedKind.allCases.firstIndex(of: .book) ?? 0))
      case .seen: frame.set(input, freshness.accepted == nil ? 0 : 1)
      case .recovering: frame.set(input, verdict.state == .recovering ? 1 : 0)
      case .age: frame.set(input, now - (freshness.accepted ?? freshness.started))
      }
    }
    let decision = frame.decide()
    let isNew = feeds[market].lastOutcome != decision.outcome
    feeds[market].lastOutcome = decision.outcome
    let action = frame.plan.outcomes[decision.outcome].action
    return Verdict(decision: decision, isTradable: action != .pauseTrading, isNew: isNew)
  }

  /// Appends the event of the last judgement.
  func writeEvent(to bytes: inout [UInt8]) {
    writer.write(frame, to: &bytes)
  }
}
