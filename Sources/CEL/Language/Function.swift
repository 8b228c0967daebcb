/// A function of the language with its overloads, which differ in the types or in the call style that they
/// take (langdef.md, "Functions"). Operators are functions with special names.
package struct Function: Sendable {
  package typealias Implementation =
    @Sendable (_ arguments: [Value], _ meter: inout Meter) throws(EvaluationError.Reason) -> Value

  /// `size`, `math.greatest`, `_+_`.
  package let name: String
  package private(set) var overloads: [Overload]
  /// What computes every overload at once: the operators choose by the values themselves, since numbers of
  /// different types meet in them.
  let operation: Implementation?

  package init(
    _ name: String, _ overloads: [Overload], operation: Implementation? = nil
  ) {
    self.name = name
    self.overloads = overloads
    self.operation = operation
  }

  /// A function that libraries extend each other by, such as `string`.
  func merged(with other: Function) -> Function {
    Function(name, overloads + other.overloads, operation: operation ?? other.operation)
  }
}

/// One way to call a function.
package struct Overload: Sendable {
  /// The receiver first, where there is one.
  package let parameters: [Type]
  package let result: Type
  /// Whether it is called as `receiver.function(...)`.
  package let isReceiver: Bool
  /// Nil where there is a type to check and nothing to run.
  let implementation: Function.Implementation?

  /// `function(parameters)`.
  package init(
    _ parameters: [Type], _ result: Type, _ implementation: Function.Implementation? = nil
  ) {
    self.init(parameters, result, isReceiver: false, implementation)
  }

  package init(
    _ parameters: [Type], _ result: Type, isReceiver: Bool,
    _ implementation: Function.Implementation? = nil
  ) {
    self.parameters = parameters
    self.result = result
    self.isReceiver = isReceiver
    self.implementation = implementation
  }

  /// `receiver.function(parameters)`.
  static func method(
    _ receiver: Type, _ parameters: [Type] = [], _ result: Type,
    _ implementation: Function.Implementation? = nil
  ) -> Overload {
    Overload([receiver] + parameters, result, isReceiver: true, implementation)
  }

  /// Whether the values can be its arguments.
  func accepts(_ arguments: [Value]) -> Bool {
    arguments.count == parameters.count
      && zip(arguments, parameters).allSatisfy { $0.isInstance(of: $1) }
  }
}

/// What a call may come to: the overloads that its static types leave.
package struct Callee: Sendable {
  package let name: String
  let candidates: [Overload]
  let operation: Function.Implementation?

  /// Chooses by the values and computes.
  func call(
    _ arguments: [Value], _ meter: inout Meter
  ) throws(EvaluationError.Reason) -> Value {
    if let operation { return try operation(arguments, &meter) }
    guard let overload = candidates.first(where: { $0.accepts(arguments) }) else {
      throw .noMatchingOverload(function: name, arguments: arguments.map(\.typeName))
    }
    guard let implementation = overload.implementation else { throw .unknownFunction(name) }
    return try implementation(arguments, &meter)
  }
}
