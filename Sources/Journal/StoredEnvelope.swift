internal import Hashing
internal import JSON
internal import Trading

/// What verification needs of a row of a journal. Nothing is rebuilt: the hashed text is the row without its
/// `hash` member.
struct StoredEnvelope {
  /// The place in the chain.
  let link: ChainLink
  /// `log_id`; nil where it is missing. Valid as long as the node it was read from.
  private(set) var logID: JSONNode?
  /// `ts_recorded_ms`; nil where it is missing or no integer.
  private(set) var recorded: Int64?

  /// Reads a row, which must be canonical to the byte: `row` is the text that `envelope` was parsed from, whole.
  ///
  /// - Returns: nil where it is malformed.
  @unsafe init?(row: UnsafeRawBufferPointer, _ envelope: JSONNode) {
    guard envelope.kind == .object, envelope.byteCount == row.count, envelope.isCanonical else {
      return nil
    }
    var sequence: Int64?
    var previous: Digest32?
    var hash: JSONMember?
    for member in envelope.members {
      if member.key.equals("seq") { sequence = member.value.int64 }
      if member.key.equals("prev_hash") { previous = member.value.digest }
      if member.key.equals("hash") { hash = member }
      if member.key.equals("log_id") { logID = member.value }
      if member.key.equals("ts_recorded_ms") { recorded = member.value.int64 }
    }
    link = ChainLink(
      sequence: sequence, previous: previous, hash: hash?.value.digest,
      computed: unsafe Self.hash(row, without: hash))
  }

  private static func hash(_ row: UnsafeRawBufferPointer, without hash: JSONMember?) -> Digest32 {
    var state = EnvelopeSealer.leafPrefix
    guard let hash else {
      unsafe state.update(row)
      return state.finalize()
    }
    // The member goes with the comma behind it, or with the one in front where it is the last.
    var start = hash.key.byteOffset
    var end = hash.value.byteOffset + hash.value.byteCount
    if unsafe row[end] == UInt8(ascii: ",") {
      end += 1
    } else if unsafe row[start - 1] == UInt8(ascii: ",") {
      start -= 1
    }
    unsafe state.update(UnsafeRawBufferPointer(rebasing: row[..<start]))
    unsafe state.update(UnsafeRawBufferPointer(rebasing: row[end...]))
    return state.finalize()
  }
}

extension JSONNode {
  /// The string as a digest; nil for anything else.
  var digest: Digest32? {
    guard kind == .string else { return nil }
    return unsafe Digest32(hex: textBytes)
  }
}
