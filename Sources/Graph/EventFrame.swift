import CEL

/// The inputs of one event and the memory of its evaluation. Made once for a plan and filled again for every
/// event; neither filling nor deciding allocates.
package final class EventFrame {
  package let plan: DecisionPlan
  let frame: Frame
  let program: DecisionProgram
  let outcomeCount: Int
  /// The facts that are not there at all, by bit; a fact that is there and too old is missing all the same.
  private(set) var absent: UInt64 = 0
  private let limits: [Int64]
  private let bits: [UInt64]

  /// An age below zero by less than this counts as zero: two clocks are never quite equal.
  package static let clockSkewTolerance: Int64 = 1_000

  init(plan: DecisionPlan) {
    self.plan = plan
    frame = plan.plan.makeFrame()
    program = DecisionProgram(plan)
    outcomeCount = plan.outcomes.count
    limits = plan.facts.map { $0.limit ?? .max }
    bits = plan.facts.map { 1 << UInt64($0.bit) }
  }

  /// Forgets the last event: everything counts as absent until it is set.
  package func begin(now: Int64) {
    frame[plan.now] = now
    absent = 0
    frame.missing = 0
  }

  package var now: Int64 { frame[plan.now] }

  func setNow(_ now: Int64) { frame[plan.now] = now }

  /// Sets an input by its position in the plan, in slot units.
  package func set(_ input: Int, _ value: Int64) {
    frame[plan.inputs[input].slot] = value
  }

  package func value(of input: Int) -> Int64 {
    frame[plan.inputs[input].slot]
  }

  /// The value is absent: alone where it is optional, with its whole fact otherwise.
  package func setAbsent(_ input: Int) {
    let description = plan.inputs[input]
    let bit = description.ownBit.map { 1 << UInt64($0) } ?? bits[description.fact]
    absent |= bit
    frame.missing |= bit
  }

  package func setFactAbsent(_ fact: Int) {
    absent |= bits[fact]
    frame.missing |= bits[fact]
  }

  /// The age of a fact in milliseconds: above its threshold, or in the future, it counts as missing.
  package func setAge(_ fact: Int, _ age: Int64) {
    if let slot = plan.facts[fact].ageSlot { frame[slot] = age }
    if age > limits[fact] || age < -Self.clockSkewTolerance { frame.missing |= bits[fact] }
  }

  package func isFactAbsent(_ fact: Int) -> Bool { absent & bits[fact] != 0 }

  package func isFactMissing(_ fact: Int) -> Bool { frame.missing & bits[fact] != 0 }

  package func isInputAbsent(_ input: Int) -> Bool {
    let description = plan.inputs[input]
    if let bit = description.ownBit, absent & (1 << UInt64(bit)) != 0 { return true }
    return isFactAbsent(description.fact)
  }

  package func age(of fact: Int) -> Int64? {
    plan.facts[fact].ageSlot.map { frame[$0] }
  }
}
