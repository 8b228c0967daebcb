import CPrograms

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
    unsafe Program.follow(program, from: start, values)
  }
}

extension Program {
  /// `Frame.follow(from:)` for an owner who keeps `program` and `values` of a frame at hand, and the frame alive.
  @unsafe package static func follow(
    _ program: UnsafeRawPointer, from start: Int, _ slots: UnsafeMutablePointer<Int64>
  ) -> Int {
    let position = unsafe Int(
      program_follow(program.assumingMemoryBound(to: program_step.self), Int64(start), slots))
    return unsafe position >= -1 ? position : follow(program, dividingAt: -2 - position, slots)
  }

  /// Goes on at a step with a division.
  @inline(never)
  private static func follow(
    _ program: UnsafeRawPointer, dividingAt position: Int, _ slots: UnsafeMutablePointer<Int64>
  ) -> Int {
    let step = unsafe program.assumingMemoryBound(to: Step.self) + position
    guard unsafe divide(step, slots) else { return -1 }
    return unsafe follow(program, from: position + 1, slots)
  }

  /// The operations with a division, which costs more than leaving the loop and coming back.
  private static func divide(
    _ at: UnsafePointer<Step>, _ slots: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let (left, right) = unsafe (slots[Int(at.pointee.left)], slots[Int(at.pointee.right)])
    let third = unsafe at.pointee.hasThird ? slots[Int(truncatingIfNeeded: at.pointee.constant)] : 0
    let operation: Operation =
      switch unsafe at.pointee.code {
      case .divide: .divide
      case .modulo: .modulo
      case .scaleAway: .scaleAway
      case .scaleToward: .scaleToward
      default: .ticksCovering
      }
    guard let result = operation.apply(left, right, third) else { return false }
    unsafe slots[Int(at.pointee.target)] = result
    return true
  }
}
