package import Diagnostics

extension EvaluationError {
  /// The finding for people. `location` is the place of `range` in the file that holds the expression.
  package func diagnostic(at location: Location) -> Diagnostic {
    Diagnostic(code, .error, reason.text, at: location, help: help)
  }

  /// The table of the codes PT033x.
  private var code: String {
    switch reason {
    case .noMatchingOverload, .noFields, .notIterable, .notBoolean, .notOptional, .badMacro:
      "PT0330"
    case .unboundName, .unknownFunction: "PT0331"
    case .noSuchKey, .indexOutOfRange, .noValue, .emptyArgument: "PT0332"
    case .duplicateKey, .unsupportedKey: "PT0333"
    case .divisionByZero, .overflow: "PT0334"
    case .library: "PT0335"
    case .exhausted: "PT0336"
    }
  }

  private var help: [String] {
    switch reason {
    case .noSuchKey: ["ask with has(), or write '.?' and orValue()"]
    case .noValue: ["ask with hasValue(), or write orValue()"]
    default: []
    }
  }
}

extension EvaluationError.Reason {
  /// What went wrong, for people: a clause without capital letter and full stop.
  package var text: String {
    switch self {
    case .noMatchingOverload(let function, let arguments):
      "'\(function)' does not take (\(arguments.joined(separator: ", ")))"
    case .unboundName(let name): "'\(name)' has no value"
    case .unknownFunction(let name): "there is no function '\(name)'"
    case .noSuchKey(let key): "the map has no key \(key)"
    case .noFields(let type, let field): "a value of type \(type) has no field '\(field)'"
    case .indexOutOfRange(let index, let count):
      "index \(index) is out of range: the list has \(count) elements, counted from 0"
    case .duplicateKey(let key): "the map has two values for the key \(key)"
    case .unsupportedKey(let type): "a value of type \(type) cannot be a key of a map"
    case .notIterable(let type): "a value of type \(type) has no elements to go through"
    case .notBoolean(let type): "a condition is bool, found \(type)"
    case .notOptional(let type): "an optional value is needed, found \(type)"
    case .noValue: "the optional has no value"
    case .divisionByZero: "division by zero"
    case .overflow(let function): "the result of '\(function)' does not fit 64 bits"
    case .badMacro(let name, let wanted): "'\(name)' needs \(wanted)"
    case .emptyArgument(let function): "'\(function)' of nothing"
    case .library(let error): error.text
    case .exhausted(let limit): "the evaluation needs more than \(limit) steps"
    }
  }
}
