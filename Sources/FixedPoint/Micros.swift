/// An exact decimal amount in millionths: prices, tick sizes, share sizes and pUSD amounts.
///
/// The venue counts shares and collateral in units of 1e-6 (facts/polymarket-v2.md 1.2), so every amount it
/// can state has exactly one `Micros`. Arithmetic that leaves the 64-bit range is the caller's decision:
/// use the `ReportingOverflow` forms, which never trap.
package struct Micros: Hashable, Comparable, Sendable {
  /// The amount in millionths.
  package var raw: Int64

  package static let zero = Micros(raw: 0)
  /// Exactly 1, the price at which a winning share redeems.
  package static let one = Micros(raw: 1_000_000)

  package init(raw: Int64) {
    self.raw = raw
  }

  package static func < (left: Micros, right: Micros) -> Bool {
    left.raw < right.raw
  }

  /// The complement of a price: `1 - p`, the price of the other token of the market.
  package var complement: Micros {
    Micros(raw: 1_000_000 &- raw)
  }
}

extension Micros: CustomStringConvertible {
  /// The shortest decimal text of this amount, as the venue writes it: `0.57`, `94158.65`, `500`.
  package var description: String {
    var bytes: [UInt8] = []
    appendText(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the shortest decimal text as ASCII, without allocating more than `bytes` needs.
  package func appendText(to bytes: inout [UInt8]) {
    if raw < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, fraction) = raw.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    bytes.appendDecimal(whole)
    guard fraction != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var divisor: UInt64 = 100_000
    var rest = fraction
    while rest != 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }
}

extension Array where Element == UInt8 {
  /// Appends an unsigned integer as ASCII decimal digits.
  package mutating func appendDecimal(_ value: UInt64) {
    // The longest, 18446744073709551615, has 20 digits; they arise from the last to the first.
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var start = 20
    var rest = value
    repeat {
      start -= 1
      let quotient = rest / 10
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest &- quotient &* 10)
      rest = quotient
    } while rest != 0
    unsafe digits.span.extracting(start..<20).withUnsafeBufferPointer { digits in
      unsafe append(contentsOf: digits)
    }
  }

  /// Appends a signed integer as ASCII decimal digits.
  package mutating func appendDecimal(_ value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    appendDecimal(value.magnitude)
  }
}
