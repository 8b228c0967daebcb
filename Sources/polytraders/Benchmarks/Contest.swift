import CMalloc
import Graph
import Policy
import Runtime
import Trading

/// The ways to decide the same events: by hand, by the graph one at a time with and without trace, by the batch.
enum DecisionWay: String, CaseIterable {
  case hand, outcome, traced, batch

  var title: String {
    switch self {
    case .hand: "rules written by hand in Swift"
    case .outcome: "graph, outcome alone"
    case .traced: "graph, rule-level trace written"
    case .batch: "graph, batch"
    }
  }
}

/// One bot's events, laid out as each way wants them: rows of 64-bit slots for the code by hand and for the graph,
/// columns for the batch.
@safe final class Contest<Events: BenchmarkEvents> {
  let plan: DecisionPlan
  private let rows: [Events.Row]
  private let frame: EventFrame
  private let slots: UnsafeMutablePointer<Int64>
  private let columns: EventColumns
  private let answers: BatchAnswers
  private let batch: BatchEvaluator

  /// Nil where the bot's inputs, rules or values are not those that were written by hand.
  init?(_ graph: CompiledGraph, count: Int, seed: UInt64) {
    guard let bot = graph.bot(named: Events.bot), let event = bot.specification.events.first
    else { return nil }
    plan = graph.plan(for: bot, on: event)
    rows = Events(count: count, seed: seed).rows
    frame = plan.makeFrame()
    columns = EventColumns(plan: plan, capacity: count)
    answers = BatchAnswers(capacity: count)
    batch = BatchEvaluator(plan: plan)
    unsafe slots = .allocate(capacity: count * plan.rowWidth)
    guard let fill = Events.filler(plan) else { return nil }
    for (position, row) in rows.enumerated() {
      fill(row, frame)
      unsafe frame.store(row: slots + position * plan.rowWidth)
      columns.append(frame)
    }
    batch.decide(columns, into: answers)
    for (position, row) in rows.enumerated() {
      let code = Events.codes[Events.decideByHand(row)]
      let decision = unsafe frame.decide(row: slots + position * plan.rowWidth)
      guard plan.outcome(of: decision).code == code,
        answers.outcome(at: position) == decision.outcome
      else { return nil }
    }
  }

  deinit {
    unsafe slots.deallocate()
  }

  var count: Int { rows.count }

  /// Decides every event once. The sum of what was decided is for the caller to use, so that the work is done.
  @inline(never)
  func decide(_ way: DecisionWay) -> Int {
    var sum = 0
    let width = plan.rowWidth
    switch way {
    case .hand:
      for row in rows { sum &+= Events.decideByHand(row) }
    case .outcome:
      for position in 0..<count {
        sum &+= unsafe frame.decideOutcome(row: slots + position * width)
      }
    case .traced:
      for position in 0..<count {
        let decision = unsafe frame.decide(row: slots + position * width)
        sum &+= decision.outcome &+ decision.step
      }
    case .batch:
      batch.decide(columns, into: answers)
      sum = answers.outcome(at: count - 1)
    }
    return sum
  }

  /// Times all ways in turn, `rounds` times after one that warms up: nanoseconds an event.
  func measure(rounds: Int) -> [DecisionWay: [Double]] {
    let clock = MonotonicClock()
    var times: [DecisionWay: [Double]] = [:]
    for round in 0...rounds {
      for way in DecisionWay.allCases {
        let begun = clock.now
        Self.use(decide(way))
        let time = Double(clock.now - begun) / Double(count)
        if round > 0 { times[way, default: []].append(time) }
      }
    }
    return times
  }

  /// Bytes of heap that deciding every event by each way of the graph left in use.
  func allocated() -> Int {
    DecisionWay.allCases.filter { $0 != .hand }.reduce(0) { bytes, way in
      let before = mallinfo2().uordblks
      Self.use(decide(way))
      return bytes + Int(mallinfo2().uordblks) - Int(before)
    }
  }

  private static func use(_ sum: Int) {
    precondition(sum != .min, "the sums are used, so that the loops are run")
  }
}
