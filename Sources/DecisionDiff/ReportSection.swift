/// A part of a report, the same for a terminal, a pull request and a page.
struct ReportSection {
  struct Table {
    /// Heads; columns behind the first hold numbers unless `isText`.
    var columns: [(title: String, isText: Bool)]
    var rows: [[String]]
  }

  var title: String
  /// Sentences before the table.
  var lines: [String] = []
  var table: Table?
  /// Sentences behind it.
  var remarks: [String] = []
}

/// Times of events, for people.
enum EventTime {
  /// `2025-11-24 16:00:00.013 UTC`, of milliseconds since 1970.
  static func text(_ milliseconds: Int64) -> String {
    let day = floorDivide(milliseconds, 86_400_000)
    let rest = milliseconds - day * 86_400_000
    let (year, month, number) = date(ofDay: day)
    return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(number, 2) + " "
      + pad(rest / 3_600_000, 2) + ":" + pad(rest / 60_000 % 60, 2) + ":"
      + pad(rest / 1_000 % 60, 2) + "." + pad(rest % 1_000, 3) + " UTC"
  }

  /// `16:00:00`
  static func clock(_ milliseconds: Int64) -> String {
    String(text(milliseconds).dropFirst(11).prefix(8))
  }

  private static func pad(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
  }

  /// The civil date of a day since 1970 in the Gregorian calendar, by eras of 400 years that start in March.
  private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = floorDivide(shifted, 146_097)
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      ofYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}
