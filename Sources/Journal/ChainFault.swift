/// The first thing that is wrong with a log, and where.
package struct ChainFault: Hashable, Sendable {
  /// The kinds of failure. The first six and their texts are those of vectors/monitoring/README.md.
  package enum Kind: String, CaseIterable, Sendable {
    /// No envelope: no JSON object, or one without a canonical form.
    case malformed
    /// The number is missing or not one more than the one before: dropped, moved or inserted.
    case sequenceGap = "seq_gap"
    /// It does not name the envelope before it as its predecessor.
    case brokenLink = "broken_link"
    /// Its hash is missing or not the hash of what it says.
    case badHash = "bad_hash"
    /// Envelopes that a checkpoint or the head speaks of are missing.
    case truncated
    /// The Merkle root over the first envelopes is not the one that was stated.
    case rootMismatch = "root_mismatch"
    /// The head row does not speak of the last envelope.
    case headMismatch = "head_mismatch"
    /// An envelope or a checkpoint speaks of another log.
    case otherLog = "other_log"
    /// A checkpoint that the journal must have stated behind this envelope is not there.
    case checkpointMissing = "checkpoint_missing"
    /// A checkpoint states another time than the last envelope it covers.
    case checkpointMismatch = "checkpoint_mismatch"
  }

  /// What is wrong.
  package var kind: Kind
  /// The place in the log, counted from 1: for a whole log the sequence number that should stand there.
  package var sequence: Int64
  /// What was found, in a few words.
  package var reason: String

  /// A fault of `kind` at place `sequence`.
  package init(_ kind: Kind, at sequence: Int64, _ reason: String) {
    self.kind = kind
    self.sequence = sequence
    self.reason = reason
  }
}
