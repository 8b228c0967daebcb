extension Function {
  /// The extension "Regex" of cel-go.
  static let regex: [Function] = [
    Function(
      "regex.extract",
      [
        searching(.optional(.string)) { text, pattern, _ throws(LibraryError) in
          .optional(try pattern.extract(from: text).map { .string($0) })
        }
      ]),
    Function(
      "regex.extractAll",
      [
        searching(.list(.string)) { text, pattern, search throws(LibraryError) in
          .list(try pattern.extractAll(from: text, &search).map { .string($0) })
        }
      ]),
    Function("regex.replace", [replacing(hasCount: false), replacing(hasCount: true)]),
  ]

  /// `function(text, pattern)`.
  private static func searching(
    _ result: Type,
    _ body:
      @escaping @Sendable (
        String, RegularExpression, inout RegularExpression.SearchCount
      ) throws(LibraryError) -> Value
  ) -> Overload {
    Overload([.string, .string], result) { values, meter throws(EvaluationError.Reason) in
      guard case .string(let text) = values[0], case .string(let pattern) = values[1] else {
        throw unsuited("regex", values)
      }
      let expression = try meter.regularExpression(pattern)
      return try searched(values, &meter) { search throws(LibraryError) in
        try body(text, expression, &search)
      }
    }
  }

  /// `function(text, pattern, replacement)`, and with the most matches that are replaced.
  private static func replacing(hasCount: Bool) -> Overload {
    Overload([.string, .string, .string] + (hasCount ? [.int] : []), .string) {
      values, meter throws(EvaluationError.Reason) in
      guard case .string(let text) = values[0], case .string(let pattern) = values[1],
        case .string(let replacement) = values[2],
        let count = hasCount ? Int64(values[3]) : -1
      else { throw unsuited("regex.replace", values) }
      let expression = try meter.regularExpression(pattern)
      let limit = meter.remaining
      return try searched(values, &meter) { search throws(LibraryError) in
        .string(
          try expression.replace(
            in: text, with: replacement, count: count, limit: limit, &search))
      }
    }
  }

  /// Counts what searches may have looked at, also where they come to an error: another part may absorb it.
  private static func searched(
    _ values: [Value], _ meter: inout Meter,
    _ body: (inout RegularExpression.SearchCount) throws(LibraryError) -> Value
  ) throws(EvaluationError.Reason) -> Value {
    var search = RegularExpression.SearchCount(limit: meter.remaining)
    let result: Value
    do throws(EvaluationError.Reason) {
      result = try Overload.metered(values, &meter) { () throws(LibraryError) in
        try body(&search)
      }
    } catch {
      try meter.charge(search.used)
      throw error
    }
    try meter.charge(search.used)
    return result
  }
}
