import CEL
import TestSupport
import Testing

@Suite("IP addresses and CIDR blocks")
struct IPAddressTests {
  @Test(
    "texts and their canonical form",
    arguments: [
      ("192.168.0.1", nil, .v4), ("0.0.0.0", nil, .v4), ("255.255.255.255", nil, .v4),
      ("::", nil, .v6), ("::1", nil, .v6),
      ("2001:db8::68", nil, .v6), ("2001:DB8::68", "2001:db8::68", .v6),
      ("2001:db8:0:0:0:0:0:1", "2001:db8::1", .v6),
      ("1:0:0:2:0:0:0:3", "1:0:0:2::3", .v6), ("1:0:0:2:2:0:0:3", "1::2:2:0:0:3", .v6),
      ("1:0:2:3:4:5:6:7", nil, .v6),
      ("1::", nil, .v6), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", .v6),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", .v6),
      ("0001::00ff", "1::ff", .v6), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221", .v6),
      ("::192.0.2.33", "::c000:221", .v6),
      ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304", .v6), ("fe80::1", nil, .v6),
      ("::ffff:c0a8:1", "192.168.0.1", .v4),
    ] as [(String, String?, IPAddress.Family)])
  func texts(text: String, canonical: String?, family: IPAddress.Family) throws {
    let address = try IPAddress(text)
    #expect(address.description == canonical ?? text)
    #expect(address.family == family)
    #expect(try IPAddress.isCanonical(text) == (canonical == nil))
    #expect(try IPAddress(address.description) == address)
  }

  @Test(
    "texts that are no address",
    arguments: [
      "", "not an ip", "192.168.0.1.0", "192.168.0", "192.168.0.256", "192.168.00.1",
      "192.168.0.01", "192.168..1",
      "192.168.0.1 ", "192.168.0.-1", "192.168.0.1/32", "0x7f.0.0.1", "1.2.3.4%eth0",
      "2001:db8:::68", "2001:db8::68::1", ":1",
      "1:", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::",
      "::1.2.3", "::1.2.3.256",
      "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4", "::+1", "::-1", "fe80::1%", "١.2.3.4",
    ])
  func malformed(text: String) {
    #expect(throws: LibraryError.badAddress(text, .malformed)) { try IPAddress(text) }
    #expect(throws: LibraryError.badAddress(text, .malformed)) { try IPAddress.isCanonical(text) }
  }

  @Test("zones and IPv4 in disguise are refused by name")
  func refused() {
    for text in ["fe80::1%en0", "fe80::1%1", "::ffff:1.2.3.4%x"] {
      #expect(throws: LibraryError.badAddress(text, .zone)) { try IPAddress(text) }
    }
    for text in ["::ffff:192.168.0.1", "::FFFF:1.2.3.4", "0:0:0:0:0:ffff:1.2.3.4"] {
      #expect(throws: LibraryError.badAddress(text, .mappedIPv4)) { try IPAddress(text) }
    }
  }

  @Test("an IPv4-mapped address in hexadecimal is the IPv4 address")
  func mapped() throws {
    #expect(try IPAddress("::ffff:c0a8:1") == IPAddress("192.168.0.1"))
    #expect(try IPAddress("::ffff") != IPAddress("::"))
    #expect(try IPAddress("::7f00:1") != IPAddress("127.0.0.1"))
  }

  /// Unspecified, loopback, global unicast, link-local multicast, link-local unicast.
  @Test(
    "kinds",
    arguments: [
      ("0.0.0.0", "u"), ("127.0.0.1", "o"), ("127.255.0.3", "o"), ("128.0.0.1", "g"),
      ("10.0.0.1", "g"), ("192.168.0.1", "g"),
      ("255.255.255.255", ""), ("224.0.0.1", "m"), ("224.0.0.255", "m"), ("224.0.1.1", ""),
      ("239.0.0.1", ""),
      ("240.0.0.1", "g"), ("169.254.169.254", "l"), ("169.253.0.1", "g"), ("::", "u"), ("::1", "o"),
      ("::2", "g"),
      ("2001:db8::abcd", "g"), ("fc00::1", "g"), ("ff00::1", ""), ("ff02::1", "m"),
      ("ff12::1", "m"), ("ff05::1", ""),
      ("fe80::1", "l"), ("febf::1", "l"), ("fec0::1", "g"), ("fd80::1", "g"),
    ])
  func kinds(text: String, expected: String) throws {
    let address = try IPAddress(text)
    let kinds = [
      ("u", address.isUnspecified), ("o", address.isLoopback), ("g", address.isGlobalUnicast),
      ("m", address.isLinkLocalMulticast), ("l", address.isLinkLocalUnicast),
    ].filter(\.1).map(\.0).joined()
    #expect(kinds == expected)
  }

  @Test("every address comes back from its text", arguments: 0..<4 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      // Groups of zero are as likely as others, so that runs of them occur.
      let groups = (0..<8).map { _ in
        Bool.random(using: &random) ? 0 : UInt16.random(in: 1...UInt16.max, using: &random)
      }
      let text = groups.map { String($0, radix: 16) }.joined(separator: ":")
      let address = try IPAddress(text)
      #expect(try IPAddress(address.description) == address)
      #expect(try IPAddress.isCanonical(address.description))
      let parts = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
      let dotted = parts.map { String($0) }.joined(separator: ".")
      #expect(try IPAddress(dotted).description == dotted)
    }
  }
}

