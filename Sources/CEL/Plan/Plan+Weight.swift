/// What the parts of a plan weigh as they are laid out, in the units of `Cost`. A bill made of these weights is a
/// bound whatever became of the expressions on their way into the plan.
extension Plan {
  /// By label of the exit that they lead to: the steps of a route, in the dearest of its forms; every step counts,
  /// also where an event would skip it. Steps that lead to no exit count for the label -1.
  package func stepCosts(of route: Program.Route) -> [Int: Cost] {
    var dearest: [Int: Cost] = [:]
    for stretch in route.stretches {
      dearest.merge(stepCosts(in: stretch.range)) { Cost.larger($0, $1) }
    }
    return dearest
  }

  /// Of all steps of one stretch: what an event that passes every one of them pays.
  package func cost(of stretch: Program.Stretch) -> Cost {
    stretch.range.reduce(.zero) { $0 + Cost(program.steps[$1].code.weight) }
  }

  /// By label: the steps that compute what is shown of an exit that was taken, in the dearest form. An event takes
  /// one exit.
  package func shownCosts(of route: Program.Route) -> [Int: Cost] {
    var dearest: [Int: Cost] = [:]
    for stretch in route.stretches {
      for (label, sides) in stretch.shown {
        guard let start = sides.start else { continue }
        dearest[label] = .larger(dearest[label] ?? .zero, cost(ofStepsFrom: start))
      }
    }
    return dearest
  }

  /// By label of the exit that they lead to: the instructions of a careful run through a section.
  package func carefulCosts(of section: Section) -> [Int: Cost] {
    var costs: [Int: Cost] = [:]
    var reached = Cost.zero
    for instruction in instructions[section.range] {
      reached += Cost(instruction.code.weight)
      guard !instruction.writes else { continue }
      costs[Int(instruction.target), default: .zero] += reached
      reached = .zero
      if instruction.code == .finish { break }
    }
    return costs
  }

  /// The instructions behind the end of a section, which only explanations run, with the slot each one writes.
  package func explanationCosts(of section: Section) -> [(slot: Slot, cost: Cost)] {
    let steps = instructions[section.range]
    guard let end = steps.firstIndex(where: { $0.code == .finish }) else { return [] }
    return steps[(end + 1)...].map { (Slot($0.target), Cost($0.code.weight)) }
  }

  private func stepCosts(in range: Range<Int>) -> [Int: Cost] {
    var costs: [Int: Cost] = [:]
    var reached = Cost.zero
    for position in range {
      let step = program.steps[position]
      reached += Cost(step.code.weight)
      guard step.isExit else { continue }
      costs[program.label(at: position), default: .zero] += reached
      reached = .zero
    }
    if reached.units > 0 { costs[-1, default: .zero] += reached }
    return costs
  }

  private func cost(ofStepsFrom start: Int) -> Cost {
    var cost = Cost.zero
    for step in program.steps[start...] {
      cost += Cost(step.code.weight)
      if step.code == .finish { break }
    }
    return cost
  }
}

extension Step.Code {
  /// Units of one step in the fast run; see `Cost`.
  fileprivate var weight: Int {
    switch self {
    case .scaleAway, .scaleToward: 5
    case .divide, .modulo, .ticksCovering, .moreTicks, .exitIfMoreTicks, .exitIfAtMostTicks,
      .exitIfMoreTicksApart, .exitIfAtMostTicksApart:
      3
    default: 2
    }
  }
}

extension Instruction.Code {
  /// Units of one instruction in the careful run; see `Cost`. With the step of the same operation it weighs what
  /// `Operation.weight` says.
  fileprivate var weight: Int {
    switch self {
    case .scaleAway, .scaleToward: 9
    default: 4
    }
  }
}
