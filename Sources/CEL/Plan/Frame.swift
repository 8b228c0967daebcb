/// The memory of one evaluation: every input, constant and intermediate value of a plan, in 64-bit slots, and
/// which facts are missing. Made once and used for every event; an evaluation allocates nothing.
@safe package final class Frame {
  /// What a slot holds after a careful run.
  package enum State: Hashable, BitwiseCopyable, Sendable {
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
  /// The plan's instructions and steps, kept here so that a run counts no references.
  private let instructions: UnsafeMutablePointer<Instruction>
  private let steps: UnsafeMutablePointer<Step>
  /// The steps of the plan's program, for `follow`.
  @unsafe package var program: UnsafeRawPointer { unsafe UnsafeRawPointer(steps) }
  /// The input slots that belong to a fact.
  private let inputs: UnsafeMutablePointer<(slot: UInt16, facts: UInt64)>
  private let inputCount: Int

  init(_ plan: Plan) {
    count = plan.template.count
    unsafe instructions = Self.copy(plan.instructions)
    unsafe steps = Self.copy(plan.program.steps)
    unsafe values = Self.copy(plan.template)
    unsafe states = .allocate(capacity: max(1, count))
    unsafe states.initialize(repeating: 0, count: count)
    inputCount = plan.factsOfSlot.count
    unsafe inputs = .allocate(capacity: max(1, inputCount))
    for (index, (slot, facts)) in plan.factsOfSlot.enumerated() {
      unsafe (inputs + index).initialize(to: (slot.index, facts))
    }
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
    for (index, element) in elements.enumerated() {
      unsafe (memory + index).initialize(to: element)
    }
    return unsafe memory
  }

  deinit {
    unsafe values.deallocate()
    unsafe states.deallocate()
    unsafe instructions.deallocate()
    unsafe steps.deallocate()
    unsafe inputs.deallocate()
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

  /// Sets the state of a slot that the caller fills and that belongs to no fact: it holds for every careful run
  /// until it is set again.
  package func setState(_ state: State, of slot: Slot) {
    precondition(Int(slot.index) < count)
    unsafe states[Int(slot.index)] =
      switch state {
      case .known: 0
      case .error: 1
      case .unknown(let fact): UInt8(fact) + 2
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

// MARK: - Careful run

extension Frame {
  /// Where a careful run left its section.
  package struct Exit: BitwiseCopyable, Sendable {
    package var label: Int
    /// Known where the condition holds or nothing is left to test; else why the condition cannot be said.
    package var state: State
  }

  /// Makes the states of the inputs those of the facts that are missing.
  func beginCarefully() {
    masked = 0
    for index in 0..<inputCount {
      let input = unsafe inputs[index]
      let absent = missing & input.facts
      unsafe states[Int(input.slot)] = absent == 0 ? 0 : UInt8(absent.trailingZeroBitCount) + 2
    }
  }

  /// Runs the section that starts at `start` with CEL's errors and unknowns, until an exit whose condition holds,
  /// fails or depends on what is missing. Total, and by definition right; `masked` counts until there. Allocates
  /// nothing, counts no references.
  package func leaveCarefully(from start: Int) -> Exit {
    beginCarefully()
    var at = unsafe instructions + start
    while true {
      let step = unsafe at.pointee
      unsafe at += 1
      switch step.code {
      case .finish: return Exit(label: Int(step.target), state: .known)
      case .require:
        let absent = unsafe missing & UInt64(bitPattern: values[Int(step.left)])
        if absent != 0 {
          return Exit(label: Int(step.target), state: .unknown(fact: absent.trailingZeroBitCount))
        }
      default:
        step.executeCarefully(in: self)
        if step.writes { continue }
        let condition = step.code == .exitIf ? step.left : step.third
        let state = state(of: Slot(condition))
        if unsafe state != .known || values[Int(condition)] != 0 {
          return Exit(label: Int(step.target), state: state)
        }
      }
    }
  }
}
