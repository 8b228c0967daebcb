package import Diagnostics
import FixedPoint
package import Graph
package import Journal
import Orders
import Policy
package import Runtime
import Trading
package import Venue

/// Runs recorded market messages past the evaluation graph: keeps a book for every token, lets the reference
/// maker rest orders, raises an order event for every order that a message or the clock touches, carries the
/// decisions out on the simulated orders, and journals everything.
///
/// Deterministic: recordings, policies and configuration determine every envelope. The clock is that of the
/// recordings: it never goes back, whatever the messages say.
package final class Replay {
  let graph: CompiledGraph
  let configuration: ReplayConfiguration
  let judge: OrderJudge
  let stopwatch: any NanosecondClock
  var recorder: DecisionRecorder
  var maker: ReferenceMaker
  var window: RateWindow
  let session: RecordedSession
  var tokens: [TokenDesk] = []
  var markets: [MarketDesk] = []
  var sentinel: FeedSentinel
  var now: Int64 = 0
  var nextTick = Int64.max
  var restingCount = 0
  var touch = 0
  var touched: [(token: Int, entry: Int)] = []
  /// Tokens with orders that are gone and still stand among their entries.
  var tokensWithGone: [Int] = []
  package internal(set) var report: ReplayReport
  /// Told of every decision; see `ReplayObserver`.
  package weak var observer: (any ReplayObserver)?
  /// Judges the same orders beside the judge whose decisions are carried out.
  let shadow: OrderJudge?

  struct MarketDesk {
    var id: String
    var scope: String
    /// Whether the sentinel lets trading go on; nil before its first verdict, which is a no.
    var isTradable: Bool?
  }

  /// Opens the recordings; nothing is journalled before `run`.
  package convenience init(
    graph: CompiledGraph, recordings: [String], configuration: ReplayConfiguration,
    log: any EnvelopeLog, engine: String, stopwatch: any NanosecondClock
  ) throws(DiagnosticError) {
    try self.init(
      graph: graph, session: try RecordedSession(paths: recordings), configuration: configuration,
      log: log, engine: engine, stopwatch: stopwatch)
  }

  /// A replay of recordings that were opened before, so that a journal is made only where there is something to
  /// write into it. Refused where the policies have not one bot for orders and one for feeds (PT0606, PT0607).
  /// Without a log nothing is written; with `shadow` policies the observer learns what they decide about the same
  /// orders, facts that the runner cannot tell being missing; so they are for the policies themselves
  /// where that may be `lacking`.
  package init(
    graph: CompiledGraph, session: RecordedSession, configuration: ReplayConfiguration,
    log: (any EnvelopeLog)?, engine: String, stopwatch: any NanosecondClock,
    shadow: CompiledGraph? = nil, lacking: Bool = false
  ) throws(DiagnosticError) {
    let scope = Scope(strategy: configuration.strategy, tags: configuration.tags)
    judge = try OrderJudge(graph: graph, scope: scope, lacking: lacking)
    var other: OrderJudge?
    if let shadow { other = try OrderJudge(graph: shadow, scope: scope, lacking: true) }
    self.shadow = other
    sentinel = try FeedSentinel(graph: graph)
    self.graph = graph
    self.configuration = configuration
    self.stopwatch = stopwatch
    self.session = session
    recorder = DecisionRecorder(log: log, graph: graph, plan: judge.plan, engine: engine)
    var habits = ReferenceMaker.Habits()
    habits.ordersPerSide = configuration.ordersPerSide
    habits.size = configuration.orderSize
    maker = ReferenceMaker(habits: habits, seed: configuration.seed)
    window = RateWindow(window: Self.rateWindow(of: judge.plan.bot))
    report = ReplayReport(policyDigest: graph.digest, plan: judge.plan)
  }

  /// The window in which the bot counts its cancel-replace operations.
  static func rateWindow(of bot: CompiledBot) -> Int64 {
    bot.specification.counters.first { $0.counts.value == .cancelReplace }?.window ?? 60_000
  }

  /// Replays everything. `progress` is called every 256 messages.
  package func run(progress: (ReplayReport) -> Void = { _ in }) throws {
    let begun = stopwatch.now
    var message = MarketMessage()
    while try session.next(into: &message) {
      try replay(message)
      if report.messages % 256 == 0 {
        report.elapsed = stopwatch.now - begun
        report.byteCount = session.byteCount
        progress(report)
      }
    }
    finish()
    report.elapsed = stopwatch.now - begun
    report.byteCount = session.byteCount
  }

  /// Replays the message that the session gave last; for who reads the session for several replays at once.
  package func replay(_ message: MarketMessage) throws(JournalError) {
    if report.messages == 0 { try start(at: session.time) }
    try take(message)
    report.messages += 1
  }

  /// The facts that the shadow policies ask for and the runner cannot tell: they count as missing.
  package var pathsMissingForShadow: [String] { shadow?.unknownPaths ?? [] }

  /// The bot that decides about resting orders, and as which outcomes.
  package var plan: DecisionPlan { judge.plan }

  /// The plan of the shadow policies.
  package var shadowPlan: DecisionPlan? { shadow?.plan }

  func start(at time: Int64) throws(JournalError) {
    now = time
    nextTick = time + configuration.tick
    report.firstTime = time
    _ = try recorder.config(configuration, recordings: session.inputs, time: time)
  }

  /// Completes the report; to be called once, behind the last message.
  package func finish() {
    report.lastTime = now
    report.restingAtEnd = restingCount
    report.markets = markets.map(\.id)
    report.tokenCount = tokens.count
    report.keepAlives = session.keepAlives
  }
}
