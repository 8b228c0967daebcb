import CAllocations
import FoundationEssentials
import Graph
import JSON
import KnownAnswers
import Policy
import TestSupport
import Testing
import Trading

@Suite("decisions one at a time, by the batch, and with care")
struct BatchTests {
  /// How many random policies; `POLYTRADERS_RANDOM_POLICIES` asks for a longer run.
  private static let policies =
    ProcessInfo.processInfo.environment["POLYTRADERS_RANDOM_POLICIES"].flatMap(Int.init) ?? 160

  @Test(
    "random bots over random events, with facts missing and results out of range", arguments: 0..<8)
  func agreement(part: Int) throws {
    for seed in stride(from: part, to: Self.policies, by: 8) {
      var random = RandomPolicy(seed: UInt64(seed))
      let documents = random.documents()
      let graph = try TestGraphs.compile(documents)
      let bot = try #require(graph.bot(named: "small"))
      let plan = graph.plan(for: bot, on: .feedCheck)
      let count = 300 + random.number(300)
      let checked = Self.check(plan, count: count) { frame in
        frame.begin(now: random.value())
        for input in plan.inputs.indices {
          frame.set(input, random.value())
          if random.number(12) == 0 { frame.setAbsent(input) }
        }
        for fact in plan.facts.indices {
          frame.setAge(fact, Int64(random.number(2_300)))
          if random.number(12) == 0 { frame.setFactAbsent(fact) }
        }
      }
      #expect(checked == nil, "seed \(seed): \(checked ?? "")\n\(documents[1].text)")
    }
  }

  /// What differs first between the ways to decide the events that `fill` sets; nil where all agree.
  private static func check(
    _ plan: DecisionPlan, count: Int, _ fill: (EventFrame) throws -> Void
  ) rethrows -> String? {
    let frame = plan.makeFrame()
    let columns = EventColumns(plan: plan, capacity: count)
    let answers = BatchAnswers(capacity: count)
    let batch = BatchEvaluator(plan: plan)
    var decisions: [Decision] = []
    for position in 0..<count {
      try fill(frame)
      columns.append(frame)
      let decision = frame.decide()
      let careful = frame.decideCarefully()
      if decision != careful { return "event \(position): \(decision), with care \(careful)" }
      let outcome = frame.decideOutcome()
      if outcome != decision.outcome { return "event \(position): outcome \(outcome), \(decision)" }
      if position % 16 == 0, Explanation(frame).decision != decision {
        return "event \(position): not explained"
      }
      decisions.append(decision)
    }
    batch.decide(columns, into: answers)
    for (position, decision) in decisions.enumerated() {
      let outcome = answers.outcome(at: position)
      let traced = batch.decision(at: position, of: columns, answers)
      if outcome != decision.outcome || traced != decision {
        return "event \(position): alone \(decision), in the batch \(outcome), \(traced)"
      }
    }
    return nil
  }

  @Test(
    "the known events", .enabled(if: Places.shared != nil),
    arguments: ["queuewarden", "nonceshepherd"])
  func known(name: String) throws {
    let folder = (Places.shared ?? "") + "/vectors/events/"
    let subject = try #require(EventChecks.subject(of: folder + name + ".ndjson"))
    let graph = try TestGraphs.house(subject.bot, settings: subject.settings)
    let bot = try #require(graph.bot(named: subject.bot))
    let kind = try #require(bot.specification.events.first)
    let plan = graph.plan(for: bot, on: kind)
    let text = try Data(contentsOf: URL(filePath: folder + name + ".ndjson"))
    let lines = text.split(separator: UInt8(ascii: "\n"))
    var binder = EventBinder(plan: plan)
    let reader = JSONReader()
    var rest = lines.makeIterator()
    let difference = try Self.check(plan, count: lines.count) { frame in
      let line = rest.next().map { Array($0) } ?? []
      try withExtendedLifetime(reader) {
        try binder.bind(try unsafe reader.parse(copying: line), into: frame)
      }
    }
    #expect(difference == nil)
  }

  @Test("columns are filled by their owner, decided, and filled again")
  func columns() throws {
    let body = "  rules: [{ code: A, when: x.a > x.b, do: cancel }, { require: [y] }]"
    let graph = try TestGraphs.small(body)
    let bot = try #require(graph.bot(named: "small"))
    let plan = graph.plan(for: bot, on: .feedCheck)
    let columns = EventColumns(plan: plan, capacity: 1_000)
    let answers = BatchAnswers(capacity: 1_000)
    let batch = BatchEvaluator(plan: plan)
    let a = try #require(plan.input(named: "x.a"))
    let y = try #require(plan.fact(named: "y"))
    for count in [1_000, 1, 0, 257] {
      for event in 0..<count {
        let (block, index) = event.quotientAndRemainder(dividingBy: EventColumns.blockWidth)
        unsafe columns.input(a, ofBlock: block)[index] = event % 3 == 0 ? 1 : 0
        // The bound of the age is 2 s, the tolerance of clocks 1 s.
        unsafe columns.age(ofFact: y, ofBlock: block)?[index] =
          [0, 2_000, 2_001, -1_000, -1_001][event % 5]
      }
      columns.setCount(count)
      batch.decide(columns, into: answers)
      #expect(answers.count == count)
      for event in 0..<count {
        let code = plan.outcomes[answers.outcome(at: event)].code
        let isTooOld = event % 5 == 2 || event % 5 == 4
        #expect(code == (event % 3 == 0 ? "A" : isTooOld ? "LOST" : "REST"), "event \(event)")
      }
    }
  }
}

@Suite("what a decision asks of the heap")
struct AllocationTests {
  @Test("nothing, one at a time and by the batch, also with missing facts and errors")
  func none() throws {
    var random = RandomPolicy(seed: 5)
    let graph = try TestGraphs.compile(random.documents())
    let bot = try #require(graph.bot(named: "small"))
    let plan = graph.plan(for: bot, on: .feedCheck)
    let frame = plan.makeFrame()
    let columns = EventColumns(plan: plan, capacity: 1_000)
    let answers = BatchAnswers(capacity: 1_000)
    let batch = BatchEvaluator(plan: plan)
    let values = (0..<20_000).map { _ in random.value() }
    var next = 0
    var outcomes = 0
    func decideAll() {
      columns.removeAll()
      for position in 0..<1_000 {
        next = (next + 1) % 10_000
        frame.begin(now: values[next])
        for input in 0..<plan.rowWidth where input < 8 { frame.set(input, values[next + input]) }
        if position % 10 == 0 { frame.setFactAbsent(position / 10 % 4) }
        outcomes &+= frame.decide().outcome &+ frame.decideOutcome()
        columns.append(frame)
      }
      batch.decide(columns, into: answers)
      outcomes &+= answers.outcome(at: 999)
    }
    decideAll()
    let before = allocation_count()
    decideAll()
    #expect(allocation_count() - before == 0)
    // The counter counts.
    let some = Array(repeating: outcomes, count: 100 + outcomes % 2)
    #expect(allocation_count() - before > 0 && some.count >= 100)
  }
}
