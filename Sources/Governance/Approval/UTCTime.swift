/// Moments as documents of approvals and overrides write them: RFC 3339 in UTC with whole seconds,
/// `2026-11-21T20:00:00Z`, and in the program milliseconds since 1970.
package enum UTCTime {
  /// The text of a moment from year 1970 to 9999; milliseconds are cut off.
  package static func text(_ milliseconds: Int64) -> String {
    let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    let (year, month, day) = civil(days)
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let time = [rest / 3_600, rest % 3_600 / 60, rest % 60].map { padded($0, 2) }
    return "\(date)T\(time.joined(separator: ":"))Z"
  }

  /// The moment of a text of exactly this form, in milliseconds; nil for any other text, a day that does not
  /// exist, a leap second or a year before 1970. One moment has one text.
  package static func milliseconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 else { return nil }
    var numbers: [Int64] = []
    var number: Int64 = 0
    for (byte, form) in zip(bytes, "dddd-dd-ddTdd:dd:ddZ".utf8) {
      if form == UInt8(ascii: "d") {
        guard (48...57).contains(byte) else { return nil }
        number = number * 10 + Int64(byte) - 48
      } else {
        guard byte == form else { return nil }
        numbers.append(number)
        number = 0
      }
    }
    guard numbers.count == 6, numbers[0] >= 1970, numbers[3] < 24, numbers[4] < 60,
      numbers[5] < 60
    else { return nil }
    let days = days(year: numbers[0], month: numbers[1], day: numbers[2])
    let (year, month, day) = civil(days)
    guard [year, month, day] == Array(numbers[..<3]) else { return nil }
    return (days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]) * 1_000
  }

  /// `2h 5m`, `3d 4h`, `45s`: how long something lasts, for people, in the two largest units.
  package static func span(_ milliseconds: Int64) -> String {
    var rest = max(0, milliseconds) / 1_000
    guard rest > 0 else { return "0s" }
    var parts: [String] = []
    for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60), ("s", 1)] {
      if rest >= size { parts.append("\(rest / size)\(unit)") }
      rest %= size
    }
    return parts.prefix(2).joined(separator: " ")
  }

  /// Days since 1970 of a date of the Gregorian calendar; years begin in March, so that a leap day comes last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
