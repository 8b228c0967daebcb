package import FixedPoint
internal import Hashing
package import Signing

/// The transaction by which the exchange's operator settles trades: what it moves, or that it reverts.
package struct ChainSettlement: Sendable {
  /// pUSD or shares that change hands.
  package struct Movement: Sendable {
    /// The outcome token; nil for pUSD.
    package var token: UInt256?
    /// Units of 1e-6.
    package var amount: UInt64
    /// Whose they are; the zero address where they come into being.
    package var from: Address
    /// Who gets them; the zero address where they cease to be.
    package var to: Address

    /// A movement.
    package init(token: UInt256?, amount: UInt64, from: Address, to: Address) {
      self.token = token
      self.amount = amount
      self.from = from
      self.to = to
    }
  }

  /// Counts the operator's transactions; decides about the hash.
  package var number: UInt64
  /// Whether the market settles through the exchange for negative risk.
  package var exchange: Address
  /// In this order; either all or none take place.
  package var movements: [Movement]
  /// Why it reverts; nil where it does not.
  package var revertReason: String?

  /// A settlement.
  package init(
    number: UInt64, exchange: Address, movements: [Movement], revertReason: String? = nil
  ) {
    self.number = number
    self.exchange = exchange
    self.movements = movements
    self.revertReason = revertReason
  }
}

/// Signs the operator's transactions. Each comes from a relayer of its own, so that none waits for another's
/// number; the same seed and number always give the same bytes, so the hash is known before it is sent.
package struct SettlementRelay: Sendable {
  private let seed: UInt64
  private let chainID: UInt64

  /// The relayers of a seed.
  package init(seed: UInt64, chainID: UInt64) {
    self.seed = seed
    self.chainID = chainID
  }

  /// What relayers pay, far above what anybody else pays.
  static let tip: UInt64 = 1_000_000_000_000
  static let gasLimit: UInt64 = 2_000_000

  /// The transaction of that number to that exchange.
  package func transaction(_ number: UInt64, exchange: Address) -> SignedTransaction {
    let selector = CallData.selector("settle(uint256)")
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: selector >> UInt32(24 - $0 * 8)) }
    return SignedTransaction(
      Transaction(
        chainID: chainID, nonce: 0, maxPriorityFeePerGas: UInt256(Self.tip),
        maxFeePerGas: UInt256(Self.tip * 1_000), gasLimit: Self.gasLimit, to: exchange,
        data: bytes + Digest32(number).bytes),
      key: key(number))
  }

  private func key(_ number: UInt64) -> SigningKey {
    var salt: UInt64 = 0
    while true {
      let words = [seed, number, salt].flatMap { Digest32($0).bytes }
      let hash = Keccak256.hash(Array("polytraders relayer".utf8) + words)
      // One hash in 2^128 is no key.
      if let key = try? SigningKey(hex: hash.hex) { return key }
      salt += 1
    }
  }
}
