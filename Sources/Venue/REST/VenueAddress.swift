/// A server of the venue, or of a stand-in for it: scheme, host and port, without a path.
///
/// Credentials travel in headers and frames, so plain `http` and `ws` are taken for this machine only.
package struct VenueAddress: Hashable, Sendable {
  /// What is spoken there.
  package enum Service: Sendable {
    case rest, channels

    var schemes: (secure: String, plain: String) {
      self == .rest ? ("https://", "http://") : ("wss://", "ws://")
    }
  }

  /// Why a text is no such address.
  package enum Fault: Error, Hashable, Sendable {
    /// It does not begin with one of the two schemes of its service.
    case scheme(expected: [String])
    /// No host, or something besides host and port.
    case notHostAndPort
    /// Plain text to another machine.
    case plainTextToOtherMachine(host: String)
  }

  /// `https://clob.polymarket.com`, without a slash at its end.
  package let text: String

  private init(trusted text: String) {
    self.text = text
  }

  /// The venue's own REST host (facts/polymarket-v2.md).
  package static let rest = VenueAddress(trusted: "https://clob.polymarket.com")
  /// The venue's own host of the channels.
  package static let channels = VenueAddress(
    trusted: "wss://ws-subscriptions-clob.polymarket.com")

  /// Reads an address as a user writes it. A single slash at the end is dropped; of the channels' address also
  /// `/ws`, with which their paths begin.
  package init(_ text: String, for service: Service) throws(Fault) {
    let schemes = service.schemes
    let isSecure = text.lowercased().hasPrefix(schemes.secure)
    guard isSecure || text.lowercased().hasPrefix(schemes.plain) else {
      throw .scheme(expected: [schemes.secure, schemes.plain])
    }
    let scheme = isSecure ? schemes.secure : schemes.plain
    var rest = text.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    if service == .channels, rest.hasSuffix("/ws") { rest = rest.dropLast(3) }
    guard let host = Self.host(rest) else { throw .notHostAndPort }
    guard isSecure || Self.isThisMachine(host) else {
      throw .plainTextToOtherMachine(host: String(host))
    }
    self.text = scheme + rest
  }

  /// The host of `host`, `host:port` or `[address]:port`; nil where anything else stands there.
  private static func host(_ rest: Substring) -> Substring? {
    var host = rest
    var port: Substring?
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = rest[...end]
      let behind = rest[rest.index(after: end)...]
      guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
      port = behind.isEmpty ? nil : behind.dropFirst()
    } else if let colon = rest.firstIndex(of: ":") {
      host = rest[..<colon]
      port = rest[rest.index(after: colon)...]
    }
    if let port {
      guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (48...57).contains($0) }),
        let number = UInt16(port), number > 0
      else { return nil }
    }
    let name = host.hasPrefix("[") ? host.dropFirst().dropLast() : host
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        true
      case UInt8(ascii: ":"): host.hasPrefix("[")
      default: false
      }
    }
    return name.isEmpty || !isName ? nil : host
  }

  /// `localhost`, `[::1]`, or four numbers of which the first is 127.
  private static func isThisMachine(_ host: Substring) -> Bool {
    if host.lowercased() == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
          && UInt8(part) != nil
      }
  }
}
