/// What an expression can take at worst, computed before anything runs.
///
/// One unit is about a nanosecond of one core. The weights are medians of seven rounds over 64 operations of a
/// kind on the two-core x86-64 machine on which `polytraders bench` gives 35 ns for QueueWarden's rules. At
/// worst an event pays twice: its last operation overflows, so that the fast run (1.0 to 4.6 ns an operation) is
/// followed by a careful run of the whole (2.7 to 8.8 ns); a weight is the sum of both, rounded up.
package struct Cost: Hashable, Sendable {
  /// The bound of a fact that makes something expensive.
  package struct Driver: Hashable, Sendable {
    /// `book.levels`
    package var name: String
    package var bound: Bound.Kind
    /// Items or characters.
    package var limit: Int
    /// The part of the cost that is proportional to it, in units.
    package var units: Int
  }

  /// At most `Int.max`, where it stays.
  package private(set) var units: Int
  /// The bound behind the largest part that has one.
  package private(set) var driver: Driver?

  package init(_ units: Int, driver: Driver? = nil) {
    self.units = units
    self.driver = driver
  }

  package static let zero = Cost(0)

  package static func + (left: Cost, right: Cost) -> Cost {
    let (sum, overflow) = left.units.addingReportingOverflow(right.units)
    return Cost(overflow ? .max : sum, driver: larger(left.driver, right.driver))
  }

  package static func += (left: inout Cost, right: Cost) {
    left = left + right
  }

  /// The dearer one of two, of which only one is paid.
  package static func larger(_ left: Cost, _ right: Cost) -> Cost {
    left.units >= right.units ? left : right
  }

  private static func larger(_ left: Driver?, _ right: Driver?) -> Driver? {
    guard let left, let right else { return left ?? right }
    return left.units >= right.units ? left : right
  }

  /// Paid once for each item or character that `bound` allows. Where a larger bound is behind at least half of
  /// what is paid each time, that one is named.
  static func * (each: Cost, bound: Extent.Limit) -> Cost {
    let units = saturated(each.units, times: bound.count)
    var inner = each.driver
    inner?.units = saturated(each.driver?.units ?? 0, times: bound.count)
    guard let source = bound.source else { return Cost(units, driver: inner) }
    if let inner, inner.limit > source.limit, inner.units >= units / 2 {
      return Cost(units, driver: inner)
    }
    return Cost(
      units,
      driver: Driver(name: source.name, bound: source.kind, limit: source.limit, units: units))
  }

  private static func saturated(_ left: Int, times right: Int) -> Int {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : product
  }
}

/// How much a text or a list of a fact can hold. Every such fact declares it (facts/rules-engines.md 4.6).
package struct Bound: Hashable, Sendable {
  /// The key under which a document declares it.
  package enum Kind: String, Hashable, Sendable {
    case items = "max_items"
    case length = "max_length"
  }

  /// Of a list.
  package var items: Int?
  /// Unicode scalars of a text, or of each text in a list.
  package var length: Int?

  package init(items: Int? = nil, length: Int? = nil) {
    self.items = items
    self.length = length
  }
}

extension Operation {
  /// Units at worst; see `Cost`.
  var weight: Int {
    switch self {
    case .divide, .modulo, .ticksCovering: 7
    case .scaleAway, .scaleToward: 14
    default: 6
    }
  }
}

extension CheckedExpression {
  /// What `evaluate` pays for it, node by node.
  package var evaluationCost: Cost {
    guard case .operation(_, let operands) = kind else { return Cost(CostEstimator.nodeWeight) }
    return operands.reduce(Cost(CostEstimator.nodeWeight)) { $0 + $1.evaluationCost }
  }

  /// What a plan pays for it: a name and a constant are slots that are there already.
  package var cost: Cost {
    guard case .operation(let operation, let operands) = kind else { return .zero }
    return operands.reduce(Cost(operation.weight)) { $0 + $1.cost }
  }
}
