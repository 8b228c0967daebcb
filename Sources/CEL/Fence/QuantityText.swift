/// Reads and writes quantities as people do: `3 ticks`, `45s`, `5000ms`, `50 shares`, `0.57`. One place for
/// policy values, command-line values and constants in expressions; never through a Double.
package enum QuantityText {
  package enum Failure: Error, Equatable, Sendable {
    /// Not a number with a unit at all.
    case malformed
    /// A number without the unit it needs.
    case missingUnit
    /// A unit, but not one of this type.
    case wrongUnit(String)
    /// Finer than a slot can hold: half a tick, a tenth of a millisecond, a ten-millionth of a share.
    case tooPrecise
    case outOfRange

    /// What should have stood there.
    package func wanted(_ type: Type) -> String {
      QuantityText.example(of: type)
    }
  }

  private static let durationUnits: [(name: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
  ]

  /// A value with its unit, in slot units; durations may be compound (`1h30m`). Times have no text form: they
  /// come from events, never from a document.
  package static func parse(_ text: String, as type: Type) throws(Failure) -> Int64 {
    switch type {
    case .duration: return try duration(text)
    case .quantity(let unit):
      let (number, suffix) = split(text)
      guard !number.isEmpty else { throw .malformed }
      // A price is the one quantity that people write bare: the venue does too.
      if suffix.isEmpty, unit == .price { return try scaled(number, by: unit.grain) }
      guard !suffix.isEmpty else { throw .missingUnit }
      guard unit.spellings.contains(suffix) else { throw .wrongUnit(suffix) }
      return try scaled(number, by: unit.grain)
    case .int:
      let (number, suffix) = split(text)
      guard suffix.isEmpty else { throw .wrongUnit(suffix) }
      return try scaled(number, by: 1)
    case .bool:
      switch text {
      case "true": return 1
      case "false": return 0
      default: throw .malformed
      }
    case .enumeration(let enumeration):
      guard let index = enumeration.cases.firstIndex(of: text) else { throw .malformed }
      return Int64(index)
    default: throw .malformed
    }
  }

  /// As `parse`, and a bare number is taken in the type's own unit: `price("0.57")`, `--set x=3`. A bare
  /// duration stays an error.
  package static func parseBare(_ text: String, as type: Type) throws(Failure) -> Int64 {
    if case .quantity(let unit) = type {
      let (number, suffix) = split(text)
      if suffix.isEmpty, !number.isEmpty { return try scaled(number, by: unit.grain) }
    }
    return try parse(text, as: type)
  }

  private static func split(_ text: String) -> (number: Substring, unit: String) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-" || $0 == "_") }
    let rest = text[number.endIndex...].drop { $0 == " " }
    return (number, String(rest))
  }

  private static func duration(_ text: String) throws(Failure) -> Int64 {
    var rest = text[...]
    var total: Int128 = 0
    let negative = rest.first == "-"
    if negative { rest = rest.dropFirst() }
    guard !rest.isEmpty else { throw .malformed }
    var isFirst = true
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
      guard !number.isEmpty else { throw isFirst ? .malformed : .wrongUnit(String(rest)) }
      isFirst = false
      rest = rest[number.endIndex...].drop { $0 == " " }
      let name = rest.prefix { $0.isLetter }
      guard !name.isEmpty else { throw rest.isEmpty ? .missingUnit : .malformed }
      guard let unit = durationUnits.first(where: { $0.name == name }) else {
        throw .wrongUnit(String(name))
      }
      rest = rest[name.endIndex...]
      total += try exact(number, by: unit.milliseconds)
    }
    guard let result = Int64(exactly: negative ? -total : total) else { throw .outOfRange }
    return result
  }

  /// `number * grain`, exactly, as far as a slot goes.
  private static func scaled(
    _ number: some StringProtocol, by grain: Int64
  ) throws(Failure) -> Int64 {
    guard let result = Int64(exactly: try exact(number, by: grain)) else { throw .outOfRange }
    return result
  }

  /// `number * grain`, exactly. A number is digits with at most one point among them; `_` may stand between
  /// two digits.
  private static func exact(
    _ number: some StringProtocol, by grain: Int64
  ) throws(Failure) -> Int128 {
    let negative = number.first == "-"
    var value: Int128 = 0
    var divisor: Int128 = 1
    var seenPoint = false
    var digits = 0
    var lastWasDigit = false
    for byte in (negative ? number.dropFirst() : number[...]).utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = value * 10 + Int128(byte - UInt8(ascii: "0"))
        if seenPoint { divisor *= 10 }
        digits += 1
        lastWasDigit = true
        guard digits <= 24 else { throw .outOfRange }
        continue
      case UInt8(ascii: ".") where !seenPoint && lastWasDigit: seenPoint = true
      case UInt8(ascii: "_") where lastWasDigit: break
      default: throw .malformed
      }
      lastWasDigit = false
    }
    guard lastWasDigit else { throw .malformed }
    let product = value * Int128(grain)
    guard product % divisor == 0 else { throw .tooPrecise }
    return negative ? -(product / divisor) : product / divisor
  }
}

