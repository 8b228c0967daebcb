/// Runs a program over a block of events at once: a slot is a column of values, a step one loop over the block.
/// Every loop is plain arithmetic on 64-bit lanes, which the compiler makes vectors of (facts/performance.md 2).
/// Answers are those of `Frame.follow`, event by event. For one thread.
@safe package final class ColumnRun {
  /// The most events of a block. The columns that a program touches stay in the first-level cache.
  package static let width = 256

  /// By slot where its column starts: columns of the owner for inputs, of this object for all others.
  private let columns: UnsafeMutablePointer<UnsafeMutablePointer<Int64>>
  private let memory: UnsafeMutablePointer<Int64>
  private let steps: UnsafeMutablePointer<Step>
  private let slotCount: Int
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

  /// Makes the slot's column the owner's, of at least as many values as a block that is run.
  @unsafe package func setColumn(of slot: Slot, to column: UnsafeMutablePointer<Int64>) {
    precondition(Int(slot.index) < slotCount)
    unsafe columns[Int(slot.index)] = column
  }

  /// Runs the steps from `start` on over the first `count` events. Those that are open are so no longer.
  package func run(from start: Int, count: Int) {
    precondition(count <= Self.width)
    var at = unsafe steps + start
    while true {
      let step = unsafe at.pointee
      if step.code == .finish {
        unsafe leave(count, at: Int64(at - steps)) { _ in true }
        return
      }
      unsafe run(step, at: Int64(at - steps), count)
      unsafe at += 1
    }
  }
}

// MARK: - Steps

extension ColumnRun {
  private typealias Column = UnsafeMutablePointer<Int64>

  private func run(_ step: Step, at position: Int64, _ count: Int) {
    let left = unsafe columns[Int(step.left)]
    let right = unsafe columns[Int(step.right)]
    let target = unsafe columns[Int(step.target)]
    let constant = step.constant
    switch step.code {
    case .exitIfLess: leave(count, at: position) { unsafe left[$0] < right[$0] }
    case .exitIfLessOrEqual: leave(count, at: position) { unsafe left[$0] <= right[$0] }
    case .exitIfEqual: leave(count, at: position) { unsafe left[$0] == right[$0] }
    case .exitIfNotEqual: leave(count, at: position) { unsafe left[$0] != right[$0] }
    case .exitIfBelow: leave(count, at: position) { unsafe left[$0] < constant }
    case .exitIfAbove: leave(count, at: position) { unsafe left[$0] > constant }
    case .exitIfIs: leave(count, at: position) { unsafe left[$0] == constant }
    case .exitIfIsNot: leave(count, at: position) { unsafe left[$0] != constant }
    case .exitIfDifferenceBelow:
      unsafe subtract(count, left, right, target)
      leave(count, at: position) { unsafe target[$0] < constant }
    case .exitIfDifferenceAbove:
      unsafe subtract(count, left, right, target)
      leave(count, at: position) { unsafe target[$0] > constant }
    case .exitIfMissing: leave(count, at: position) { unsafe left[$0] & constant != 0 }
    case .failIfMissing: leave(count, at: failed) { unsafe left[$0] & constant != 0 }
    default: unsafe compute(step, left, right, target, at: position, count)
    }
  }

