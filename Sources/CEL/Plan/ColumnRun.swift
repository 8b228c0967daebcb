import CPrograms

/// Runs a program over a block of events at once: a slot is a column of values, a step one loop over the block.
/// The loops are plain arithmetic on 64-bit lanes, of which vectors are made (CPrograms; facts/performance.md 2).
/// Answers are those of `Frame.follow`, event by event. For one thread.
@safe package final class ColumnRun {
  /// The most events of a block. The columns that a program touches stay in the first-level cache.
  package static let width = 256

  /// By slot where its column starts: columns of the owner for inputs, of this object for all others.
  private let columns: UnsafeMutablePointer<UnsafeMutablePointer<Int64>>
  private let memory: UnsafeMutablePointer<Int64>
  private let steps: UnsafeMutablePointer<Step>
  private let slotCount: Int
  /// The facts that any event of the block misses.
  private var missing: Int64 = 0
  /// By event the position of the exit it left by; `open` before, `failed` where an operation failed.
  @unsafe package let exits: UnsafeMutablePointer<Int64>

  /// What stands in `exits` for an event that is under way: no bit of it is lost by leaving.
  package static let open: Int64 = -1

  /// What stands in `exits` for an event that the careful run must decide: the position behind the last step.
  package let failed: Int64

  package init(_ plan: Plan) {
    slotCount = plan.template.count
    failed = Int64(plan.program.steps.count)
    unsafe memory = .allocate(capacity: slotCount * Self.width)
    unsafe columns = .allocate(capacity: slotCount)
    for (slot, value) in plan.template.enumerated() {
      let column = unsafe memory + slot * Self.width
      unsafe column.initialize(repeating: value, count: Self.width)
      unsafe (columns + slot).initialize(to: column)
    }
    unsafe steps = .allocate(capacity: max(1, plan.program.steps.count))
    for (index, step) in plan.program.steps.enumerated() {
      unsafe (steps + index).initialize(to: step)
    }
    unsafe exits = .allocate(capacity: Self.width)
    unsafe exits.initialize(repeating: Self.open, count: Self.width)
  }

  deinit {
    unsafe memory.deallocate()
    unsafe columns.deallocate()
    unsafe steps.deallocate()
    unsafe exits.deallocate()
  }

  /// Marks `bit` in the events whose value is below `least` or above `most`, in columns of the owner.
  @unsafe package static func mark(
    _ bit: Int64, in target: UnsafeMutablePointer<Int64>, where values: UnsafePointer<Int64>,
    isBelow least: Int64, orAbove most: Int64, count: Int
  ) {
    unsafe columns_mark_outside(target, values, least, most, bit, Int64(count))
  }

  /// The bits that any value of a column has.
  @unsafe package static func bits(
    ofAny values: UnsafePointer<Int64>, count: Int
  ) -> Int64 {
    unsafe columns_any_bits(values, Int64(count))
  }

  /// Makes the slot's column the owner's, of at least as many values as a block that is run.
  @unsafe package func setColumn(of slot: Slot, to column: UnsafeMutablePointer<Int64>) {
    precondition(Int(slot.index) < slotCount)
    unsafe columns[Int(slot.index)] = column
  }

  /// Runs the steps from `start` on over the first `count` events. Those that are open are so no longer.
  /// `missing` has the bits of all facts that any of them misses.
  package func run(from start: Int, count: Int, missing: Int64) {
    precondition(count <= Self.width)
    self.missing = missing
    var at = unsafe steps + start
    while true {
      let step = unsafe at.pointee
      if step.code == .finish {
        return unsafe columns_leave(exits, Int64(at - steps), Int64(count))
      }
      unsafe run(step, at: Int64(at - steps), Int64(count))
      unsafe at += 1
    }
  }
}

// MARK: - Steps

extension ColumnRun {
  private typealias Column = UnsafeMutablePointer<Int64>

