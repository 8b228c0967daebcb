import Diagnostics
import Graph
import Policy
import Runtime

extension Benchmarks {
  /// How many events each round decides.
  private static let eventCount = 100_000

  /// The rules of two bots, decided by the graph and by code written by hand: in turn, in this process, over the
  /// same rows, after it was seen that all agree on every one.
  func evaluation() throws -> [Measurement] {
    measurements(of: try orders(Self.eventCount), "QueueWarden")
      + measurements(of: try requests(Self.eventCount), "NonceShepherd")
  }

  private func orders(_ count: Int) throws -> Contest<OrderEvents> {
    try Self.unwrap(Contest(graph, count: count, seed: 11))
  }

  private func requests(_ count: Int) throws -> Contest<SigningEvents> {
    try Self.unwrap(Contest(graph, count: count, seed: 13))
  }

  /// Decides the events of `contest`, as `OrderEvents.bot` or `SigningEvents.bot` names it, so many times by one way:
  /// for a profiler to look at.
  func once(_ contest: String, _ way: DecisionWay, passes: Int) throws {
    var sum = 0
    switch contest {
    case OrderEvents.bot:
      let events = try orders(InstructionCount.eventCount)
      for _ in 0..<passes { sum &+= events.decide(way) }
    case SigningEvents.bot:
      let events = try requests(InstructionCount.eventCount)
      for _ in 0..<passes { sum &+= events.decide(way) }
    default:
      throw DiagnosticError(
        Diagnostic(
          "PT0909", .error, "there is no benchmark '\(contest)'", at: nil,
          help: ["there are \(OrderEvents.bot) and \(SigningEvents.bot)"]))
    }
    precondition(sum != .min, "the sums are used, so that the loops are run")
  }

  /// Instructions and calls of each way, counted under valgrind.
  func counts(root: String?) throws -> [Measurement] {
    try [OrderEvents.bot, SigningEvents.bot].flatMap { contest in
      try DecisionWay.allCases.map { way in
        let count = try InstructionCount(contest, way, root: root, folder: folder)
        return Measurement(
          name: "\(contest): \(way.rawValue)", unit: "instr.",
          method:
            "callgrind, an event; \(count.heapCalls) calls of the heap, of reference counting "
            + "\(count.countingCalls)", rounds: [count.instructions])
      }
    }
  }

  static func unwrap<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw unsuitable }
    return value
  }

  private func measurements<Events>(
    of contest: Contest<Events>, _ name: String
  ) -> [Measurement] {
    let times = contest.measure(rounds: rounds)
    let hand = times[.hand] ?? []
    var measurements = DecisionWay.allCases.map { way in
      let rounds = times[way] ?? []
      // The machine's mood is that of the round: the ratio is taken there.
      let ratios = Measurement(
        name: "", unit: "", method: "", rounds: zip(rounds, hand).map { $0 / $1 })
      let ratio = (ratios.median * 100).rounded() / 100
      return Measurement(
        name: "\(name): \(way.rawValue)", unit: "ns",
        method: way == .hand ? way.title : "\(way.title): \(ratio) times by hand", rounds: rounds)
    }
    measurements.append(
      Measurement(
        name: "\(name): heap", unit: "bytes", method: "left in use by deciding all events thrice",
        rounds: (0..<rounds).map { _ in Double(contest.allocated()) }))
    return measurements
  }

  /// From the files of a policy root to plans that are ready to decide.
  func compiling(root: String?) throws -> Measurement {
    let clock = MonotonicClock()
    var times: [Double] = []
    var sink = 0
    for _ in 0..<rounds {
      let begun = clock.now
      let graph = try GraphLoader.load(root: root)
      for bot in graph.bots {
        for event in bot.specification.events {
          sink += graph.plan(for: bot, on: event).makeFrame().rowWidth
        }
      }
      times.append(Double(clock.now - begun) / 1e6)
    }
    precondition(sink > 0, "every plan has a row")
    return Measurement(
      name: "compiling", unit: "ms",
      method: "all documents read, \(graph.bots.count) bots checked and compiled, every plan made",
      rounds: times)
  }
}
