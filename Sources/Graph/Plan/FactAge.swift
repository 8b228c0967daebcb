import CEL
import Policy

/// The age of a fact in a row, and between which ages the fact counts as there.
struct FactAge: BitwiseCopyable {
  /// The slot that holds the age, in milliseconds.
  var slot: UInt16
  /// The fact's bit among the missing ones.
  var bit: Int64
  /// Milliseconds, both included. The least is below zero: clocks may differ by `PolicySet.clockSkewTolerance`.
  var least: Int64
  var most: Int64
}

extension DecisionPlan {
  /// Of every fact that has an age.
  var ages: [FactAge] {
    let least = -graph.policies.clockSkewTolerance
    return facts.compactMap { fact in
      fact.ageSlot.map { slot in
        FactAge(
          slot: slot.index, bit: Int64(bitPattern: 1 << UInt64(fact.bit)), least: least,
          most: fact.limit ?? .max)
      }
    }
  }
}