  private func compute(
    _ step: Step, _ left: Column, _ right: Column, _ target: Column, at position: Int64,
    _ count: Int
  ) {
    let constant = step.constant
    switch step.code {
    case .and: unsafe fill(count, target) { unsafe left[$0] & right[$0] }
    case .or: unsafe fill(count, target) { unsafe left[$0] | right[$0] }
    case .not: unsafe fill(count, target) { unsafe left[$0] ^ 1 }
    case .select:
      let third = unsafe columns[Int(truncatingIfNeeded: constant)]
      unsafe fill(count, target) { unsafe left[$0] != 0 ? right[$0] : third[$0] }
    case .equal: unsafe fill(count, target) { unsafe left[$0] == right[$0] ? 1 : 0 }
    case .notEqual: unsafe fill(count, target) { unsafe left[$0] != right[$0] ? 1 : 0 }
    case .less: unsafe fill(count, target) { unsafe left[$0] < right[$0] ? 1 : 0 }
    case .lessOrEqual: unsafe fill(count, target) { unsafe left[$0] <= right[$0] ? 1 : 0 }
    case .least: unsafe fill(count, target) { unsafe min(left[$0], right[$0]) }
    case .greatest: unsafe fill(count, target) { unsafe max(left[$0], right[$0]) }
    case .add:
      unsafe fill(count, target) { unsafe left[$0] &+ right[$0] }
      leave(count, at: failed) {
        unsafe (left[$0] ^ target[$0]) & (right[$0] ^ target[$0]) < 0
      }
    case .subtract: unsafe subtract(count, left, right, target)
    case .negate:
      unsafe fill(count, target) { unsafe 0 &- left[$0] }
      leave(count, at: failed) { unsafe left[$0] == .min }
    case .absolute:
      unsafe fill(count, target) { unsafe (left[$0] ^ (left[$0] &>> 63)) &- (left[$0] &>> 63) }
      leave(count, at: failed) { unsafe left[$0] == .min }
    case .multiply:
      unsafe fail(count, target) { unsafe left[$0].multipliedReportingOverflow(by: right[$0]) }
    case .divide:
      unsafe fail(count, target) { unsafe left[$0].dividedReportingOverflow(by: right[$0]) }
    case .modulo:
      unsafe fail(count, target) {
        unsafe left[$0].remainderReportingOverflow(dividingBy: right[$0])
      }
    case .ticksCovering:
      unsafe fail(count, target) {
        let ticks = unsafe Operation.ticks(covering: left[$0], tick: right[$0])
        return (ticks ?? 0, ticks == nil)
      }
    case .scaleAway, .scaleToward:
      let third = unsafe columns[Int(truncatingIfNeeded: constant)]
      let isAway = step.code == .scaleAway
      unsafe fail(count, target) {
        let scaled = unsafe Operation.scale(
          left[$0], right[$0], over: third[$0], isAway: isAway)
        return (scaled ?? 0, scaled == nil)
      }
    case .moreTicks:
      unsafe fail(count, target) {
        let more = unsafe Operation.isMore(left[$0], than: constant, ticksOf: right[$0])
        return (more == true ? 1 : 0, more == nil)
      }
    case .exitIfMoreTicks, .exitIfAtMostTicks:
      let isMore = step.code == .exitIfMoreTicks
      unsafe leaveByTicks(count, isMore, at: position, constant, right) { unsafe left[$0] }
    case .exitIfMoreTicksApart, .exitIfAtMostTicksApart:
      let isMore = step.code == .exitIfMoreTicksApart
      leave(count, at: failed) {
        let difference = unsafe left[$0] &- right[$0]
        return unsafe (left[$0] ^ right[$0]) & (left[$0] ^ difference) < 0
      }
      unsafe leaveByTicks(count, isMore, at: position, constant, target) {
        unsafe left[$0] &- right[$0]
      }
    default: preconditionFailure("a program for columns has no skips")
    }
  }

  /// Open events for which `test` holds leave by `position`.
  @inline(__always)
  private func leave(_ count: Int, at position: Int64, _ test: (Int) -> Bool) {
    let exits = unsafe exits
    for event in 0..<count {
      // All bits of an event that is open and leaves, else none.
      let leaving = unsafe test(event) ? exits[event] &>> 63 : 0
      unsafe exits[event] &= ~leaving | position
    }
  }

  @inline(__always)
  private func fill(_ count: Int, _ target: Column, _ value: (Int) -> Int64) {
    for event in 0..<count { unsafe target[event] = value(event) }
  }

  /// Fills the column and leaves open events for which the operation has no value to the careful run.
  @inline(__always)
  private func fail(
    _ count: Int, _ target: Column, _ value: (Int) -> (partialValue: Int64, overflow: Bool)
  ) {
    let exits = unsafe exits
    for event in 0..<count {
      let (result, overflow) = value(event)
      unsafe target[event] = result
      if unsafe overflow && exits[event] < 0 { unsafe exits[event] = failed }
    }
  }

  private func subtract(_ count: Int, _ left: Column, _ right: Column, _ target: Column) {
    unsafe fill(count, target) { unsafe left[$0] &- right[$0] }
    leave(count, at: failed) {
      unsafe (left[$0] ^ right[$0]) & (left[$0] ^ target[$0]) < 0
    }
  }

  /// Leaves where the difference is, or is not, more than `most` ticks. What is too large to be compared by a plain
  /// multiplication is left to the careful run.
  @inline(__always)
  private func leaveByTicks(
    _ count: Int, _ isMore: Bool, at position: Int64, _ most: Int64, _ tick: Column,
    _ difference: (Int) -> Int64
  ) {
    // Below this, the limit and every difference that is compared with it stay in 32 bits or fit 64 surely.
    let largestTick = Int64.max / max(1, most)
    leave(count, at: failed) { unsafe tick[$0] <= 0 || tick[$0] > largestTick }
    leave(count, at: failed) { difference($0) == .min }
    leave(count, at: position) {
      let difference = difference($0)
      let magnitude = (difference ^ (difference &>> 63)) &- (difference &>> 63)
      return unsafe (magnitude > tick[$0] &* most) == isMore
    }
  }
}
