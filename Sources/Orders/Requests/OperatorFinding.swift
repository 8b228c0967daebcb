import FixedPoint

/// What a request came to.
enum OperatorFinding: Hashable, Sendable {
  case paused(KillScope)
  case pausedAlready(KillScope, code: String)
  /// Orders are of strategies, markets and wallets: a bot alone is killed, not paused.
  case botScope
  /// What was freed, and what stays with the code that holds it.
  case resumed([KillScope], left: [HeldScope], isKilled: Bool)
  case nothingPaused(KillScope)
  /// None of it is a person's to take back.
  case heldOtherwise([HeldScope])
  /// Booked; what still differs.
  case booked(differing: [ChainMismatch.Part], isMismatch: Bool)
  case bookedAlready(transaction: String)
  /// The chain was not read since the start, or not lately.
  case chainUnread
  /// Nothing differs at this block: nothing to book, or not yet.
  case nothingDiffers(block: Int64)
  case explained
  case noMismatch
  case notExplained
  case samePerson(String)
  case stillDiffers([ChainMismatch.Part])
  case settled(isKilled: Bool)

  /// A scope that trades nothing new.
  struct HeldScope: Hashable, Sendable {
    var scope: KillScope
    var code: String
  }
}

extension OperatorFinding {
  var outcome: OperatorAnswer.Outcome {
    switch self {
    case .paused, .resumed, .booked, .explained, .settled: .done
    case .pausedAlready, .nothingPaused, .bookedAlready: .unchanged
    case .botScope, .heldOtherwise, .chainUnread, .nothingDiffers, .noMismatch, .notExplained,
      .samePerson,
      .stillDiffers:
      .refused
    }
  }
}
