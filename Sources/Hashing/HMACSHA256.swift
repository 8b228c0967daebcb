import CCrypto

/// HMAC (RFC 2104) with SHA-256, by libcrypto: what the venue's L2 headers carry (facts/polymarket-v2.md 2.3).
package enum HMACSHA256 {
  /// The code of `message` under `key`.
  package static func code(of message: Span<UInt8>, key: Span<UInt8>) -> Digest32 {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &words) { code in
      unsafe key.withUnsafeBytes { key in
        unsafe message.withUnsafeBufferPointer { message in
          // libcrypto takes no nil for an empty key.
          let code = unsafe code.bindMemory(to: UInt8.self).baseAddress
          var none: UInt8 = 0
          var count: UInt32 = 0
          unsafe withUnsafePointer(to: &none) { none in
            let start = unsafe key.baseAddress ?? UnsafeRawPointer(none)
            let made = unsafe HMAC(
              EVP_sha256(), start, Int32(key.count), message.baseAddress, message.count, code,
              &count)
            unsafe precondition(made != nil && count == 32, "libcrypto has no HMAC-SHA-256")
          }
        }
      }
    }
    return Digest32(
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
  }

  /// The code of `message` under `key`.
  package static func code(of message: [UInt8], key: [UInt8]) -> Digest32 {
    code(of: message.span, key: key.span)
  }
}
