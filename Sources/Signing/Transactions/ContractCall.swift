package import FixedPoint
package import Hashing

/// A call of the venue's contracts, as Solidity's interface writes it: four bytes that name the function, then words
/// of 32 bytes. Only what an account of the CLOB V2 does by itself; everything else is bytes that somebody else made.
package enum ContractCall: Hashable, Sendable {
  /// `approve(address,uint256)` of ERC-20: another may move so much. 2^256 - 1 is without end, zero takes it back.
  case approve(spender: Address, amount: UInt256)
  /// `setApprovalForAll(address,bool)` of ERC-1155: another may move all shares, or none any more.
  case approveAll(operator: Address, isApproved: Bool)
  /// `splitPosition(…)` of the conditional tokens: collateral becomes a full set of shares of a condition.
  case split(collateral: Address, condition: Digest32, amount: UInt256)
  /// `mergePositions(…)`: a full set of shares becomes collateral.
  case merge(collateral: Address, condition: Digest32, amount: UInt256)
  /// `redeemPositions(…)`: all shares of a decided condition become what they pay.
  case redeem(collateral: Address, condition: Digest32)

  private var signature: String {
    switch self {
    case .approve: "approve(address,uint256)"
    case .approveAll: "setApprovalForAll(address,bool)"
    case .split: "splitPosition(address,bytes32,bytes32,uint256[],uint256)"
    case .merge: "mergePositions(address,bytes32,bytes32,uint256[],uint256)"
    case .redeem: "redeemPositions(address,bytes32,bytes32,uint256[])"
    }
  }

  /// The name of the function.
  package var function: String { String(signature.prefix { $0 != "(" }) }

  /// What the contract is called with.
  package var data: [UInt8] {
    let words: [Digest32] =
      switch self {
      case .approve(let spender, let amount): [spender.word, Digest32(amount)]
      case .approveAll(let mover, let isApproved):
        [mover.word, Digest32(isApproved ? 1 as UInt64 : 0)]
      case .split(let collateral, let condition, let amount),
        .merge(let collateral, let condition, let amount):
        // The array stands behind the five words of the head.
        [collateral.word, .zero, condition, Digest32(160 as UInt64), Digest32(amount)]
          + Self.bothOutcomes
      case .redeem(let collateral, let condition):
        [collateral.word, .zero, condition, Digest32(128 as UInt64)] + Self.bothOutcomes
      }
    return Self.selector(signature) + words.flatMap(\.bytes)
  }

  /// The outcomes of a market of the venue are two: the index sets 1 and 2, as an array.
  private static let bothOutcomes = [2, 1, 2].map { Digest32($0 as UInt64) }

  private static func selector(_ signature: String) -> [UInt8] {
    Array(Keccak256.hash(signature).bytes.prefix(4))
  }

  /// Reads what a contract is called with; nil for everything that ``data`` would not write.
  package init?(decoding data: [UInt8]) {
    guard data.count >= 4, (data.count - 4) % 32 == 0 else { return nil }
    var words: [Digest32] = []
    for start in stride(from: 4, to: data.count, by: 32) {
      guard let word = Digest32(bytes: Array(data[start..<(start + 32)])) else { return nil }
      words.append(word)
    }
    func address(_ place: Int) -> Address { Address(lowBytesOf: words[place]) }
    let candidate: ContractCall? =
      switch words.count {
      case 2 where data.starts(with: Self.selector("approve(address,uint256)")):
        .approve(spender: address(0), amount: UInt256(words[1]))
      case 2: .approveAll(operator: address(0), isApproved: words[1] != .zero)
      case 8 where data.starts(with: Self.selector(Self.splitSignature)):
        .split(collateral: address(0), condition: words[2], amount: UInt256(words[4]))
      case 8: .merge(collateral: address(0), condition: words[2], amount: UInt256(words[4]))
      case 7: .redeem(collateral: address(0), condition: words[2])
      default: nil
      }
    // One call has one form: what is written otherwise is not this call.
    guard let candidate, candidate.data == data else { return nil }
    self = candidate
  }

  private static let splitSignature = "splitPosition(address,bytes32,bytes32,uint256[],uint256)"
}
