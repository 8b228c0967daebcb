/// An unsigned integer of 256 bits: token ids, salts and the words of typed data (EIP-712).
///
/// Not for arithmetic on money: amounts are `Micros`. What it does is to be read, compared and written exactly.
package struct UInt256: Hashable, Comparable, Sendable {
  /// The number in four words, the most significant first.
  ///
  /// Not two of 128 bits: an async function that takes such a number among several arguments leaves the stack
  /// askew when it suspends (Swift 6.3 on x86-64), and the task jumps nowhere.
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// The upper 128 bits.
  package var high: UInt128 {
    get { UInt128(words.0) << 64 | UInt128(words.1) }
    set { (words.0, words.1) = Self.halves(newValue) }
  }

  /// The lower 128 bits.
  package var low: UInt128 {
    get { UInt128(words.2) << 64 | UInt128(words.3) }
    set { (words.2, words.3) = Self.halves(newValue) }
  }

  package static let zero = UInt256(high: 0, low: 0)
  /// 2^256 - 1.
  package static let max = UInt256(high: .max, low: .max)

  /// The number with these halves.
  package init(high: UInt128, low: UInt128) {
    let (upper, lower) = (Self.halves(high), Self.halves(low))
    words = (upper.0, upper.1, lower.0, lower.1)
  }

  private static func halves(_ number: UInt128) -> (UInt64, UInt64) {
    (UInt64(truncatingIfNeeded: number >> 64), UInt64(truncatingIfNeeded: number))
  }

  package static func == (left: UInt256, right: UInt256) -> Bool {
    left.words == right.words
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }

  /// The same number, wider.
  package init(_ value: some FixedWidthInteger & UnsignedInteger) {
    self.init(high: 0, low: UInt128(value))
  }

  package static func < (left: UInt256, right: UInt256) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }

  /// The number written in decimal digits alone; nil for anything else and beyond 2^256 - 1.
  package init?(decimal text: some Collection<UInt8>) {
    guard !text.isEmpty else { return nil }
    self = .zero
    for byte in text {
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10, appendDigit(digit) else { return nil }
    }
  }

  /// The number written in decimal digits alone; nil for anything else and beyond 2^256 - 1.
  package init?(decimal text: String) {
    self.init(decimal: text.utf8)
  }

  /// Ten times the number and a digit more; false where that does not fit.
  private mutating func appendDigit(_ digit: UInt8) -> Bool {
    let lower = low.multipliedFullWidth(by: 10)
    let (sum, carry) = lower.low.addingReportingOverflow(UInt128(digit))
    let (upper, isTooLarge) = high.multipliedReportingOverflow(by: 10)
    let (top, carriesOver) = upper.addingReportingOverflow(lower.high + (carry ? 1 : 0))
    guard !isTooLarge, !carriesOver else { return false }
    (high, low) = (top, sum)
    return true
  }

  /// The 64-bit number of the same value; nil where it does not fit.
  package var uint64: UInt64? {
    high == 0 ? UInt64(exactly: low) : nil
  }
}

extension UInt256: CustomStringConvertible {
  /// Decimal digits, as the venue writes token ids.
  package var description: String {
    guard high != 0 else { return low.description }
    // Long division by 10^19, the largest power of ten in 64 bits.
    let divisor: UInt64 = 10_000_000_000_000_000_000
    var words: [UInt64] = [
      UInt64(truncatingIfNeeded: high >> 64), UInt64(truncatingIfNeeded: high),
      UInt64(truncatingIfNeeded: low >> 64), UInt64(truncatingIfNeeded: low),
    ]
    var groups: [UInt64] = []
    while words.contains(where: { $0 != 0 }) {
      var remainder: UInt64 = 0
      for index in words.indices {
        (words[index], remainder) = divisor.dividingFullWidth((remainder, words[index]))
      }
      groups.append(remainder)
    }
    let first = groups.removeLast().description
    return groups.reversed().reduce(first) { text, group in
      let digits = group.description
      return text + String(repeating: "0", count: 19 - digits.count) + digits
    }
  }
}
