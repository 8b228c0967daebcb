/// A compiled set of sections over one frame. Immutable; any number of frames may run it.
package struct Plan: Sendable {
  /// The initial slots: constants in place, inputs zero.
  package let template: [Int64]
  let instructions: [Instruction]
  /// The fact each input slot belongs to.
  let factOfSlot: [Slot: Int]
  /// 2 + fact for the input slots of a fact, 0 elsewhere: the states a careful run starts from.
  private let inputStates: [UInt8]

  init(template: [Int64], instructions: [Instruction], factOfSlot: [Slot: Int]) {
    self.template = template
    self.instructions = instructions
    self.factOfSlot = factOfSlot
    var states = [UInt8](repeating: 0, count: template.count)
    for (slot, fact) in factOfSlot { states[Int(slot.index)] = UInt8(fact + 2) }
    inputStates = states
  }

  package var instructionCount: Int { instructions.count }

  package func makeFrame() -> Frame {
    Frame(template: template, instructions: instructions)
  }

  // MARK: Careful run

  /// Computes every value of the section, also those behind an exit, with CEL's errors and unknowns; nothing
  /// is decided. Afterwards `Frame.state(of:)` and the frame tell all conditions, which is what decides an
  /// event with a missing fact, and what an explanation shows.
  package func runCarefully(_ section: Section, in frame: Frame) {
    frame.masked = 0
    for (index, fact) in inputStates.enumerated() {
      let isMissing = fact >= 2 && frame.missing & (1 << UInt64(fact - 2)) != 0
      unsafe frame.states[index] = isMissing ? fact : 0
    }
    for step in instructions[section.range] {
      step.executeCarefully(in: frame)
    }
  }
}
