package import Analysis
package import Policy

/// What a temporary value does to decisions, in the words of documents and of what is signed.
package enum OverrideVerdict: String, CaseIterable, Sendable {
  case equal, tighter, looser, incomparable
  /// Neither proved nor shown by an event; approved as `incomparable` is.
  case unknown

  /// The word for what a comparison found.
  package init(_ relation: Strictness.Relation?) {
    self =
      switch relation {
      case .equal: .equal
      case .tighter: .tighter
      case .looser: .looser
      case .incomparable: .incomparable
      case nil: .unknown
      }
  }

  /// Seen from the other side: what it does to take the value away again.
  package var reversed: OverrideVerdict {
    switch self {
    case .tighter: .looser
    case .looser: .tighter
    case .equal, .incomparable, .unknown: self
    }
  }

  /// Whose signatures it needs. Only what is proved to loosen nothing counts as tightening.
  package var changeClass: ApprovalRules.ChangeClass {
    switch self {
    case .equal, .tighter: .tightening
    case .looser: .loosening
    case .incomparable, .unknown: .incomparable
    }
  }
}
