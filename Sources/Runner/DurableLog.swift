package import Journal

/// A log that says what of it is on the disk, and waits for the disk where something must not get ahead of it.
package protocol DurableLog: EnvelopeLog {
  /// The number of the last envelope that is on the disk.
  var committedSequence: Int64 { get }
  /// Hands over what has waited long enough.
  func commitIfDue() throws(JournalError)
  /// Returns when everything appended is on the disk.
  func flush() throws(JournalError)
}

extension JournalLog: DurableLog {
  package var committedSequence: Int64 { writer.committedSequence }
  package func commitIfDue() throws(JournalError) { try writer.commitIfDue() }
  package func flush() throws(JournalError) { try writer.flush() }
}
