import CEL

extension ParameterDeclaration {
  /// A value of this param as a policy states it: `45s`, `3 ticks`.
  package func text(of value: Int64) -> String {
    QuantityText.format(value, as: type)
  }

  /// Milliseconds as a policy states them.
  package static func duration(_ milliseconds: Int64) -> String {
    QuantityText.format(milliseconds, as: .duration)
  }
}