  private func run(_ step: Step, at position: Int64, _ events: Int64) {
    let left = unsafe columns[Int(step.left)]
    let right = unsafe columns[Int(step.right)]
    let target = unsafe columns[Int(step.target)]
    let constant = step.constant
    switch step.code {
    case .exitIfLess: unsafe columns_leave_less(exits, left, right, position, events)
    case .exitIfLessOrEqual: unsafe columns_leave_less_equal(exits, left, right, position, events)
    case .exitIfEqual: unsafe columns_leave_equal(exits, left, right, position, events)
    case .exitIfNotEqual: unsafe columns_leave_not_equal(exits, left, right, position, events)
    case .exitIfBelow: unsafe columns_leave_below(exits, left, constant, position, events)
    case .exitIfAbove: unsafe columns_leave_above(exits, left, constant, position, events)
    case .exitIfIs: unsafe columns_leave_is(exits, left, constant, position, events)
    case .exitIfIsNot: unsafe columns_leave_is_not(exits, left, constant, position, events)
    case .exitIfDifferenceBelow:
      unsafe columns_leave_difference_below(
        exits, left, right, target, constant, position, failed, events)
    case .exitIfDifferenceAbove:
      unsafe columns_leave_difference_above(
        exits, left, right, target, constant, position, failed, events)
    case .exitIfMoreTicks, .exitIfAtMostTicks:
      unsafe columns_leave_ticks(
        exits, left, right, constant, step.code == .exitIfAtMostTicks ? 1 : 0, position, failed,
        events)
    case .exitIfMoreTicksApart, .exitIfAtMostTicksApart:
      unsafe columns_leave_ticks_apart(
        exits, left, right, target, constant, step.code == .exitIfAtMostTicksApart ? 1 : 0,
        position, failed, events)
    case .exitIfMissing where missing & constant != 0:
      unsafe columns_leave_any_bit(exits, left, constant, position, events)
    case .failIfMissing where missing & constant != 0:
      unsafe columns_leave_any_bit(exits, left, constant, failed, events)
    case .exitIfMissing, .failIfMissing: return
    default: unsafe compute(step, left, right, target, events)
    }
  }

  private func compute(
    _ step: Step, _ left: Column, _ right: Column, _ target: Column, _ events: Int64
  ) {
    switch step.code {
    case .and: unsafe columns_and(target, left, right, events)
    case .or: unsafe columns_or(target, left, right, events)
    case .not: unsafe columns_not(target, left, events)
    case .select:
      unsafe columns_select(
        target, left, right, columns[Int(truncatingIfNeeded: step.constant)], events)
    case .equal: unsafe columns_equal(target, left, right, events)
    case .notEqual: unsafe columns_not_equal(target, left, right, events)
    case .less: unsafe columns_less(target, left, right, events)
    case .lessOrEqual: unsafe columns_less_equal(target, left, right, events)
    case .least: unsafe columns_least(target, left, right, events)
    case .greatest: unsafe columns_greatest(target, left, right, events)
    case .add: unsafe columns_add(exits, target, left, right, failed, events)
    case .subtract: unsafe columns_subtract(exits, target, left, right, failed, events)
    case .negate: unsafe columns_negate(exits, target, left, failed, events)
    case .absolute: unsafe columns_absolute(exits, target, left, failed, events)
    default: unsafe computeEach(step, left, right, target, events)
    }
  }

  /// The operations for which processors have no vectors.
  private func computeEach(
    _ step: Step, _ left: Column, _ right: Column, _ target: Column, _ events: Int64
  ) {
    let third = unsafe columns[step.hasThird ? Int(truncatingIfNeeded: step.constant) : 0]
    for event in 0..<Int(events) {
      let (first, second) = unsafe (left[event], right[event])
      let result: Int64? =
        switch step.code {
        case .multiply: Operation.multiply.apply(first, second)
        case .divide: Operation.divide.apply(first, second)
        case .modulo: Operation.modulo.apply(first, second)
        case .ticksCovering: Operation.ticks(covering: first, tick: second)
        case .moreTicks:
          Operation.isMore(first, than: step.constant, ticksOf: second).map { $0 ? 1 : 0 }
        case .scaleAway:
          unsafe Operation.scale(first, second, over: third[event], isAway: true)
        case .scaleToward:
          unsafe Operation.scale(first, second, over: third[event], isAway: false)
        default: preconditionFailure("a program for columns has no skips")
        }
      unsafe target[event] = result ?? 0
      if unsafe result == nil && exits[event] < 0 { unsafe exits[event] = failed }
    }
  }
}
