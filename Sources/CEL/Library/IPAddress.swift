/// An IPv4 or IPv6 address without zone. Sources: cel-go ext/network.go and Kubernetes' CEL libraries, whose
/// functions these are; RFC 4291 and RFC 5952 for the text.
package struct IPAddress: Hashable, Sendable {
  package enum Family: Int, Sendable {
    case v4 = 4
    case v6 = 6

    /// Of an address.
    package var bitCount: Int { self == .v4 ? 32 : 128 }
  }

  package let family: Family
  /// The address as a number; of IPv4 in the lowest 32 bits.
  let bits: UInt128

  init(family: Family, bits: UInt128) {
    (self.family, self.bits) = (family, bits)
  }

  /// `192.0.2.1` or a form of RFC 4291: `2001:db8::1`, `64:ff9b::192.0.2.1`. IPv4-mapped addresses in dots
  /// (`::ffff:192.0.2.1`) are refused; in hexadecimal (`::ffff:c000:201`) they are the IPv4 address, as in the
  /// conformance suite.
  package init(_ text: String) throws(LibraryError) {
    let (parsed, isDotted) = try Self.parse(text)
    guard parsed.isMappedIPv4 else {
      self = parsed
      return
    }
    guard !isDotted else { throw .badAddress(text, .mappedIPv4) }
    self.init(family: .v4, bits: parsed.bits & 0xFFFF_FFFF)
  }

  /// Whether `text` is how its address is written: lower case, no zeros in front, the longest run of zeros as
  /// `::`. An error where it is no address.
  package static func isCanonical(_ text: String) throws(LibraryError) -> Bool {
    StringLibrary.equal(try IPAddress(text).description, text)
  }

  // MARK: - Kinds of addresses

  /// `0.0.0.0`, `::`.
  package var isUnspecified: Bool { bits == 0 }

  /// `127.0.0.0/8`, `::1`.
  package var isLoopback: Bool {
    family == .v4 ? bits >> 24 == 127 : bits == 1
  }

  /// `224.0.0.0/4`, `ff00::/8`.
  var isMulticast: Bool {
    family == .v4 ? bits >> 28 == 0xE : bits >> 120 == 0xFF
  }

  /// `224.0.0.0/24`, and `ffx2::/16` with any flags.
  package var isLinkLocalMulticast: Bool {
    family == .v4 ? bits >> 8 == 0xE0_0000 : (bits >> 112) & 0xFF0F == 0xFF02
  }

  /// `169.254.0.0/16`, `fe80::/10`.
  package var isLinkLocalUnicast: Bool {
    family == .v4 ? bits >> 16 == 0xA9FE : bits >> 118 == 0x3FA
  }

  /// All that is none of the above nor the broadcast address of IPv4; private addresses are among them.
  package var isGlobalUnicast: Bool {
    !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
      && !(family == .v4 && bits == 0xFFFF_FFFF)
  }

  /// `::ffff:0:0/96`.
  var isMappedIPv4: Bool { family == .v6 && bits >> 32 == 0xFFFF }
}
