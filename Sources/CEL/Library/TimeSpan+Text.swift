extension TimeSpan: CustomStringConvertible {
  /// Reads one or more decimal numbers with their units after an optional sign: `1h30m`, `-1.5s`, `250ms`;
  /// `0` needs no unit. Units: `h` `m` `s` `ms` `us` (also `µs`) `ns`. What is finer than a nanosecond is cut
  /// off.
  ///
  /// Source: what the reference implementation accepts (Go's `time.ParseDuration`); cel-spec doc/langdef.md
  /// itself promises seconds only.
  package init(_ text: String) throws(LibraryError) {
    let malformed = LibraryError.malformed(type: .duration, text: text)
    var rest = text.utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.elementsEqual("0".utf8) {
      self = .zero
      return
    }
    guard !rest.isEmpty else { throw malformed }
    var total: Int128 = 0
    while !rest.isEmpty {
      guard let number = DecimalNumber(reading: &rest) else { throw malformed }
      let unit = rest.prefix { !Self.isNumberByte($0) }
      guard let size = Self.size(of: unit) else { throw malformed }
      rest = rest[unit.endIndex...]
      guard let part = number.scaled(by: size) else { throw .outOfRange(type: .duration) }
      total += part
      guard total <= Self.longest else { throw .outOfRange(type: .duration) }
    }
    try self.init(exactly: isNegative ? -total : total)
  }

  /// Seconds as a decimal number with as many places as it needs: `5400s`, `-1.5s`, `0.000000001s`.
  package var description: String {
    let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    return "\(nanoseconds < 0 ? "-" : "")\(seconds)\(secondsFraction(rest))s"
  }

  /// The magnitude of the smallest span: one more than that of the greatest.
  private static let longest = Int128(Int64.min.magnitude)

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// In nanoseconds.
  private static func size(of unit: Substring.UTF8View) -> Int128? {
    switch String(Substring(unit)) {
    case "ns": 1
    case "us", "\u{B5}s", "\u{3BC}s": 1000
    case "ms": 1_000_000
    case "s": 1_000_000_000
    case "m": 60_000_000_000
    case "h": 3_600_000_000_000
    default: nil
    }
  }
}

/// A point and the nanoseconds as decimal places, without zeros at the end; nothing for none.
func secondsFraction(_ nanoseconds: UInt64) -> String {
  guard nanoseconds > 0 else { return "" }
  // The leading one keeps the zeros in front.
  var digits = String(nanoseconds + 1_000_000_000).dropFirst()
  while digits.last == "0" { digits.removeLast() }
  return ".\(digits)"
}

/// A decimal number without sign: `value` over `divisor`, a power of ten.
private struct DecimalNumber {
  private var value: Int128 = 0
  private var divisor: Int128 = 1
  private var isHuge = false

  /// Takes digits, at least one, and at most one point before, among or behind them.
  init?(reading text: inout Substring.UTF8View) {
    var count = 0
    var isFraction = false
    while let byte = text.first {
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        count += 1
        add(Int128(byte - UInt8(ascii: "0")), isFraction: isFraction)
      } else {
        break
      }
      text.removeFirst()
    }
    guard count > 0 else { return nil }
  }

  private mutating func add(_ digit: Int128, isFraction: Bool) {
    if isFraction {
      // More places cannot change a whole number of nanoseconds of any number that people write.
      guard divisor < 1_000_000_000_000_000_000 else { return }
      divisor *= 10
    } else if value > 1_000_000_000_000_000_000_000 {
      isHuge = true
      return
    }
    value = value * 10 + digit
  }

  /// Times `size`, rounded down; nil where that is beyond every duration.
  func scaled(by size: Int128) -> Int128? {
    guard !isHuge else { return nil }
    let (whole, fraction) = value.quotientAndRemainder(dividingBy: divisor)
    return whole * size + fraction * size / divisor
  }
}
