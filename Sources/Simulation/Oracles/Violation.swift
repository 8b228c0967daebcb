/// Something that must never be and was.
package struct Violation: Hashable, Sendable {
  /// What must hold.
  package enum Oracle: String, CaseIterable, Sendable {
    /// The venue never has more of a leg, open and filled, than its plan asked for, nor two live orders of it.
    case duplicateExposure = "duplicate_exposure"
    /// Different bytes are never sent for one order or one number.
    case changedBytes = "changed_bytes"
    /// Nothing is sent before it is on the disk.
    case sentBeforeDisk = "sent_before_disk"
    /// What we hold open and in doubt is never less than what the venue has open.
    case hiddenExposure = "hidden_exposure"
    /// Nothing is signed, and nothing sent for the first time, behind a trip of its scope.
    case signedAfterTrip = "signed_after_trip"
    /// Contained means that the venue has nothing open in the scope.
    case falselyContained = "falsely_contained"
    /// The window never holds more than its cap.
    case overCap = "over_cap"
    /// No number is given out twice.
    case repeatedNumber = "repeated_number"
    /// A cancel that a strategy asks for leaves at once, whatever the window holds.
    case delayedCancel = "delayed_cancel"
    /// Once faults stop, fills are those of the venue.
    case wrongFills = "wrong_fills"
    /// Once faults stop, nothing stays in doubt or apart from the venue.
    case notConverged = "not_converged"
    /// Cancelling everything ends with nothing open at the venue.
    case notDrained = "not_drained"
    /// A kill ends in containment.
    case notContained = "not_contained"
    /// The chain of the journal is whole.
    case brokenJournal = "broken_journal"
    /// The state folded from the journal is the state of the process.
    case otherRecovery = "other_recovery"
    /// A kill is armed again only after containment, by the good signatures of two people.
    case armedWithoutQuorum = "armed_without_quorum"
    /// Nothing is signed while our balances differ from the chain's.
    case signedWhileApart = "signed_while_apart"
    /// What moved our balances and is no trade is noticed.
    case unnoticed
    /// What is said to be impossible does not happen.
    case contradiction
    /// The process ends only when it is told to, and does not spin.
    case unsound
    /// The simulated venue is sound itself.
    case venue
  }

  package var oracle: Oracle
  /// Milliseconds since the start of the run.
  package var time: Int64
  /// What was seen.
  package var text: String

  /// A violation of these parts.
  package init(_ oracle: Oracle, time: Int64, _ text: String) {
    self.oracle = oracle
    self.time = time
    self.text = text
  }
}
