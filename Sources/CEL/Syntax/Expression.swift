/// A parsed CEL expression, as written: names not yet resolved, types not yet known. Operators are calls of
/// the functions that the specification names (`_+_`, `_&&_`, `_?_:_`), as every later stage sees them.
package struct Expression: Hashable, Sendable {
  package indirect enum Kind: Hashable, Sendable {
    case literal(Literal)
    /// `isAbsolute` for a leading point: `.name` is looked up outside the container. The function of an
    /// absolute call has the point in its name.
    case identifier(String, isAbsolute: Bool)
    case select(Expression, field: String, isOptional: Bool)
    case call(function: String, receiver: Expression?, arguments: [Expression])
    case list([Element])
    case map([Entry])
    /// `Name{field: value}`; an absolute name has its leading point, the keys are string literals.
    case message(String, [Entry])
  }

  package struct Element: Hashable, Sendable {
    package var value: Expression
    package var isOptional: Bool

    package init(value: Expression, isOptional: Bool) {
      self.value = value
      self.isOptional = isOptional
    }
  }

  package struct Entry: Hashable, Sendable {
    package var key: Expression
    package var value: Expression
    package var isOptional: Bool

    package init(key: Expression, value: Expression, isOptional: Bool) {
      self.key = key
      self.value = value
      self.isOptional = isOptional
    }
  }

  package enum Literal: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
  }

  package var kind: Kind
  /// Unicode scalars from the start of the expression's text.
  package var range: Range<Int>

  package init(_ kind: Kind, at range: Range<Int>) {
    self.kind = kind
    self.range = range
  }

  /// `a.b.c` where the expression is a chain of plain selections from a name.
  package var qualifiedName: String? {
    switch kind {
    case .identifier(let name, _): name
    case .select(let operand, let field, false): operand.qualifiedName.map { "\($0).\(field)" }
    default: nil
    }
  }

  /// The words that are neither names nor plain fields.
  static let literalWords: Set<String> = ["in", "true", "false", "null"]

  /// Whether `name` can stand as a field without backquotes.
  static func isPlainField(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
    return !literalWords.contains(name)
      && name.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
      }
  }

  /// `a.b.c`, or `.a.b.c`, where the expression is a chain of plain names: what may be one name of a container,
  /// or the type that `{` behind it makes a message of.
  var dottedName: String? {
    switch kind {
    case .identifier(let name, let isAbsolute): isAbsolute ? ".\(name)" : name
    case .select(let operand, let field, false) where Self.isPlainField(field):
      operand.dottedName.map { "\($0).\(field)" }
    default: nil
    }
  }
}
