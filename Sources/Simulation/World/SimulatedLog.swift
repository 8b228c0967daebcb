import Hashing
import Journal
import Runner
import Trading

/// The journal of a simulated process: sealed as on the disk, and kept in memory. What was not flushed may be gone
/// after a crash.
final class SimulatedLog: DurableLog {
  /// The canonical envelopes, the first one first.
  private(set) var envelopes: [[UInt8]] = []
  /// How many of them are on the disk.
  private(set) var committedSequence: Int64 = 0
  private var hashes: [Digest32] = []
  private var sealer = EnvelopeSealer(logID: SimulatedLog.logID)
  /// Told of every envelope, before it is safe.
  var onAppend: (EnvelopeDraft) -> Void = { _ in }
  /// False for a disk that says it has written and has not: what a defect of a test turns off.
  var isHonest = true

  static let logID = "simulation"

  /// The hash of the last envelope.
  var head: Digest32 { hashes.last ?? .zero }

  func append(_ draft: borrowing EnvelopeDraft) throws(JournalError) -> Int64 {
    var bytes: [UInt8] = []
    sealer.seal(draft, into: &bytes)
    envelopes.append(bytes)
    hashes.append(sealer.hash)
    onAppend(copy draft)
    return sealer.sequence
  }

  func commitIfDue() throws(JournalError) {}

  func flush() throws(JournalError) {
    if isHonest { committedSequence = Int64(envelopes.count) }
  }

  /// The process died: of what was not flushed, only the first `kept` envelopes were on the disk already.
  func crash(keeping kept: Int) {
    let count = min(envelopes.count, Int(committedSequence) + kept)
    envelopes.removeSubrange(count...)
    hashes.removeSubrange(count...)
    committedSequence = Int64(count)
    sealer = EnvelopeSealer(logID: Self.logID, after: Int64(count), hash: head)
  }

  /// How many envelopes are not on the disk.
  var unsafeCount: Int { envelopes.count - Int(committedSequence) }
}
