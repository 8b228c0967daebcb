import CCrypto

/// SHA-1 (FIPS 180-4) over raw bytes. Only for the venue's order-book hash (facts/polymarket-v2.md), which is
/// a check against lost updates and not a signature; everything of our own uses ``SHA256``.
package struct SHA1: Sendable {
  private var state = SHA_CTX()

  /// A state that has seen no bytes.
  package init() {
    _ = unsafe SHA1_Init(&state)
  }

  /// Adds bytes to what is hashed; any number of calls equals one call with everything.
  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe SHA1_Update(&state, buffer.baseAddress, buffer.count)
    }
  }

  /// Adds bytes to what is hashed.
  package mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// The hash of everything added so far; more may be added afterwards.
  package func finalize() -> Digest20 {
    var ending = state
    var words: (UInt64, UInt64, UInt32) = (0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &words) { buffer in
      _ = unsafe SHA1_Final(buffer.bindMemory(to: UInt8.self).baseAddress, &ending)
    }
    return Digest20(words.0.bigEndian, words.1.bigEndian, words.2.bigEndian)
  }

  /// The hash of `bytes`.
  package static func hash(_ bytes: Span<UInt8>) -> Digest20 {
    var state = SHA1()
    state.update(bytes)
    return state.finalize()
  }

  /// The hash of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> Digest20 {
    hash(bytes.span)
  }
}
