/// The memory of one evaluation: every input, constant and intermediate value of a plan, in 64-bit slots, and
/// which facts are missing. Made once and used for every event; an evaluation allocates nothing.
@safe package final class Frame {
  /// What a slot holds after a careful run.
  package enum State: Hashable, Sendable {
    case known
    /// An overflow or a division by zero (CEL: an error).
    case error
    /// Depends on the fact of this number, which is missing (CEL: an unknown).
    case unknown(fact: Int)
  }

  /// The slots, for owners who set and read them by the million; `count` of them.
  @unsafe package let values: UnsafeMutablePointer<Int64>
  /// 0 known, 1 error, 2 + n unknown because of fact n. Written by careful runs only.
  let states: UnsafeMutablePointer<UInt8>
  package let count: Int
  /// The facts that are missing or too old, a bit each.
  package var missing: UInt64 = 0

  /// How often a careful run found an error or an unknown that the other side of a `&&` or `||` absorbed.
  package internal(set) var masked = 0
  /// The plan's instructions, kept here so that a run counts no references.
  @unsafe package let instructions: UnsafePointer<Instruction>

  init(template: [Int64], instructions: [Instruction]) {
    count = template.count
    let copy = UnsafeMutablePointer<Instruction>.allocate(capacity: max(1, instructions.count))
    for (index, instruction) in instructions.enumerated() {
      unsafe (copy + index).initialize(to: instruction)
    }
    unsafe self.instructions = UnsafePointer(copy)
    unsafe values = .allocate(capacity: max(1, count))
    unsafe states = .allocate(capacity: max(1, count))
    for (index, value) in template.enumerated() {
      unsafe values[index] = value
    }
    unsafe states.initialize(repeating: 0, count: count)
  }

  deinit {
    unsafe values.deallocate()
    unsafe states.deallocate()
    unsafe instructions.deallocate()
  }

  package subscript(slot: Slot) -> Int64 {
    get {
      precondition(Int(slot.index) < count)
      return unsafe values[Int(slot.index)]
    }
    set {
      precondition(Int(slot.index) < count)
      unsafe values[Int(slot.index)] = newValue
    }
  }

  /// The state of a slot after a careful run of the section that computes it.
  package func state(of slot: Slot) -> State {
    precondition(Int(slot.index) < count)
    switch unsafe states[Int(slot.index)] {
    case 0: return .known
    case 1: return .error
    case let code: return .unknown(fact: Int(code) - 2)
    }
  }
}

// MARK: - Fast run

extension Frame {
  /// The label by which the section that starts at `start` is left, or -1 where an operation failed: then the
  /// careful run must decide, since CEL's `&&`, `||` and `?:` may absorb the error. Every fact of the section
  /// must be there. Allocates nothing, counts no references.
  package func run(from start: Int) -> Int {
    unsafe Self.run(instructions + start, values)
  }

  /// `run(from:)` for an owner who keeps `instructions` and `values` of a frame at hand, and the frame alive.
  @unsafe package static func run(
    _ start: UnsafePointer<Instruction>, _ slots: UnsafeMutablePointer<Int64>
  ) -> Int {
    var next = unsafe start
    while true {
      let step = unsafe next.pointee
      unsafe next += 1
      let left = unsafe slots[Int(step.left)]
      let right = unsafe slots[Int(step.right)]
      let result: (partialValue: Int64, overflow: Bool)
      switch step.code {
      case .exitIfLess:
        if left < right { return Int(step.target) }
        continue
      case .exitIfLessOrEqual:
        if left <= right { return Int(step.target) }
        continue
      case .exitIf:
        if left != 0 { return Int(step.target) }
        continue
      case .exitIfEqual:
        if left == right { return Int(step.target) }
        continue
      case .exitIfNotEqual:
        if left != right { return Int(step.target) }
        continue
      case .finish: return Int(step.target)
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
      case .scaleAway, .scaleToward:
        let scaled = Operation.scale(
          left, right, over: unsafe slots[Int(step.third)], isAway: step.code == .scaleAway)
        result = (scaled ?? 0, scaled == nil)
      }
      if result.overflow { return -1 }
      unsafe slots[Int(step.target)] = result.partialValue
    }
  }
}
