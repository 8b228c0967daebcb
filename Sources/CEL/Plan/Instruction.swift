/// The place of one 64-bit value in an evaluation frame.
package struct Slot: Hashable, Sendable {
  package var index: UInt16

  package init(_ index: UInt16) {
    self.index = index
  }
}

/// One step of a plan: flat, ten bytes, no reference. Values go from slots to a slot; the exits compare and
/// leave the section in one step, so that an event to which no rule applies runs straight down
/// (facts/performance.md 2: flat tests that fall through are 10 times faster than closures).
package struct Instruction: Sendable {
  enum Code: UInt8, Sendable {
    case and, or, not, conditional
    case equal, notEqual, less, lessOrEqual
    case add, subtract, multiply, divide, modulo, negate
    case absolute, least, greatest, ticksCovering, scaleAway, scaleToward
    /// Leave with label `target` where `left` holds.
    case exitIf
    case exitIfEqual, exitIfNotEqual, exitIfLess, exitIfLessOrEqual
    /// Leave with label `target` always.
    case finish
  }

  var code: Code
  /// The slot written; for exits the label.
  var target: UInt16
  var left: UInt16
  var right: UInt16
  /// The third operand of a conditional or a scaling; for exits the slot of the condition's own value, which only the
  /// careful run writes.
  var third: UInt16

  init(_ code: Code, target: UInt16, left: UInt16 = 0, right: UInt16 = 0, third: UInt16 = 0) {
    self.code = code
    self.target = target
    self.left = left
    self.right = right
    self.third = third
  }
}

/// A stretch of a plan that is entered at its start and left by an exit: one bot's rules, or the gates of
/// one action.
package struct Section: Sendable {
  package var range: Range<Int>
  /// The facts whose absence can matter here, a bit each.
  package var facts: UInt64

  package init(range: Range<Int>, facts: UInt64) {
    self.range = range
    self.facts = facts
  }
}
