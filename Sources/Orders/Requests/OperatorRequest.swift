/// What a person wants of a run: asked by a command, journalled with what became of it, and done once however often it
/// is read.
package struct OperatorRequest: Hashable, Sendable {
  /// What is wanted.
  package enum Wish: Hashable, Sendable {
    /// No new orders of the scope until somebody resumes it; cancels always pass.
    case pause(KillScope)
    /// What only a person may take back is taken back: the scope trades again.
    case resume(KillScope)
    /// Something that is no trade moved the balances.
    case flow(ChainFlow)
    /// First step of ending a mismatch with the chain: why the balances differ.
    case explain
    /// Second step, by somebody else; believed only where the balances agree again.
    case settle
  }

  /// Chosen by whoever asks, never used twice.
  package var id: String
  package var wish: Wish
  /// Who asks.
  package var by: String
  /// Why; everybody will read it.
  package var reason: String
  /// When it was asked, milliseconds since 1970.
  package var time: Int64

  /// A request of these parts.
  package init(id: String, _ wish: Wish, by: String, reason: String, time: Int64) {
    self.id = id
    self.wish = wish
    self.by = by
    self.reason = reason
    self.time = time
  }
}

/// What became of a request.
package struct OperatorAnswer: Hashable, Sendable {
  package enum Outcome: String, CaseIterable, Sendable {
    case done
    /// It was so already.
    case unchanged
    case refused
  }

  package var outcome: Outcome
  /// What was done or why it was not, and what is left to do.
  package var text: String

  /// An answer of these parts.
  package init(_ outcome: Outcome, _ text: String) {
    self.outcome = outcome
    self.text = text
  }
}
