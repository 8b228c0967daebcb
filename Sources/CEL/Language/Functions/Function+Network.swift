extension Function {
  /// The extension "Encoders" of cel-go.
  static let encoders: [Function] = [
    Function(
      "base64.encode", [.of { (bytes: [UInt8]) throws(LibraryError) in try Base64.encode(bytes) }]),
    Function(
      "base64.decode", [.of { (text: String) throws(LibraryError) in try Base64.decode(text) }]),
  ]

  /// The extension "Network" of cel-go: IP addresses and CIDR blocks.
  static let network: [Function] = [
    Function("isIP", [.of { (text: String) in (try? IPAddress(text)) != nil }]),
    Function("isCIDR", [.of { (text: String) in (try? CIDRBlock(text)) != nil }]),
    Function(
      "ip",
      [
        .of { (text: String) throws(LibraryError) in try IPAddress(text) },
        .on { (block: CIDRBlock) in block.address },
      ]),
    Function("cidr", [.of { (text: String) throws(LibraryError) in try CIDRBlock(text) }]),
    Function(
      "ip.isCanonical",
      [.of { (text: String) throws(LibraryError) in try IPAddress.isCanonical(text) }]),
    Function(
      "string",
      [
        .of { (address: IPAddress) in address.description },
        .of { (block: CIDRBlock) in block.description },
      ]),
    Function("family", [.on { (address: IPAddress) in Int64(address.family.rawValue) }]),
    Function("isUnspecified", [.on { (address: IPAddress) in address.isUnspecified }]),
    Function("isLoopback", [.on { (address: IPAddress) in address.isLoopback }]),
    Function("isGlobalUnicast", [.on { (address: IPAddress) in address.isGlobalUnicast }]),
    Function(
      "isLinkLocalMulticast", [.on { (address: IPAddress) in address.isLinkLocalMulticast }]),
    Function("isLinkLocalUnicast", [.on { (address: IPAddress) in address.isLinkLocalUnicast }]),
    Function("masked", [.on { (block: CIDRBlock) in block.masked }]),
    Function("prefixLength", [.on { (block: CIDRBlock) in Int64(block.prefixLength) }]),
    Function(
      "containsIP",
      [
        .on { (block: CIDRBlock, address: IPAddress) in block.contains(address) },
        .on { (block: CIDRBlock, text: String) throws(LibraryError) in
          block.contains(try IPAddress(text))
        },
      ]),
    Function(
      "containsCIDR",
      [
        .on { (block: CIDRBlock, other: CIDRBlock) in block.contains(other) },
        .on { (block: CIDRBlock, text: String) throws(LibraryError) in
          block.contains(try CIDRBlock(text))
        },
      ]),
  ]
}
