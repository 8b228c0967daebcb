import CEL
import Graph

/// What an expression is worth in a situation, by the words of the specification (cel-spec, langdef.md "Runtime
/// Errors" and "Logical Operators"): unknowns beat errors, `&&` and `||` absorb both where the other side
/// decides, `?:` takes only the chosen side's.
enum Worth: Hashable, Sendable {
  case known(Int64)
  /// An overflow or a division by zero.
  case error
  /// Depends on what is missing, of which this is the first: a position in `DecisionPlan.missing`.
  case unknown(Int)

  var value: Int64? {
    if case .known(let value) = self { value } else { nil }
  }

  /// The worth of an operation over its operands.
  static func of(_ operation: Operation, _ operands: [Worth]) -> Worth {
    switch operation {
    case .and: return logical(operands, absorbing: 0)
    case .or: return logical(operands, absorbing: 1)
    case .conditional:
      guard case .known(let condition) = operands[0] else { return operands[0] }
      return condition != 0 ? operands[1] : operands[2]
    default:
      if let worst = worst(operands) { return worst }
      let values = operands.compactMap(\.value)
      let result = operation.apply(
        values[0], values.count > 1 ? values[1] : 0, values.count > 2 ? values[2] : 0)
      return result.map { .known($0) } ?? .error
    }
  }

  private static func logical(_ operands: [Worth], absorbing: Int64) -> Worth {
    operands.contains(.known(absorbing))
      ? .known(absorbing) : worst(operands) ?? .known(1 - absorbing)
  }

  private static func worst(_ operands: [Worth]) -> Worth? {
    let unknown = operands.compactMap { if case .unknown(let bit) = $0 { bit } else { nil } }.min()
    if let unknown { return .unknown(unknown) }
    return operands.contains(.error) ? .error : nil
  }
}
