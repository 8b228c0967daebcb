package import Hashing
internal import JSON

/// What a walk over a whole journal has shown.
package struct JournalVerification: Sendable {
  /// The first thing that is wrong; nil where nothing is.
  package var fault: ChainFault?
  /// What the head row names as the log; nil without a head row.
  package var logID: String?
  /// How many rows are stored.
  package var count: Int64
  /// Every envelope up to this one is what was written, as far as the journal itself can tell.
  package var verifiedThrough: Int64
  /// The hash of the last envelope.
  package var head: Digest32?
  /// The Merkle root over all hashes as they stand.
  package var root: Digest32
  /// The size of the largest checkpoint inside the journal that was met.
  package var checkpointedThrough: Int64
  /// The size of the checkpoint from outside that was met; 0 without one. Behind it, a cut or a rewriting of
  /// the tail with all its hashes cannot be seen.
  package var anchoredThrough: Int64
  /// The tree over all hashes, for a writer that goes on.
  var tree: MerkleTree

  /// A checkpoint over everything, to be copied off the machine; nil where something is wrong.
  package var checkpoint: Checkpoint? {
    guard fault == nil, let logID else { return nil }
    return Checkpoint(origin: logID, size: count, root: root)
  }
}

extension JournalReader {
  /// Walks the whole journal and names the first place that is wrong (vectors/monitoring/README.md): every
  /// envelope, then the checkpoints, then the head row, then `anchor`, a checkpoint kept elsewhere.
  ///
  /// - Parameter progress: told the number of envelopes every 65,536 of them.
  package func verify(
    anchor: Checkpoint? = nil, progress: (Int64) -> Void = { _ in }
  ) throws(JournalError) -> JournalVerification {
    try withSnapshot { () throws(JournalError) in
      let head = try head()
      var walk = JournalWalk(stated: try checkpoints(), anchorSize: anchor?.size)
      let reader = JSONReader(maximumBytes: JournalTables.largestEnvelope)
      try unsafe forEach { row, text in
        unsafe walk.append(row: row, text: text, reader)
        if walk.chain.count & 0xFFFF == 0 { progress(walk.chain.count) }
        return true
      }
      let chained = walk.chain.fault.map { $0.sequence - 1 } ?? walk.chain.count
      walk.finish(head: head, anchor: anchor)
      let chain = walk.chain
      return JournalVerification(
        fault: chain.fault, logID: head?.logID, count: chain.count,
        verifiedThrough: max(0, min(chained, chain.fault.map { $0.sequence - 1 } ?? chain.count)),
        head: chain.head, root: chain.tree.root, checkpointedThrough: walk.checkpointedThrough,
        anchoredThrough: chain.fault == nil ? anchor?.size ?? 0 : 0, tree: chain.tree)
    }
  }
}
