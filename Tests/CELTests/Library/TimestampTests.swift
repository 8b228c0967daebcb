import CEL
import TestSupport
import Testing

@Suite("CEL's timestamps")
struct TimestampTests {
  @Test(
    "texts of RFC 3339, and how they are printed",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0, nil), ("2009-02-13T23:31:30Z", 1_234_567_890, 0, nil),
      ("2004-09-16T23:59:59Z", 1_095_379_199, 0, nil),
      ("0001-01-01T00:00:00Z", -62_135_596_800, 0, nil),
      ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999, nil),
      ("2009-02-13T23:31:20.12Z", 1_234_567_880, 120_000_000, nil),
      ("1969-12-31T23:59:59.5Z", -1, 500_000_000, nil),
      ("1972-01-01T10:00:20.021-05:00", 63_126_020, 21_000_000, "1972-01-01T15:00:20.021Z"),
      ("2009-02-14T00:31:30+01:00", 1_234_567_890, 0, "2009-02-13T23:31:30Z"),
      ("2009-02-13t23:31:30z", 1_234_567_890, 0, "2009-02-13T23:31:30Z"),
      ("2009-02-13T23:31:30-00:00", 1_234_567_890, 0, "2009-02-13T23:31:30Z"),
      (
        "2009-02-13T23:31:30.1234567899Z", 1_234_567_890, 123_456_789,
        "2009-02-13T23:31:30.123456789Z"
      ),
      ("2000-02-29T12:00:00Z", 951_825_600, 0, nil),
      // The years of the text may lie outside where the instant does not.
      ("0000-12-31T23:59:59-00:01", -62_135_596_741, 0, "0001-01-01T00:00:59Z"),
    ] as [(String, Int64, Int64, String?)])
  func texts(text: String, seconds: Int64, nanoseconds: Int64, printed: String?) throws {
    let timestamp = try Timestamp(text)
    #expect(timestamp.seconds == seconds)
    #expect(timestamp.nanoseconds == nanoseconds)
    #expect(timestamp.description == printed ?? text)
    #expect(try Timestamp(seconds: seconds, nanoseconds: nanoseconds) == timestamp)
  }

  @Test(
    "texts that are no timestamp",
    arguments: [
      "", "2009-02-13", "2009-02-13T23:31:30", "2009-02-13 23:31:30Z", "2009-2-13T23:31:30Z",
      "2009-02-13T23:31Z",
      "2009-13-13T23:31:30Z", "2009-00-13T23:31:30Z", "2009-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2009-04-31T00:00:00Z", "2009-02-00T00:00:00Z", "2009-02-13T24:00:00Z",
      "2009-02-13T23:60:00Z",
      "2016-12-31T23:59:60Z", "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30,5Z",
      "2009-02-13T23:31:30+1:00",
      "2009-02-13T23:31:30+24:00", "2009-02-13T23:31:30+01:60", "2009-02-13T23:31:30+0100",
      "2009-02-13T23:31:30Z ",
      "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "2009-02-13T23:31:30ZZ",
      "２009-02-13T23:31:30Z",
    ])
  func malformed(text: String) {
    #expect(throws: LibraryError.malformed(type: .timestamp, text: text)) { try Timestamp(text) }
  }

  @Test("instants out of range")
  func outside() throws {
    let error = LibraryError.outOfRange(type: .timestamp)
    for text in ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"] {
      #expect(throws: error) { try Timestamp(text) }
    }
    let (first, last) = (
      try Timestamp(seconds: -62_135_596_800), try Timestamp("9999-12-31T23:59:59.999999999Z")
    )
    let instant = TimeSpan(nanoseconds: 1)
    #expect(throws: error) { try first.subtracting(instant) }
    #expect(throws: error) { try first.adding(TimeSpan(nanoseconds: -1)) }
    #expect(throws: error) { try last.adding(instant) }
    #expect(throws: error) { try Timestamp(seconds: -62_135_596_801) }
    #expect(throws: error) { try Timestamp(seconds: 253_402_300_800) }
    #expect(throws: error) { try Timestamp(seconds: .max, nanoseconds: .max) }
    #expect(throws: error) { try first.adding(TimeSpan(nanoseconds: .min)) }
    #expect(throws: error) { try first.subtracting(TimeSpan(nanoseconds: .max)) }
    #expect(throws: error) { try last.subtracting(TimeSpan(nanoseconds: .min)) }
  }

  @Test("instants further apart than a duration can be: langdef.md, Overflow")
  func apart() throws {
    let error = LibraryError.outOfRange(type: .duration)
    let (first, last) = (
      try Timestamp(seconds: -62_135_596_800), try Timestamp("9999-12-31T23:59:59.999999999Z")
    )
    #expect(throws: error) { try last.subtracting(first) }
    #expect(throws: error) { try first.subtracting(last) }
    let epoch = try Timestamp(seconds: 0)
    let latest = try Timestamp("2262-04-11T23:47:16.854775807Z")
    #expect(try latest.subtracting(epoch) == TimeSpan(nanoseconds: .max))
    #expect(throws: error) {
      try latest.adding(TimeSpan(nanoseconds: 1)).subtracting(epoch)
    }
    let earliest = try Timestamp("1677-09-21T00:12:43.145224192Z")
    #expect(try earliest.subtracting(epoch) == TimeSpan(nanoseconds: .min))
    #expect(throws: error) {
      try earliest.subtracting(TimeSpan(nanoseconds: 1)).subtracting(epoch)
    }
  }

  @Test(
    "what clock and calendar show in a zone",
    arguments: [
      ("UTC", 2009, 1, 13, 5, 43, 23, 31), ("Australia/Sydney", 2009, 1, 14, 6, 44, 10, 31),
      ("US/Central", 2009, 1, 13, 5, 43, 17, 31), ("-09:30", 2009, 1, 13, 5, 43, 14, 1),
      ("02:00", 2009, 1, 14, 6, 44, 1, 31), ("+05:45", 2009, 1, 14, 6, 44, 5, 16),
      ("-00:00", 2009, 1, 13, 5, 43, 23, 31), ("Asia/Kathmandu", 2009, 1, 14, 6, 44, 5, 16),
      ("Europe/Paris", 2009, 1, 14, 6, 44, 0, 31), ("CET", 2009, 1, 14, 6, 44, 0, 31),
    ] as [(String, Int, Int, Int, Int, Int, Int, Int)])
  func fields(
    zone: String, year: Int, month: Int, day: Int, dayOfWeek: Int, dayOfYear: Int, hour: Int,
    minute: Int
  ) throws {
    let timestamp = try Timestamp("2009-02-13T23:31:20.123456789Z")
    let fields = timestamp.fields(in: try TimeZone(zone))
    #expect([fields.year, fields.month, fields.day] == [year, month, day])
    #expect([fields.dayOfWeek, fields.dayOfYear] == [dayOfWeek, dayOfYear])
    #expect([fields.hour, fields.minute, fields.second] == [hour, minute, 20])
    #expect(fields.millisecond == 123)
  }

  @Test("fields at the ends of the range, before 1970 and across years")
  func edges() throws {
    let first = try Timestamp("0001-01-01T00:00:00Z")
    #expect(first.fields().dayOfWeek == 1)
    #expect(first.fields(in: .fixed(-60)).year == 0)
    #expect(first.fields(in: .fixed(-60)).dayOfYear == 365)
    let last = try Timestamp("9999-12-31T23:59:59.999999999Z")
    #expect(last.fields().dayOfWeek == 5)
    #expect(last.fields().millisecond == 999)
    #expect(last.fields(in: .fixed(60)).year == 10_000)
    #expect(try Timestamp("2000-12-31T00:00:00Z").fields().dayOfYear == 365)
    #expect(try Timestamp("1900-12-31T00:00:00Z").fields().dayOfYear == 364)
    #expect(try Timestamp("1969-12-31T23:59:59.999Z").fields().second == 59)
  }

  @Test("daylight saving time follows the database")
  func daylightSaving() throws {
    let zone = try TimeZone("America/New_York")
    #expect(try Timestamp("2024-03-10T06:59:59Z").fields(in: zone).hour == 1)
    #expect(try Timestamp("2024-03-10T07:00:00Z").fields(in: zone).hour == 3)
    #expect(try Timestamp("2024-11-03T05:59:59Z").fields(in: zone).hour == 1)
    #expect(try Timestamp("2024-11-03T06:00:00Z").fields(in: zone).hour == 1)
    // Beyond the last rule that the database spells out.
    #expect(try Timestamp("2999-07-01T12:00:00Z").fields(in: zone).hour == 8)
  }

  @Test(
    "names that are no zone",
    arguments: [
      "", "utc", "Mars/Olympus", "America", "america/new_york", "localtime", "posixrules",
      "right/UTC", "Local",
      "../zoneinfo/UTC", "/usr/share/zoneinfo/UTC", "UTC/", "/UTC", "Europe//Paris", "./UTC",
      "Europe/Paris\0",
      "tzdata.zi", "leapseconds", "zone.tab", "Europe/Paris ", "+1:00", "+24:00", "+01:60", "+0100",
      "--1:00", "+01:000",
      "Fixed/UTC+01:00:00", "file:UTC", "＋01:00", "+01:00 ",
    ])
  func badZones(name: String) {
    #expect(throws: LibraryError.unknownTimeZone(name)) { try TimeZone(name) }
  }

  @Test("a name that Unicode calls equivalent to one that was found is still no name")
  func equivalentName() throws {
    _ = try TimeZone("Asia/Kolkata")
    let name = "Asia/\u{212A}olkata"
    #expect(throws: LibraryError.unknownTimeZone(name)) { try TimeZone(name) }
  }

  @Test("every day of the calendar follows the day before", arguments: 0..<8)
  func calendar(part: Int) throws {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var day = try Timestamp("\(part == 0 ? "0001" : String(part * 1250))-01-01T12:00:00Z")
    var before = day.fields()
    // 5 centuries take in a year that 400 divides, and its neighbours.
    for _ in 0..<182_000 {
      day = try Timestamp(seconds: day.seconds + 86_400)
      let next = day.fields()
      let isLeap = before.year % 4 == 0 && (before.year % 100 != 0 || before.year % 400 == 0)
      let length = lengths[before.month] + (before.month == 1 && isLeap ? 1 : 0)
      let isLastOfMonth = before.day == length
      let isLastOfYear = isLastOfMonth && before.month == 11
      guard next.dayOfWeek == (before.dayOfWeek + 1) % 7,
        next.day == (isLastOfMonth ? 1 : before.day + 1),
        next.month == (isLastOfYear ? 0 : before.month + (isLastOfMonth ? 1 : 0)),
        next.year == before.year + (isLastOfYear ? 1 : 0),
        next.dayOfYear == (isLastOfYear ? 0 : before.dayOfYear + 1)
      else {
        Issue.record("after \(before) comes \(next)")
        return
      }
      before = next
    }
  }

  @Test("text, arithmetic and order agree with whole numbers", arguments: 0..<4 as Range<UInt64>)
  func properties(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func instant() throws -> Timestamp {
      try Timestamp(
        seconds: .random(in: Timestamp.secondsRange, using: &random),
        nanoseconds: .random(in: 0...999_999_999, using: &random))
    }
    for _ in 0..<500 {
      let (first, second) = (try instant(), try instant())
      #expect(try Timestamp(first.description) == first)
      if abs(first.seconds - second.seconds) < 9_223_372_036 {
        let span = try first.subtracting(second)
        #expect(try second.adding(span) == first)
        #expect(try first.subtracting(span) == second)
        #expect((first < second) == (span < .zero))
        #expect((first == second) == (span == .zero))
      } else {
        #expect(throws: LibraryError.self) { try first.subtracting(second) }
      }
      let offset = Int.random(in: -86_399...86_399, using: &random)
      if let shifted = try? first.adding(TimeSpan(seconds: Int64(offset))) {
        #expect(first.fields(in: .fixed(offset)) == shifted.fields())
      }
    }
  }
}
