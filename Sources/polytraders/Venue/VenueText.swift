import CommandLine
import Diagnostics
import JSON

/// What commands print of the venue's answers.
enum VenueText {
  /// Words from outside, short and without control characters.
  static func shown(_ text: String) -> String { text.printable(limit: 200) }

  /// `1 order`, `1,200 orders`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)" + (count == 1 ? "" : "s")
  }

  /// Names and values, a line each, or one object of texts.
  static func figures(_ figures: [(String, String)], as format: OutputFormat) -> String {
    if format == .json {
      return VenueJSON.line { writer in
        for (name, value) in figures {
          writer.key(name)
          writer.string(value)
        }
      }
    }
    let width = figures.map(\.0.count).max() ?? 0
    return figures.map { name, value in
      name.replacing("_", with: " ") + String(repeating: " ", count: width - name.count + 2)
        + value + "\n"
    }.joined()
  }

  /// A time of the venue's as it is read by people: UTC to the second.
  static func time(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    let days = seconds / 86_400
    let rest = seconds % 86_400
    // Civil date of a day number: years of 365.2425 days in eras of 400 years, which begin in March.
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day)) "
      + "\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
  }
}

/// JSON lines for scripts.
enum VenueJSON {
  /// One object on one line.
  static func line(_ members: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    members(&writer)
    writer.endObject()
    writer.newline()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
