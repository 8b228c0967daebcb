/// The steps that most events take through a plan: what its sections compute, in the order in which their exits
/// need it, with comparisons and exits in one step, other bots' exports in place and nothing that only an
/// explanation reads. Where a fact is missing or an operation fails it says nothing: the careful run decides.
package struct Program: Sendable {
  /// A way through the program: entered at `start`, left at one of its exits.
  package struct Route: Sendable {
    /// The way of an event that misses no fact; nil where the plan has no room for a program.
    package var whole: Stretch?
    /// The way of an event that misses some: left with the label of what needs it first.
    package var gappy: Stretch?
    /// That without skips, for columns of events.
    package var columns: Stretch?
    /// By label: the nodes that are computed when the route is left there.
    var computed: [Int: Set<ValueGraph.Node>]

    /// That of a plan without a program.
    package static let none = Route(whole: nil, gappy: nil, columns: nil, computed: [:])

    package var stretches: [Stretch] { [whole, gappy, columns].compactMap { $0 } }
  }

  /// Steps that stand together and are entered at the first.
  package struct Stretch: Sendable {
    package var form: Form
    package var range: Range<Int>
    /// By label: what was compared where it is left there.
    package var shown: [Int: Sides]
  }

  /// For which events a stretch is.
  package enum Form: Sendable {
    case whole, gappy, columns
  }

  /// Where the two sides of the comparison of an exit are found once it was taken.
  package struct Sides: Sendable {
    package var operand: Slot
    package var threshold: Slot
    /// Position of the steps that compute them first; nil where they are there.
    package var start: Int?
  }

  private(set) var steps: [Step] = []
  /// The label of each step that is an exit.
  private(set) var labels: [Int] = []

  package var stepCount: Int { steps.count }

  /// The label behind the exit at a position.
  package func label(at position: Int) -> Int { labels[position] }

  /// The facts, a bit each, of which one that is missing makes a step an exit; 0 for other steps.
  package func facts(at position: Int) -> UInt64 {
    steps[position].code == .exitIfMissing ? UInt64(bitPattern: steps[position].constant) : 0
  }

  /// The positions of the exits in the order of the steps.
  package var exits: [Int] { steps.indices.filter { steps[$0].isExit } }

  mutating func append(_ step: Step, label: Int = -1) {
    steps.append(step)
    labels.append(label)
  }

}

// MARK: - Run

extension Frame {
  /// Follows the program from the step at `start` until an exit, and gives its position; -1 where an operation
  /// failed: then the careful run must decide, since CEL's `&&`, `||` and `?:` may absorb the error. Allocates
  /// nothing, counts no references.
  package func follow(from start: Int) -> Int {
    unsafe Self.follow(program, from: start, values)
  }

  /// `follow(from:)` for an owner who keeps `program` and `values` of a frame at hand, and the frame alive.
  @unsafe package static func follow(
    _ program: UnsafeRawPointer, from start: Int, _ slots: UnsafeMutablePointer<Int64>
  ) -> Int {
    let steps = unsafe program.assumingMemoryBound(to: Step.self)
    guard let exit = unsafe leave(steps + start, slots) else { return -1 }
    return unsafe exit - steps
  }

