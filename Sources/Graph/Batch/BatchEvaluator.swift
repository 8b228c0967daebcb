import CEL

/// Decides events by the block: the same program as one at a time, each step a loop over columns. Every answer
/// is the one that `EventFrame.decide` gives, bit for bit. Allocates nothing after it was made. For one thread.
@safe package final class BatchEvaluator {
  package let plan: DecisionPlan
  private let run: ColumnRun
  private let frame: EventFrame
  private let ages: [FactAge]
  /// Where the program for columns starts; negative where the plan has none.
  private let start: Int
  /// By position of an exit, and behind the last for what failed: the outcome where that is all there is to say,
  /// else negative.
  private let plainOutcomes: UnsafeMutablePointer<Int32>
  /// Of the block that is decided: the events whose exit of the rules is not all there is to say.
  private let rest: UnsafeMutablePointer<Rest>
  private let gateStarts: [Int]
  // Out of the plan, which is no cheap thing to ask.
  private let rowWidth: Int
  private let missingSlot: Slot
  private let absentSlot: Slot

  private struct Rest: BitwiseCopyable {
    /// Position in the block.
    var event: Int32
    var exit: Int32
  }

  package init(plan: DecisionPlan) {
    self.plan = plan
    run = ColumnRun(plan.plan)
    frame = plan.makeFrame()
    start = plan.route.starts?.columns ?? -1
    ages = plan.ages
    rowWidth = plan.rowWidth
    missingSlot = plan.gaps.missing
    absentSlot = plan.gaps.absent
    let stepCount = plan.plan.program.stepCount
    unsafe plainOutcomes = .allocate(capacity: stepCount + 1)
    unsafe plainOutcomes.initialize(repeating: -1, count: stepCount + 1)
    for position in plan.plan.program.exits {
      let exit = unsafe frame.exits[position]
      if exit.facts == 0, exit.gateStart < 0 {
        unsafe plainOutcomes[position] = Int32(exit.outcome)
      }
    }
    // One more than there can be: the last is written before it is known whether it counts.
    unsafe rest = .allocate(capacity: ColumnRun.width + 1)
    gateStarts = plan.route.gates.values.compactMap(\.columns?.range.lowerBound).sorted()
  }

  deinit {
    unsafe plainOutcomes.deallocate()
    unsafe rest.deallocate()
  }

  /// Decides every event of `columns`, which are of the same plan; `answers` hold the answers to them afterwards.
  package func decide(_ columns: EventColumns, into answers: BatchAnswers) {
    precondition(columns.rowWidth == rowWidth, "the columns are of the same plan")
    answers.setCount(columns.count)
    var first = 0
    while first < columns.count {
      let count = min(ColumnRun.width, columns.count - first)
      decideBlock(columns, first, count, answers)
      first += count
    }
  }

  private func decideBlock(
    _ columns: EventColumns, _ first: Int, _ count: Int, _ answers: BatchAnswers
  ) {
    guard start >= 0 else {
      for position in first..<first + count { decideAlone(columns, position, answers) }
      return
    }
    let block = first / EventColumns.blockWidth
    for slot in 0..<rowWidth {
      let slot = Slot(UInt16(slot))
      unsafe run.setColumn(of: slot, to: columns.column(slot, block))
    }
    let missing = judgeAges(columns, block, count)
    unsafe run.exits.update(repeating: ColumnRun.open, count: count)
    run.run(from: start, count: count, missing: missing)
    var restCount = 0
    let (exits, plainOutcomes, rest) = unsafe (run.exits, plainOutcomes, rest)
    let (outcomes, answered, gates) = unsafe (
      answers.outcomes + first, answers.exits + first, answers.gates + first
    )
    for event in 0..<count {
      let exit = unsafe exits[event]
      let outcome = unsafe plainOutcomes[Int(exit)]
      unsafe outcomes[event] = outcome
      unsafe answered[event] = Int32(truncatingIfNeeded: exit)
      unsafe gates[event] = -1
      unsafe rest[restCount] = Rest(event: Int32(event), exit: Int32(truncatingIfNeeded: exit))
      restCount += outcome < 0 ? 1 : 0
    }
    decideRest(restCount, columns, first, count, missing, answers)
  }

  /// Which facts are missing, from what is absent and from the ages.
  ///
  /// Gives those that any event of the block misses.
  private func judgeAges(_ columns: EventColumns, _ block: Int, _ count: Int) -> Int64 {
    let missing = unsafe columns.column(missingSlot, block)
    let absent = unsafe columns.column(absentSlot, block)
    unsafe missing.update(from: absent, count: count)
    for index in 0..<ages.count {
      let age = ages[index]
      unsafe ColumnRun.mark(
        age.bit, in: missing, where: columns.column(Slot(age.slot), block), isBelow: age.least,
        orAbove: age.most, count: count)
    }
    return unsafe ColumnRun.bits(ofAny: missing, count: count)
  }

  // MARK: What an exit of the rules alone does not say

  private func decideRest(
    _ restCount: Int, _ columns: EventColumns, _ first: Int, _ count: Int, _ missing: Int64,
    _ answers: BatchAnswers
  ) {
    let exits = unsafe run.exits
    for index in 0..<gateStarts.count {
      let start = gateStarts[index]
      unsafe exits.update(repeating: 0, count: count)
      var isNeeded = false
      for index in 0..<restCount {
        let entry = unsafe rest[index]
        let isOpen =
          unsafe entry.exit < run.failed && frame.exits[Int(entry.exit)].gateStart == start
        if isOpen { unsafe exits[Int(entry.event)] = ColumnRun.open }
        isNeeded = isNeeded || isOpen
      }
      guard isNeeded else { continue }
      run.run(from: start, count: count, missing: missing)
      for index in 0..<restCount {
        let entry = unsafe rest[index]
        guard entry.exit < run.failed, unsafe frame.exits[Int(entry.exit)].gateStart == start
        else { continue }
        unsafe settle(
          gate: Int(exits[Int(entry.event)]), behind: Int(entry.exit), first + Int(entry.event),
          answers)
      }
    }
    for index in 0..<restCount {
      let entry = unsafe rest[index]
      let position = first + Int(entry.event)
      guard unsafe answers.outcomes[position] < 0 else { continue }
      if entry.exit < run.failed, unsafe frame.exits[Int(entry.exit)].facts != 0 {
        settleMissing(columns, Int(entry.exit), position, answers)
      } else {
        decideAlone(columns, position, answers)
      }
    }
  }

  private func settle(gate: Int, behind rule: Int, _ position: Int, _ answers: BatchAnswers) {
    guard gate < run.failed else { return }
    let isHeld = unsafe frame.exits[gate].gate >= 0
    unsafe answers.gates[position] = isHeld ? Int32(gate) : -1
    unsafe answers.outcomes[position] = Int32(frame.exits[isHeld ? gate : rule].outcome)
  }

  private func settleMissing(
    _ columns: EventColumns, _ exit: Int, _ position: Int, _ answers: BatchAnswers
  ) {
    let facts = unsafe frame.exits[exit].facts
    let missing = unsafe UInt64(
      bitPattern: columns.column(
        missingSlot, position / EventColumns.blockWidth)[position % EventColumns.blockWidth])
    let outcome = unsafe frame.program.missing[(missing & facts).trailingZeroBitCount]
    if frame.program.hasGates(on: Int(outcome)) {
      decideAlone(columns, position, answers)
    } else {
      unsafe answers.outcomes[position] = Int32(outcome)
    }
  }

  /// An event that the careful run must decide.
  private func decideAlone(_ columns: EventColumns, _ position: Int, _ answers: BatchAnswers) {
    columns.load(position, into: frame)
    unsafe answers.outcomes[position] = Int32(frame.decideCarefully().outcome)
    unsafe answers.exits[position] = -1
    unsafe answers.gates[position] = -1
  }

  /// The whole decision about an event, with its trace: made from the exit by which the event left.
  package func decision(
    at position: Int, of columns: EventColumns, _ answers: BatchAnswers
  ) -> Decision {
    precondition(position < answers.count && answers.count == columns.count)
    columns.load(position, into: frame)
    return unsafe frame.decision(
      exit: Int(answers.exits[position]), gate: Int(answers.gates[position]))
  }
}
