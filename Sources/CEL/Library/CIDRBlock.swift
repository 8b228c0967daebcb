/// An address and the length of the prefix that names its network: `192.168.0.1/24`. The bits behind the prefix
/// are kept until `masked`, and two blocks are equal only where these are equal too. Source: cel-go
/// ext/network.go.
package struct CIDRBlock: Hashable, Sendable, CustomStringConvertible {
  package let address: IPAddress
  /// 0...32 for IPv4, 0...128 for IPv6.
  package let prefixLength: Int

  private init(address: IPAddress, prefixLength: Int) {
    (self.address, self.prefixLength) = (address, prefixLength)
  }

  /// An address, a slash and a length without zeros in front. IPv4-mapped addresses are refused in every form:
  /// a length would count other bits than it seems to.
  package init(_ text: String) throws(LibraryError) {
    let bytes = Array(text.utf8)
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
      throw .badAddress(text, .prefixLength)
    }
    let address: IPAddress
    do {
      (address, _) = try IPAddress.parse(String(decoding: bytes[..<slash], as: UTF8.self))
    } catch .badAddress(_, let fault) {
      throw .badAddress(text, fault)
    }
    guard !address.isMappedIPv4 else { throw .badAddress(text, .mappedIPv4) }
    let length = IPAddress.decimal(
      bytes[(slash + 1)...], maximum: address.family.bitCount)
    guard let length else { throw .badAddress(text, .prefixLength) }
    self.init(address: address, prefixLength: length)
  }

  package var description: String { "\(address)/\(prefixLength)" }

  /// The block with zeros behind the prefix.
  package var masked: CIDRBlock {
    let host = UInt128(address.family.bitCount - prefixLength)
    let bits = (address.bits >> host) << host
    return CIDRBlock(
      address: IPAddress(family: address.family, bits: bits), prefixLength: prefixLength)
  }

  /// Never for an address of the other family.
  package func contains(_ other: IPAddress) -> Bool {
    let host = UInt128(address.family.bitCount - prefixLength)
    return other.family == address.family && other.bits >> host == address.bits >> host
  }

  /// Whether every address of `other` is in this block.
  package func contains(_ other: CIDRBlock) -> Bool {
    prefixLength <= other.prefixLength && contains(other.address)
  }
}
