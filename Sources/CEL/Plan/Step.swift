/// One step of a program: what an `Instruction` or several of them become on the way that most events take.
/// Sixteen bytes, operands in slots of the frame, one constant in place; laid out as `program_step` of CPrograms, whose
/// loop follows the steps and knows the codes in this order.
struct Step: BitwiseCopyable, Sendable {
  /// Exits leave the program where their test holds; skips pass over the next `target` steps.
  enum Code: UInt16, Sendable {
    /// Leave always.
    case finish
    /// `left` against `right`.
    case exitIfLess, exitIfLessOrEqual, exitIfEqual, exitIfNotEqual
    /// `left` against `constant`.
    case exitIfBelow, exitIfAbove, exitIfIs, exitIfIsNot
    /// `left - right`, also written to `target`, against `constant`.
    case exitIfDifferenceBelow, exitIfDifferenceAbove
    /// Whether `|left|` is more than `constant` ticks of size `right`; no division.
    case exitIfMoreTicks, exitIfAtMostTicks
    /// Whether `left` and `right` stand more than `constant` ticks of the size in `target` apart.
    case exitIfMoreTicksApart, exitIfAtMostTicksApart
    /// Where a fact of the set `constant` is missing from those in `left`: leave, or leave it to the careful run.
    case exitIfMissing, failIfMissing
    case skipIfLess, skipIfLessOrEqual, skipIfEqual, skipIfNotEqual
    case skipIfBelow, skipIfAbove, skipIfIs, skipIfIsNot
    /// Values, written to `target`. The third operand of `select` and of the scalings is the slot in `constant`.
    case and, or, not, select
    case equal, notEqual, less, lessOrEqual, moreTicks
    case add, subtract, multiply, negate
    case absolute, least, greatest
    case ticksCovering, divide, modulo, scaleAway, scaleToward
  }

  /// The number of `code`.
  private let number: UInt16
  var target: UInt16 = 0
  var left: UInt16 = 0
  var right: UInt16 = 0
  var constant: Int64 = 0

  init(_ code: Code, constant: Int64 = 0) {
    number = code.rawValue
    self.constant = constant
  }

  /// What the step does.
  var code: Code {
    guard let code = Code(rawValue: number) else { preconditionFailure("a step is made of a code") }
    return code
  }

  /// Whether `constant` is the slot of a third operand.
  var hasThird: Bool { code == .select || code == .scaleAway || code == .scaleToward }

  /// Whether the step computes by a division.
  var divides: Bool { number >= Code.ticksCovering.rawValue }

  /// Whether the program may be left here.
  var isExit: Bool { number <= Code.exitIfMissing.rawValue }
}
