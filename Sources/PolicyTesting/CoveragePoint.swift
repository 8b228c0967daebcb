import CEL

/// One thing that tests can go through, and have to for full coverage.
package struct CoveragePoint: Hashable, Sendable {
  /// What kind of figure it counts for.
  package enum Kind: String, CaseIterable, Sendable {
    case rule, branch, boundary
  }

  /// The part of the bot it is at.
  enum Place: Hashable, Sendable {
    case expression(Walk.Owner)
    case otherwise
    case onError
  }

  enum Event: Hashable, Sendable {
    /// The rule, `require` or gate decided.
    case decides
    /// The whole condition.
    case holds, doesNotHold, unknown
    /// A `require`: that fact, a position among the bot's, is missing.
    case missing(Int)
    /// One side of `&&` or `||`, an arm of `?:`.
    case sideHolds, sideDoesNotHold, taken
    /// A comparison one step below, at and one step above its threshold.
    case below, at, above
  }

  var place: Place
  /// The part of the expression, in Unicode scalars of its text; nil for all of it.
  var range: Range<Int>?
  var event: Event

  package var kind: Kind {
    switch event {
    case .decides: .rule
    case .below, .at, .above: .boundary
    default: .branch
    }
  }
}
