/// A compiled set of sections over one frame. Immutable; any number of frames may run it.
package struct Plan: Sendable {
  /// The initial slots: constants in place, inputs zero.
  package let template: [Int64]
  let instructions: [Instruction]
  /// The facts that each input slot belongs to, a bit each.
  let factsOfSlot: [Slot: UInt64]
  package let program: Program

  init(
    template: [Int64], instructions: [Instruction], factsOfSlot: [Slot: UInt64], program: Program
  ) {
    self.template = template
    self.instructions = instructions
    self.factsOfSlot = factsOfSlot
    self.program = program
  }

  package var instructionCount: Int { instructions.count }

  package func makeFrame() -> Frame {
    Frame(self)
  }

  /// Computes every value of the section, also those behind an exit, with CEL's errors and unknowns; nothing
  /// is decided. Afterwards `Frame.state(of:)` and the frame tell all conditions: what an explanation shows.
  package func runCarefully(_ section: Section, in frame: Frame) {
    frame.beginCarefully()
    for step in instructions[section.range] { step.executeCarefully(in: frame) }
  }
}
