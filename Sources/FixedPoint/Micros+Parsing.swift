/// Why a text is not an exact amount in millionths.
package enum DecimalError: Error, Equatable, Sendable {
  /// Nothing to read, or a sign or point without a digit.
  case empty
  /// A byte that no decimal has; `offset` counts from the start of the text.
  case unexpectedByte(UInt8, offset: Int)
  /// More than six decimals that are not zero: it cannot be held exactly.
  case tooPrecise
  /// Beyond +-9,223,372,036,854.775807.
  case outOfRange
}

extension Micros {
  /// Reads a plain decimal (`0.57`, `.48`, `500`, `-1.5`): no exponent, no blanks, no NaN, never through a Double.
  package static func parse(_ text: some Collection<UInt8>) throws(DecimalError) -> Micros {
    let outcome = unsafe Array(text).withUnsafeBytes { unsafe read($0) }
    if let error = outcome.error { throw error }
    return Micros(raw: outcome.raw)
  }

  package static func parse(_ text: String) throws(DecimalError) -> Micros {
    try parse(text.utf8)
  }

  /// As above over bytes in place: what hot paths call.
  @unsafe package static func parse(
    _ text: UnsafeRawBufferPointer
  ) throws(DecimalError) -> Micros {
    let outcome = unsafe read(text)
    if let error = outcome.error { throw error }
    return Micros(raw: outcome.raw)
  }

  private static func read(_ text: UnsafeRawBufferPointer) -> (raw: Int64, error: DecimalError?) {
    var whole: UInt64 = 0
    var fraction: UInt64 = 0
    var decimals = 0
    var digits = 0
    var seenPoint = false
    var negative = false
    for offset in 0..<text.count {
      let byte = unsafe text[offset]
      let digit = UInt64(byte &- UInt8(ascii: "0"))
      if digit < 10 {
        digits += 1
        if !seenPoint {
          guard whole <= 9_223_372_036_854 else { return (0, .outOfRange) }
          whole = whole * 10 + digit
        } else if decimals < 6 {
          fraction = fraction * 10 + digit
          decimals += 1
        } else if digit != 0 {
          return (0, .tooPrecise)
        }
      } else if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else if byte == UInt8(ascii: "-"), offset == 0 {
        negative = true
      } else {
        return (0, .unexpectedByte(byte, offset: offset))
      }
    }
    guard digits > 0 else { return (0, .empty) }
    while decimals < 6 {
      fraction *= 10
      decimals += 1
    }
    guard whole <= 9_223_372_036_854 else { return (0, .outOfRange) }
    let magnitude = whole * 1_000_000 + fraction
    guard magnitude <= UInt64(Int64.max) else { return (0, .outOfRange) }
    return (negative ? -Int64(magnitude) : Int64(magnitude), nil)
  }
}
