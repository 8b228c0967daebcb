/// An expression whose names are resolved and whose types agree: what the planner takes.
package struct CheckedExpression: Hashable, Sendable {
  package indirect enum Kind: Hashable, Sendable {
    /// A scalar in slot units (a duration in milliseconds, a price in millionths).
    case constant(Int64)
    /// The variable of that identity in the environment.
    case variable(Int, name: String)
    case operation(Operation, [CheckedExpression])
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

  /// Every variable this expression can depend on.
  package var variables: Set<Int> {
    switch kind {
    case .constant: []
    case .variable(let identity, _): [identity]
    case .operation(_, let operands): operands.reduce(into: []) { $0.formUnion($1.variables) }
    }
  }
}

/// What the planned language can compute over 64-bit slots. All are total but for overflow and division by
/// zero, which are CEL errors.
package enum Operation: UInt8, Hashable, Sendable {
  case and, or, not, conditional
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case add, subtract, multiply, divide, modulo, negate
  case absolute, least, greatest
  /// How many whole ticks are needed to cover a price difference: `|difference| / tick`, rounded up. So
  /// `ticks > n` holds exactly when the difference is more than n ticks, also off the grid.
  case ticksCovering
  /// `first * second / third`, computed in 128 bits, rounded away from zero or toward it; an error where the
  /// third is not positive or the result does not fit. The arithmetic between units is made of these two
  /// (`Signature`), with the ratio of their grains as one of the three operands.
  case scaleAway, scaleToward

  /// How the operation is written, for explanations.
  package var symbol: String {
    switch self {
    case .and: "&&"
    case .or: "||"
    case .not: "!"
    case .conditional: "?:"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .add: "+"
    case .subtract, .negate: "-"
    case .multiply: "*"
    case .divide: "/"
    case .modulo: "%"
    case .absolute: "math.abs"
    case .least: "math.least"
    case .greatest: "math.greatest"
    case .ticksCovering: "ticks.covering"
    case .scaleAway, .scaleToward: "* /"
    }
  }

  package var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }
}
