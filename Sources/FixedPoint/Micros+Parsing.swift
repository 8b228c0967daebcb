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
    var whole: UInt64 = 0
    var fraction: UInt64 = 0
    var decimals = 0
    var digits = 0
    var seenPoint = false
    var negative = false
    var offset = 0
    for byte in text {
      defer { offset += 1 }
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = UInt64(byte &- UInt8(ascii: "0"))
        digits += 1
        if !seenPoint {
          guard whole <= 9_223_372_036_854 else { throw .outOfRange }
          whole = whole * 10 + digit
        } else if decimals < 6 {
          fraction = fraction * 10 + digit
          decimals += 1
        } else if digit != 0 {
          throw .tooPrecise
        }
      case UInt8(ascii: ".") where !seenPoint:
        seenPoint = true
      case UInt8(ascii: "-") where offset == 0:
        negative = true
      default:
        throw .unexpectedByte(byte, offset: offset)
      }
    }
    guard digits > 0 else { throw .empty }
    while decimals < 6 {
      fraction *= 10
      decimals += 1
    }
    guard whole <= 9_223_372_036_854 else { throw .outOfRange }
    let magnitude = whole * 1_000_000 + fraction
    guard magnitude <= UInt64(Int64.max) else { throw .outOfRange }
    return Micros(raw: negative ? -Int64(magnitude) : Int64(magnitude))
  }

  package static func parse(_ text: String) throws(DecimalError) -> Micros {
    try parse(text.utf8)
  }
}
