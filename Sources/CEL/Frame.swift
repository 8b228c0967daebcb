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

  let values: UnsafeMutablePointer<Int64>
  /// 0 known, 1 error, 2 + n unknown because of fact n. Written by careful runs only.
  let states: UnsafeMutablePointer<UInt8>
  package let count: Int
  /// The facts that are missing or too old, a bit each.
  package var missing: UInt64 = 0

  package init(template: [Int64]) {
    count = template.count
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

  /// Overwrites the frozen part (constants and params) with another scope's; inputs are left alone.
  package func load(_ values: [(slot: Slot, value: Int64)]) {
    for entry in values { self[entry.slot] = entry.value }
  }
}
