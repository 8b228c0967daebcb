extension LibraryError {
  /// What went wrong, for people: a clause without capital letter and full stop.
  package var text: String {
    switch self {
    case .indexOutOfRange(let index, let count):
      "index \(index) is out of range: positions in this text go from 0 to \(count)"
    case .invertedRange(let start, let end): "the range from \(start) to \(end) runs backwards"
    case .resultTooLarge(let limit): "the result would be larger than \(limit) bytes"
    case .notUTF8(let offset): "invalid UTF-8 at byte \(offset)"
    case .notBase64(let offset): "no base64 at byte \(offset)"
    case .malformed(let type, let text): "\"\(text)\" is no \(type.rawValue)"
    case .outOfRange(let type): "the result is out of the range of \(type.rawValue)"
    case .negativeShift(let count): "a shift by \(count) bits: the count must not be negative"
    case .badPattern(let pattern, let reason): "the pattern \"\(pattern)\" is invalid: \(reason)"
    case .severalGroups(let pattern):
      "the pattern \"\(pattern)\" has several groups: make all but one of them (?:…)"
    case .noSuchGroup(let group, let count):
      "the replacement names group \\\(group), the pattern has \(count)"
    case .badReplacement(let replacement):
      "in the replacement \"\(replacement)\" a backslash stands before neither digit nor backslash"
    case .unknownTimeZone(let name):
      "there is no time zone \"\(name)\": write UTC, an offset such as -09:30 or a name such as Europe/Paris"
    case .badAddress(let text, let fault): "\"\(text)\" \(fault.text)"
    case .badDirective(let offset, let fault): "format, byte \(offset): \(fault.text)"
    }
  }
}

extension LibraryError.AddressFault {
  fileprivate var text: String {
    switch self {
    case .malformed: "is no IP address"
    case .zone: "has a zone, which means nothing elsewhere: leave out what begins with %"
    case .mappedIPv4: "is an IPv4 address in IPv6 form: write it as IPv4"
    case .prefixLength: "is no CIDR block: an address, a slash and the length of the prefix"
    }
  }
}

extension LibraryError.DirectiveFault {
  fileprivate var text: String {
    switch self {
    case .unfinished: "the text ends inside of a directive; a percent sign is written %%"
    case .unknownConversion(let letter):
      "%\(letter) is no directive; there are %s %d %f %e %x %X %o %b and %%"
    case .badPrecision(let limit): "a precision is a point and a number from 0 to \(limit)"
    case .noArgument(let index, let count):
      "it needs argument \(index + 1), and there are \(count)"
    case .wrongType(let conversion, let type): "%\(conversion) does not take \(type)"
    }
  }
}
