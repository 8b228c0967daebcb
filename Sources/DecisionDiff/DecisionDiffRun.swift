import Diagnostics
import Graph
import JSON
import Journal
import Policy
package import Runner
import Runtime
import Trading
import Venue

/// Runs two versions of the policies over the same events and gathers what differs. Events come from recordings,
/// journals and files of events, as many as there are, one after the other.
package final class DecisionDiffRun {
  /// What is run.
  package struct Options: Sendable {
    package var isOpen = true
    package var isClosed = true
    /// Of the reference maker that recordings are run with; the same on both sides.
    package var replay = ReplayConfiguration()
    /// Whose events the lines of event files are; nil for the bot that decides about resting orders.
    package var bot: String?
    /// The program that judges, as journals state it.
    package var engine = ""
    package var exampleCount = 10

    package init() {}
  }

  let base: DiffSide
  let head: DiffSide
  let options: Options
  var report: DecisionDiffReport
  /// By bot.
  var loops: [String: OpenLoop] = [:]
  var order: [String] = []
  private var marketNumbers: [String: Int] = [:]
  private var strategyNumbers: [String: Int] = [:]
  /// Called with a few words every some thousand events.
  var progress: (String) -> Void
  var eventCount = 0

  package init(
    base: DiffSide, head: DiffSide, options: Options,
    progress: @escaping (String) -> Void = { _ in }
  ) {
    self.base = base
    self.head = head
    self.options = options
    self.progress = progress
    report = DecisionDiffReport(base: base, head: head)
  }

  /// The position of a market in the report; nil names none.
  func market(_ name: String?) -> Int { Self.number(name ?? "", &marketNumbers, &report.markets) }

  func strategy(_ name: String?) -> Int {
    Self.number(name ?? "", &strategyNumbers, &report.strategies)
  }

  private static func number(
    _ name: String, _ numbers: inout [String: Int], _ names: inout [String]
  ) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }

  func note(_ text: String) {
    if !report.notes.contains(text) { report.notes.append(text) }
  }

  /// What was found; to be called once, behind the last input.
  package func finish() -> DecisionDiffReport {
    for name in order {
      guard var loop = loops[name] else { continue }
      loop.finish()
      report.loops.append(loop)
      for (fact, count) in loop.lacking where count > 0 {
        report.lacks.append(.init(bot: name, fact: fact, events: count))
      }
    }
    let share = max(1, options.exampleCount / max(1, report.loops.count))
    var examples = report.loops.flatMap { $0.examples(share) }
    if let first = report.loops.first, examples.count < options.exampleCount {
      let more = first.examples(options.exampleCount).filter { !examples.contains($0) }
      examples += more.prefix(options.exampleCount - examples.count)
    }
    report.examples = examples
    return report
  }

  // MARK: Recordings

  /// Runs recordings as one session: the base with its maker, the head beside it, and for the closed loop the head
  /// with a maker of its own. Only one call, and none beside it where the closed loop is asked for, since windows
  /// and orders go through all of them.
  package func add(recordings paths: [String]) throws {
    let session = try RecordedSession(paths: paths)
    report.inputs += session.inputs.map {
      .init(kind: .recording, name: $0.name, digest: $0.digest)
    }
    let configuration = options.replay
    let silent = NoClock()
    let base = try Replay(
      graph: self.base.graph, session: session, configuration: configuration, log: nil, engine: "",
      stopwatch: silent, shadow: options.isOpen ? head.graph : nil)
    let head = try Replay(
      graph: self.head.graph, session: session, configuration: configuration, log: nil, engine: "",
      stopwatch: silent, lacking: true)
    let scope = Scope(strategy: configuration.strategy, tags: configuration.tags)
    let strategy = strategy(scope.strategy)
    var open = base.shadowPlan.map { OpenLoop(base: base.plan, head: $0) }
    var markets: [Int] = []
    let closed = ClosedLoop(base: base, head: head) { event in
      guard let shadow = event.shadow else { return }
      while markets.count <= event.market {
        let id = session.directory.id(of: MarketIndex(position: markets.count))
        markets.append(self.market(id))
      }
      open?.record(
        .init(time: event.time, market: markets[event.market], strategy: strategy),
        base: (event.decision, event.frame), head: shadow
      ) {
        var own = scope
        own.market = self.report.markets[markets[event.market]]
        return (
          own,
          "\(event.order.side.rawValue) \(event.order.price) placed \(EventTime.clock(event.order.placedAt))"
        )
      }
    }
    var message = MarketMessage()
    var count = 0
    while try session.next(into: &message) {
      try base.replay(message)
      if options.isClosed { try head.replay(message) }
      if options.isClosed { closed.align() } else { closed.forget() }
      count += 1
      if count % 1_024 == 0 {
        progress("\(count) messages, \(base.report.events) order events")
      }
    }
    finish(base, head, closed, open)
  }

  private func finish(_ base: Replay, _ head: Replay, _ closed: ClosedLoop, _ open: OpenLoop?) {
    base.finish()
    head.finish()
    if let open { put(open) }
    guard options.isClosed else { return }
    closed.base.finish(at: base.report.lastTime)
    closed.head.finish(at: base.report.lastTime)
    report.closed = DecisionDiffReport.Closed(
      tally: closed.tally, onlyBase: closed.onlyBase, onlyHead: closed.onlyHead,
      base: closed.base.outcomes, head: closed.head.outcomes,
      baseMessages: closed.base.messages, headMessages: closed.head.messages,
      cap: (RateCap(base.plan), RateCap(head.plan)), bot: base.plan.bot.name,
      firstTime: base.report.firstTime, lastTime: base.report.lastTime)
  }

  /// Takes a loop in that was filled elsewhere.
  func put(_ loop: OpenLoop) {
    if loops[loop.bot] == nil { order.append(loop.bot) }
    loops[loop.bot] = loop
  }
}

/// Time is no part of what a diff finds.
struct NoClock: NanosecondClock {
  var now: UInt64 { 0 }
}
