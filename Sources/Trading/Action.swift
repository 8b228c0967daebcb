/// What a bot may decide to do. The list is closed: there is no action that proposes a position, so no bot
/// can (seeds/001 and 003, "Authority").
package enum Action: String, CaseIterable, Sendable {
  /// Leave the order as it is.
  case hold
  /// Nothing stands in the way.
  case allow
  /// Put the chosen operation off until the window has room; then the order is judged anew.
  case `defer`
  /// Judge nothing more until the state store is back.
  case pauseEvaluation = "pause_evaluation"
  /// Take the order out of the book, without replacement.
  case cancel
  /// Take the order out and, once that is acknowledged, quote what is left anew.
  case cancelReplace = "cancel_replace"
  case assignNonce = "assign_nonce"
  /// Sign nothing for now; the state is expected to clear by itself.
  case holdSigning = "hold_signing"
  /// Sign nothing until the cause is gone.
  case blockSigning = "block_signing"
  /// Renew the credential in the background and go on.
  case renewCredential = "renew_credential"
  /// Place nothing new in the scope.
  case pauseTrading = "pause_trading"
  /// Stop every bot that trades.
  case halt

  /// Whether it only ever takes risk away or stops more from being taken: nothing may delay it, and it is all
  /// that a bot may decide where a fact is missing or a condition fails. `hold` and `allow` are not, since they
  /// let stand what nobody could judge; `defer`, since it puts off what a rule asked for; `cancel_replace`,
  /// since its second half places an order; `assign_nonce` and `renew_credential`, since they open the way to
  /// one (facts/oms.md 6.2: what cannot be known counts as bad).
  package var isProtective: Bool {
    switch self {
    case .pauseEvaluation, .cancel, .holdSigning, .blockSigning, .pauseTrading, .halt: true
    case .hold, .allow, .defer, .cancelReplace, .assignNonce, .renewCredential: false
    }
  }

  /// Whether a bot may choose it without having it in its authority: it changes nothing at the venue.
  package var needsNoAuthority: Bool {
    switch self {
    case .hold, .allow, .defer, .pauseEvaluation: true
    default: false
    }
  }
}
