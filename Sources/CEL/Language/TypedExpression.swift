/// An expression whose names are resolved and whose macros are expanded, with the type of every part: what the
/// evaluator runs, as a whole or from any part of it that uses no variable of a comprehension around it.
package struct TypedExpression: Sendable {
  package indirect enum Kind: Sendable {
    case constant(Value)
    /// A variable of the environment, by the identity it was declared with.
    case variable(Int, name: String)
    /// A variable of a comprehension or binding around here, counted from the outside.
    case local(Int, name: String)
    /// `operand.field`, or `operand.?field`.
    case select(TypedExpression, field: String, isOptional: Bool)
    case has(TypedExpression, field: String)
    case and(TypedExpression, TypedExpression)
    case or(TypedExpression, TypedExpression)
    case conditional(TypedExpression, TypedExpression, TypedExpression)
    case call(Callee, [TypedExpression])
    /// Arithmetic over 64-bit slots with units, as policies have it.
    case quantity(Operation, [TypedExpression])
    /// `matches` with a pattern that is known beforehand.
    case matches(TypedExpression, RegularExpression)
    case list([Element])
    case map([Entry])
    case comprehension(Comprehension)
    /// `cel.bind`: the value of the local is computed where it is first needed.
    case bind(local: Int, value: TypedExpression, result: TypedExpression)
    /// `optional.or(alternative)` and `optional.orValue(alternative)`.
    case alternative(TypedExpression, TypedExpression, isValue: Bool)
    /// `optional.optMap(x, body)` and, where the body is an optional itself, `optFlatMap`.
    case optionalMap(local: Int, TypedExpression, body: TypedExpression, isFlat: Bool)
    /// What can only fail: an unknown name in an expression that is evaluated unchecked.
    case failure(EvaluationError.Reason)
  }

  package struct Element: Sendable {
    package var value: TypedExpression
    package var isOptional: Bool
  }

  package struct Entry: Sendable {
    package var key: TypedExpression
    package var value: TypedExpression
    package var isOptional: Bool
  }

  package var kind: Kind
  package var type: Type
  /// Unicode scalars from the start of the expression's text.
  package var range: Range<Int>

  package init(_ kind: Kind, _ type: Type, at range: Range<Int>) {
    self.kind = kind
    self.type = type
    self.range = range
  }
}

/// A macro that goes through a list or a map (langdef.md, "Macros", and the extension of two variables).
package struct Comprehension: Sendable {
  package enum Kind: Sendable {
    case all, exists, existsOne
    /// `map` and `transformList`: the bodies of the elements that the filter lets through.
    case list
    /// `filter`: the elements for which the body holds.
    case filter
    /// `transformMap`: the bodies under the keys they came from.
    case map
    /// `transformMapEntry`: the entries of the maps that the bodies give.
    case entries
  }

  package var kind: Kind
  package var range: TypedExpression
  /// The local that holds the element of a list or the key of a map; with two variables the index or the key,
  /// and the element or the value is in the local behind it.
  package var local: Int
  package var hasTwoVariables: Bool
  package var filter: TypedExpression?
  package var body: TypedExpression
}
