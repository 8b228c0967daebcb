import CEL
import Policy

/// Decides events by the block: the same program as one at a time, each step a loop over columns. Every answer
/// is the one that `EventFrame.decide` gives, bit for bit. Allocates nothing after it was made. For one thread.
@safe package final class BatchEvaluator {
  package let plan: DecisionPlan
  private let run: ColumnRun
  private let frame: EventFrame
  private let ages: [Age]
  /// Where the program for columns starts; negative where the plan has none.
  private let start: Int
  /// By position of an exit, and behind the last for what failed: the outcome where that is all there is to say,
  /// else negative.
  private let plainOutcomes: UnsafeMutablePointer<Int32>
  /// Of the block that is decided: the exits of the rules, while gates are looked at.
  private let ruleExits: UnsafeMutablePointer<Int64>
  private let gateStarts: [Int]

  private struct Age {
    var column: Slot
    var bit: Int64
    /// Milliseconds, both included.
    var least: Int64
    var most: Int64
  }

  package init(plan: DecisionPlan) {
    self.plan = plan
    run = ColumnRun(plan.plan)
    frame = plan.makeFrame()
    start = plan.route.starts?.columns ?? -1
    let least = -plan.graph.policies.clockSkewTolerance
    ages = plan.facts.compactMap { fact in
      guard let slot = fact.ageSlot else { return nil }
      return Age(
        column: slot, bit: Int64(bitPattern: 1 << UInt64(fact.bit)), least: least,
        most: fact.limit ?? .max)
    }
    let stepCount = plan.plan.program.stepCount
    unsafe plainOutcomes = .allocate(capacity: stepCount + 1)
    unsafe plainOutcomes.initialize(repeating: -1, count: stepCount + 1)
    for position in plan.plan.program.exits {
      let exit = unsafe frame.exits[position]
      if exit.facts == 0, exit.gateStart < 0 {
        unsafe plainOutcomes[position] = Int32(exit.outcome)
      }
    }
    unsafe ruleExits = .allocate(capacity: ColumnRun.width)
    gateStarts = plan.route.gates.values.compactMap(\.columns?.range.lowerBound).sorted()
  }

  deinit {
    unsafe plainOutcomes.deallocate()
    unsafe ruleExits.deallocate()
  }

  /// Decides every event of `columns`, which are of the same plan; `answers` hold the answers to them afterwards.
  package func decide(_ columns: EventColumns, into answers: BatchAnswers) {
    precondition(columns.rowWidth == plan.rowWidth, "the columns are of the same plan")
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
    for slot in 0..<plan.rowWidth {
      let slot = Slot(UInt16(slot))
      unsafe run.setColumn(of: slot, to: columns.column(slot) + first)
    }
    judgeAges(columns, first, count)
    unsafe run.exits.update(repeating: ColumnRun.open, count: count)
    run.run(from: start, count: count)
    let exits = unsafe run.exits
    var special = 0
    for event in 0..<count {
      let outcome = unsafe plainOutcomes[Int(exits[event])]
      unsafe answers.outcomes[first + event] = outcome
      unsafe answers.exits[first + event] = Int32(truncatingIfNeeded: exits[event])
      unsafe answers.gates[first + event] = -1
      special |= Int(outcome)
    }
    if special < 0 { decideRest(columns, first, count, answers) }
  }

  /// Which facts are missing, from what is absent and from the ages.
  private func judgeAges(_ columns: EventColumns, _ first: Int, _ count: Int) {
    let missing = unsafe columns.column(plan.gaps.missing) + first
    let absent = unsafe columns.column(plan.gaps.absent) + first
    unsafe missing.update(from: absent, count: count)
    for age in ages {
      let column = unsafe columns.column(age.column) + first
      let (least, most, bit) = (age.least, age.most, age.bit)
      for event in 0..<count {
        let value = unsafe column[event]
        unsafe missing[event] |= value > most || value < least ? bit : 0
      }
    }
  }

  // MARK: What an exit of the rules alone does not say

  private func decideRest(
    _ columns: EventColumns, _ first: Int, _ count: Int, _ answers: BatchAnswers
  ) {
    let exits = unsafe run.exits
    unsafe ruleExits.update(from: exits, count: count)
    for start in gateStarts {
      var isNeeded = false
      for event in 0..<count {
        let exit = unsafe Int(ruleExits[event])
        let isOpen = unsafe exit < run.failed && frame.exits[exit].gateStart == start
        unsafe exits[event] = isOpen ? ColumnRun.open : 0
        isNeeded = isNeeded || isOpen
      }
      guard isNeeded else { continue }
      run.run(from: start, count: count)
      for event in 0..<count {
        let exit = unsafe Int(ruleExits[event])
        guard exit < run.failed, unsafe frame.exits[exit].gateStart == start else {
          continue
        }
        unsafe settle(gate: Int(exits[event]), behind: exit, first + event, answers)
      }
    }
    for event in 0..<count where unsafe answers.outcomes[first + event] < 0 {
      let exit = unsafe Int(ruleExits[event])
      if exit < run.failed, unsafe frame.exits[exit].facts != 0 {
        settleMissing(columns, exit, first + event, answers)
      } else {
        decideAlone(columns, first + event, answers)
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
    let missing = unsafe UInt64(bitPattern: columns.column(plan.gaps.missing)[position])
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
