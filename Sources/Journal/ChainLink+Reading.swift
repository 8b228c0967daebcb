internal import Hashing
package import JSON
internal import Trading

extension ChainLink {
  /// Reads an envelope from a parsed document, in whatever form it is written there. Members that are missing
  /// or of another type are nil: the walk says what that breaks.
  ///
  /// - Returns: nil where it is malformed: something else than an object, or with a value that has no
  ///   canonical form.
  package init?(_ envelope: JSONValue) {
    guard case .object(let members) = envelope,
      let bytes = try? CanonicalJSON.bytes(of: .object(members.filter { $0.key != "hash" }))
    else { return nil }
    var state = EnvelopeSealer.leafPrefix
    state.update(bytes)
    self.init(
      sequence: envelope["seq"]?.int64,
      previous: envelope["prev_hash"]?.string.flatMap { Digest32(hex: $0) },
      hash: envelope["hash"]?.string.flatMap { Digest32(hex: $0) }, computed: state.finalize())
  }
}
