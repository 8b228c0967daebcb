package import Journal
package import Runner

/// The journal of a run: a log that says what of it is on the disk.
package protocol ServiceJournal: EnvelopeLog {
  /// The number of the last envelope that is on the disk.
  var committedSequence: Int64 { get }
  /// Hands over what has waited long enough.
  func commitIfDue() throws(JournalError)
  /// Returns when everything appended is on the disk.
  func flush() throws(JournalError)
}

extension JournalLog: ServiceJournal {
  package var committedSequence: Int64 { writer.committedSequence }
  package func commitIfDue() throws(JournalError) { try writer.commitIfDue() }
  package func flush() throws(JournalError) { try writer.flush() }
}
