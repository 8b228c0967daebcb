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
      let stated = try checkpoints()
      let head = try head()
      var sizes = Set(stated.map(\.size))
      if let anchor { sizes.insert(anchor.size) }
      var roots: [Int64: Digest32] = [0: MerkleTree().root]
      var walk = ChainWalk()
      let reader = JSONReader(maximumBytes: JournalTables.largestEnvelope)
      try unsafe forEach { row, text in
        unsafe walk.append(row: row, text: text, reader)
        if sizes.contains(walk.count) { roots[walk.count] = walk.tree.root }
        if walk.count & 0xFFFF == 0 { progress(walk.count) }
        return true
      }
      let chained = walk.fault.map { $0.sequence - 1 } ?? walk.count
      var met: Int64 = 0
      for checkpoint in stated {
        walk.finish(
          checkpoint: checkpoint.size, root: checkpoint.root, rootAtSize: roots[checkpoint.size])
        if walk.fault == nil { met = checkpoint.size }
      }
      walk.finish(head: head)
      if let anchor { walk.finish(anchor: anchor, head: head, rootAtSize: roots[anchor.size]) }
      return JournalVerification(
        fault: walk.fault, logID: head?.logID, count: walk.count,
        verifiedThrough: min(chained, walk.fault.map { $0.sequence - 1 } ?? walk.count),
        head: walk.head, root: walk.tree.root, checkpointedThrough: met,
        anchoredThrough: walk.fault == nil ? anchor?.size ?? 0 : 0, tree: walk.tree)
    }
  }
}

extension ChainWalk {
  /// Takes a stored row: its text must be canonical to the byte, and its number the envelope's.
  @unsafe mutating func append(row: Int64, text: UnsafeRawBufferPointer, _ reader: JSONReader) {
    if row != count + 1 {
      note(
        ChainFault(
          .sequenceGap, at: count + 1, "row \(row) stands where \(count + 1) should be"))
    }
    do throws(JSONError) {
      let node = try unsafe reader.parse(text)
      if let link = unsafe ChainLink(row: text, node) {
        append(link)
      } else {
        appendMalformed("not a canonical envelope", hash: node.digest("hash"))
      }
    } catch {
      appendMalformed("\(error.message), at byte \(error.byteOffset)")
    }
  }

  /// Holds the head row against a walk that is at its end.
  mutating func finish(head stated: JournalHead?) {
    guard let stated else {
      note(ChainFault(.truncated, at: count + 1, "the head row is missing or unreadable"))
      return
    }
    if stated.sequence > count {
      note(
        ChainFault(
          .truncated, at: count + 1,
          "the head speaks of \(stated.sequence) envelopes, \(count) are here"))
    } else if stated.sequence < count {
      note(
        ChainFault(
          .headMismatch, at: stated.sequence + 1,
          "rows stand behind the last committed envelope \(stated.sequence)"))
    } else if stated.hash != head {
      note(ChainFault(.headMismatch, at: max(count, 1), "the head states another hash"))
    }
  }

  /// Holds a checkpoint from outside against a walk that is at its end.
  mutating func finish(anchor: Checkpoint, head: JournalHead?, rootAtSize: Digest32?) {
    if let head, head.logID != anchor.origin {
      note(
        ChainFault(
          .otherLog, at: 1, "the checkpoint is of \"\(anchor.origin)\", this is \"\(head.logID)\""))
    }
    finish(checkpoint: anchor.size, root: anchor.root, rootAtSize: rootAtSize)
  }
}

extension JSONNode {
  /// The member `name` as a digest.
  func digest(_ name: StaticString) -> Digest32? {
    guard let value = member(name), value.kind == .string else { return nil }
    return unsafe Digest32(hex: value.textBytes)
  }
}
