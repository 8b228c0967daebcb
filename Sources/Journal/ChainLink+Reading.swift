internal import Hashing
package import JSON
internal import Trading

extension ChainLink {
  /// Reads an envelope from a parsed document, in whatever form it is written there.
  ///
  /// - Returns: nil where it is malformed: something else than an object, a number that has no canonical form,
  ///   or no `seq`, `prev_hash` or `hash`.
  package init?(_ envelope: JSONValue) {
    guard case .object(let members) = envelope, let sequence = envelope["seq"]?.int64,
      let previous = envelope["prev_hash"]?.string, let hash = envelope["hash"]?.string,
      let bytes = try? CanonicalJSON.bytes(of: .object(members.filter { $0.key != "hash" }))
    else { return nil }
    var state = EnvelopeSealer.leafPrefix
    state.update(bytes)
    self.init(
      sequence: sequence, previous: Digest32(hex: previous), hash: Digest32(hex: hash),
      computed: state.finalize())
  }

  /// Reads a stored envelope, which must be canonical to the byte: `row` is the text that `envelope` was parsed
  /// from, whole. Nothing is rebuilt: the hashed text is the row without its `hash` member.
  ///
  /// - Returns: nil where it is malformed.
  @unsafe init?(row: UnsafeRawBufferPointer, _ envelope: JSONNode) {
    guard envelope.kind == .object, envelope.byteCount == row.count, envelope.isCanonical else {
      return nil
    }
    var sequence: Int64?
    var previous: JSONNode?
    var hash: JSONMember?
    for member in envelope.members {
      if member.key.equals("seq") { sequence = member.value.int64 }
      if member.key.equals("prev_hash") { previous = member.value }
      if member.key.equals("hash") { hash = member }
    }
    guard let sequence, let previous, previous.kind == .string, let hash,
      hash.value.kind == .string
    else { return nil }

    // The member goes with the comma behind it, or with the one in front where it is the last.
    var start = hash.key.byteOffset
    var end = hash.value.byteOffset + hash.value.byteCount
    if unsafe row[end] == UInt8(ascii: ",") {
      end += 1
    } else if unsafe row[start - 1] == UInt8(ascii: ",") {
      start -= 1
    }
    var state = EnvelopeSealer.leafPrefix
    unsafe state.update(UnsafeRawBufferPointer(rebasing: row[..<start]))
    unsafe state.update(UnsafeRawBufferPointer(rebasing: row[end...]))
    self.init(
      sequence: sequence, previous: unsafe Digest32(hex: previous.textBytes),
      hash: unsafe Digest32(hex: hash.value.textBytes), computed: state.finalize())
  }
}
