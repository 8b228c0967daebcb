/// A compiled set of sections over one frame. Immutable; any number of frames may run it.
package struct Plan: Sendable {
  /// The initial slots: constants in place, inputs zero.
  package let template: [Int64]
  let instructions: [Instruction]
  /// The fact each input slot belongs to.
  let factOfSlot: [Slot: Int]
  /// 2 + fact for the input slots of a fact, 0 elsewhere: the states a careful run starts from.
  private let inputStates: [UInt8]

  init(template: [Int64], instructions: [Instruction], factOfSlot: [Slot: Int]) {
    self.template = template
    self.instructions = instructions
    self.factOfSlot = factOfSlot
    var states = [UInt8](repeating: 0, count: template.count)
    for (slot, fact) in factOfSlot { states[Int(slot.index)] = UInt8(fact + 2) }
    inputStates = states
  }

  package var instructionCount: Int { instructions.count }

  package func makeFrame() -> Frame {
    Frame(template: template)
  }

  // MARK: Fast run

  /// The label by which the section is left, or nil where an operation failed: then the careful run must
  /// decide, since CEL's `&&`, `||` and `?:` may absorb the error. Every fact of the section must be there.
  @inline(__always)
  package func run(_ section: Section, in frame: Frame) -> UInt16? {
    let slots = unsafe frame.values
    return unsafe instructions.withUnsafeBufferPointer { code -> UInt16? in
      guard let base = code.baseAddress else { return nil }
      return unsafe Self.execute(base + section.range.lowerBound, slots)
    }
  }

  private static func execute(
    _ start: UnsafePointer<Instruction>, _ slots: UnsafeMutablePointer<Int64>
  ) -> UInt16? {
    var next = unsafe start
    while true {
      let step = unsafe next.pointee
      unsafe next += 1
      let left = unsafe slots[Int(step.left)]
      let right = unsafe slots[Int(step.right)]
      let result: (partialValue: Int64, overflow: Bool)
      switch step.code {
      case .exitIfLess:
        if left < right { return step.target }
        continue
      case .exitIfLessOrEqual:
        if left <= right { return step.target }
        continue
      case .exitIf:
        if left != 0 { return step.target }
        continue
      case .exitIfEqual:
        if left == right { return step.target }
        continue
      case .exitIfNotEqual:
        if left != right { return step.target }
        continue
      case .finish: return step.target
      case .and: result = (left & right, false)
      case .or: result = (left | right, false)
      case .not: result = (left ^ 1, false)
      case .conditional:
        let third = unsafe slots[Int(step.third)]
        result = (left != 0 ? right : third, false)
      case .equal: result = (left == right ? 1 : 0, false)
      case .notEqual: result = (left != right ? 1 : 0, false)
      case .less: result = (left < right ? 1 : 0, false)
      case .lessOrEqual: result = (left <= right ? 1 : 0, false)
      case .add: result = left.addingReportingOverflow(right)
      case .subtract: result = left.subtractingReportingOverflow(right)
      case .multiply: result = left.multipliedReportingOverflow(by: right)
      case .divide: result = left.dividedReportingOverflow(by: right)
      case .modulo: result = left.remainderReportingOverflow(dividingBy: right)
      case .negate: result = Int64(0).subtractingReportingOverflow(left)
      case .absolute:
        result = left < 0 ? Int64(0).subtractingReportingOverflow(left) : (left, false)
      case .least: result = (min(left, right), false)
      case .greatest: result = (max(left, right), false)
      case .ticksCovering:
        if let ticks = Operation.ticks(covering: left, tick: right) {
          result = (ticks, false)
        } else {
          result = (0, true)
        }
      }
      if result.overflow { return nil }
      unsafe slots[Int(step.target)] = result.partialValue
    }
  }

  // MARK: Careful run

  /// Computes every value of the section, also those behind an exit, with CEL's errors and unknowns; nothing
  /// is decided. Afterwards `Frame.state(of:)` and the frame tell all conditions, which is what decides an
  /// event with a missing fact, and what an explanation shows.
  package func runCarefully(_ section: Section, in frame: Frame) {
    for (index, fact) in inputStates.enumerated() {
      let isMissing = fact >= 2 && frame.missing & (1 << UInt64(fact - 2)) != 0
      unsafe frame.states[index] = isMissing ? fact : 0
    }
    for step in instructions[section.range] {
      step.executeCarefully(in: frame)
    }
  }
}
