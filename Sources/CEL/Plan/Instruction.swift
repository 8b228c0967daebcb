/// The place of one 64-bit value in an evaluation frame.
package struct Slot: Hashable, Sendable {
  package var index: UInt16

  package init(_ index: UInt16) {
    self.index = index
  }
}

/// One step of a plan: flat, ten bytes, no reference. Values go from slots to a slot. The plan is what decides
/// and explains every event, whatever is missing or fails in it; the `Program` made from it is for speed.
package struct Instruction: Sendable {
  enum Code: UInt8, Sendable {
    case and, or, not, conditional
    case equal, notEqual, less, lessOrEqual
    case add, subtract, multiply, divide, modulo, negate
    case absolute, least, greatest, ticksCovering, scaleAway, scaleToward
    /// Leave with label `target` where `left` holds.
    case exitIf
    case exitIfEqual, exitIfNotEqual, exitIfLess, exitIfLessOrEqual
    /// Leave with label `target` where a fact of the set in the constant slot `left` is missing.
    case require
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

extension Instruction {
  /// Whether the step computes a value that others read.
  var writes: Bool {
    switch code {
    case .exitIf, .exitIfEqual, .exitIfNotEqual, .exitIfLess, .exitIfLessOrEqual, .require,
      .finish:
      false
    default: true
    }
  }

  /// The operation of the step, of an exit that of its comparison; nil where it has none.
  var operation: Operation? {
    switch code {
    case .and: .and
    case .or: .or
    case .conditional: .conditional
    case .not: .not
    case .equal, .exitIfEqual: .equal
    case .notEqual, .exitIfNotEqual: .notEqual
    case .less, .exitIfLess: .less
    case .lessOrEqual, .exitIfLessOrEqual: .lessOrEqual
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .modulo: .modulo
    case .negate: .negate
    case .absolute: .absolute
    case .least: .least
    case .greatest: .greatest
    case .ticksCovering: .ticksCovering
    case .scaleAway: .scaleAway
    case .scaleToward: .scaleToward
    case .exitIf, .require, .finish: nil
    }
  }

  /// The slots it reads; constants and inputs among them.
  var operands: ArraySlice<UInt16> {
    let count = code == .exitIf ? 1 : operation?.operandCount ?? 0
    return [left, right, third].prefix(count)
  }
}

/// A stretch of a plan that is entered at its start and left by an exit: one bot's rules, or the gates of
/// one action.
package struct Section: Sendable {
  package var range: Range<Int>
  /// The label with which it is left where no exit was taken.
  package var finalLabel: Int
  /// The facts whose absence can matter here, a bit each.
  package var facts: UInt64
}
