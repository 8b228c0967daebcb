/// What a batch answered, event by event. Made once and written by every `BatchEvaluator.decide`.
@safe package final class BatchAnswers {
  package let capacity: Int
  package private(set) var count = 0
  /// By event: position in the plan's outcomes; the exit of the rules, negative where the careful run decided; the
  /// exit of the gate that took the rule's place, negative where none did.
  let outcomes: UnsafeMutablePointer<Int32>
  let exits: UnsafeMutablePointer<Int32>
  let gates: UnsafeMutablePointer<Int32>

  package init(capacity: Int) {
    self.capacity = capacity
    unsafe outcomes = .allocate(capacity: max(1, capacity))
    unsafe exits = .allocate(capacity: max(1, capacity))
    unsafe gates = .allocate(capacity: max(1, capacity))
  }

  deinit {
    unsafe outcomes.deallocate()
    unsafe exits.deallocate()
    unsafe gates.deallocate()
  }

  func setCount(_ count: Int) {
    precondition(count <= capacity, "there is room for \(capacity) answers")
    self.count = count
  }

  /// The outcome of an event, a position in the plan's.
  package func outcome(at position: Int) -> Int {
    precondition(position < count)
    return unsafe Int(outcomes[position])
  }
}
