/// CEL's `timestamp`: an instant from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z, to the
/// nanosecond, without leap seconds.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down: what `int(timestamp)` gives.
  package let seconds: Int64
  /// What is left of a second: 0..<1,000,000,000.
  package let nanoseconds: Int64

  /// The first and the last second.
  package static let secondsRange: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Seconds since 1970-01-01T00:00:00Z, and nanoseconds to be added to them, which may be any number.
  package init(seconds: Int64, nanoseconds: Int64 = 0) throws(LibraryError) {
    try self.init(exactly: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds))
  }

  private init(exactly nanoseconds: Int128) throws(LibraryError) {
    let seconds = nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
    guard let seconds = Int64(exactly: seconds), Self.secondsRange.contains(seconds) else {
      throw .outOfRange(type: .timestamp)
    }
    self.seconds = seconds
    self.nanoseconds = Int64(nanoseconds - Int128(seconds) * 1_000_000_000)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  package func adding(_ span: TimeSpan) throws(LibraryError) -> Timestamp {
    try Timestamp(exactly: exactNanoseconds + Int128(span.nanoseconds))
  }

  package func subtracting(_ span: TimeSpan) throws(LibraryError) -> Timestamp {
    try Timestamp(exactly: exactNanoseconds - Int128(span.nanoseconds))
  }

  /// The span from `earlier` to this instant: an error where they are further apart than a span can be.
  package func subtracting(_ earlier: Timestamp) throws(LibraryError) -> TimeSpan {
    try TimeSpan(exactly: exactNanoseconds - earlier.exactNanoseconds)
  }

  private var exactNanoseconds: Int128 {
    Int128(seconds) * 1_000_000_000 + Int128(nanoseconds)
  }
}

// MARK: - Fields

extension Timestamp {
  /// What calendar and clock show, with CEL's counting: what begins with 0 says so.
  package struct Fields: Equatable, Sendable {
    /// `getFullYear`. A zone may show the year 0 or 10000 at the ends of the range.
    package var year: Int
    /// `getMonth`: 0 for January.
    package var month: Int
    /// `getDate`: 1 for the first of the month. `getDayOfMonth` is one less.
    package var day: Int
    /// `getDayOfWeek`: 0 for Sunday.
    package var dayOfWeek: Int
    /// `getDayOfYear`: 0 for the first of January.
    package var dayOfYear: Int
    /// `getHours`: 0...23.
    package var hour: Int
    /// `getMinutes`: 0...59.
    package var minute: Int
    /// `getSeconds`: 0...59.
    package var second: Int
    /// `getMilliseconds`: 0...999.
    package var millisecond: Int
  }

  /// Source: cel-spec doc/langdef.md, "List of Standard Definitions".
  package func fields(in zone: TimeZone = .utc) -> Fields {
    let local = Int(seconds) + zone.offset(at: seconds)
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let secondOfDay = local - days * 86_400
    let date = CivilDate(days: days)
    // 1970-01-01 was a Thursday.
    let dayOfWeek = ((days + 4) % 7 + 7) % 7
    return Fields(
      year: date.year, month: date.month - 1, day: date.day, dayOfWeek: dayOfWeek,
      dayOfYear: date.dayOfYear, hour: secondOfDay / 3600, minute: secondOfDay / 60 % 60,
      second: secondOfDay % 60, millisecond: Int(nanoseconds / 1_000_000))
  }
}
