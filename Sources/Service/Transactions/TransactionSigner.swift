package import Desk
import FixedPoint
import Hashing
package import Orders
package import Signing

/// Signs transactions with a key of this process: the last place where a kill stops one (facts/oms.md 6.2 rule 1).
package final class TransactionSigner {
  private let key: SigningKey
  private let chain: UInt64
  private let latch: any KillLatch

  /// A signer for a chain; `latch` is read before each use of the key.
  package init(key: SigningKey, chain: UInt64, latch: any KillLatch) {
    self.key = key
    self.chain = chain
    self.latch = latch
  }

  /// Who signs, and whose numbers are used.
  package var wallet: Address { key.address }

  /// The bytes for `request` with that number; the kill switch is looked at last.
  package func sign(
    _ request: TransactionRequest, number: Int64, gas: UInt64, fee: TransactionFee, now: Int64
  ) throws(SigningRefusal) -> TransactionAttempt {
    let transaction = Transaction(
      chainID: chain, nonce: UInt64(clamping: number),
      maxPriorityFeePerGas: UInt256(fee.tip), maxFeePerGas: UInt256(fee.most), gasLimit: gas,
      to: request.to, value: request.value, data: request.data)
    try check(request)
    let signed = SignedTransaction(transaction, key: key)
    return TransactionAttempt(
      number: number, hash: signed.hash, bytes: signed.bytes, gas: gas, fee: fee, signedAt: now)
  }

  /// Refuses where a kill stops the request now. What cannot be read counts as tripped.
  package func check(_ request: TransactionRequest) throws(SigningRefusal) {
    switch latch.read() {
    case .unreadable(let reason):
      throw SigningRefusal(code: "KILL_SWITCH_ACTIVE", message: reason)
    case .kills(let kills, _):
      // Of no strategy: kills of bots, markets, the wallet and everything stop it.
      let subject = KillSubject(
        strategy: "", market: request.market, wallet: wallet.lowercaseHex, bots: [Self.guardian])
      for kill in kills
      where kill.step.record.state != .armed && kill.step.record.scope.covers(subject) {
        throw SigningRefusal(code: "KILL_SWITCH_ACTIVE", message: kill.step.record.id)
      }
    }
  }

  /// The bot that guards every signature.
  private static let guardian = "exec.nonceshepherd"
}
