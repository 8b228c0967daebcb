/// CEL's `duration`: a signed span of time in whole nanoseconds. Swift's own `Duration` is another type.
///
/// The range is that of 64 bits, about ±292 years, and not the ±10,000 years of google.protobuf.Duration.
/// Source: cel-spec doc/langdef.md, "Overflow": "Duration values are limited to a single int64 value".
package struct TimeSpan: Hashable, Comparable, Sendable {
  /// All of it.
  package let nanoseconds: Int64

  package static let zero = TimeSpan(nanoseconds: 0)

  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// A span in nanoseconds that may be out of range.
  init(exactly nanoseconds: Int128) throws(LibraryError) {
    guard let nanoseconds = Int64(exactly: nanoseconds) else {
      throw .outOfRange(type: .duration)
    }
    self.init(nanoseconds: nanoseconds)
  }

  /// Seconds and nanoseconds as google.protobuf.Duration has them; they are added, whatever their signs.
  package init(seconds: Int64, nanoseconds: Int64 = 0) throws(LibraryError) {
    try self.init(exactly: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds))
  }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  // MARK: - Arithmetic; errors where a result is out of range

  package func adding(_ other: TimeSpan) throws(LibraryError) -> TimeSpan {
    try TimeSpan(exactly: Int128(nanoseconds) + Int128(other.nanoseconds))
  }

  package func subtracting(_ other: TimeSpan) throws(LibraryError) -> TimeSpan {
    try TimeSpan(exactly: Int128(nanoseconds) - Int128(other.nanoseconds))
  }

  // MARK: - Parts, rounded towards zero

  /// All of it in whole hours: `getHours`.
  package var wholeHours: Int64 { wholeSeconds / 3600 }
  /// All of it in whole minutes: `getMinutes`.
  package var wholeMinutes: Int64 { wholeSeconds / 60 }
  /// All of it in whole seconds: `getSeconds`.
  package var wholeSeconds: Int64 { nanoseconds / 1_000_000_000 }
  /// What is left of a second in whole milliseconds, -999...999: `getMilliseconds`, which the specification
  /// gives as the portion of a second, not as the whole span.
  package var millisecondsOfSecond: Int64 { nanoseconds % 1_000_000_000 / 1_000_000 }
}
