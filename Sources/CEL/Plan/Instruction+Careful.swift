extension Instruction {
  private static let known: UInt8 = 0
  private static let error: UInt8 = 1

  /// Executes one step with states: unknowns beat errors, `&&` and `||` absorb both where the other side
  /// decides, `?:` takes only the chosen side's (cel-spec, langdef.md "Runtime Errors" and "Logical operators").
  func executeCarefully(in frame: Frame) {
    switch code {
    case .finish: return
    case .and: logical(absorbing: 0, in: frame)
    case .or: logical(absorbing: 1, in: frame)
    case .conditional: conditional(in: frame)
    case .scaleAway: scale(.scaleAway, in: frame)
    case .scaleToward: scale(.scaleToward, in: frame)
    case .exitIf: return
    default: strict(in: frame)
    }
  }

  private func write(_ value: Int64, _ state: UInt8, to slot: UInt16, in frame: Frame) {
    unsafe frame.values[Int(slot)] = value
    unsafe frame.states[Int(slot)] = state
  }

  /// The state of something that needs both: the unknown of the first declared fact, else an error.
  private func joined(_ left: UInt8, _ right: UInt8) -> UInt8 {
    if left >= 2 && right >= 2 { return min(left, right) }
    return max(left, right)
  }

  private func logical(absorbing: Int64, in frame: Frame) {
    let (leftState, rightState) = unsafe (frame.states[Int(left)], frame.states[Int(right)])
    let (leftValue, rightValue) = unsafe (frame.values[Int(left)], frame.values[Int(right)])
    if (leftState == Self.known && leftValue == absorbing)
      || (rightState == Self.known && rightValue == absorbing)
    {
      if leftState != Self.known || rightState != Self.known { frame.masked += 1 }
      write(absorbing, Self.known, to: target, in: frame)
    } else {
      write(1 - absorbing, joined(leftState, rightState), to: target, in: frame)
    }
  }

  private func conditional(in frame: Frame) {
    let state = unsafe frame.states[Int(left)]
    guard state == Self.known else { return write(0, state, to: target, in: frame) }
    let chosen = unsafe frame.values[Int(left)] != 0 ? right : third
    unsafe write(
      frame.values[Int(chosen)], frame.states[Int(chosen)], to: target, in: frame)
  }

  private func scale(_ operation: Operation, in frame: Frame) {
    let (first, second) = unsafe (frame.states[Int(left)], frame.states[Int(right)])
    let state = unsafe joined(joined(first, second), frame.states[Int(third)])
    guard state == Self.known else { return write(0, state, to: target, in: frame) }
    let result = unsafe operation.apply(
      frame.values[Int(left)], frame.values[Int(right)], frame.values[Int(third)])
    write(result ?? 0, result == nil ? Self.error : Self.known, to: target, in: frame)
  }

  private func strict(in frame: Frame) {
    guard let (operation, isBinary) = strictOperation else { return }
    let slot = isExit ? third : target
    let leftState = unsafe frame.states[Int(left)]
    let state = unsafe isBinary ? joined(leftState, frame.states[Int(right)]) : leftState
    guard state == Self.known else { return write(0, state, to: slot, in: frame) }
    let result = unsafe operation.apply(frame.values[Int(left)], frame.values[Int(right)])
    write(result ?? 0, result == nil ? Self.error : Self.known, to: slot, in: frame)
  }

  private var isExit: Bool {
    switch code {
    case .exitIf, .exitIfEqual, .exitIfNotEqual, .exitIfLess, .exitIfLessOrEqual: true
    default: false
    }
  }

  private var strictOperation: (operation: Operation, isBinary: Bool)? {
    switch code {
    case .not: (.not, false)
    case .equal, .exitIfEqual: (.equal, true)
    case .notEqual, .exitIfNotEqual: (.notEqual, true)
    case .less, .exitIfLess: (.less, true)
    case .lessOrEqual, .exitIfLessOrEqual: (.lessOrEqual, true)
    case .add: (.add, true)
    case .subtract: (.subtract, true)
    case .multiply: (.multiply, true)
    case .divide: (.divide, true)
    case .modulo: (.modulo, true)
    case .negate: (.negate, false)
    case .absolute: (.absolute, false)
    case .least: (.least, true)
    case .greatest: (.greatest, true)
    case .ticksCovering: (.ticksCovering, true)
    case .and, .or, .conditional, .scaleAway, .scaleToward, .exitIf, .finish: nil
    }
  }
}
