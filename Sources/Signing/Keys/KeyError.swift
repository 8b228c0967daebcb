/// Why there is no private key to sign with. No case holds a byte of a key or a password.
package enum KeyError: Error, Equatable, Sendable {
  /// The system gives no memory that stays out of swap; `code` is errno.
  case memoryNotLocked(code: Int32)
  /// A private key is 32 bytes, or 64 hexadecimal digits with or without `0x`; there were `count` of something.
  case malformedKey(count: Int)
  /// The number is zero, or not below the order of the curve.
  case keyOutOfRange
}
