internal import CEL
internal import JSON

/// Holds a file of conformance cases of CEL, in the form `cel-cases/1`, against this program: one check for each
/// case (`vectors/cel/README.md`).
package func checkConformance(file: String) -> Tally {
  var tally = Tally()
  let document: JSONValue
  do throws(DocumentError) {
    document = try Document.read(file)
  } catch {
    tally.check(false, error.text)
    return tally
  }
  guard document["format"]?.string == "cel-cases/1", let sections = document["sections"]?.array
  else {
    tally.check(false, "\(file): not of the form cel-cases/1")
    return tally
  }
  for example in sections.flatMap({ $0["cases"]?.array ?? [] }) {
    let id = example["id"]?.string ?? "a case without an id"
    do throws(MalformedCase) {
      let difference = try ConformanceCase(example).difference()
      tally.check(difference == nil, "\(id): \(difference ?? "")")
    } catch {
      tally.check(false, "\(id): the case cannot be read: \(error.problem)")
    }
  }
  if tally.passed + tally.failed.count == 0 { tally.check(false, "\(file): there are no cases") }
  return tally
}

/// A case that is not of the form, and what is wrong with it.
struct MalformedCase: Error {
  var problem: String
}

/// One case: an expression, what it may name, and what it must come to.
struct ConformanceCase {
  private enum Expectation {
    case value(Value)
    case error
    /// Nothing but the type is asked for.
    case none
  }

  private let expression: String
  private let isChecked: Bool
  private let isEvaluated: Bool
  private let environment: LanguageEnvironment
  /// By identity of the variable; nil for one that is declared and not bound.
  private let values: [Value?]
  private let expectation: Expectation
  private let type: Type?

  init(_ example: JSONValue) throws(MalformedCase) {
    guard let expression = example["expr"]?.string, let expected = example["expect"] else {
      throw MalformedCase(problem: "no \"expr\" or no \"expect\"")
    }
    self.expression = expression
    isChecked = example["disable_check"]?.bool != true
    isEvaluated = example["check_only"]?.bool != true
    if let value = expected["value"] {
      expectation = .value(try Value(conformance: value))
    } else {
      expectation = expected["error"]?.bool == true ? .error : .none
    }
    type = try expected["type"]?.string.map { text throws(MalformedCase) in
      try TypeText.parse(text)
    }
    var scope = ConformanceScope(container: example["container"]?.string ?? "")
    if isChecked {
      for declaration in example["type_env"]?.array ?? [] { try scope.declare(declaration) }
    }
    for binding in example["bindings"]?.members ?? [] {
      try scope.bind(binding.key, to: binding.value)
    }
    environment = scope.environment
    values = scope.values
  }

  /// What was expected and what came; nil where the case holds.
  func difference() -> String? {
    let typed: TypedExpression
    do throws(ExpressionErrors) {
      typed =
        isChecked
        ? try TypeChecker.check(expression, in: environment)
        : try TypeChecker.resolve(expression, in: environment)
    } catch {
      let reasons = error.errors.map { "\($0.reason)" }.joined(separator: "; ")
      // What is wrong already without a value of any variable may be found before the evaluation.
      if case .error = expectation, values.isEmpty { return nil }
      return "\(expression): expected \(expectationText), was refused: \(reasons)"
    }
    if let type, type != typed.type {
      return "\(expression): expected the type \(type.name), found \(typed.type.name)"
    }
    guard isEvaluated else { return nil }
    let outcome = Evaluator.evaluate(typed, ConformanceVariables(values: values))
    switch (expectation, outcome) {
    case (.value(let expected), .value(let found)) where expected == found: return nil
    case (.error, .error), (.none, .value): return nil
    case (_, .value(let found)): return "\(expression): expected \(expectationText), found \(found)"
    case (_, .error(let error)):
      return "\(expression): expected \(expectationText), failed: \(error.reason.text)"
    case (_, .unknown): return "\(expression): expected \(expectationText), is unknown"
    }
  }

  private var expectationText: String {
    switch expectation {
    case .value(let value): "\(value)"
    case .error: "an error"
    case .none: type.map { "the type \($0.name)" } ?? "a value"
    }
  }
}

/// The values of a case's variables.
private struct ConformanceVariables: VariableSource {
  let values: [Value?]

  func outcome(of variable: Int) -> Evaluation? {
    values[variable].map { .value($0) }
  }
}

/// What the declarations and bindings of a case add to the standard environment.
private struct ConformanceScope {
  var environment = LanguageEnvironment.standard
  var values: [Value?] = []
  private var identities: [String: Int] = [:]

  init(container: String) {
    environment.container = container
  }

  /// A member of `type_env`: a variable or a function.
  mutating func declare(_ declaration: JSONValue) throws(MalformedCase) {
    guard let name = declaration["name"]?.string else {
      throw MalformedCase(problem: "a declaration without a name")
    }
    if let overloads = declaration["overloads"]?.array {
      var declared: [Overload] = []
      for overload in overloads {
        var parameters: [Type] = []
        for parameter in overload["params"]?.array ?? [] {
          parameters.append(try TypeText.parse(parameter.string ?? ""))
        }
        declared.append(
          Overload(
            parameters, try TypeText.parse(overload["result"]?.string ?? ""),
            isReceiver: overload["receiver"]?.bool == true))
      }
      environment.add([Function(name, declared)])
    } else {
      add(name, try TypeText.parse(declaration["type"]?.string ?? ""))
    }
  }

  /// A member of `bindings`; a name that is not declared is `dyn`.
  mutating func bind(_ name: String, to value: JSONValue) throws(MalformedCase) {
    if identities[name] == nil { add(name, .dyn) }
    if let identity = identities[name] { values[identity] = try Value(conformance: value) }
  }

  private mutating func add(_ name: String, _ type: Type) {
    identities[name] = values.count
    environment.declare(name, type, .variable(values.count))
    values.append(nil)
  }
}
