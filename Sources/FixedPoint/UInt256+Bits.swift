extension UInt256 {
  /// The number written in 1 to 64 hexadecimal digits of either case, without `0x`; nil for anything else.
  package init?(hexadecimal text: some Collection<UInt8>) {
    guard (1...64).contains(text.count) else { return nil }
    self = .zero
    for byte in text {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      high = high << 4 | low >> 124
      low = low << 4 | UInt128(digit)
    }
  }

  /// The fewest bits that hold the number: 0 for zero, 256 at most.
  package var bitCount: Int {
    high == 0 ? 128 - low.leadingZeroBitCount : 256 - high.leadingZeroBitCount
  }

  /// Whether exactly one bit is set.
  package var isPowerOfTwo: Bool { high.nonzeroBitCount + low.nonzeroBitCount == 1 }

  /// The number that adds up with this one to 2^256, zero for zero: the two's complement of 256 bits, in which
  /// typed data and contracts hold what is below zero.
  package var twosComplement: UInt256 {
    let (lower, carry) = (~low).addingReportingOverflow(1)
    return UInt256(high: ~high &+ (carry ? 1 : 0), low: lower)
  }
}
