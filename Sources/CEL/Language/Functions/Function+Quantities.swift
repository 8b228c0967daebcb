extension Function {
  /// Constants with a unit, as policies write them: `price("0.57")`. A quantity is an `int` of the unit's
  /// grains to the evaluator. They are no part of CEL and of no environment unless they are added.
  package static let quantities: [Function] = [Unit.price, .shares, .usdc].map { unit in
    Function(
      unit.rawValue,
      [
        Overload([.string], .quantity(unit)) { values, _ throws(EvaluationError.Reason) in
          guard case .string(let text) = values[0] else {
            throw unsuited(unit.rawValue, values)
          }
          do throws(QuantityText.Failure) {
            return .int(try QuantityText.parseBare(text, as: .quantity(unit)))
          } catch {
            throw .badMacro(name: unit.rawValue, wanted: error.wanted(.quantity(unit)))
          }
        }
      ])
  }
}
