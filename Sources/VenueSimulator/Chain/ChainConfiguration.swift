package import Signing

/// What a simulated chain is like before anything happens on it.
package struct ChainConfiguration: Sendable {
  /// The contracts that the chain knows. It has no virtual machine: calls of these are done by hand, and everything
  /// else that carries data reverts.
  package struct Contracts: Sendable {
    /// pUSD, an ERC-20 token of 6 decimals.
    package var collateral: Address
    /// The conditional tokens, ERC-1155, shares of 6 decimals.
    package var conditionalTokens: Address
    /// The exchanges that settle trades.
    package var exchanges: [Address]

    /// Contracts at these addresses.
    package init(collateral: Address, conditionalTokens: Address, exchanges: [Address]) {
      self.collateral = collateral
      self.conditionalTokens = conditionalTokens
      self.exchanges = exchanges
    }
  }

  /// What decides about hashes and everything else that nobody chose.
  package var seed: UInt64
  /// 137 is Polygon, 80002 its Amoy test network.
  package var chainID: UInt64
  /// The number of the first block, which holds what accounts are given.
  package var firstBlock: UInt64 = 80_000_000
  /// Milliseconds from block to block.
  package var blockInterval: Int64 = 2_000
  /// A block with this many on top is final; half as many make it safe.
  package var finalityDepth: UInt64 = 16
  /// Units of gas in a block.
  package var blockGasLimit: UInt64 = 45_000_000
  /// Wei for a unit of gas, burnt.
  package var baseFee: UInt64 = 30_000_000_000
  /// The least tip that the pool takes, in wei for a unit of gas: Polygon asks for 25 gwei.
  package var minimumTip: UInt64 = 25_000_000_000
  /// How many nodes answer: the first at `/`, the others at `/1`, `/2` and so on.
  package var nodeCount = 3
  /// The contracts.
  package var contracts: Contracts
  /// How far back state is kept, as in a full node; also the deepest reorganisation.
  package var stateDepth = 128
  /// How far back blocks and receipts are kept.
  package var blockDepth = 10_000
  /// How many receipts are kept, beyond those of blocks that can be undone.
  package var receiptLimit = 100_000

  /// A chain with the contracts of the CLOB V2 (facts/polymarket-v2.md 1.2).
  package init(seed: UInt64, chainID: UInt64 = 137) {
    self.seed = seed
    self.chainID = chainID
    contracts = .production(chainID: chainID)
  }
}

extension ChainConfiguration.Contracts {
  /// The addresses on Polygon; the V3 exchange has another one on the test network.
  package static func production(chainID: UInt64) -> Self {
    let third =
      chainID == 137
      ? "0xe3333700ca9d93003f00f0f71f8515005f6c00aa" : "0x9fe6e61422adb6f610d8597f9684b16912d50c3d"
    return Self(
      collateral: address("0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb"),
      conditionalTokens: address("0x4d97dcd97ec945f40cf65f87097ace5ea0476045"),
      exchanges: [
        address("0xe111180000d2663c0091e4f400237545b87b996b"),
        address("0xe2222d279d744050d28e00520010520000310f59"), address(third),
      ])
  }

  private static func address(_ text: String) -> Address {
    guard let address = Address(hex: text) else { fatalError("\(text) is no address") }
    return address
  }

  /// Whether a call to `address` goes to a contract.
  func contains(_ address: Address) -> Bool {
    address == collateral || address == conditionalTokens || exchanges.contains(address)
  }
}
