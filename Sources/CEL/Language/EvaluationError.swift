/// Why an evaluation gave no value, and which part of the expression it was.
package struct EvaluationError: Error, Equatable, Sendable {
  package enum Reason: Error, Equatable, Sendable {
    /// No function of that name takes these types.
    case noMatchingOverload(function: String, arguments: [String])
    case unboundName(String)
    case unknownFunction(String)
    case noSuchKey(String)
    /// Only maps have fields.
    case noFields(type: String, field: String)
    case indexOutOfRange(index: Int64, count: Int)
    case duplicateKey(String)
    /// A value of that type cannot be a key of a map.
    case unsupportedKey(type: String)
    /// Only lists and maps can be gone through.
    case notIterable(type: String)
    case notBoolean(type: String)
    case notOptional(type: String)
    /// `value()` of an optional that has none.
    case noValue
    case divisionByZero
    /// The result of that function has no place in its type.
    case overflow(function: String)
    /// What a macro cannot be applied to.
    case badMacro(name: String, wanted: String)
    /// The two ends of what a function takes: `math.least([])` has no answer.
    case emptyArgument(function: String)
    /// What a function of the library found.
    case library(LibraryError)
    /// More work than the meter allows: too many steps, or too great a value.
    case exhausted(limit: Int)
  }

  package var reason: Reason
  /// Unicode scalars from the start of the expression's text.
  package var range: Range<Int>

  package init(_ reason: Reason, at range: Range<Int>) {
    self.reason = reason
    self.range = range
  }
}

/// What an evaluation comes to. A fact that is missing makes the answer unknown, unless the rest decides it.
package enum Evaluation: Equatable, Sendable {
  case value(Value)
  /// Depends on these facts, by the identities that the caller gave them.
  case unknown(Set<Int>)
  case error(EvaluationError)
}
