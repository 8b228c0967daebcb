/// What is wrong with an expression, and where; the values are kept apart so that one place makes the text.
package struct ExpressionError: Error, Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    // Lexer
    case unexpectedCharacter(Unicode.Scalar)
    case unterminatedString
    case badEscape(String)
    case badNumber(String)
    // Parser
    case expected(String, found: String)
    case tooDeep(limit: Int)
    case tooLong(limit: Int)
    case tooManyOperators(limit: Int)
    case reservedWord(String)
    case numberOutOfRange(String)
    // Checker
    case unknownName(String, known: [String])
    case incompleteName(String, members: [String])
    case unknownFunction(String, known: [String])
    case noOverload(function: String, arguments: [String])
    case differentUnits(operation: String, left: String, right: String)
    case notBoolean(String, found: String)
    case branchesDiffer(String, String)
    case outsideFence(String)
    case badConstant(function: String, text: String, wanted: String)
    /// A field of a value that has none.
    case noFields(type: String, field: String)
    /// A macro that goes through something else than a list or a map.
    case notIterable(macro: String, found: String)
    /// Arguments that a macro cannot use: `[1].all(2, true)`.
    case badMacro(name: String, wanted: String)
    /// A value of that type cannot be a key of a map.
    case badKey(String)
    /// `?` before a value that is always there.
    case notOptional(found: String)
    case typesTooLarge
  }

  package var reason: Reason
  /// Unicode scalars from the start of the expression.
  package var range: Range<Int>

  package init(_ reason: Reason, at range: Range<Int>) {
    self.reason = reason
    self.range = range
  }
}
