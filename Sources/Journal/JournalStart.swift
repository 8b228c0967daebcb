internal import Hashing
internal import JSON
import SQLite
internal import Trading

/// Where a writer starts in a journal that may hold envelopes already.
struct JournalStart {
  var sealer: EnvelopeSealer
  var tree = MerkleTree()
  var schedule = CheckpointSchedule()
  /// The number of the last envelope on the disk.
  var committed: Int64
  /// The size of the last checkpoint on the disk, 0 without one.
  var checkpointed: Int64 = 0
  var lastRecorded: Int64 = 0

  /// Reads the journal at `path`; for appending, all of it.
  init(path: String, logID: String, mode: JournalWriter.Mode) throws(JournalError) {
    let reader = try JournalReader(path: path)
    guard let head = try reader.head() else {
      throw .damaged(ChainFault(.truncated, at: 1, "the head row is missing or unreadable"))
    }
    guard head.logID == logID else {
      throw .otherLog(path: path, found: head.logID, expected: logID)
    }
    committed = head.sequence
    let last = try reader.checkpoints().last
    checkpointed = last?.size ?? 0
    guard mode == .append else {
      // A repeated run seals again from the first envelope on, and meets what is there one by one.
      let rows = try reader.lastRow()
      guard rows <= head.sequence else {
        throw .damaged(
          ChainFault(
            .headMismatch, at: max(head.sequence, 0) + 1,
            "row \(rows) stands behind the last committed envelope \(head.sequence)"))
      }
      sealer = EnvelopeSealer(logID: logID)
      return
    }
    let verification = try reader.verify()
    if let fault = verification.fault { throw .damaged(fault) }
    sealer = EnvelopeSealer(logID: logID, after: head.sequence, hash: head.hash)
    tree = verification.tree
    let counted = try Self.recorded(reader, 1)
    schedule.resume(size: checkpointed, recorded: last?.recorded ?? counted)
    lastRecorded = try Self.recorded(reader, head.sequence) ?? 0
  }

  private static func recorded(
    _ reader: JournalReader, _ sequence: Int64
  ) throws(JournalError) -> Int64? {
    guard let text = try reader.envelope(sequence) else { return nil }
    return (try? JSONValue(parsing: text))?["ts_recorded_ms"]?.int64
  }
}

/// The rows of a journal, one after another, beside a run that makes them again.
struct ReplayCursor: ~Copyable {
  private let select: SQLiteStatement
  private let connection: SQLiteConnection
  private let last: Int64

  /// Goes through the rows 1 to `last`.
  init(path: String, through last: Int64) throws(JournalError) {
    do throws(SQLiteFailure) {
      let connection = try SQLiteConnection.open(path, .read)
      connection.setBusyTimeout(milliseconds: 5000)
      select = try connection.prepare("SELECT seq, envelope FROM envelopes ORDER BY seq")
      self.connection = connection
    } catch {
      throw .cannotRead(error)
    }
    self.last = last
  }

  /// Holds the next row against a sealed envelope.
  ///
  /// - Returns: whether this was the last row.
  mutating func compare(
    _ envelope: [UInt8], sequence: Int64, hash: Digest32
  ) throws(JournalError) -> Bool {
    var row: [UInt8]?
    do throws(SQLiteFailure) {
      if try select.step(), select.integer(0) == sequence {
        let isSame = select.holds(envelope, inColumn: 1)
        if isSame { return sequence == last }
        row = unsafe select.withBytes(1) { unsafe Array($0) }
      }
    } catch {
      throw .cannotRead(error)
    }
    guard let row else {
      throw .damaged(ChainFault(.sequenceGap, at: sequence, "the row is missing"))
    }
    let journalled = (try? JSONValue(parsing: row))?["hash"]?.string.flatMap { Digest32(hex: $0) }
    guard journalled != hash else {
      throw .damaged(ChainFault(.badHash, at: sequence, "the row was edited, its hash was not"))
    }
    throw .replayDiffers(sequence: sequence, journalled: journalled, replayed: hash)
  }
}
