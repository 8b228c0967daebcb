import CCrypto

/// Comparison whose time does not tell where two secrets first differ.
package enum ConstantTime {
  /// Whether both hold the same bytes. Only their length can be told from the time this takes.
  package static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBytes { left in
      unsafe right.withUnsafeBytes { right in
        unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
      }
    }
  }

  /// Whether both hold the same bytes.
  package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    areEqual(left.span, right.span)
  }

  /// Whether both texts have the same UTF-8 bytes.
  package static func areEqual(_ left: String, _ right: String) -> Bool {
    areEqual(Array(left.utf8), Array(right.utf8))
  }
}
