import CEL
import Testing

/// Three rules in the order of a bot, and a value that no rule reads: compiled, and held against a walk over the
/// trees event by event.
struct CompiledRules {
  let rules: [CheckedExpression]
  let named: CheckedExpression
  let facts: [Int?]
  let inputs: [Slot]
  let conditions: [(condition: Slot, operand: Slot?, threshold: Slot?)]
  let namedSlot: Slot
  let missingSlot: Slot
  let section: Section
  let route: Program.Route
  let plan: Plan
  let frame: Frame

  init(_ rules: [CheckedExpression], _ named: CheckedExpression, facts: [Int?]) {
    self.rules = rules
    self.named = named
    self.facts = facts
    var builder = PlanBuilder()
    let inputs = facts.map { builder.input(fact: $0) }
    self.inputs = inputs
    missingSlot = builder.input(fact: nil)
    builder.beginSection()
    conditions = rules.enumerated().map { index, rule in
      builder.exit(if: rule, label: UInt16(index)) { inputs[$0] }
    }
    namedSlot = builder.lower(named) { inputs[$0] }
    section = builder.endSection(label: UInt16(rules.count))
    var shown: [Int: (operand: Slot, threshold: Slot)] = [:]
    for (label, rule) in conditions.enumerated() {
      if let operand = rule.operand, let threshold = rule.threshold {
        shown[label] = (operand, threshold)
      }
    }
    var program = ProgramBuilder(builder)
    route = program.route(
      section, shown: shown, gaps: ProgramBuilder.Gaps(slot: missingSlot, needed: 0))
    plan = program.build()
    frame = plan.makeFrame()
  }

  /// One event: what the program, both careful runs and the trees say of it.
  ///
  /// Gives the event as a block takes it, and where it leaves the program for columns.
  func compare(_ random: inout RandomExpression, _ seed: UInt64) -> Event {
    var atColumns = -1
    let values = random.types.map { random.value(of: $0) }
    // Half of the events have all facts.
    let missing = random.bits() & 1 == 0 ? 0 : random.bits() & random.bits() & (1 << 62 - 1)
    var event: String {
      "seed \(seed), \(values), missing \(missing), \((rules + [named]).map(\.text))"
    }
    for (slot, value) in zip(inputs, values) { frame[slot] = value }
    frame.missing = missing
    var tree = TreeEvaluator(values: values, facts: facts, missing: missing)
    let expected = rules.map { tree.value(of: $0) }

    // What decides is the first rule that does not say no.
    let first = expected.firstIndex { $0 != .known(0) } ?? rules.count
    let state: Frame.State =
      switch first < rules.count ? expected[first] : .known(1) {
      case .known: .known
      case .error: .error
      case .unknown(let fact): .unknown(fact: fact)
      }
    let exit = frame.leaveCarefully(from: section.range.lowerBound)
    #expect(exit.label == first && exit.state == state, "\(event)")
    let masked = frame.masked

    frame[missingSlot] = Int64(bitPattern: missing)
    for stretch in route.stretches where stretch.form != .whole || missing & section.facts == 0 {
      let position = frame.follow(from: stretch.range.lowerBound)
      if stretch.form == .columns { atColumns = position }
      guard position >= 0 else {
        #expect(tree.sawError || missing & section.facts != 0, "left without an error: \(event)")
        continue
      }
      // Whatever the program leaves out cannot fail, so it answers only where nothing was masked either.
      let label = plan.program.label(at: position)
      let isMissing = missing & plan.program.facts(at: position) != 0
      #expect(label == first && masked == 0, "\(stretch.form): \(event)")
      if isMissing {
        let fact = (missing & plan.program.facts(at: position)).trailingZeroBitCount
        #expect(state == .unknown(fact: fact), "\(event)")
      } else {
        #expect(state == .known, "\(stretch.form): \(event)")
        compareSides(stretch, label, values, missing, event)
      }
    }
    let expectedNamed = tree.value(of: named)
    plan.runCarefully(section, in: frame)
    for (rule, expected) in zip(conditions, expected) {
      #expect(careful(rule.condition) == expected, "\(event)")
    }
    #expect(careful(namedSlot) == expectedNamed, "\(event)")
    return Event(values: values, missing: missing, exit: atColumns)
  }

  /// An event that was decided alone.
  struct Event {
    var values: [Int64]
    var missing: UInt64
    /// The position of the exit of the program for columns; -1 where it failed.
    var exit: Int
  }

  /// The same events as a block leave by the same exits.
  func compareBlock(_ events: [Event], _ seed: UInt64) throws {
    let run = ColumnRun(plan)
    let start = try #require(route.columns).range.lowerBound
    let columns = UnsafeMutablePointer<Int64>.allocate(capacity: (inputs.count + 1) * events.count)
    defer { unsafe columns.deallocate() }
    for (position, slot) in (inputs + [missingSlot]).enumerated() {
      let column = unsafe columns + position * events.count
      for (index, event) in events.enumerated() {
        let isInput = position < inputs.count
        unsafe column[index] = isInput ? event.values[position] : Int64(bitPattern: event.missing)
      }
      unsafe run.setColumn(of: slot, to: column)
    }
    unsafe run.exits.update(repeating: ColumnRun.open, count: events.count)
    let missing = events.reduce(UInt64(0)) { $0 | $1.missing }
    run.run(from: start, count: events.count, missing: Int64(bitPattern: missing))
    // A count of ticks beyond 64 bits is left to the careful run by columns alone.
    let mayGiveUp = rules.contains { $0.text.contains("ticks.covering") }
    for (index, event) in events.enumerated() {
      let exit = unsafe run.exits[index]
      let isSame = exit == (event.exit < 0 ? run.failed : Int64(event.exit))
      #expect(
        isSame || (mayGiveUp && exit == run.failed),
        "seed \(seed), event \(index), \(event), \(rules.map(\.text))")
    }
  }

  /// What the exit says was compared is what the trees say.
  private func compareSides(
    _ stretch: Program.Stretch, _ label: Int, _ values: [Int64], _ missing: UInt64, _ event: String
  ) {
    guard let sides = stretch.shown[label], case .operation(_, let trees) = rules[label].kind
    else { return }
    if let start = sides.start { #expect(frame.follow(from: start) >= 0, "\(event)") }
    var tree = TreeEvaluator(values: values, facts: facts, missing: missing)
    #expect(.known(frame[sides.operand]) == tree.value(of: trees[0]), "\(event)")
    #expect(.known(frame[sides.threshold]) == tree.value(of: trees[1]), "\(event)")
  }

  private func careful(_ slot: Slot) -> TreeEvaluator.Value {
    switch frame.state(of: slot) {
    case .known: .known(frame[slot])
    case .error: .error
    case .unknown(let fact): .unknown(fact: fact)
    }
  }
}
