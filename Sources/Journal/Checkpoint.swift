package import Hashing

/// The state of a log at one moment: how many envelopes, and the Merkle root over their hashes.
///
/// Its text is the unsigned body of a C2SP tlog-checkpoint: origin, size and base64 root, a line each. Copied
/// off the machine it is an anchor: a log whose tail was cut or rewritten can no longer show this root.
package struct Checkpoint: Hashable, Sendable {
  /// The `log_id` of the log.
  package var origin: String
  /// How many envelopes the root covers, from the first on.
  package var size: Int64
  /// The RFC 6962 root over the hashes of these envelopes.
  package var root: Digest32

  /// A statement about the first `size` envelopes of the log `origin`.
  package init(origin: String, size: Int64, root: Digest32) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// Three lines, each ended by a line feed.
  package var text: String {
    "\(origin)\n\(size)\n\(Base64.standard.text(root.bytes))\n"
  }

  /// Reads what ``text`` gives; lines behind the third (signatures, extensions) are not looked at. Nil for
  /// anything else.
  package init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, !lines[0].isEmpty, let size = Int64(lines[1]), size >= 0,
      String(size) == lines[1], let bytes = Base64.standard.bytes(String(lines[2])),
      let root = Digest32(bytes: bytes)
    else { return nil }
    self.init(origin: String(lines[0]), size: size, root: root)
  }
}

/// When a journal states its root by itself: after 1,000 envelopes, and after 60 s of the envelopes' own time.
/// Both depend on the envelopes alone, so the same run leaves the same checkpoints.
struct CheckpointSchedule {
  static let entries: Int64 = 1000
  static let milliseconds: Int64 = 60_000

  private var size: Int64 = 0
  private var recorded: Int64?

  /// Whether a checkpoint is due behind envelope `sequence`, recorded at `recorded` (ms).
  mutating func isDue(after sequence: Int64, recorded: Int64) -> Bool {
    guard let last = self.recorded else {
      self.recorded = recorded
      return sequence - size >= Self.entries
    }
    // Times are what the envelopes say; a difference beyond 64 bits is one of more than 60 s.
    let (elapsed, overflow) = recorded.subtractingReportingOverflow(last)
    let isLate = overflow ? recorded > last : elapsed >= Self.milliseconds
    guard isLate || sequence - size >= Self.entries else { return false }
    size = sequence
    self.recorded = recorded
    return true
  }

  /// Goes on from a stored checkpoint, due or not.
  mutating func resume(size: Int64, recorded: Int64?) {
    self.size = size
    self.recorded = recorded
  }
}
