package import Journal
package import Trading

/// A journal as the log of a run.
package final class JournalLog: EnvelopeLog {
  package let writer: JournalWriter

  package init(_ writer: JournalWriter) {
    self.writer = writer
  }

  package func append(_ draft: borrowing EnvelopeDraft) throws(JournalError) -> Int64 {
    try writer.append(draft).sequence
  }
}
