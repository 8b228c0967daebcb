package import Signing

/// The contracts of the CLOB V2 that hold money, on both of its chains (facts/polymarket-v2.md 1.2).
package enum ChainContracts {
  /// pUSD, an ERC-20 token of six decimals.
  package static let collateral = address("0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb")
  /// The conditional tokens, ERC-1155: shares of six decimals.
  package static let conditionalTokens = address("0x4d97dcd97ec945f40cf65f87097ace5ea0476045")

  private static func address(_ text: String) -> Address {
    guard let address = Address(hex: text) else { preconditionFailure("\(text) is no address") }
    return address
  }
}
