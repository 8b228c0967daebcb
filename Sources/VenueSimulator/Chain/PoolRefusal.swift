internal import FixedPoint

/// Why a node does not take a transaction into its pool, in go-ethereum's classes and words
/// (core/txpool, core/error.go): clients tell them apart by the text alone.
enum PoolRefusal: Error, Equatable, Sendable {
  /// The same bytes are in the pool.
  case alreadyKnown
  /// The number is used up.
  case nonceTooLow(next: UInt64, found: UInt64)
  /// 2^64 - 1 can never be mined (EIP-2681).
  case nonceAtMaximum
  /// Another transaction of that number pays as much, or not enough less: both fees must grow by 10 %.
  case replacementUnderpriced
  /// The balance does not pay for it, nor for it and what the sender has in the pool.
  case insufficientFunds(balance: UInt256, queued: UInt256, cost: UInt256)
  /// Less gas than any transaction of its length uses.
  case intrinsicGas(limit: UInt64, needed: UInt64)
  /// More gas than a block has.
  case gasLimit
  /// A tip above the whole fee.
  case tipAboveFee(tip: UInt256, fee: UInt256)
  /// A tip below what the pool asks for.
  case underpriced(tip: UInt256, needed: UInt64)
  /// Signed for another chain.
  case wrongChain(found: UInt64, expected: UInt64)
  /// Signed for no chain in particular.
  case unprotected
  /// The pool is at its limit.
  case poolFull

  /// The words of the node.
  var message: String {
    switch self {
    case .alreadyKnown: "already known"
    case .nonceTooLow(let next, let found):
      "nonce too low: next nonce \(next), tx nonce \(found)"
    case .nonceAtMaximum: "nonce has max value"
    case .replacementUnderpriced: "replacement transaction underpriced"
    case .insufficientFunds(let balance, let queued, let cost):
      Self.fundsMessage(balance, queued, cost)
    case .intrinsicGas(let limit, let needed):
      "intrinsic gas too low: gas \(limit), minimum needed \(needed)"
    case .gasLimit: "exceeds block gas limit"
    case .tipAboveFee(let tip, let fee):
      "max priority fee per gas higher than max fee per gas: "
        + "maxPriorityFeePerGas: \(tip), maxFeePerGas: \(fee)"
    case .underpriced(let tip, let needed):
      "transaction gas price below minimum: gas tip cap \(tip), minimum needed \(needed)"
    case .wrongChain(let found, let expected):
      "invalid sender: invalid chain id for signer: have \(found) want \(expected)"
    case .unprotected: "only replay-protected (EIP-155) transactions allowed over RPC"
    case .poolFull: "txpool is full"
    }
  }

  private static func fundsMessage(
    _ balance: UInt256, _ queued: UInt256, _ cost: UInt256
  ) -> String {
    let text = "insufficient funds for gas * price + value: balance \(balance), "
    let needed = queued.adding(cost) ?? .max
    let overshot = needed.subtracting(balance) ?? .zero
    guard queued != .zero else { return text + "tx cost \(cost), overshot \(overshot)" }
    return text + "queued cost \(queued), tx cost \(cost), overshot \(overshot)"
  }
}
