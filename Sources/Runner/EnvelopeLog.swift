package import Journal
package import Trading

/// Where a run writes its envelopes: a journal, or memory in tests.
package protocol EnvelopeLog: AnyObject {
  /// Appends one envelope and gives its sequence number. An error means that it and all later ones are not
  /// kept; the run must stop.
  func append(_ draft: borrowing EnvelopeDraft) throws(JournalError) -> Int64
}
