package import FixedPoint
package import Hashing

extension Digest32 {
  /// The 32 bytes of a number, most significant first: how typed data holds it.
  package init(_ number: UInt256) {
    self.init(
      UInt64(truncatingIfNeeded: number.high >> 64), UInt64(truncatingIfNeeded: number.high),
      UInt64(truncatingIfNeeded: number.low >> 64), UInt64(truncatingIfNeeded: number.low))
  }

  /// The 32 bytes of a number.
  package init(_ number: UInt64) {
    self.init(0, 0, 0, number)
  }
}

extension UInt256 {
  /// The number of 32 bytes, most significant first.
  package init(_ word: Digest32) {
    self.init(
      high: UInt128(word.words.0) << 64 | UInt128(word.words.1),
      low: UInt128(word.words.2) << 64 | UInt128(word.words.3))
  }
}
