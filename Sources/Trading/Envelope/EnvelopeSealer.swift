package import Hashing
internal import JSON

/// The end of a hash chain: gives drafts their number, their predecessor and their hash.
///
/// hash = SHA-256(0x00 || canonical envelope without `hash`); the first envelope names 64 zeros as its
/// predecessor (vectors/monitoring/README.md, envelope_chain.json). The text is put together once, where it
/// stays, with room for its hash; once that buffer is large enough, sealing an envelope allocates nothing.
package struct EnvelopeSealer: Sendable {
  /// The `log_id` of every envelope.
  package let logID: String
  /// The number of the last sealed envelope, 0 before the first.
  package private(set) var sequence: Int64
  /// The hash of the last sealed envelope, zero before the first.
  package private(set) var hash: Digest32

  /// `log_id` as a JSON text, quotation marks included, like the two below.
  let logIDText: [UInt8]
  /// The hash of the last sealed envelope.
  private(set) var hashText: [UInt8] = []
  /// The policy digest of the envelope before, which changes once in a run, and its text.
  private var lock = Digest32.zero
  private(set) var lockText: [UInt8] = []

  /// A sealer that continues after envelope `sequence` with hash `hash`; by default at the start of a log.
  package init(logID: String, after sequence: Int64 = 0, hash: Digest32 = .zero) {
    self.logID = logID
    self.sequence = sequence
    self.hash = hash
    var writer = JSONWriter()
    writer.string(logID)
    logIDText = writer.bytes
    Self.write(hash, to: &hashText)
    Self.write(lock, to: &lockText)
  }

  /// Appends the next envelope of the chain, canonical and with its hash, to `bytes`.
  package mutating func seal(_ draft: borrowing EnvelopeDraft, into bytes: inout [UInt8]) {
    sequence += 1
    if let lock = draft.lock, lock != self.lock {
      self.lock = lock
      Self.write(lock, to: &lockText)
    }
    let start = bytes.count
    let place = writeCanonical(draft, to: &bytes)
    // What is hashed is the text without the member.
    var state = Self.leafPrefix
    state.update(bytes.span.extracting(start..<place.lowerBound))
    state.update(bytes.span.extracting(place.upperBound...))
    hash = state.finalize()
    Self.write(hash, to: &hashText)
    let value = place.upperBound - 1 - hashText.count
    for index in hashText.indices { bytes[value + index] = hashText[index] }
  }

  private static func write(_ hash: Digest32, to text: inout [UInt8]) {
    text.removeAll(keepingCapacity: true)
    text.append(UInt8(ascii: "\""))
    hash.appendHex(to: &text)
    text.append(UInt8(ascii: "\""))
  }

  /// A state that has seen the byte 0x00, by which a leaf can never be taken for a node.
  package static let leafPrefix: SHA256 = {
    var state = SHA256()
    state.update([0x00])
    return state
  }()
}
