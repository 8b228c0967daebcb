package import Diagnostics

extension ExpressionError {
  /// The finding for people. `location` is the place of `range` in the file that holds the expression.
  package func diagnostic(at location: Location) -> Diagnostic {
    Diagnostic(code, .error, message, at: location, help: help)
  }

  /// The table of the codes PT03xx.
  private var code: String {
    switch reason {
    case .unexpectedCharacter: "PT0301"
    case .unterminatedString: "PT0302"
    case .badEscape: "PT0303"
    case .badNumber, .numberOutOfRange: "PT0304"
    case .expected: "PT0305"
    case .tooDeep, .tooLong, .tooManyOperators: "PT0306"
    case .reservedWord: "PT0307"
    case .unknownName, .incompleteName: "PT0310"
    case .unknownFunction: "PT0311"
    case .noOverload, .notAText: "PT0312"
    case .differentUnits: "PT0313"
    case .notBoolean: "PT0314"
    case .branchesDiffer: "PT0315"
    case .outsideFence: "PT0316"
    case .badConstant: "PT0317"
    case .noFields: "PT0318"
    case .notIterable: "PT0319"
    case .badMacro: "PT0320"
    case .badKey: "PT0321"
    case .notOptional: "PT0322"
    case .typesTooLarge: "PT0323"
    }
  }

  private var message: String {
    switch reason {
    case .unexpectedCharacter(let scalar): "'\(scalar)' has no meaning in an expression"
    case .unterminatedString: "a string or quoted name does not end"
    case .badEscape(let text): "'\(text)' is no escape sequence"
    case .badNumber(let text): "'\(text)' is no number"
    case .numberOutOfRange(let text): "\(text) does not fit 64 bits"
    case .expected(let what, let found): "expected \(what), found \(found)"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .tooLong(let limit): "longer than \(limit) characters"
    case .tooManyOperators(let limit): "more than \(limit) operators, calls and fields"
    case .reservedWord(let word): "'\(word)' is a reserved word of CEL"
    case .unknownName(let name, _): "there is no '\(name)' here"
    case .incompleteName(let name, _): "'\(name)' is a group, not a value"
    case .unknownFunction(let name, _): "there is no function '\(name)'"
    case .noOverload(let function, let arguments):
      "'\(function)' does not take (\(arguments.joined(separator: ", ")))"
    case .notAText(let function, _): "'\(function)' takes one text in quotes"
    case .differentUnits(let operation, let left, let right):
      Self.isComparison(operation)
        ? "\(left) compared with \(right)" : "'\(operation)' between \(left) and \(right)"
    case .notBoolean(let operation, let found):
      "'\(operation)' needs a condition (bool), found \(found)"
    case .branchesDiffer(let whenTrue, let whenFalse):
      "the two results of '?:' differ: \(whenTrue) and \(whenFalse)"
    case .outsideFence(let outside): "\(outside.subject) cannot be used in a policy"
    case .badConstant(let function, let text, _): "'\(text)' is no \(function)"
    case .noFields(let type, let field): "a value of type \(type) has no field '\(field)'"
    case .notIterable(let macro, let found):
      "'\(macro)' goes through a list or a map, found \(found)"
    case .badMacro(let name, let wanted): "'\(name)' needs \(wanted)"
    case .badKey(let type): "a value of type \(type) cannot be a key of a map"
    case .notOptional(let found): "'?' takes an optional value, found \(found)"
    case .typesTooLarge: "the types of this expression are too large"
    }
  }

  private static func isComparison(_ operation: String) -> Bool {
    ["==", "!=", "<", "<=", ">", ">="].contains(operation)
  }
}

extension ExpressionError.Outside {
  fileprivate var subject: String {
    switch self {
    case .unsigned: "an unsigned number"
    case .double, .floatingPoint: "a floating-point number"
    case .dynamic: "a value whose type is not known beforehand"
    case .string: "a string"
    case .bytes: "a bytes value"
    case .null: "null"
    case .list: "a list"
    case .map: "a map"
    case .message: "a message"
    case .computedField: "a field of a computed value"
    case .name(let name, let type): "a \(type) ('\(name)')"
    case .function("@in", _): "'in'"
    case .function("_[_]", _), .function("_[?_]", _): "an index in brackets"
    case .function(let name, _): "the function '\(name)'"
    }
  }
}
