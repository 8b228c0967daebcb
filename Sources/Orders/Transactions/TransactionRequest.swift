package import FixedPoint
package import Hashing
package import Signing

/// What somebody wants to happen on the chain. One id is one act, however often it is asked for.
package struct TransactionRequest: Hashable, Sendable {
  /// Names the act; the same after a restart.
  package var id: String
  /// What it is for, such as `split`; for people.
  package var purpose: String
  /// Who is called or paid.
  package var to: Address
  /// Wei sent along.
  package var value: UInt256
  /// What the contract is told; empty where there is nothing to tell.
  package var data: [UInt8]
  /// The condition id of the market it belongs to: a kill of that market stops it. nil: of none.
  package var market: String?
  /// Wei that a unit of gas may cost at most, replacements included.
  package var feeCap: UInt64

  /// A request of these parts.
  package init(
    id: String, purpose: String, to: Address, value: UInt256 = .zero, data: [UInt8] = [],
    market: String? = nil, feeCap: UInt64
  ) {
    self.id = id
    self.purpose = purpose
    self.to = to
    self.value = value
    self.data = data
    self.market = market
    self.feeCap = feeCap
  }

  /// Whether another request asks for the same act. What it may cost is no part of it.
  package func isSameAct(as other: TransactionRequest) -> Bool {
    to == other.to && value == other.value && data == other.data
  }

  /// Whether it only uses up a number that nothing else stands for (facts/oms.md 3.5).
  package var isFiller: Bool { id.hasPrefix(Self.fillerPrefix) }

  private static let fillerPrefix = "fill/"

  /// The transfer of nothing to oneself that closes a hole. Its id is the one that the lane gives it.
  package static func filler(number: Int64, wallet: Address, feeCap: UInt64) -> TransactionRequest {
    TransactionRequest(
      id: "\(fillerPrefix)\(number)", purpose: "fill", to: wallet, feeCap: feeCap)
  }
}

/// One signature for a request: the bytes, and how far they got.
package struct TransactionAttempt: Hashable, Sendable {
  /// How far the bytes of an attempt got.
  package enum State: String, CaseIterable, Sendable {
    /// Signed; nothing left the process.
    case signed
    /// On their way, or nobody knows.
    case sent
    /// A node has taken them.
    case posted
    /// Every node has refused them.
    case rejected
    /// No node has them any more.
    case dropped
    /// Never sent and destroyed: the number is somebody else's now.
    case destroyed
  }

  package var number: Int64
  package var hash: Digest32
  /// What `eth_sendRawTransaction` takes.
  package var bytes: [UInt8]
  /// Units of gas it may use.
  package var gas: UInt64
  /// Wei that a unit of gas may cost, and what of it the producer of a block may have.
  package var fee: TransactionFee
  /// When it was signed, milliseconds since 1970.
  package var signedAt: Int64
  package var state: State
  /// When the bytes were last handed to nodes.
  package var sentAt: Int64?
  /// How often.
  package var sendings: Int

  /// Bytes that were just signed.
  package init(
    number: Int64, hash: Digest32, bytes: [UInt8], gas: UInt64, fee: TransactionFee,
    signedAt: Int64
  ) {
    self.number = number
    self.hash = hash
    self.bytes = bytes
    self.gas = gas
    self.fee = fee
    self.signedAt = signedAt
    state = .signed
    sentAt = nil
    sendings = 0
  }

  /// Whether the chain may still take it, as far as anybody knows.
  package var isAlive: Bool { state == .signed || state == .sent || state == .posted }
  /// Whether the bytes may be in the hands of others.
  package var hasLeft: Bool { state != .signed && state != .destroyed }
}

/// What a unit of gas may cost, in wei (EIP-1559).
package struct TransactionFee: Hashable, Sendable {
  /// In all.
  package var most: UInt64
  /// For the producer of the block; at most `most`.
  package var tip: UInt64

  /// A fee of these parts.
  package init(most: UInt64, tip: UInt64) {
    self.most = most
    self.tip = min(tip, most)
  }

  /// Twice the block's price and the tip, so that six full blocks in a row do not leave it behind; at most `cap`.
  /// nil where not even the next block can be paid.
  package static func bid(baseFee: UInt64, tip: UInt64, cap: UInt64) -> TransactionFee? {
    let (least, isTooMuch) = baseFee.addingReportingOverflow(tip)
    guard !isTooMuch, least <= cap else { return nil }
    let (comfortable, isAbove) = least.addingReportingOverflow(baseFee)
    return TransactionFee(most: isAbove ? cap : min(cap, comfortable), tip: tip)
  }

  /// What a replacement has to offer: both parts an eighth more, where a node asks for a tenth (facts/oms.md 3.4).
  /// nil where that is above `cap`.
  package func raised(atLeast bid: TransactionFee?, cap: UInt64) -> TransactionFee? {
    func raise(_ value: UInt64) -> UInt64 {
      value.addingReportingOverflow(value / 8 + 1).partialValue
    }
    let most = max(raise(self.most), bid?.most ?? 0)
    let tip = max(raise(self.tip), bid?.tip ?? 0)
    guard most > self.most, tip > self.tip, most <= cap else { return nil }
    return TransactionFee(most: most, tip: tip)
  }
}

/// How the chain carried a transaction out.
package struct TransactionOutcome: Hashable, Sendable {
  package var hash: Digest32
  package var block: Int64
  /// False: it reverted. Its number is used up all the same.
  package var succeeded: Bool
  package var gasUsed: UInt64
  /// Wei that a unit of gas cost.
  package var price: UInt64

  /// An outcome of these parts.
  package init(hash: Digest32, block: Int64, succeeded: Bool, gasUsed: UInt64, price: UInt64) {
    self.hash = hash
    self.block = block
    self.succeeded = succeeded
    self.gasUsed = gasUsed
    self.price = price
  }
}
