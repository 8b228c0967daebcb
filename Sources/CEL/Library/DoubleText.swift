internal import Glibc

/// Text forms of doubles. The digits are always those that people and the reference implementation expect:
/// the shortest that read back as the same double, or the exactly rounded ones where a precision is given.
package enum DoubleText {
  /// CEL's `string(double)`: the shortest digits, with an exponent below 1e-4 and from 1e+06 on, as the reference
  /// implementation prints (Go's `%g`): `123.456`, `-0.0045`, `1e+23`, `NaN`, `-Infinity`, `-0`.
  package static func shortest(_ value: Double) -> String {
    guard let digits = Digits(value) else { return special(value) }
    guard !(-4..<6).contains(digits.exponent) else { return digits.plain }
    return digits.scientific
  }

  /// The shortest digits without an exponent, however many zeros that takes: `%s` and `%d` of `format`.
  package static func plain(_ value: Double) -> String {
    Digits(value)?.plain ?? special(value)
  }

  /// With exactly `places` digits behind the point, rounded half to even from the exact value: `%.3f`.
  package static func fixed(_ value: Double, places: Int) -> String {
    printed("%.*f", value, places)
  }

  /// One digit, `places` digits behind the point, and an exponent of two digits or more: `1.052033e+03`.
  package static func scientific(_ value: Double, places: Int) -> String {
    printed("%.*e", value, places)
  }

  /// The double that `text` is nearest to: decimal digits with at most one point and an exponent, or `inf`,
  /// `infinity` or `nan` in any case; a sign before all but the last. Beyond the largest double is an error.
  package static func parse(_ text: String) throws(LibraryError) -> Double {
    let malformed = LibraryError.malformed(type: .double, text: text)
    var rest = text.utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    let isSigned = isNegative || rest.first == UInt8(ascii: "+")
    if isSigned { rest.removeFirst() }
    switch StringLibrary.lowerASCII(String(Substring(rest))) {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    case "nan" where !isSigned: return .nan
    default: break
    }
    guard isDecimal(rest), let value = Double(text) else { throw malformed }
    guard value.isFinite else { throw .outOfRange(type: .double) }
    return value
  }

  private static func special(_ value: Double) -> String {
    value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }

  private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
    var rest = text
    func digits() -> Int {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest.removeFirst(count)
      return count
    }
    var count = digits()
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      count += digits()
    }
    guard count > 0 else { return false }
    if let first = rest.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  private static func printed(_ format: String, _ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return special(value) }
    // The largest double has 309 digits before the point; the rest is sign, point, exponent and end.
    var buffer = [CChar](repeating: 0, count: places + 330)
    let count = unsafe withVaList([Int32(clamping: places), value]) { arguments in
      unsafe vsnprintf(&buffer, buffer.count, format, arguments)
    }
    precondition(count > 0 && count < buffer.count, "a double takes less room than that")
    return String(
      decoding: buffer.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// The shortest digits of a finite double: `0.d1d2d3… × 10^(exponent + 1)`.
private struct Digits {
  var isNegative: Bool
  /// Without zeros at either end, but for zero itself.
  var digits: [UInt8]
  /// The power of ten of the first digit.
  var exponent: Int

  /// Takes Swift's text of the double apart, which has the shortest digits and some form.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value.sign == .minus
    digits = []
    var pointAt: Int?
    var power = 0
    let text = value.magnitude.description
    let mantissa = text.utf8.prefix { $0 != UInt8(ascii: "e") }
    for byte in mantissa {
      if byte == UInt8(ascii: ".") { pointAt = digits.count } else { digits.append(byte) }
    }
    if mantissa.count < text.utf8.count {
      power = Int(text.dropFirst(mantissa.count + 1)) ?? 0
    }
    exponent = (pointAt ?? digits.count) - 1 + power
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits.isEmpty { (digits, exponent) = ([UInt8(ascii: "0")], 0) }
  }

  var plain: String {
    var result: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    if exponent < 0 {
      result += "0.".utf8
      result += repeatElement(UInt8(ascii: "0"), count: -exponent - 1)
      result += digits
    } else {
      let whole = exponent + 1
      result += digits.prefix(whole)
      result += repeatElement(UInt8(ascii: "0"), count: max(0, whole - digits.count))
      if digits.count > whole {
        result.append(UInt8(ascii: "."))
        result += digits[whole...]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  var scientific: String {
    var result: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    result.append(digits[0])
    if digits.count > 1 {
      result.append(UInt8(ascii: "."))
      result += digits[1...]
    }
    let power = String(exponent.magnitude)
    result += "e\(exponent < 0 ? "-" : "+")\(power.utf8.count < 2 ? "0" : "")\(power)".utf8
    return String(decoding: result, as: UTF8.self)
  }
}
