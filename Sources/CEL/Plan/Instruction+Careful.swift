extension Instruction {
  private static let known: UInt8 = 0
  private static let error: UInt8 = 1

  /// Executes one step with states: unknowns beat errors, `&&` and `||` absorb both where the other side
  /// decides, `?:` takes only the chosen side's (cel-spec, langdef.md "Runtime Errors" and "Logical operators").
  func executeCarefully(in frame: Frame) {
    switch code {
    case .finish, .require: return
    case .and: logical(absorbing: 0, in: frame)
    case .or: logical(absorbing: 1, in: frame)
    case .conditional: conditional(in: frame)
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

  private func strict(in frame: Frame) {
    guard let operation else { return }
    let slot = writes ? target : third
    let count = operation.operandCount
    var state = unsafe frame.states[Int(left)]
    if count > 1 { state = unsafe joined(state, frame.states[Int(right)]) }
    if count > 2 { state = unsafe joined(state, frame.states[Int(third)]) }
    guard state == Self.known else { return write(0, state, to: slot, in: frame) }
    let result = unsafe operation.apply(
      frame.values[Int(left)], frame.values[Int(right)], count > 2 ? frame.values[Int(third)] : 0)
    write(result ?? 0, result == nil ? Self.error : Self.known, to: slot, in: frame)
  }
}
