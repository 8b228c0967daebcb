internal import Hashing
internal import JSON

/// The walk of ``ChainWalk`` over the rows of a journal, with what only a journal has: row numbers, one log
/// for all envelopes, the checkpoints of its schedule, and a head row.
struct JournalWalk {
  /// The chain so far, with the first fault of the journal.
  private(set) var chain = ChainWalk()
  /// The size of the largest checkpoint that was met in front of any fault.
  private(set) var checkpointedThrough: Int64 = 0
  /// The root over the first `anchorSize` envelopes; nil while there are not so many.
  private(set) var anchoredRoot: Digest32?

  private let stated: [JournalCheckpoint]
  private let anchorSize: Int64?
  /// The next of `stated` to be met.
  private var next = 0
  private var schedule = CheckpointSchedule()
  private var recorded: Int64 = 0
  /// Kept until the end of the envelopes: a fault of the chain counts first.
  private var checkpointFault: ChainFault?
  /// `log_id` of the first envelope as it is written, quotation marks included.
  private var logID: [UInt8]?

  /// A walk in front of the first row.
  ///
  /// - Parameters:
  ///   - stated: the checkpoints inside the journal, smallest size first.
  ///   - anchorSize: the size of a checkpoint from outside, whose root is asked for at the end.
  init(stated: [JournalCheckpoint], anchorSize: Int64?) {
    self.stated = stated
    self.anchorSize = anchorSize
    if anchorSize == 0 { anchoredRoot = chain.tree.root }
    while next < stated.count, stated[next].size < 1 {
      noteCheckpoint(
        ChainFault(
          .rootMismatch, at: 1, "a checkpoint states \(stated[next].size) envelopes as its size"))
      next += 1
    }
  }

  /// Takes a stored row: its text must be canonical to the byte, and its number the envelope's.
  @unsafe mutating func append(row: Int64, text: UnsafeRawBufferPointer, _ reader: JSONReader) {
    let place = chain.count + 1
    if row != place {
      chain.note(
        ChainFault(.sequenceGap, at: place, "row \(row) stands where \(place) should be"))
    }
    do throws(JSONError) {
      let node = try unsafe reader.parse(text)
      if let envelope = unsafe StoredEnvelope(row: text, node) {
        chain.append(envelope.link)
        checkLog(envelope.logID)
        recorded = envelope.recorded ?? recorded
      } else {
        chain.appendMalformed("not a canonical envelope", hash: node.member("hash")?.digest)
      }
    } catch {
      chain.appendMalformed("\(error.message), at byte \(error.byteOffset)")
    }
    takeCheckpoint()
    if chain.count == anchorSize { anchoredRoot = chain.tree.root }
  }

  /// Holds the checkpoints, the head row and a checkpoint from outside against the journal, in this order.
  mutating func finish(head: JournalHead?, anchor: Checkpoint?) {
    if next < stated.count {
      noteCheckpoint(
        ChainFault(
          .truncated, at: chain.count + 1,
          "a checkpoint covers \(stated[next].size) envelopes, \(chain.count) are here"))
    }
    if let checkpointFault { chain.note(checkpointFault) }
    finish(head: head)
    guard let anchor else { return }
    if let head, head.logID != anchor.origin {
      chain.note(
        ChainFault(
          .otherLog, at: 1, "the checkpoint is of \"\(anchor.origin)\", this is \"\(head.logID)\""))
    }
    chain.finish(checkpoint: anchor.size, root: anchor.root, rootAtSize: anchoredRoot)
  }

  /// One journal is one log: the first envelope names it.
  private mutating func checkLog(_ node: JSONNode?) {
    guard let node, node.kind == .string else {
      chain.note(ChainFault(.otherLog, at: chain.count, "the envelope names no log"))
      return
    }
    guard let logID else {
      logID = unsafe Array(node.rawBytes)
      return
    }
    if unsafe !logID.elementsEqual(node.rawBytes) {
      chain.note(
        ChainFault(
          .otherLog, at: chain.count,
          "it is an envelope of \"\(node.string ?? "")\", the first is of another log"))
    }
  }

  /// Meets the checkpoint behind the envelope just taken, which must be there where the schedule asks for it.
  private mutating func takeCheckpoint() {
    let size = chain.count
    let isDue = schedule.isDue(after: size, recorded: recorded)
    guard next < stated.count, stated[next].size == size else {
      if isDue {
        noteCheckpoint(
          ChainFault(
            .checkpointMissing, at: size, "the checkpoint due behind envelope \(size) is missing"))
      }
      return
    }
    let checkpoint = stated[next]
    next += 1
    schedule.resume(size: size, recorded: recorded)
    if checkpoint.root == nil || checkpoint.root != chain.tree.root {
      noteCheckpoint(
        ChainFault(
          .rootMismatch, at: size, "a checkpoint states another root over \(size) envelopes"))
    } else if checkpoint.recorded != recorded {
      noteCheckpoint(
        ChainFault(
          .checkpointMismatch, at: size,
          "a checkpoint states the time \(checkpoint.recorded), envelope \(size) \(recorded)"))
    } else if chain.fault == nil, checkpointFault == nil {
      checkpointedThrough = size
    }
  }

  private mutating func noteCheckpoint(_ fault: ChainFault) {
    if checkpointFault == nil { checkpointFault = fault }
  }

  /// Holds the head row against a walk that is at its end.
  private mutating func finish(head stated: JournalHead?) {
    let count = chain.count
    guard let stated else {
      chain.note(ChainFault(.truncated, at: count + 1, "the head row is missing or unreadable"))
      return
    }
    if stated.sequence < 0 {
      chain.note(
        ChainFault(
          .headMismatch, at: 1,
          "the head row states \(stated.sequence) as the number of the last envelope"))
    } else if stated.sequence > count {
      chain.note(
        ChainFault(
          .truncated, at: count + 1,
          "the head speaks of \(stated.sequence) envelopes, \(count) are here"))
    } else if stated.sequence < count {
      chain.note(
        ChainFault(
          .headMismatch, at: stated.sequence + 1,
          "rows stand behind the last committed envelope \(stated.sequence)"))
    } else if stated.hash != chain.head {
      chain.note(ChainFault(.headMismatch, at: max(count, 1), "the head states another hash"))
    } else if let logID, logID != Self.quoted(stated.logID) {
      chain.note(
        ChainFault(
          .headMismatch, at: count,
          "the head row names the log \"\(stated.logID)\", the envelopes name another"))
    }
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(text)
    return writer.bytes
  }
}
