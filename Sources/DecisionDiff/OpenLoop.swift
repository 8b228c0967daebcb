package import Graph
package import Policy
import Trading

/// The open loop of one bot: both sides judge the same events with the facts as they were recorded, whatever their
/// own decisions would have made of them.
package struct OpenLoop: Sendable {
  package let bot: String
  package private(set) var tally: DiffTally
  package private(set) var rates: (base: OrderMessages, head: OrderMessages) = (.init(), .init())
  package private(set) var margins: (base: MarginHistogram, head: MarginHistogram)
  /// By outcome of base, then of head, and behind them the events whose decision differs.
  package private(set) var timeline: DecisionTimeline
  package let cap: (base: RateCap?, head: RateCap?)
  private var book = ExampleBook()
  private let readers: (base: MarginReader, head: MarginReader)
  private let writers: (base: ExampleWriter, head: ExampleWriter)
  private let actions: (base: [Action?], head: [Action?])
  /// Inputs of head that base does not read, by their paths, and how many events lack them.
  package private(set) var lacking: [(fact: String, events: Int)] = []
  private let newInputs: [Int]
  package private(set) var firstTime: Int64?
  package private(set) var lastTime: Int64 = 0

  /// Of an event, what is known of it beside its facts.
  package struct Source {
    package var time: Int64
    /// Positions in lists of the owner.
    package var market: Int
    package var strategy: Int

    package init(time: Int64, market: Int, strategy: Int) {
      self.time = time
      self.market = market
      self.strategy = strategy
    }
  }

  /// What one side made of the event; nil where it refused it.
  package typealias Judged = (decision: Decision, frame: EventFrame)?

  package init(base: DecisionPlan, head: DecisionPlan) {
    bot = base.bot.name
    tally = DiffTally(base: DiffOutcome.all(of: base), head: DiffOutcome.all(of: head))
    readers = (MarginReader(base), MarginReader(head))
    writers = (ExampleWriter(base), ExampleWriter(head))
    margins = (Self.histogram(readers.base), Self.histogram(readers.head))
    timeline = DecisionTimeline(columns: tally.base.count + tally.head.count + 1)
    cap = (RateCap(base), RateCap(head))
    actions = (base.outcomes.map(\.action) + [nil], head.outcomes.map(\.action) + [nil])
    let known = Set(base.inputs.map(\.declaration.path))
    newInputs = head.inputs.indices.filter { !known.contains(head.inputs[$0].declaration.path) }
    lacking = newInputs.map { (head.inputs[$0].declaration.path, 0) }
  }

  private static func histogram(_ reader: MarginReader) -> MarginHistogram {
    MarginHistogram(reader.comparisons.map { .init(code: $0.code, text: $0.text) })
  }

  /// Counts one event. `describe` gives its scope and its name, and is asked only for examples.
  package mutating func record(
    _ source: Source, base: Judged, head: Judged, describe: () -> (scope: Scope, name: String)
  ) {
    let old = base?.decision.outcome ?? tally.base.count - 1
    let new = head?.decision.outcome ?? tally.head.count - 1
    let differs = tally.count(old, new, market: source.market, strategy: source.strategy)
    timeline.count(old, at: source.time)
    timeline.count(tally.base.count + new, at: source.time)
    firstTime = min(firstTime ?? source.time, source.time)
    lastTime = max(lastTime, source.time)
    rates.base.send(actions.base[old], at: source.time)
    rates.head.send(actions.head[new], at: source.time)
    if let base { Self.read(readers.base, base, into: &margins.base) }
    if let head {
      Self.read(readers.head, head, into: &margins.head)
      for (number, input) in newInputs.enumerated() where head.frame.isInputAbsent(input) {
        lacking[number].events += 1
      }
    }
    guard differs else { return }
    timeline.count(tally.base.count + tally.head.count, at: source.time)
    let pair = tally.pair(old, new)
    guard book.wants(pair, market: source.market) else { return }
    let (scope, name) = describe()
    add(source, base, head, pair, scope, name)
  }

  private static func read(
    _ reader: MarginReader, _ judged: (decision: Decision, frame: EventFrame),
    into histogram: inout MarginHistogram
  ) {
    reader.read(judged.frame, judged.decision) { comparison, operand, threshold, holds in
      histogram.count(comparison, operand: operand, threshold: threshold, holds: holds)
    }
  }

  private mutating func add(
    _ source: Source, _ base: Judged, _ head: Judged, _ pair: Int, _ scope: Scope, _ name: String
  ) {
    let (old, new) = tally.outcomes(ofPair: pair)
    // Each side's event has what that side reads; the one that reads more tells more.
    let isHeadRicher = (head?.frame.plan.inputs.count ?? 0) > (base?.frame.plan.inputs.count ?? 0)
    let (byBase, byHead) = (
      base.map { (writers.base, $0.frame) }, head.map { (writers.head, $0.frame) }
    )
    let known = isHeadRicher ? byHead ?? byBase : byBase ?? byHead
    book.add(
      DecisionExample(
        bot: bot, time: source.time, market: scope.market ?? "", strategy: scope.strategy,
        name: name, facts: known.map { $0.0.facts($0.1) } ?? [],
        base: .init(base, old), head: .init(head, new),
        event: known.map { $0.0.event($0.1, scope) } ?? ""),
      pair, market: source.market)
  }

  /// To be called once, behind the last event.
  package mutating func finish() {
    guard firstTime != nil else { return }
    rates.base.finish(at: lastTime)
    rates.head.finish(at: lastTime)
  }

  /// At most `count` examples, spread over the kinds of change and the markets.
  package func examples(_ count: Int) -> [DecisionExample] { book.chosen(count) }
}

/// The messages to the venue that decisions ask for.
package struct OrderMessages: Sendable {
  /// Cancel-replace operations: what a bot's own cap counts.
  package private(set) var replacements = MessageRate()
  /// Cancels, those of replacements among them.
  package private(set) var cancels = MessageRate()
  /// Orders posted.
  package private(set) var orders = MessageRate()

  package init() {}

  /// What an action asks for, where nothing is known of what becomes of it.
  mutating func send(_ action: Action?, at time: Int64) {
    switch action {
    case .cancel: cancels.send(1, at: time)
    case .cancelReplace:
      replacements.send(1, at: time)
      cancels.send(1, at: time)
      orders.send(1, at: time)
    default: break
    }
  }

  mutating func sendCancel(isReplaced: Bool, at time: Int64) {
    cancels.send(1, at: time)
    if isReplaced { replacements.send(1, at: time) }
  }

  mutating func sendOrder(at time: Int64) { orders.send(1, at: time) }

  mutating func finish(at time: Int64) {
    replacements.advance(to: time)
    cancels.advance(to: time)
    orders.advance(to: time)
  }
}
