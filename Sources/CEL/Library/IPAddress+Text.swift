extension IPAddress: CustomStringConvertible {
  /// The canonical text: dots for IPv4, RFC 5952 for IPv6.
  package var description: String {
    guard family == .v6 else {
      return (0..<4).map { String((bits >> UInt128(24 - 8 * $0)) & 0xFF) }.joined(separator: ".")
    }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
    let run = Self.longestZeros(in: groups)
    func text(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    return run.isEmpty ? text(0..<8) : "\(text(0..<run.lowerBound))::\(text(run.upperBound..<8))"
  }

  /// The first longest run of two or more groups of zero; empty where there is none.
  private static func longestZeros(in groups: [UInt16]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for index in groups.indices {
      if groups[index] != 0 {
        start = index + 1
      } else if index + 1 - start > max(longest.count, 1) {
        longest = start..<index + 1
      }
    }
    return longest
  }
}

// MARK: - Reading

extension IPAddress {
  /// The address as it is written, and whether its end was in dots.
  static func parse(_ text: String) throws(LibraryError) -> (address: IPAddress, isDotted: Bool) {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: ":")) else {
      guard let bits = ipv4(bytes[...]) else { throw .badAddress(text, .malformed) }
      return (IPAddress(family: .v4, bits: UInt128(bits)), true)
    }
    let address = bytes.prefix { $0 != UInt8(ascii: "%") }
    guard let (bits, isDotted) = ipv6(address) else { throw .badAddress(text, .malformed) }
    // Something must stand behind the sign for it to be a zone.
    guard address.count == bytes.count else {
      throw .badAddress(text, address.count + 1 < bytes.count ? .zone : .malformed)
    }
    return (IPAddress(family: .v6, bits: bits), isDotted)
  }

  /// Four numbers up to 255 without zeros in front, for these were octal once.
  private static func ipv4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard let number = decimal(part, maximum: 255) else { return nil }
      bits = bits << 8 | UInt32(number)
    }
    return bits
  }

  /// Digits without zeros in front, up to a number of at most three digits.
  static func decimal(_ digits: ArraySlice<UInt8>, maximum: Int) -> Int? {
    guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    var number = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return number <= maximum ? number : nil
  }

  /// Eight groups of up to four hexadecimal digits, the last two perhaps as IPv4; one `::` stands for at least
  /// one group of zeros.
  private static func ipv6(_ text: ArraySlice<UInt8>) -> (bits: UInt128, isDotted: Bool)? {
    let colon = UInt8(ascii: ":")
    let gap = text.indices.first {
      $0 + 1 < text.endIndex && text[$0] == colon && text[$0 + 1] == colon
    }
    guard let gap else {
      guard let (groups, isDotted) = groups(text), groups.count == 8 else { return nil }
      return (joined(groups), isDotted)
    }
    guard let (head, isHeadDotted) = groups(text[..<gap]),
      let (tail, isDotted) = groups(text[(gap + 2)...]), !isHeadDotted,
      head.count + tail.count < 8
    else { return nil }
    let zeros = [UInt16](repeating: 0, count: 8 - head.count - tail.count)
    return (joined(head + zeros + tail), isDotted)
  }

  private static func joined(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  /// The groups between single colons; the last part may be IPv4 and is two groups then.
  private static func groups(_ text: ArraySlice<UInt8>) -> (groups: [UInt16], isDotted: Bool)? {
    guard !text.isEmpty else { return ([], false) }
    var groups: [UInt16] = []
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, let bits = ipv4(part) {
        return (groups + [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)], true)
      }
      guard part.count <= 4, part.first != UInt8(ascii: "+"), part.first != UInt8(ascii: "-"),
        let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
      else { return nil }
      groups.append(group)
    }
    return (groups, false)
  }
}