@Suite("CIDR blocks")
struct CIDRBlockTests {
  @Test(
    "texts, masks and lengths",
    arguments: [
      ("192.168.0.0/24", "192.168.0.0/24", 24), ("192.168.0.1/24", "192.168.0.0/24", 24),
      ("10.1.2.3/0", "0.0.0.0/0", 0),
      ("10.1.2.3/32", "10.1.2.3/32", 32), ("2001:db8::/32", "2001:db8::/32", 32),
      ("2001:db8::1/127", "2001:db8::/127", 127),
      ("::1/128", "::1/128", 128), ("ffff::/0", "::/0", 0),
    ] as [(String, String, Int)])
  func texts(text: String, masked: String, length: Int) throws {
    let block = try CIDRBlock(text)
    #expect(block.description == text)
    #expect(block.masked.description == masked)
    #expect(block.masked.masked == block.masked)
    #expect(block.prefixLength == length)
    #expect(block.address.description + "/\(length)" == text)
    #expect(block.contains(block.address))
    #expect(block.contains(block) && block.contains(block.masked) && block.masked.contains(block))
  }

  @Test(
    "texts that are no block",
    arguments: [
      ("", .prefixLength), ("192.168.0.0", .prefixLength), ("192.168.0.0/", .prefixLength),
      ("192.168.0.0/33", .prefixLength),
      ("2001:db8::/129", .prefixLength), ("192.168.0.0/024", .prefixLength),
      ("192.168.0.0/+4", .prefixLength),
      ("192.168.0.0/-1", .prefixLength), ("192.168.0.0/2 ", .prefixLength),
      ("192.168.0.0/99999999999999999999", .prefixLength),
      ("192.168.0/24", .malformed), ("/24", .malformed), ("192.168.0.0/24/24", .malformed),
      ("fe80::1%en0/24", .zone),
      ("::ffff:192.168.0.1/24", .mappedIPv4), ("::ffff:c0a8:1/120", .mappedIPv4),
    ] as [(String, LibraryError.AddressFault)])
  func bad(text: String, fault: LibraryError.AddressFault) {
    #expect(throws: LibraryError.badAddress(text, fault)) { try CIDRBlock(text) }
  }

  @Test(
    "containing",
    arguments: [
      ("192.168.0.0/24", "192.168.0.1/32", true), ("192.168.0.0/24", "192.168.0.0/23", false),
      ("192.168.0.0/24", "192.168.1.0/24", false), ("192.168.0.77/24", "192.168.0.0/24", true),
      ("10.0.0.0/8", "10.0.0.0/8", true), ("192.168.1.1/32", "2001:db8::1/128", false),
      ("0.0.0.0/0", "::1/128", false),
      ("::/0", "2001:db8::1/128", true), ("2001:db8::/32", "2001:db8::/33", true),
      ("2001:db8::/32", "2001:db9::/128", false),
    ])
  func containing(outer: String, inner: String, expected: Bool) throws {
    let (outer, inner) = (try CIDRBlock(outer), try CIDRBlock(inner))
    #expect(outer.contains(inner) == expected)
    if inner.prefixLength == inner.address.family.bitCount {
      #expect(outer.contains(inner.address) == expected)
    }
  }

  @Test("the bits behind the prefix are part of the value")
  func equality() throws {
    #expect(try CIDRBlock("192.168.0.1/24") != CIDRBlock("192.168.0.0/24"))
    #expect(try CIDRBlock("192.168.0.0/24") != CIDRBlock("192.168.0.0/25"))
    #expect(try CIDRBlock("192.168.0.1/24").masked == CIDRBlock("192.168.0.0/24"))
  }
}
