import CCrypto

/// SHA-256 (FIPS 180-4) over raw bytes: the hash of journal envelopes, Merkle nodes and policy digests.
///
/// A value type: a copy is an independent state, and nothing is allocated. The work is libcrypto's, which
/// picks the processor's SHA instructions at run time.
package struct SHA256: Sendable {
  private var state = SHA256_CTX()

  /// A state that has seen no bytes.
  package init() {
    _ = unsafe SHA256_Init(&state)
  }

  /// Adds bytes to what is hashed; any number of calls equals one call with everything.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Adds the bytes of a buffer that is alive during the call.
  @unsafe package mutating func update(_ buffer: UnsafeRawBufferPointer) {
    _ = unsafe SHA256_Update(&state, buffer.baseAddress, buffer.count)
  }

  /// Adds bytes to what is hashed.
  package mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// The hash of everything added so far; more may be added afterwards.
  package func finalize() -> Digest32 {
    var ending = state
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &words) { buffer in
      _ = unsafe SHA256_Final(buffer.bindMemory(to: UInt8.self).baseAddress, &ending)
    }
    return Digest32(
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
  }

  /// The hash of `bytes`.
  package static func hash(_ bytes: Span<UInt8>) -> Digest32 {
    var state = SHA256()
    state.update(bytes)
    return state.finalize()
  }

  /// The hash of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> Digest32 {
    hash(bytes.span)
  }
}
