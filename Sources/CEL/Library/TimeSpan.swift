/// CEL's `duration`: a signed span of time in whole nanoseconds, within ±315,576,000,000 s (about 10,000
/// years), as google.protobuf.Duration. Swift's own `Duration` is another type.
package struct TimeSpan: Hashable, Comparable, Sendable {
  /// Whole seconds, rounded down.
  private let floorSeconds: Int64
  /// What is left of a second: 0..<1,000,000,000.
  private let floorNanoseconds: Int64

  package static let zero = TimeSpan(trusted: 0)
  /// The longest span in whole seconds, for both signs.
  package static let maximumSeconds: Int64 = 315_576_000_000

  /// A span in nanoseconds that may be out of range.
  init(exactly nanoseconds: Int128) throws(LibraryError) {
    guard nanoseconds.magnitude / 1_000_000_000 <= UInt128(Self.maximumSeconds) else {
      throw .outOfRange(type: .duration)
    }
    self.init(trusted: nanoseconds)
  }

  private init(trusted nanoseconds: Int128) {
    let seconds = nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
    floorSeconds = Int64(seconds)
    floorNanoseconds = Int64(nanoseconds - seconds * 1_000_000_000)
  }

  /// Every count of nanoseconds in 64 bits is in range: up to about 292 years.
  package init(nanoseconds: Int64) {
    self.init(trusted: Int128(nanoseconds))
  }

  /// Seconds and nanoseconds as google.protobuf.Duration has them; they are added, whatever their signs.
  package init(seconds: Int64, nanoseconds: Int64 = 0) throws(LibraryError) {
    try self.init(exactly: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds))
  }

  /// All of it; nil where 64 bits do not hold it.
  package var nanoseconds: Int64? { Int64(exactly: exactNanoseconds) }

  var exactNanoseconds: Int128 {
    Int128(floorSeconds) * 1_000_000_000 + Int128(floorNanoseconds)
  }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    (left.floorSeconds, left.floorNanoseconds) < (right.floorSeconds, right.floorNanoseconds)
  }

  // MARK: - Arithmetic; errors where a result is out of range

  package func adding(_ other: TimeSpan) throws(LibraryError) -> TimeSpan {
    try TimeSpan(exactly: exactNanoseconds + other.exactNanoseconds)
  }

  package func subtracting(_ other: TimeSpan) throws(LibraryError) -> TimeSpan {
    try TimeSpan(exactly: exactNanoseconds - other.exactNanoseconds)
  }

  /// The range is the same on both sides of zero, so this cannot fail.
  package var negated: TimeSpan { TimeSpan(trusted: -exactNanoseconds) }

  // MARK: - Parts, rounded towards zero

  /// All of it in whole hours: `getHours`.
  package var wholeHours: Int64 { wholeSeconds / 3600 }
  /// All of it in whole minutes: `getMinutes`.
  package var wholeMinutes: Int64 { wholeSeconds / 60 }
  /// All of it in whole seconds: `getSeconds`.
  package var wholeSeconds: Int64 { Int64(exactNanoseconds / 1_000_000_000) }
  /// What is left of a second in whole milliseconds, -999...999: `getMilliseconds`, which the specification
  /// gives as "0-999", not as the whole span.
  package var millisecondsOfSecond: Int64 {
    Int64(exactNanoseconds % 1_000_000_000) / 1_000_000
  }
}