extension Unit {
  /// The name behind a value in slot units: `1 tick`, `2 ticks`.
  func name(for value: Int64) -> String {
    guard value == grain else { return rawValue }
    switch self {
    case .ticks: return "tick"
    case .shares: return "share"
    case .ops: return "op"
    case .opsPerMinute: return "op/min"
    case .usdc, .price, .bps, .count: return rawValue
    }
  }

  /// The names a value may carry.
  var spellings: [String] {
    switch self {
    case .ticks: ["ticks", "tick"]
    case .shares: ["shares", "share"]
    case .ops: ["ops", "op", "orders", "order"]
    case .opsPerMinute: ["ops/min", "op/min", "orders/min", "order/min"]
    case .usdc: ["usdc", "USDC", "pUSD"]
    case .price: ["price"]
    case .bps: ["bps"]
    case .count: ["count"]
    }
  }
}

// MARK: - Writing

extension QuantityText {
  /// The value as a person writes it in a policy; `parse` reads it back.
  package static func format(_ value: Int64, as type: Type) -> String {
    switch type {
    case .bool: value == 0 ? "false" : "true"
    case .duration: formatDuration(value)
    case .timestamp: "\(value) ms"
    case .quantity(.price): decimal(value, grain: 1_000_000)
    case .quantity(let unit): "\(decimal(value, grain: unit.grain)) \(unit.name(for: value))"
    case .enumeration(let enumeration):
      value >= 0 && value < enumeration.cases.count ? enumeration.cases[Int(value)] : "\(value)"
    default: "\(value)"
    }
  }

  /// In the largest unit that keeps it whole: `45s`, `1500ms`, `24h`.
  private static func formatDuration(_ milliseconds: Int64) -> String {
    guard milliseconds != 0 else { return "0s" }
    for unit in durationUnits.reversed() where milliseconds % unit.milliseconds == 0 {
      return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
    return "\(milliseconds)ms"
  }

  private static func decimal(_ value: Int64, grain: Int64) -> String {
    guard grain > 1 else { return "\(value)" }
    let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: UInt64(grain))
    var text = "\(value < 0 ? "-" : "")\(whole)"
    guard fraction != 0 else { return text }
    let digits = String(fraction + UInt64(grain)).dropFirst()
    let end = digits.lastIndex { $0 != "0" } ?? digits.startIndex
    text += ".\(digits[...end])"
    return text
  }

  /// A value that `parse` reads, for examples.
  package static func sample(of type: Type) -> String {
    switch type {
    case .bool: "true"
    case .enumeration(let enumeration): enumeration.cases.first ?? ""
    case .duration: "45s"
    case .quantity(.price): "0.57"
    case .quantity(let unit): "3 \(unit.rawValue)"
    default: "3"
    }
  }

  /// What a value of this type looks like, for messages.
  package static func example(of type: Type) -> String {
    switch type {
    case .bool: "true or false"
    case .int: "a whole number such as 3"
    case .duration: "a duration with its unit such as 45s, 1500ms, 10m or 24h"
    case .quantity(.price): "a decimal price such as 0.57"
    case .quantity(let unit): "a number of \(unit.rawValue) such as 3 \(unit.rawValue)"
    case .enumeration(let enumeration): "one of \(enumeration.cases.joined(separator: ", "))"
    default: type.name
    }
  }
}
