package import Journal

/// Where a desk can die: between any two things that it does. The simulator kills it there and starts another on
/// what was on the disk (facts/oms.md 8).
package enum CrashPoint: String, CaseIterable, Sendable {
  /// The state has changed and the journal does not know it.
  case beforeRecord
  /// The journal knows it, the disk perhaps not.
  case afterRecord
  /// Before the graph, the store or the signer is asked.
  case beforeQuestion
  /// The answer is there and nothing came of it yet.
  case afterQuestion
  /// Everything is recorded and nothing is safe.
  case beforeFlush
  /// Everything is on the disk and nothing has left.
  case afterFlush
  /// Some effects have left, this one not.
  case beforeEffect
  /// This effect has left, the ones behind it not.
  case afterEffect
}

/// Why a desk stopped for good.
package enum DeskFailure: Error, Equatable, Sendable {
  /// What is not recorded must not happen.
  case journal(JournalError)
  /// Killed by the crash hook.
  case crashed(CrashPoint)
}
