internal import FixedPoint
internal import Hashing
internal import Signing

/// What a call would do, or has done.
struct CallOutcome {
  var succeeded: Bool
  /// Units of gas with enough of them.
  var gas: UInt64
  /// Why it reverted, if a reason was given.
  var reason: String?
  /// What the contract answered, or the encoded reason.
  var output: [UInt8] = []
  var changes: [WorldState.Key: UInt256] = [:]
  var logs: [ChainLog] = []
}

/// A message to an account: the part of a transaction that is carried out.
struct ChainCall {
  var from: Address
  /// nil to create a contract.
  var to: Address?
  var value: UInt256 = .zero
  var data: [UInt8] = []
  var accessList: [Transaction.AccessListEntry] = []
}

extension Chain {
  /// Runs a transaction of a block on the present state.
  mutating func run(_ signed: SignedTransaction) -> CallOutcome {
    let state = self.state
    let transaction = signed.transaction
    let message = ChainCall(
      from: signed.sender, to: transaction.to, value: transaction.value, data: transaction.data,
      accessList: transaction.accessList)
    if let settlement = settlements[signed.hash] {
      return carryOut(settlement, message) { state[$0] }
    }
    if faults.reverts > 0 {
      faults.reverts -= 1
      return Self.reverted(.reason(faults.revertReason), message)
    }
    return call(message) { state[$0] }
  }

  /// Runs a call on the state that `read` shows; nothing is changed.
  func call(
    _ message: ChainCall, read: @escaping (WorldState.Key) -> UInt256
  ) -> CallOutcome {
    var execution = Execution(
      contracts: configuration.contracts, conditions: conditions, read: read)
    do throws(Revert) {
      let output = try execution.run(message)
      return Self.succeeded(execution, output, message)
    } catch {
      return Self.reverted(error, message)
    }
  }

  private func carryOut(
    _ settlement: ChainSettlement, _ message: ChainCall,
    read: @escaping (WorldState.Key) -> UInt256
  ) -> CallOutcome {
    if let reason = settlement.revertReason { return Self.reverted(.reason(reason), message) }
    var execution = Execution(
      contracts: configuration.contracts, conditions: conditions, read: read)
    do throws(Revert) {
      for movement in settlement.movements {
        try execution.move(
          movement.token.map { .shares($0) } ?? .collateral, UInt256(movement.amount),
          from: movement.from, to: movement.to, by: settlement.exchange)
      }
      return Self.succeeded(execution, [], message)
    } catch {
      return Self.reverted(error, message)
    }
  }

  private static func succeeded(
    _ execution: Execution, _ output: [UInt8], _ message: ChainCall
  ) -> CallOutcome {
    // What storing a word and writing a log cost, nearly. Wei lies in accounts, not in storage: sending it to an
    // account takes 21,000 and not one more, on which wallets rely.
    let words = execution.changes.keys.count { $0.isStorage }
    let gas =
      message.intrinsicGas + UInt64(words) * 20_000
      + UInt64(execution.logs.count) * 1_500
    return CallOutcome(
      succeeded: true, gas: gas, reason: nil, output: output, changes: execution.changes,
      logs: execution.logs)
  }

  private static func reverted(_ revert: Revert, _ message: ChainCall) -> CallOutcome {
    CallOutcome(
      succeeded: false, gas: message.intrinsicGas + 5_000, reason: revert.reason,
      output: revert.data)
  }
}

extension ChainCall {
  /// What a transaction uses before anything is carried out (Yellow Paper 6.2, EIP-2028, EIP-2930).
  var intrinsicGas: UInt64 {
    var gas: UInt64 = to == nil ? 53_000 : 21_000
    for byte in data { gas += byte == 0 ? 4 : 16 }
    for entry in accessList { gas += 2_400 + 1_900 * UInt64(entry.storageKeys.count) }
    return gas
  }
}

extension Execution {
  /// Sends the value, then calls what is at the address; the bytes that it answers.
  mutating func run(_ message: ChainCall) throws(Revert) -> [UInt8] {
    guard let target = message.to else { throw .silent }
    let isContract = contracts.contains(target)
    // None of the contracts takes wei.
    guard !isContract || message.value == .zero else { throw .silent }
    try pay(message.value, from: message.from, to: target)
    guard isContract else { return [] }
    guard let call = CallData(message.data) else { throw .silent }
    if target == contracts.collateral { return try callCollateral(call, from: message.from) }
    if target == contracts.conditionalTokens {
      return try callConditionalTokens(call, from: message.from)
    }
    throw .silent
  }
}
