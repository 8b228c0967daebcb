import CPrograms

/// Makes the program of a plan: takes the sections of a `PlanBuilder`, joins their values into one graph, and lays
/// out for each way through them the steps that its exits need, in the order of the exits.
package struct ProgramBuilder {
  private var plan: PlanBuilder
  private(set) var graph = ValueGraph()
  private var program = Program()
  /// The node whose value the plan writes to a slot.
  private var nodes: [Slot: ValueGraph.Node] = [:]
  /// The slot of a node that is an operation: that of the plan, or one made here.
  private var slots: [ValueGraph.Node: Slot] = [:]

  package init(_ plan: consuming PlanBuilder) {
    self.plan = plan
  }

  package consuming func build() -> Plan {
    precondition(
      program_known_codes() == Int32(Step.Code.ticksCovering.rawValue),
      "CPrograms knows the codes that Step has")
    return plan.build(with: program)
  }

  // MARK: Values

  /// The node of a slot that some section or the caller fills.
  private mutating func node(of slot: UInt16) -> ValueGraph.Node {
    let slot = Slot(slot)
    if let node = nodes[slot] { return node }
    let node = plan.value(ofConstant: slot).map { graph.constant($0) } ?? graph.input(slot)
    nodes[slot] = node
    return node
  }

  private mutating func define(_ slot: UInt16, _ node: ValueGraph.Node) {
    nodes[Slot(slot)] = node
    if case .operation = graph.kinds[node], slots[node] == nil { slots[node] = Slot(slot) }
  }

  /// A place where a section may be left, in order.
  private struct Exit {
    var label: Int
    /// Nil where facts alone are required.
    var condition: ValueGraph.Node?
    /// The facts that it needs, a bit each.
    var facts: UInt64
    /// Whether one of them that is missing decides, whatever the others are.
    var isStrict: Bool
  }

  /// The exits of a section; everything it computes has its node afterwards.
  private mutating func read(_ section: Section) -> [Exit] {
    var exits: [Exit] = []
    var needs: [UInt16: (facts: UInt64, isStrict: Bool)] = [:]
    for step in plan.steps(of: section) {
      if step.code == .require {
        let set = plan.value(ofConstant: Slot(step.left)) ?? 0
        exits.append(
          Exit(label: Int(step.target), facts: UInt64(bitPattern: set), isStrict: true))
      }
      guard !step.operands.isEmpty else { continue }
      let operands = step.operands.map { node(of: $0) }
      var need = (facts: UInt64(0), isStrict: step.operation?.isStrict ?? true)
      for slot in step.operands {
        let operand = needs[slot] ?? (plan.facts(of: Slot(slot)), true)
        need = (need.facts | operand.facts, need.isStrict && operand.isStrict)
      }
      let value = step.operation.map { graph.apply($0, operands) }
      if step.writes, let value {
        define(step.target, value)
        needs[step.target] = need
      } else {
        let condition = value ?? operands[0]
        graph.markBoolean(condition)
        exits.append(
          Exit(
            label: Int(step.target), condition: condition, facts: need.facts,
            isStrict: need.isStrict))
      }
    }
    return exits
  }

  /// What a section gives to others: a number for each of its labels, or that of the section behind the label.
  package struct Answer {
    package var section: Section
    /// By label.
    package var numbers: [Int64]
    /// By label: the section that is entered there, and may be left with a number of its own; its last label
    /// stands for the number here.
    package var behind: [Int: (section: Section, numbers: [Int64])]

    package init(
      section: Section, numbers: [Int64],
      behind: [Int: (section: Section, numbers: [Int64])]
    ) {
      self.section = section
      self.numbers = numbers
      self.behind = behind
    }
  }

  /// Puts what a section decides in place of the slot in which its answer is left for others.
  package mutating func inline(_ answer: Answer, into slot: Slot) {
    var numbers = answer.numbers.map { graph.constant($0) }
    for (label, gates) in answer.behind.sorted(by: { $0.key < $1.key }) {
      numbers[label] = chain(
        read(gates.section),
        gates.numbers.map { graph.constant($0) }
          + [numbers[label]])
    }
    nodes[slot] = chain(read(answer.section), numbers)
  }

  /// The choice between `numbers` that the first exit to hold makes; the last one where none does.
  private mutating func chain(
    _ exits: [Exit], _ numbers: [ValueGraph.Node]
  ) -> ValueGraph.Node {
    guard var chain = numbers.last else { return graph.constant(0) }
    for exit in exits.reversed() {
      guard let condition = exit.condition else { continue }
      chain = graph.apply(.conditional, [condition, numbers[exit.label], chain])
    }
    return chain
  }

  // MARK: Routes

  /// What is known about missing facts where a route begins.
  package struct Gaps {
    /// The slot that holds the missing facts, a bit each.
    package var slot: Slot
    /// Facts of which one that is missing leaves the event to the careful run.
    package var needed: UInt64

    package init(slot: Slot, needed: UInt64) {
      self.slot = slot
      self.needed = needed
    }
  }

  /// Lays out the way through a section. `shown` names by label the slots of the comparison that an exit is
  /// about; `earlier`, where the section is entered only from exits of another route, those exits' labels.
  package mutating func route(
    _ section: Section, shown: [Int: (operand: Slot, threshold: Slot)], gaps: Gaps,
    from earlier: (route: Program.Route, labels: [Int])? = nil
  ) -> Program.Route {
    let exits = read(section)
    let shown = shown.mapValues { sides in
      (operand: node(of: sides.operand.index), threshold: node(of: sides.threshold.index))
    }
    guard plan.hasRoom(for: graph.kinds.count) else { return Program.Route(computed: [:]) }
    let entries = earlier?.labels.compactMap { earlier?.route.computed[$0] } ?? []
    let computed = entries.dropFirst().reduce(entries.first ?? []) { $0.intersection($1) }
    var route = Program.Route(computed: [:])
    for form in [Program.Form.columns, .gappy, .whole] {
      let (stretch, atExit) = lay(exits, section, shown, form, gaps, computed: computed)
      switch form {
      case .columns: route.columns = stretch
      case .gappy: route.gappy = stretch
      case .whole: (route.whole, route.computed) = (stretch, atExit)
      }
    }
    return route
  }

  private mutating func lay(
    _ exits: [Exit], _ section: Section,
    _ shown: [Int: (operand: ValueGraph.Node, threshold: ValueGraph.Node)], _ form: Program.Form,
    _ gaps: Gaps, computed: Set<ValueGraph.Node>
  ) -> (stretch: Program.Stretch, computed: [Int: Set<ValueGraph.Node>]) {
    let start = program.stepCount
    let missing = graph.input(gaps.slot)
    var emitter = StepEmitter(
      graph: graph, isBranching: form != .columns, computed: computed,
      conditions: exits.compactMap(\.condition))
    var atExit: [Int: Set<ValueGraph.Node>] = [:]
    var present: UInt64 = 0
    func need(_ facts: UInt64, _ code: Step.Code, label: Int) {
      if form != .whole, facts & ~present != 0 {
        emitter.test(missing, for: facts & ~present, code, label: label)
      }
      present |= facts
    }
    need(gaps.needed, .failIfMissing, label: -1)
    for exit in exits where !emitter.isFinished {
      need(exit.facts, exit.isStrict ? .exitIfMissing : .failIfMissing, label: exit.label)
      guard let condition = exit.condition else { continue }
      emitter.exit(if: condition, label: exit.label)
      atExit[exit.label] = emitter.computedAtExit
    }
    if !emitter.isFinished { emitter.finish(label: section.finalLabel) }
    resolve(emitter)
    atExit[section.finalLabel] = emitter.computed
    let range = start..<program.stepCount
    // Columns keep no row's values: there the sides are computed from the row's inputs.
    let sides = shown.sorted { $0.key < $1.key }.map { label, nodes in
      (label, self.sides(nodes, computed: form == .columns ? [] : atExit[label] ?? []))
    }
    let stretch = Program.Stretch(
      form: form, range: range, shown: Dictionary(uniqueKeysWithValues: sides))
    return (stretch, atExit)
  }

  /// Where the sides of a taken exit are found; what is not computed there yet is computed by steps of its own.
  private mutating func sides(
    _ sides: (operand: ValueGraph.Node, threshold: ValueGraph.Node), computed: Set<ValueGraph.Node>
  ) -> Program.Sides {
    var emitter = StepEmitter(
      graph: graph, isBranching: false, computed: computed, conditions: [])
    emitter.compute(sides.operand)
    emitter.compute(sides.threshold)
    var start: Int?
    if !emitter.steps.isEmpty {
      start = program.stepCount
      emitter.finish(label: 0)
      resolve(emitter)
    }
    return Program.Sides(
      operand: slot(of: sides.operand), threshold: slot(of: sides.threshold), start: start)
  }

  // MARK: Slots

  /// Takes over the emitter's steps, with slots in place of nodes.
  private mutating func resolve(_ emitter: StepEmitter) {
    for draft in emitter.steps {
      var step = Step(draft.code, constant: draft.constant)
      if let distance = draft.distance {
        precondition(distance <= Int(UInt16.max), "a condition is shorter than a plan")
        step.target = UInt16(distance)
      }
      if let target = draft.target { step.target = slot(of: target).index }
      if let left = draft.left { step.left = slot(of: left).index }
      if let right = draft.right { step.right = slot(of: right).index }
      if let third = draft.third { step.constant = Int64(slot(of: third).index) }
      program.append(step, label: draft.label)
    }
  }

  private mutating func slot(of node: ValueGraph.Node) -> Slot {
    switch graph.kinds[node] {
    case .constant(let value): return plan.constant(value)
    case .input(let slot): return slot
    case .operation:
      if let slot = slots[node] { return slot }
      let slot = plan.input(fact: nil)
      slots[node] = slot
      return slot
    }
  }
}

extension Operation {
  /// Whether an operand that is unknown makes the result unknown, whatever the others are.
  fileprivate var isStrict: Bool {
    switch self {
    case .and, .or, .conditional: false
    default: true
    }
  }

  var operandCount: Int {
    switch self {
    case .not, .negate, .absolute: 1
    case .conditional, .scaleAway, .scaleToward: 3
    default: 2
    }
  }
}
