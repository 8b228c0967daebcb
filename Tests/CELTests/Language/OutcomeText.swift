import CEL

/// The outcome of an expression in the standard environment, as one line: a value as CEL writes it, `error: ...`,
/// `unknown: ...` or `refused: ...`.
func outcome(
  of text: String, isChecked: Bool = true, in environment: LanguageEnvironment = .standard,
  _ values: [Evaluation] = [], limit: Int = Meter.defaultLimit
) -> String {
  let typed: TypedExpression
  do throws(ExpressionErrors) {
    typed =
      isChecked
      ? try TypeChecker.check(text, in: environment)
      : try TypeChecker.resolve(text, in: environment)
  } catch {
    return "refused: \(error.errors.map { "\($0.reason)" }.joined(separator: "; "))"
  }
  switch Evaluator.evaluate(typed, values, meter: Meter(limit: limit)) {
  case .value(let value): return "\(value)"
  case .unknown(let facts): return "unknown: \(facts.sorted())"
  case .error(let error): return "error: \(error.reason.text)"
  }
}

/// The type that inference finds, or `refused: ...`.
func type(of text: String, in environment: LanguageEnvironment = .standard) -> String {
  do throws(ExpressionErrors) {
    return try TypeChecker.check(text, in: environment).type.name
  } catch {
    return "refused: \(error.errors.map { "\($0.reason)" }.joined(separator: "; "))"
  }
}