  /// One loop with one dispatch; a step loads what it needs and nothing else. An event to which no rule applies
  /// runs straight down (facts/performance.md 2).
  @inline(__always)
  private static func leave(
    _ start: UnsafePointer<Step>, _ slots: UnsafeMutablePointer<Int64>
  ) -> UnsafePointer<Step>? {
    var at = unsafe start
    while true {
      let result: (partialValue: Int64, overflow: Bool)
      switch unsafe at.pointee.code {
      case .finish: return unsafe at

      case .exitIfLess: if unsafe left(at, slots) < right(at, slots) { return unsafe at }
      case .exitIfLessOrEqual: if unsafe left(at, slots) <= right(at, slots) { return unsafe at }
      case .exitIfEqual: if unsafe left(at, slots) == right(at, slots) { return unsafe at }
      case .exitIfNotEqual: if unsafe left(at, slots) != right(at, slots) { return unsafe at }
      case .exitIfBelow: if unsafe left(at, slots) < at.pointee.constant { return unsafe at }
      case .exitIfAbove: if unsafe left(at, slots) > at.pointee.constant { return unsafe at }
      case .exitIfIs: if unsafe left(at, slots) == at.pointee.constant { return unsafe at }
      case .exitIfIsNot: if unsafe left(at, slots) != at.pointee.constant { return unsafe at }

      case .exitIfDifferenceBelow:
        let (difference, overflow) = unsafe left(at, slots).subtractingReportingOverflow(
          right(at, slots))
        if overflow { return nil }
        unsafe slots[Int(at.pointee.target)] = difference
        if unsafe difference < at.pointee.constant { return unsafe at }
      case .exitIfDifferenceAbove:
        let (difference, overflow) = unsafe left(at, slots).subtractingReportingOverflow(
          right(at, slots))
        if overflow { return nil }
        unsafe slots[Int(at.pointee.target)] = difference
        if unsafe difference > at.pointee.constant { return unsafe at }

      case .exitIfMoreTicks, .exitIfAtMostTicks:
        guard
          let more = unsafe Operation.isMore(
            left(at, slots), than: at.pointee.constant, ticksOf: right(at, slots))
        else { return nil }
        if unsafe more == (at.pointee.code == .exitIfMoreTicks) { return unsafe at }
      case .exitIfMoreTicksApart, .exitIfAtMostTicksApart:
        let (difference, overflow) = unsafe left(at, slots).subtractingReportingOverflow(
          right(at, slots))
        guard !overflow,
          let more = unsafe Operation.isMore(
            difference, than: at.pointee.constant, ticksOf: slots[Int(at.pointee.target)])
        else { return nil }
        if unsafe more == (at.pointee.code == .exitIfMoreTicksApart) { return unsafe at }

      case .exitIfMissing: if unsafe left(at, slots) & at.pointee.constant != 0 { return unsafe at }
      case .failIfMissing: if unsafe left(at, slots) & at.pointee.constant != 0 { return nil }

      case .skipIfLess: if unsafe left(at, slots) < right(at, slots) { unsafe skip(&at) }
      case .skipIfLessOrEqual:
        if unsafe left(at, slots) <= right(at, slots) { unsafe skip(&at) }
      case .skipIfEqual: if unsafe left(at, slots) == right(at, slots) { unsafe skip(&at) }
      case .skipIfNotEqual: if unsafe left(at, slots) != right(at, slots) { unsafe skip(&at) }
      case .skipIfBelow: if unsafe left(at, slots) < at.pointee.constant { unsafe skip(&at) }
      case .skipIfAbove: if unsafe left(at, slots) > at.pointee.constant { unsafe skip(&at) }
      case .skipIfIs: if unsafe left(at, slots) == at.pointee.constant { unsafe skip(&at) }
      case .skipIfIsNot: if unsafe left(at, slots) != at.pointee.constant { unsafe skip(&at) }

      case .and: unsafe set(at, slots, left(at, slots) & right(at, slots))
      case .or: unsafe set(at, slots, left(at, slots) | right(at, slots))
      case .not: unsafe set(at, slots, left(at, slots) ^ 1)
      case .select:
        let third = unsafe slots[Int(truncatingIfNeeded: at.pointee.constant)]
        let second = unsafe right(at, slots)
        unsafe set(at, slots, left(at, slots) != 0 ? second : third)
      case .equal: unsafe set(at, slots, left(at, slots) == right(at, slots) ? 1 : 0)
      case .notEqual: unsafe set(at, slots, left(at, slots) != right(at, slots) ? 1 : 0)
      case .less: unsafe set(at, slots, left(at, slots) < right(at, slots) ? 1 : 0)
      case .lessOrEqual: unsafe set(at, slots, left(at, slots) <= right(at, slots) ? 1 : 0)
      case .least: unsafe set(at, slots, min(left(at, slots), right(at, slots)))
      case .greatest: unsafe set(at, slots, max(left(at, slots), right(at, slots)))
      case .moreTicks:
        guard
          let more = unsafe Operation.isMore(
            left(at, slots), than: at.pointee.constant, ticksOf: right(at, slots))
        else { return nil }
        unsafe set(at, slots, more ? 1 : 0)

      case .add:
        result = unsafe left(at, slots).addingReportingOverflow(right(at, slots))
        if result.overflow { return nil }
        unsafe set(at, slots, result.partialValue)
      case .subtract:
        result = unsafe left(at, slots).subtractingReportingOverflow(right(at, slots))
        if result.overflow { return nil }
        unsafe set(at, slots, result.partialValue)
      case .multiply:
        result = unsafe left(at, slots).multipliedReportingOverflow(by: right(at, slots))
        if result.overflow { return nil }
        unsafe set(at, slots, result.partialValue)
      case .divide:
        result = unsafe left(at, slots).dividedReportingOverflow(by: right(at, slots))
        if result.overflow { return nil }
        unsafe set(at, slots, result.partialValue)
      case .modulo:
        result = unsafe left(at, slots).remainderReportingOverflow(dividingBy: right(at, slots))
        if result.overflow { return nil }
        unsafe set(at, slots, result.partialValue)
      case .negate:
        let value = unsafe left(at, slots)
        if value == .min { return nil }
        unsafe set(at, slots, -value)
      case .absolute:
        let value = unsafe left(at, slots)
        if value == .min { return nil }
        unsafe set(at, slots, abs(value))
      case .ticksCovering:
        guard
          let ticks = unsafe Operation.ticks(covering: left(at, slots), tick: right(at, slots))
        else { return nil }
        unsafe set(at, slots, ticks)
      case .scaleAway, .scaleToward:
        let third = unsafe slots[Int(truncatingIfNeeded: at.pointee.constant)]
        guard
          let scaled = unsafe Operation.scale(
            left(at, slots), right(at, slots), over: third, isAway: at.pointee.code == .scaleAway)
        else { return nil }
        unsafe set(at, slots, scaled)
      }
      unsafe at += 1
    }
  }

  @inline(__always)
  private static func left(
    _ at: UnsafePointer<Step>, _ slots: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    unsafe slots[Int(at.pointee.left)]
  }

  @inline(__always)
  private static func right(
    _ at: UnsafePointer<Step>, _ slots: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    unsafe slots[Int(at.pointee.right)]
  }

  @inline(__always)
  private static func set(
    _ at: UnsafePointer<Step>, _ slots: UnsafeMutablePointer<Int64>, _ value: Int64
  ) {
    unsafe slots[Int(at.pointee.target)] = value
  }

  @inline(__always)
  private static func skip(_ at: inout UnsafePointer<Step>) {
    unsafe at += Int(at.pointee.target)
  }
}
