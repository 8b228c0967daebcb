/// A part of a policy's expression that works with texts or lists. The general evaluator computes it before the
/// plan runs; the plan knows it as a variable, unless it is a text or a list itself, which only other such
/// parts can name.
package struct ComputedExpression: Sendable {
  /// In canonical spelling; within one bot, the same text is the same value.
  package let text: String
  package let expression: TypedExpression
  /// What one evaluation costs at worst.
  package let cost: Cost
  /// How large its value can be.
  let extent: Extent

  package var type: Type { expression.type }

  /// How much one evaluation may do before it is stopped with an error. The cost counts at least as much as
  /// the meter for each step, but characters where the meter counts their bytes, at most four each; at the end
  /// the meter counts all parts of the value.
  package var meterLimit: Int {
    let whole = cost.units.addingSaturated(extent.weight.count)
    let (units, overflow) = whole.multipliedReportingOverflow(by: 4)
    return overflow ? Meter.defaultLimit : min(Meter.defaultLimit, units)
  }
}

/// The computed expressions of one owner of variables, such as a bot: the checker adds those it meets.
package struct ComputedExpressions: Sendable {
  /// In the order in which they were met.
  package private(set) var expressions: [(identity: Int, expression: ComputedExpression)] = []
  /// The identity that the next one gets; the owner counts it up for variables of his own.
  package var nextIdentity: Int
  private var identities: [String: Int] = [:]

  package init(nextIdentity: Int = 0) {
    self.nextIdentity = nextIdentity
  }

  /// The identity by which expressions name it.
  mutating func identity(of expression: ComputedExpression) -> Int {
    if let known = identities[expression.text] { return known }
    expressions.append((nextIdentity, expression))
    identities[expression.text] = nextIdentity
    nextIdentity += 1
    return nextIdentity - 1
  }

  subscript(identity: Int) -> ComputedExpression? {
    expressions.first { $0.identity == identity }?.expression
  }
}
