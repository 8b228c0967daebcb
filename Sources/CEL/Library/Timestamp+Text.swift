extension Timestamp: CustomStringConvertible {
  /// Reads RFC 3339: `2009-02-13T23:31:30Z`, with as many places of seconds as wanted (what is finer than a
  /// nanosecond is cut off) and `Z` or an offset such as `+01:00`. There is no second 60.
  package init(_ text: String) throws(LibraryError) {
    guard let parts = RFC3339(text) else { throw .malformed(type: .timestamp, text: text) }
    // The form lets years go from 0000 on; the range decides, after the offset is taken into account.
    try self.init(seconds: parts.seconds, nanoseconds: parts.nanoseconds)
  }

  /// RFC 3339 in UTC with as many places of seconds as needed: `2009-02-13T23:31:30.5Z`.
  package var description: String {
    let fields = fields()
    let date =
      "\(padded(fields.year, to: 4))-\(padded(fields.month + 1))-\(padded(fields.day))"
    let time = "\(padded(fields.hour)):\(padded(fields.minute)):\(padded(fields.second))"
    return "\(date)T\(time)\(secondsFraction(UInt64(nanoseconds)))Z"
  }

  private func padded(_ number: Int, to count: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: Swift.max(0, count - digits.utf8.count)) + digits
  }
}

/// The grammar of RFC 3339, section 5.6.
private struct RFC3339 {
  var seconds: Int64 = 0
  var nanoseconds: Int64 = 0

  init?(_ text: String) {
    var reader = Reader(rest: text.utf8[...])
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
      reader.skip("-"), let day = reader.number(2), reader.skip("T") || reader.skip("t"),
      let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2),
      reader.skip(":"), let second = reader.number(2),
      let date = CivilDate(year: year, month: month, day: day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    if reader.skip(".") {
      guard let fraction = reader.fraction() else { return nil }
      nanoseconds = fraction
    }
    guard let offset = reader.offset(), reader.rest.isEmpty else { return nil }
    seconds = Int64(date.days * 86_400 + hour * 3600 + minute * 60 + second - offset)
  }

  private struct Reader {
    var rest: Substring.UTF8View

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard let first = rest.first, UInt32(first) == character.value else { return false }
      rest.removeFirst()
      return true
    }

    private mutating func digit() -> Int? {
      guard let first = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
        return nil
      }
      rest.removeFirst()
      return Int(first - UInt8(ascii: "0"))
    }

    /// Exactly `count` digits.
    mutating func number(_ count: Int) -> Int? {
      var value = 0
      for _ in 0..<count {
        guard let digit = digit() else { return nil }
        value = value * 10 + digit
      }
      return value
    }

    /// One digit or more behind the point, in nanoseconds.
    mutating func fraction() -> Int64? {
      guard let first = digit() else { return nil }
      var place: Int64 = 100_000_000
      var value = Int64(first) * place
      while let digit = digit() {
        place /= 10
        value += Int64(digit) * place
      }
      return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
      if skip("Z") || skip("z") { return 0 }
      let isWest = skip("-")
      guard isWest || skip("+"), let hours = number(2), skip(":"), let minutes = number(2),
        hours < 24, minutes < 60
      else { return nil }
      let seconds = hours * 3600 + minutes * 60
      return isWest ? -seconds : seconds
    }
  }
}
