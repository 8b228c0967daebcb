import CEL
import Policy

/// The inputs of one event and the memory of its evaluation. Made once for a plan and filled again for every
/// event; neither filling nor deciding allocates or counts references. For one thread.
@safe package final class EventFrame {
  package let plan: DecisionPlan
  let frame: Frame
  let program: DecisionProgram
  /// The slots of `frame`, of which the first `rowWidth` are the event.
  let values: UnsafeMutablePointer<Int64>
  /// The steps of `frame` and their meaning: a decision reaches them without a reference.
  let steps: UnsafeRawPointer
  let exits: UnsafeMutablePointer<DecisionProgram.Exit>
  /// Where the program starts for events that miss no fact and for those that miss some; negative where the plan
  /// has none.
  let wholeStart: Int
  let gappyStart: Int
  /// The facts that must be there for the program to decide, a bit each.
  let neededFacts: UInt64
  /// How many slots one event is; see `DecisionPlan.rowWidth`.
  package let rowWidth: Int
  /// Whether some stage works with texts or lists.
  let computes: Bool
  private let nowSlot: Int
  private let absentSlot: Int
  private let missingSlot: Int
  /// Of the facts that have an age.
  private let ages: UnsafeMutablePointer<FactAge>
  private let ageCount: Int
  private let inputs: UnsafeMutablePointer<Input>
  private let facts: UnsafeMutablePointer<Fact>

  /// What setting an input needs of the plan, without its texts.
  private struct Input {
    var slot: UInt16
    /// The bit of the field where it may be absent alone, otherwise that of its fact.
    var bit: UInt64
    var factBit: UInt64
  }

  /// By input: the texts and lists of the event, empty where the plan reads none, and what expressions see of them.
  var contents: [FieldContent?] = []
  var contentValues: [Value?] = []
  /// What each stage computed from them, by identity.
  var results: [[Int: Evaluation]] = []

  private struct Fact {
    var bit: UInt64
    /// Position in `ages`; negative where the fact has no age.
    var age: Int32
  }

  init(plan: DecisionPlan) {
    self.plan = plan
    frame = plan.plan.makeFrame()
    program = DecisionProgram(plan)
    unsafe values = frame.values
    unsafe steps = frame.program
    unsafe exits = program.exits
    wholeStart = plan.route.starts?.whole ?? -1
    gappyStart = plan.route.starts?.gappy ?? -1
    neededFacts = plan.route.facts
    nowSlot = Int(plan.now.index)
    absentSlot = Int(plan.gaps.absent.index)
    missingSlot = Int(plan.gaps.missing.index)
    rowWidth = plan.rowWidth
    let ages = plan.ages
    ageCount = ages.count
    unsafe self.ages = DecisionProgram.copy(ages)
    computes = plan.stages.contains { !$0.computation.isEmpty }
    if plan.hasContents {
      contents = Array(repeating: nil, count: plan.inputs.count)
      contentValues = Array(repeating: nil, count: plan.inputs.count)
    }
    if computes { results = Array(repeating: [:], count: plan.stages.count) }
    unsafe inputs = .allocate(capacity: max(1, plan.inputs.count))
    unsafe facts = .allocate(capacity: max(1, plan.facts.count))
    for (index, fact) in plan.facts.enumerated() {
      let age = ages.firstIndex { fact.ageSlot?.index == $0.slot }
      let entry = Fact(bit: 1 << UInt64(fact.bit), age: Int32(age ?? -1))
      unsafe (facts + index).initialize(to: entry)
    }
    for (index, input) in plan.inputs.enumerated() {
      let factBit = UInt64(1) << UInt64(plan.facts[input.fact].bit)
      let entry = Input(
        slot: input.slot.index, bit: input.ownBit.map { 1 << UInt64($0) } ?? factBit,
        factBit: factBit)
      unsafe (inputs + index).initialize(to: entry)
    }
  }

  deinit {
    unsafe inputs.deallocate()
    unsafe facts.deallocate()
    unsafe ages.deallocate()
  }

  /// Forgets the last event: every fact counts as there, with whatever is set from now on. Who fills the frame
  /// sets every input or says that it is absent.
  package func begin(now: Int64) {
    setNow(now)
    unsafe values[absentSlot] = 0
    unsafe values[missingSlot] = 0
  }

  /// What is not there at all, a bit each.
  private var absent: UInt64 { unsafe UInt64(bitPattern: values[absentSlot]) }

  /// What is not there or too old, a bit each.
  var missing: UInt64 { unsafe UInt64(bitPattern: values[missingSlot]) }

  /// What is absent and what is missing, all of it at once, a bit each; for who fills the slots himself.
  func setGaps(absent: UInt64, missing: UInt64) {
    unsafe values[absentSlot] = Int64(bitPattern: absent)
    unsafe values[missingSlot] = Int64(bitPattern: missing)
  }

  package var now: Int64 { frame[plan.now] }

  func setNow(_ now: Int64) {
    unsafe values[nowSlot] = now
  }

  /// Moves the time of the event that is set; all its facts stay.
  package func setTime(_ now: Int64) { setNow(now) }

  /// Sets an input by its position in the plan, in slot units.
  package func set(_ input: Int, _ value: Int64) {
    unsafe values[Int(inputs[input].slot)] = value
  }

  package func value(of input: Int) -> Int64 {
    unsafe values[Int(inputs[input].slot)]
  }

  /// The value is absent: alone where it is optional, with its whole fact otherwise.
  package func setAbsent(_ input: Int) {
    unsafe markAbsent(inputs[input].bit)
  }

  package func setFactAbsent(_ fact: Int) {
    unsafe markAbsent(facts[fact].bit)
  }

  private func markAbsent(_ bit: UInt64) {
    unsafe values[absentSlot] |= Int64(bitPattern: bit)
    markMissing(bit)
  }

  private func markMissing(_ bit: UInt64) {
    unsafe values[missingSlot] |= Int64(bitPattern: bit)
  }

  /// The age of a fact in milliseconds: above its threshold, or in the future, it counts as missing.
  package func setAge(_ fact: Int, _ age: Int64) {
    let index = unsafe Int(facts[fact].age)
    guard index >= 0 else { return }
    let entry = unsafe ages[index]
    unsafe values[Int(entry.slot)] = age
    if age > entry.most || age < entry.least { markMissing(UInt64(bitPattern: entry.bit)) }
  }

  /// What is missing, from what is absent and from the ages.
  @inline(__always)
  func judgeAges() {
    var missing = unsafe values[absentSlot]
    for index in 0..<ageCount {
      let age = unsafe ages[index]
      let value = unsafe values[Int(age.slot)]
      missing |= value > age.most || value < age.least ? age.bit : 0
    }
    unsafe values[missingSlot] = missing
  }

  package func isFactAbsent(_ fact: Int) -> Bool {
    unsafe absent & facts[fact].bit != 0
  }

  package func isFactMissing(_ fact: Int) -> Bool {
    unsafe missing & facts[fact].bit != 0
  }

  /// Alone or with its fact.
  package func isInputAbsent(_ input: Int) -> Bool {
    unsafe absent & (inputs[input].bit | inputs[input].factBit) != 0
  }

  /// The first missing bit that makes an input unknown.
  func missingBit(ofInput input: Int) -> Int? {
    let bits = unsafe missing & (inputs[input].bit | inputs[input].factBit)
    return bits == 0 ? nil : bits.trailingZeroBitCount
  }

  func number(in slot: Slot) -> Int64 { frame[slot] }

  package func age(of fact: Int) -> Int64? {
    let index = unsafe Int(facts[fact].age)
    return unsafe index >= 0 ? values[Int(ages[index].slot)] : nil
  }
}
