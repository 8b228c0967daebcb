internal import CTimeZone
internal import Synchronization

/// How far clocks are from UTC: always the same, or as the IANA database says for a place.
///
/// ```swift
/// let zone = try TimeZone("America/New_York")
/// timestamp.fields(in: zone).hour
/// ```
///
/// A named zone is read from the database once in a process. Source: cel-spec doc/langdef.md, "Timezones".
package enum TimeZone: Sendable {
  /// Seconds east of UTC.
  case fixed(Int)
  case named(NamedTimeZone)

  package static let utc = TimeZone.fixed(0)

  /// `UTC`, hours and minutes such as `+05:30`, `-09:30` or `02:00`, or a name such as `Europe/Paris`.
  package init(_ text: String) throws(LibraryError) {
    if text == "UTC" {
      self = .utc
    } else if text.utf8.contains(UInt8(ascii: ":")) {
      guard let seconds = Self.offset(text) else { throw .unknownTimeZone(text) }
      self = .fixed(seconds)
    } else {
      guard let zone = NamedTimeZone.find(text) else { throw .unknownTimeZone(text) }
      self = .named(zone)
    }
  }

  /// Seconds east of UTC at an instant, given in seconds since 1970-01-01T00:00:00Z.
  package func offset(at seconds: Int64) -> Int {
    switch self {
    case .fixed(let offset): offset
    case .named(let zone): zone.offset(at: seconds)
    }
  }

  /// An optional sign, two digits of hours below 24, a colon, two digits of minutes below 60.
  private static func offset(_ text: String) -> Int? {
    var bytes = text.utf8[...]
    var sign = 1
    if let first = bytes.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      sign = first == UInt8(ascii: "-") ? -1 : 1
      bytes.removeFirst()
    }
    let digits = bytes.map { Int($0) - 48 }
    guard digits.count == 5, digits[2] == 10,
      [0, 1, 3, 4].allSatisfy({ (0...9).contains(digits[$0]) })
    else { return nil }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[3] * 10 + digits[4])
    guard hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}

/// A zone of the IANA database.
// The zone behind the pointer is never changed, and cctz lets any number of threads read it.
@safe package final class NamedTimeZone: @unchecked Sendable {
  private let zone: OpaquePointer

  /// The zones that were asked for: never more than the database has, since only these get here. What a
  /// zone says does not change while the process runs.
  private static let known = Mutex<[String: NamedTimeZone]>([:])

  /// The zone of that name; nil where the database has none.
  fileprivate static func find(_ name: String) -> NamedTimeZone? {
    // `String` takes a Kelvin sign for a K, also as a key: no name of the database has such characters.
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    return known.withLock { known in
      if let zone = known[name] { return zone }
      guard let zone = NamedTimeZone(name) else { return nil }
      known[name] = zone
      return zone
    }
  }

  private init?(_ name: String) {
    var name = name
    let found = name.withUTF8 { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return unsafe OpaquePointer?.none }
        return unsafe polytraders_time_zone_find(start, characters.count)
      }
    }
    guard let found = unsafe found else { return nil }
    unsafe zone = unsafe found
  }

  deinit {
    unsafe polytraders_time_zone_free(zone)
  }

  fileprivate func offset(at seconds: Int64) -> Int {
    Int(unsafe polytraders_time_zone_offset(zone, seconds))
  }
}
