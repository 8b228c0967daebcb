import FoundationEssentials
import Hashing
import Journal
import TestSupport
import Testing
import Trading

@Suite struct JournalWriterTests {
  @Test(arguments: [1, 3, 1000])
  func groupsAreCommittedByCount(envelopes: Int) throws {
    try Places.withTemporaryFolder { folder in
      var generator = SeededGenerator(seed: 5)
      let writer = try JournalWriter(
        path: folder + "/a.journal", logID: "test",
        grouping: JournalWriter.Grouping(envelopes: envelopes, milliseconds: 20), now: { 0 })
      for index in 0..<10 { try writer.append(Samples.draft(index, &generator)) }
      #expect(writer.sequence == 10)
      try writer.flush()
      #expect(writer.committedSequence == 10)
      #expect(try JournalReader(path: folder + "/a.journal").verify().count == 10)
      try writer.close()
      try writer.close()
      #expect(throws: JournalError.closed(committed: 10)) {
        try writer.append(Samples.draft(11, &generator))
      }
    }
  }

  @Test func anOldGroupIsHandedOver() throws {
    try Places.withTemporaryFolder { folder in
      final class Clock { var now: Int64 = 0 }
      let clock = Clock()
      var generator = SeededGenerator(seed: 5)
      let writer = try JournalWriter(
        path: folder + "/a.journal", logID: "test",
        grouping: JournalWriter.Grouping(envelopes: 1000, milliseconds: 20), now: { clock.now })
      try writer.append(Samples.draft(0, &generator))
      clock.now = 19
      try writer.commitIfDue()
      #expect(writer.committedSequence == 0)
      clock.now = 20
      try writer.commitIfDue()
      try writer.append(Samples.draft(1, &generator))
      while writer.committedSequence == 0 { try writer.commitIfDue() }
      #expect(writer.committedSequence == 1)
      try writer.close()
    }
  }

  @Test func aSecondWriterIsTurnedAwayUntilTheFirstHasClosed() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      let first = try JournalWriter(path: path, logID: "test", now: { 0 })
      let process = ProcessInfo.processInfo.processIdentifier
      #expect(throws: JournalError.locked(path: path, holder: process)) {
        try JournalWriter(path: path, logID: "test", now: { 0 })
      }
      try first.close()
      try JournalWriter(path: path, logID: "test", now: { 0 }).close()
    }
  }

  @Test func aFileOfAnybodyElseIsNotTouched() throws {
    try Places.withTemporaryFolder { folder in
      let text = folder + "/notes.txt"
      let notes = Data(String(repeating: "not a database. ", count: 100).utf8)
      try notes.write(to: URL(filePath: text))
      let database = folder + "/other.db"
      try Database.run("CREATE TABLE orders (id INTEGER)", database)
      for path in [text, database] {
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: JournalError.notAJournal(path: path)) {
          try JournalWriter(path: path, logID: "test", now: { 0 })
        }
        #expect(throws: JournalError.notAJournal(path: path)) { try JournalReader(path: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
      }
      let journal = folder + "/a.journal"
      try Samples.write(3, to: journal)
      #expect(
        throws: JournalError.otherLog(path: journal, found: "test", expected: "another")
      ) { try JournalWriter(path: journal, logID: "another", now: { 0 }) }
      try Database.run("PRAGMA user_version = 9", journal)
      #expect(throws: JournalError.otherVersion(path: journal, found: 9, known: 1)) {
        try JournalReader(path: journal)
      }
    }
  }

  @Test func aReopenedJournalGoesOnAsIfItHadNeverBeenClosed() throws {
    try Places.withTemporaryFolder { folder in
      let whole = try Samples.write(2500, to: folder + "/a.journal")
      try Samples.write(1200, to: folder + "/b.journal")
      let parts = try Samples.write(2500, to: folder + "/b.journal", from: 1200)
      #expect(parts == whole)
      let verification = try JournalReader(path: folder + "/b.journal").verify()
      #expect(verification.fault == nil)
      #expect(verification.root == (try JournalReader(path: folder + "/a.journal").verify().root))
    }
  }

  @Test func aRepeatedRunMeetsTheJournalAndGoesOn() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      let whole = try Samples.write(300, to: folder + "/whole.journal")
      try Samples.write(120, to: path)
      #expect(try Samples.write(300, to: path, mode: .replay) == whole)
      #expect(try Samples.write(300, to: path, mode: .replay) == whole)
      #expect(try JournalReader(path: path).verify().count == 300)
      #expect(throws: JournalError.replayEnded(sequence: 299, committed: 300)) {
        try Samples.write(299, to: path, mode: .replay)
      }
      do {
        try Samples.write(300, to: path, seed: 2, mode: .replay)
        Issue.record("another run was taken for the same")
      } catch JournalError.replayDiffers(let sequence, let journalled, let replayed) {
        #expect(sequence == 1)
        #expect(journalled != replayed)
      }
      try Database.run(
        "UPDATE envelopes SET envelope = envelope || ' ' WHERE seq = 77", path)
      do {
        try Samples.write(300, to: path, mode: .replay)
        Issue.record("an edited row was taken for the same")
      } catch JournalError.damaged(let fault) {
        #expect(fault.sequence == 77)
      }
    }
  }

  @Test func aFullDiskKeepsWhatWasAcknowledgedAndTakesNothingMore() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      var generator = SeededGenerator(seed: 8)
      let writer = try JournalWriter(
        path: path, logID: "test",
        grouping: JournalWriter.Grouping(envelopes: 10, milliseconds: 20), maximumPages: 12,
        now: { 0 })
      var failure: JournalError?
      for index in 0..<5000 where failure == nil {
        let draft = Samples.draft(index, &generator)
        do throws(JournalError) { try writer.append(draft) } catch { failure = error }
      }
      let committed = writer.committedSequence
      #expect(committed > 0 && committed < 5000)
      #expect(failure == .full(committed: committed))
      let draft = Samples.draft(0, &generator)
      #expect(throws: JournalError.full(committed: committed)) { try writer.append(draft) }
      #expect(throws: JournalError.full(committed: committed)) { try writer.flush() }
      let verification = try JournalReader(path: path).verify()
      #expect(verification.fault == nil)
      #expect(verification.count == committed)
    }
  }

  @Test func theSummaryCountsEveryEnvelope() throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/a.journal"
      let head = try Samples.write(50, to: path)
      let summary = try JournalReader(path: path).summary()
      #expect(summary.count == 50)
      #expect(summary.unreadable == 0)
      #expect(summary.kinds.values.reduce(0, +) == 50)
      #expect(summary.head?.hash == head)
      #expect(summary.checkpoint?.size == 50)
      #expect(summary.firstTime == 1_760_000_000_000)
      #expect(summary.lastTime == 1_760_000_001_813)
      #expect(summary.unsettledBytes == 0)
    }
  }
}
