/// What an expression may name: every dotted name it can use, with type and identity. Nothing else exists
/// for it; there is no `dyn` and no look-up at run time.
package struct Environment: Sendable {
  package enum Meaning: Hashable, Sendable {
    /// A value that the frame holds, identified by the owner of the environment.
    case variable(Int)
    /// A fixed value, such as a case of an enumeration.
    case constant(Int64)
  }

  package struct Declaration: Hashable, Sendable {
    package var name: String
    package var type: Type
    package var meaning: Meaning
    /// Of texts and lists; empty for values of a fixed size.
    package var bound: Bound
    /// The size of what was computed from texts and lists; nil for all other names.
    var extent: Extent?
  }

  package private(set) var declarations: [String: Declaration] = [:]

  package init() {}

  package mutating func declare(
    _ name: String, _ type: Type, _ meaning: Meaning, bound: Bound = Bound()
  ) {
    declarations[name] = Declaration(name: name, type: type, meaning: meaning, bound: bound)
  }

  /// Declares a name for an expression of this environment; `computed` hold its parts.
  package mutating func declare(
    _ name: String, for expression: CheckedExpression, _ meaning: Meaning,
    among computed: ComputedExpressions
  ) {
    declare(name, expression.type, meaning)
    guard case .variable(let identity, _) = expression.kind else { return }
    declarations[name]?.extent = computed[identity]?.extent
  }

  package subscript(name: String) -> Declaration? {
    declarations[name]
  }

  /// The names one step below a prefix: for `order`, `order.side`, `order.price` ...
  package func members(of prefix: String) -> [String] {
    declarations.keys.filter { $0.hasPrefix(prefix + ".") }.sorted()
  }

  package var names: [String] {
    declarations.keys.sorted()
  }
}
