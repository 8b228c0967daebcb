package import FixedPoint
package import Hashing

/// A transaction of an Ethereum chain before it is signed: what Polygon executes.
package struct Transaction: Hashable, Sendable {
  /// The form in which it is signed and sent.
  package enum Form: UInt8, Sendable, CaseIterable {
    /// No type byte; the chain id is part of the signature (EIP-155), or absent in the oldest form.
    case legacy = 0
    /// Type 1, with an access list (EIP-2930).
    case accessList = 1
    /// Type 2, with two fee bounds (EIP-1559).
    case dynamicFee = 2
  }

  /// Storage that a transaction says it will touch.
  package struct AccessListEntry: Hashable, Sendable {
    /// The account.
    package var address: Address
    /// The slots, 32 bytes each.
    package var storageKeys: [Digest32]

    /// The slots of one account.
    package init(address: Address, storageKeys: [Digest32]) {
      self.address = address
      self.storageKeys = storageKeys
    }
  }

  /// How it is signed and sent.
  package var form: Form
  /// 137 for Polygon. Nil only in a legacy transaction that any chain would accept.
  package var chainID: UInt64?
  /// The number of the transaction among those of its sender, from 0.
  package var nonce: UInt64
  /// What the block's producer gets for a unit of gas at most, in wei. In the forms before EIP-1559 the gas price.
  package var maxPriorityFeePerGas: UInt256
  /// What a unit of gas may cost at most, in wei. In the forms before EIP-1559 the gas price.
  package var maxFeePerGas: UInt256
  /// Units of gas it may use.
  package var gasLimit: UInt64
  /// Who is paid or called; nil to create a contract.
  package var to: Address?
  /// Wei sent along.
  package var value: UInt256
  /// What the called contract is told.
  package var data: [UInt8]
  /// Empty in a legacy transaction.
  package var accessList: [AccessListEntry]

  /// A transaction of type 2 (EIP-1559). The call with no `data` and no `value` to one's own address does nothing
  /// but use up a nonce.
  package init(
    chainID: UInt64, nonce: UInt64, maxPriorityFeePerGas: UInt256, maxFeePerGas: UInt256,
    gasLimit: UInt64, to: Address?, value: UInt256 = .zero, data: [UInt8] = [],
    accessList: [AccessListEntry] = []
  ) {
    form = .dynamicFee
    self.chainID = chainID
    self.nonce = nonce
    self.maxPriorityFeePerGas = maxPriorityFeePerGas
    self.maxFeePerGas = maxFeePerGas
    self.gasLimit = gasLimit
    self.to = to
    self.value = value
    self.data = data
    self.accessList = accessList
  }

  /// A transaction with one gas price: legacy, or of type 1 where an access list is given.
  package init(
    chainID: UInt64?, nonce: UInt64, gasPrice: UInt256, gasLimit: UInt64, to: Address?,
    value: UInt256 = .zero, data: [UInt8] = [], accessList: [AccessListEntry]? = nil
  ) {
    precondition(accessList == nil || chainID != nil, "a typed transaction names its chain")
    // EIP-155 doubles the id; go-ethereum's clients know no larger ones either.
    precondition(chainID ?? 0 < 1 << 62, "a chain id is below 2^62")
    form = accessList == nil ? .legacy : .accessList
    self.chainID = chainID
    self.nonce = nonce
    maxPriorityFeePerGas = gasPrice
    maxFeePerGas = gasPrice
    self.gasLimit = gasLimit
    self.to = to
    self.value = value
    self.data = data
    self.accessList = accessList ?? []
  }
}

extension Transaction {
  /// What the signer's key signs: the hash of all fields but the signature.
  package var signingHash: Digest32 {
    var fields = self.fields
    if form == .legacy, let chainID { fields += [.integer(chainID), .integer(0), .integer(0)] }
    return Keccak256.hash(envelope(fields))
  }

  /// The bytes that travel and whose hash is the transaction's, with `signature` in place.
  func encoded(with signature: Signature) -> [UInt8] {
    let parity = UInt64(signature.v - 27)
    let recovery =
      switch (form, chainID) {
      case (.legacy, nil): 27 + parity
      case (.legacy, let chainID?): chainID * 2 + 35 + parity
      default: parity
      }
    return envelope(
      fields + [
        .integer(recovery), .integer(UInt256(signature.r)),
        .integer(UInt256(signature.s)),
      ])
  }

  private func envelope(_ fields: [RLPItem]) -> [UInt8] {
    let body = RLPItem.list(fields).encoded
    return form == .legacy ? body : [form.rawValue] + body
  }

  /// All fields but the signature, in the order of the form.
  private var fields: [RLPItem] {
    let target = RLPItem.bytes(to?.bytes ?? [])
    let call = [.integer(gasLimit), target, .integer(value), .bytes(data)]
    let identity = RLPItem.integer(chainID ?? 0)
    switch form {
    case .legacy:
      return [.integer(nonce), .integer(maxFeePerGas)] + call
    case .accessList:
      return [identity, .integer(nonce), .integer(maxFeePerGas)] + call + [accessListItem]
    case .dynamicFee:
      let fees = [RLPItem.integer(maxPriorityFeePerGas), .integer(maxFeePerGas)]
      return [identity, .integer(nonce)] + fees + call + [accessListItem]
    }
  }

  private var accessListItem: RLPItem {
    .list(
      accessList.map { entry in
        .list([.bytes(entry.address.bytes), .list(entry.storageKeys.map { .bytes($0.bytes) })])
      })
  }
}
