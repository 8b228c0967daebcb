import CEL

/// The inputs of one event and the memory of its evaluation. Made once for a plan and filled again for every
/// event; neither filling nor deciding allocates. For one thread.
package final class EventFrame {
  package let plan: DecisionPlan
  let frame: Frame
  let program: DecisionProgram
  let outcomeCount: Int
  /// The facts and optional fields that are not there at all, by bit; a fact that is there and too old is
  /// missing all the same.
  private var absent: UInt64 = 0
  // What setting an input needs of the plan, without its texts.
  private let slots: [Slot]
  private let inputBits: [UInt64]
  private let factBits: [UInt64]
  private let factBitOfInput: [UInt64]
  private let limits: [Int64]
  private let ageSlots: [Slot?]

  /// An age below zero by at most this many milliseconds counts as zero: two clocks are never quite equal.
  package static let clockSkewTolerance: Int64 = 1_000

  init(plan: DecisionPlan) {
    self.plan = plan
    frame = plan.plan.makeFrame()
    program = DecisionProgram(plan)
    outcomeCount = plan.outcomes.count
    slots = plan.inputs.map(\.slot)
    let bits = plan.facts.map { UInt64(1) << UInt64($0.bit) }
    factBits = bits
    factBitOfInput = plan.inputs.map { bits[$0.fact] }
    inputBits = plan.inputs.map { input in
      input.ownBit.map { UInt64(1) << UInt64($0) } ?? bits[input.fact]
    }
    limits = plan.facts.map { $0.limit ?? .max }
    ageSlots = plan.facts.map(\.ageSlot)
  }

  /// Forgets the last event: every fact counts as there, with whatever is set from now on. Who fills the frame
  /// sets every input or says that it is absent.
  package func begin(now: Int64) {
    frame[plan.now] = now
    absent = 0
    frame.missing = 0
  }

  package var now: Int64 { frame[plan.now] }

  func setNow(_ now: Int64) { frame[plan.now] = now }

  /// Sets an input by its position in the plan, in slot units.
  package func set(_ input: Int, _ value: Int64) {
    frame[slots[input]] = value
  }

  package func value(of input: Int) -> Int64 {
    frame[slots[input]]
  }

  /// The value is absent: alone where it is optional, with its whole fact otherwise.
  package func setAbsent(_ input: Int) {
    absent |= inputBits[input]
    frame.missing |= inputBits[input]
  }

  package func setFactAbsent(_ fact: Int) {
    absent |= factBits[fact]
    frame.missing |= factBits[fact]
  }

  /// The age of a fact in milliseconds: above its threshold, or in the future, it counts as missing.
  package func setAge(_ fact: Int, _ age: Int64) {
    if let slot = ageSlots[fact] { frame[slot] = age }
    if age > limits[fact] || age < -Self.clockSkewTolerance { frame.missing |= factBits[fact] }
  }

  package func isFactAbsent(_ fact: Int) -> Bool { absent & factBits[fact] != 0 }

  package func isFactMissing(_ fact: Int) -> Bool { frame.missing & factBits[fact] != 0 }

  /// Alone or with its fact.
  package func isInputAbsent(_ input: Int) -> Bool {
    absent & (inputBits[input] | factBitOfInput[input]) != 0
  }

  package func age(of fact: Int) -> Int64? {
    ageSlots[fact].map { frame[$0] }
  }
}
