import KnownAnswers
import Orders
import TestSupport
import Testing

@Suite("in whatever order and how often the venue's messages come")
struct PermutationTests {
  /// Scenarios whose outcome is made by the order of the messages, and why.
  private static let ordered: [String: String] = [
    "own-reject-2": "a refusal after the acknowledgement ends the order",
    "own-reject-7": "an acknowledgement after the refusal puts it in doubt",
    "own-reject-6": "a refusal after the trade halts nothing",
    "own-unknown-3": "an order that is there before its trade is sent",
    "own-race-9d": "of two sizes of one trade the first stands",
    "own-race-9e": "of two prices of one trade the first stands",
    "own-race-21": "what is left of the old order decides what is sent",
    "own-race-21b": "what is left of the old order decides what is sent",
  ]

  private static let scenarios = OrderScenarios.all.compactMap { try? OrderScenario($0) }.filter {
    ordered[$0.id] == nil && !$0.events.contains { $0.type == "snapshot" }
  }

  /// Quantities of every order after `events`.
  private static func quantities(
    _ scenario: OrderScenario, _ events: [OrderScenario.Event]
  ) -> [OrderScenarioValues] {
    var run = OrderScenarioRun(scenario)
    for event in events { run.take(event) }
    return scenario.orders.map { order in
      var values = OrderScenarioValues(run, order.ref)
      values.state = ""
      values.isCancelPending = false
      return values
    }
  }

  @Test("quantities are the same", arguments: 0..<4)
  func permutations(part: Int) {
    var count = 0
    for (index, scenario) in Self.scenarios.enumerated() where index % 4 == part {
      let expected = Self.quantities(scenario, scenario.events)
      let places = scenario.events.indices.filter { !scenario.events[$0].isLocal }
      for seed in 0..<UInt64(places.count > 1 ? 60 : 2) {
        var generator = SeededGenerator(seed: seed &* 977 &+ UInt64(index))
        var events = scenario.events
        let shuffled = places.map { scenario.events[$0] }.shuffled(using: &generator)
        for (place, event) in zip(places, shuffled) { events[place] = event }
        // Any message may come again, at any time after the first.
        for place in places.reversed() where generator.next() % 3 == 0 {
          let later = Int.random(in: place...(events.count - 1), using: &generator)
          events.insert(events[place], at: later + 1)
        }
        let found = Self.quantities(scenario, events)
        #expect(
          found == expected,
          "\(scenario.id), seed \(seed): \(events.map { "\($0.index) \($0.type)" })")
        count += 1
      }
    }
    #expect(count > 800)
  }
}
