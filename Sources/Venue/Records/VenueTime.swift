/// Times as the venue writes them: seconds in some fields, milliseconds in others, as text or number
/// (facts/polymarket-v2.md 3.2).
package enum VenueTime {
  /// From here on a number is taken for milliseconds: the year 5138 in seconds, 1973 in milliseconds.
  private static let firstMilliseconds: Int64 = 100_000_000_000
  /// From here on it is neither: the year 5138 in milliseconds.
  private static let end: Int64 = 100_000_000_000_000

  /// Milliseconds since 1970 of a number of either width; nil where it is neither.
  package static func milliseconds(_ value: Int64) -> Int64? {
    guard value >= 0, value < end else { return nil }
    return value < firstMilliseconds ? value * 1_000 : value
  }
}
