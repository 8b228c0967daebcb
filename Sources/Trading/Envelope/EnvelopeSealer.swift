package import Hashing

/// The end of a hash chain: gives drafts their number, their predecessor and their hash.
///
/// hash = SHA-256(0x00 || canonical envelope without `hash`); the first envelope names 64 zeros as its
/// predecessor (vectors/monitoring/README.md, envelope_chain.json). The buffers are reused: once they are large
/// enough, sealing an envelope allocates nothing.
package struct EnvelopeSealer: Sendable {
  /// The `log_id` of every envelope.
  package let logID: String
  /// The number of the last sealed envelope, 0 before the first.
  package private(set) var sequence: Int64
  /// The hash of the last sealed envelope, zero before the first.
  package private(set) var hash: Digest32

  /// The canonical envelope that is being put together, without `hash`.
  var text: [UInt8] = []
  /// `hash` as a JSON text, quotation marks included.
  private(set) var hashText: [UInt8] = []
  /// The policy digest of the envelope before, and its text: it changes once in a run.
  private var lock = Digest32.zero
  private var lockText: [UInt8] = []

  /// A sealer that continues after envelope `sequence` with hash `hash`; by default at the start of a log.
  package init(logID: String, after sequence: Int64 = 0, hash: Digest32 = .zero) {
    self.logID = logID
    self.sequence = sequence
    self.hash = hash
    Self.write(hash, to: &hashText)
    Self.write(lock, to: &lockText)
  }

  /// A policy digest as a JSON text, quotation marks included.
  mutating func quoted(lock: Digest32) -> [UInt8] {
    if lock != self.lock {
      self.lock = lock
      Self.write(lock, to: &lockText)
    }
    return lockText
  }

  /// Appends the next envelope of the chain, canonical and with its hash, to `bytes`.
  package mutating func seal(_ draft: borrowing EnvelopeDraft, into bytes: inout [UInt8]) {
    sequence += 1
    text.removeAll(keepingCapacity: true)
    let place = writeCanonical(draft)
    var state = Self.leafPrefix
    state.update(text)
    hash = state.finalize()
    Self.write(hash, to: &hashText)

    bytes.append(contentsOf: text[..<place])
    bytes.append(contentsOf: Self.hashKey)
    bytes.append(contentsOf: hashText)
    bytes.append(UInt8(ascii: ","))
    bytes.append(contentsOf: text[place...])
  }

  private static func write(_ hash: Digest32, to text: inout [UInt8]) {
    text.removeAll(keepingCapacity: true)
    text.append(UInt8(ascii: "\""))
    hash.appendHex(to: &text)
    text.append(UInt8(ascii: "\""))
  }

  private static let hashKey = Array("\"hash\":".utf8)

  /// A state that has seen the byte 0x00, by which a leaf can never be taken for a node.
  package static let leafPrefix: SHA256 = {
    var state = SHA256()
    state.update([0x00])
    return state
  }()
}
