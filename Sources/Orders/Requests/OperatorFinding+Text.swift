import FixedPoint

extension OperatorFinding {
  /// The answer for people.
  var answer: OperatorAnswer { OperatorAnswer(outcome, text) }

  private var text: String {
    switch self {
    case .paused(let scope): "paused \(scope.text): no new orders; cancels pass"
    case .pausedAlready(let scope, let code): "\(scope.text) is paused already: \(code)"
    case .botScope: "a bot is not paused: name a strategy, or kill trip --scope bot:NAME"
    case .resumed(let freed, let left, let isKilled):
      "resumed \(freed.map(\.text).joined(separator: ", "))" + Self.rest(left)
        + (isKilled ? "; a kill stands: polytraders kill status" : "")
    case .nothingPaused(let scope): "nothing is paused in \(scope.text)"
    case .heldOtherwise(let left): "not resumed" + Self.rest(left)
    case .booked(let parts, let isMismatch):
      "booked; "
        + (parts.isEmpty
          ? "the balances agree"
            + (isMismatch ? ": next 'orders explain', then 'orders settle'" : "")
          : "still differs: \(parts.text)")
    case .bookedAlready(let transaction): "transaction \(transaction) is booked already"
    case .chainUnread: "the chain was not read lately: look at the nodes of --rpc, then ask again"
    case .nothingDiffers(let block):
      "books and chain agree at final block \(block): there is nothing to book, or the transaction is not final yet"
    case .explained: "explained; next, by somebody else: orders settle"
    case .noMismatch: "no mismatch with the chain stands"
    case .notExplained: "not settled: 'orders explain' comes first"
    case .samePerson(let name):
      "not settled: \(name) explained it or booked what moved; somebody else settles"
    case .stillDiffers(let parts):
      "not settled: \(parts.text); 'orders flow' books what moved the balances"
    case .settled(let isKilled):
      "settled: books and chain agree"
        + (isKilled ? "; the kill switch is armed again by two people: polytraders kill reset" : "")
    }
  }

  private static func rest(_ left: [HeldScope]) -> String {
    left.map { held in
      // What a person holds was just taken back: the rest has a cause of its own.
      let release = PauseRelease(held.code) == .balances ? PauseRelease.balances : .itself
      return "; \(held.scope.text) stays paused by \(held.code): \(release.text)"
    }.joined()
  }
}

/// What ends a pause, by the code that it stands under.
package enum PauseRelease: Hashable, Sendable {
  /// The chain differs: explain, book, settle.
  case balances
  /// It goes with a clean round of the reconciliation, or with the settlement of what is late.
  case itself
  /// A person looks and resumes.
  case person

  /// How a pause under `code` ends.
  package init(_ code: String) {
    switch code {
    case ReconcileClass.chainMismatch.code: self = .balances
    case Reconciler.overdue, ReconcileClass.settlementLate.code: self = .itself
    default: self = .person
    }
  }

  /// For people.
  package var text: String {
    switch self {
    case .balances: "orders flow, orders explain, orders settle"
    case .itself: "it ends with its cause"
    case .person: "orders resume"
    }
  }
}
