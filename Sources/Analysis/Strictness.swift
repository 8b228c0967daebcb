package import Graph
package import Policy
package import Trading

/// Which of two decisions lets less through. Data, not code: severities in their order, and for actions the
/// pairs of `steps`, with everything that follows from them. What does not follow is incomparable.
package enum Strictness {
  /// How a decision changed, seen from the old one.
  package enum Relation: String, Hashable, Sendable {
    case equal, tighter, looser, incomparable

    /// Both at once: of two parts that changed.
    package func joined(_ other: Relation) -> Relation {
      if self == .equal || self == other { return other }
      return other == .equal ? self : .incomparable
    }
  }

  /// The left action lets more through than the right (facts/rules-engines.md 5: hold, defer, cancel_replace,
  /// cancel, block all). The words for orders, for signatures and for trading as a whole are three chains that
  /// begin at `allow` and end at `halt`.
  package static let steps: [(weaker: Action, stricter: Action)] = [
    (.allow, .hold),
    // Resting orders: wait, take out and quote anew, take out.
    (.hold, .defer), (.defer, .cancelReplace), (.cancelReplace, .cancel), (.cancel, .halt),
    // Not judging at all stops new work, but leaves what rests.
    (.hold, .pauseEvaluation), (.pauseEvaluation, .halt),
    // Signing requests: go on, go on with a renewed credential, wait, stop.
    (.assignNonce, .renewCredential), (.renewCredential, .holdSigning),
    (.allow, .holdSigning), (.holdSigning, .blockSigning), (.blockSigning, .halt),
    // Trading in a scope.
    (.allow, .pauseTrading), (.pauseTrading, .halt),
  ]

  /// Where the chains of `steps` begin: what holds nothing back.
  static let weakest: [Action] = [.allow, .assignNonce]

  /// Every pair that follows from `steps`.
  private static let stricter: [Action: Set<Action>] = {
    var above: [Action: Set<Action>] = [:]
    for step in steps { above[step.weaker, default: []].insert(step.stricter) }
    for _ in Action.allCases {
      for (action, others) in above {
        for other in others { above[action, default: []].formUnion(above[other] ?? []) }
      }
    }
    return above
  }()

  package static func relation(_ old: Action, _ new: Action) -> Relation {
    if old == new { return .equal }
    if stricter[old]?.contains(new) == true { return .tighter }
    return stricter[new]?.contains(old) == true ? .looser : .incomparable
  }

  package static func relation(_ old: Severity, _ new: Severity) -> Relation {
    old == new ? .equal : old < new ? .tighter : .looser
  }

  /// A decision is stricter where both its severity and its action are at least as strict and one is more.
  ///
  /// One that was made for lack of data says that nobody could judge: against one that was made for another
  /// reason, only whether both protect counts (`Action.isProtective`), since which fact is missed first says
  /// nothing about risk.
  package static func relation(
    _ old: Judgement, in oldSet: PolicySet, _ new: Judgement, in newSet: PolicySet
  ) -> Relation {
    if old.lack != new.lack {
      let isOldSafe = old.outcome.action.isProtective
      let isNewSafe = new.outcome.action.isProtective
      if isOldSafe && isNewSafe { return .equal }
      // Where data is missing, the decision protects: BotReader accepts no other.
      if isOldSafe != isNewSafe { return isNewSafe ? .tighter : .looser }
    }
    return relation(oldSet.severity(of: old.outcome.code), newSet.severity(of: new.outcome.code))
      .joined(relation(old.outcome.action, new.outcome.action))
  }

  /// A decision, and what was lacking where it was made for lack of data.
  package struct Judgement: Hashable, Sendable {
    package enum Lack: Hashable, Sendable {
      /// A fact or an optional field, with its bot.
      case fact(String)
      /// A condition failed.
      case error
    }

    package var outcome: Outcome
    package var lack: Lack?

    package init(_ outcome: Outcome, lack: Lack? = nil) {
      self.outcome = outcome
      self.lack = lack
    }
  }
}
