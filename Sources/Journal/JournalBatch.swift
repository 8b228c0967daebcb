internal import Hashing

/// Finished envelopes on their way into one transaction: texts end to end in one buffer.
struct JournalBatch: Sendable {
  /// A checkpoint with the time that the schedule counts on from.
  struct StatedRoot: Sendable {
    var size: Int64
    var root: Digest32
    /// `ts_recorded_ms` of the last envelope it covers.
    var recorded: Int64
  }

  var bytes: [UInt8] = []
  /// Where each text ends in `bytes`.
  var ends: [Int] = []
  /// Number and hash of the last envelope, here or before.
  var sequence: Int64 = 0
  var hash = Digest32.zero
  var checkpoints: [StatedRoot] = []

  var isEmpty: Bool { ends.isEmpty && checkpoints.isEmpty }

  /// Empties the batch and keeps its memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    checkpoints.removeAll(keepingCapacity: true)
  }
}
