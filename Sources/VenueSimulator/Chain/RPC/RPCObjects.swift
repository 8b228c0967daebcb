internal import FixedPoint
internal import Hashing
internal import JSON
internal import Signing

/// Writes blocks, transactions, receipts and logs as a node does.
struct RPCObjects {
  let configuration: ChainConfiguration

  /// A block; its transactions whole, or their hashes.
  func write(_ block: ChainBlock, whole: Bool, to writer: inout JSONWriter) {
    let header = BlockHeader(
      number: block.number, parent: block.parent, timestamp: block.timestamp,
      baseFee: block.baseFee, fork: block.fork, gasLimit: configuration.blockGasLimit,
      receipts: block.receipts)
    writer.beginObject()
    writer.pair("number", RPCText.quantity(block.number))
    writer.pair("hash", block.hash.prefixedHex)
    writer.pair("parentHash", block.parent.prefixedHex)
    writer.pair("timestamp", RPCText.quantity(block.timestamp))
    writer.pair("baseFeePerGas", RPCText.quantity(block.baseFee))
    writer.pair("gasLimit", RPCText.quantity(configuration.blockGasLimit))
    writer.pair("gasUsed", RPCText.quantity(block.gasUsed))
    writer.pair("miner", BlockHeader.producer.lowercaseHex)
    writer.pair("difficulty", "0x1")
    writer.pair("totalDifficulty", RPCText.quantity(block.number))
    writer.pair("extraData", RPCText.hex(header.extraData))
    writer.pair("logsBloom", RPCText.hex(header.bloom))
    writer.pair("mixHash", Digest32.zero.prefixedHex)
    writer.pair("nonce", "0x0000000000000000")
    writer.pair("sha3Uncles", BlockHeader.noUncles.prefixedHex)
    writer.pair("stateRoot", header.stateRoot.prefixedHex)
    writer.pair("transactionsRoot", header.transactionsRoot.prefixedHex)
    writer.pair("receiptsRoot", header.receiptsRoot.prefixedHex)
    writer.pair("size", RPCText.quantity(UInt64(650 + size(of: block))))
    writer.key("uncles")
    writer.beginArray()
    writer.endArray()
    writer.key("transactions")
    writer.beginArray()
    for (index, receipt) in block.receipts.enumerated() {
      if whole {
        write(receipt.transaction, in: block, at: index, to: &writer)
      } else {
        writer.string(receipt.transaction.hash.prefixedHex)
      }
    }
    writer.endArray()
    writer.endObject()
  }

  private func size(of block: ChainBlock) -> Int {
    block.receipts.reduce(0) { $0 + $1.transaction.bytes.count }
  }

  /// A transaction; without a block it waits.
  func write(
    _ signed: SignedTransaction, in block: ChainBlock?, at index: Int, to writer: inout JSONWriter
  ) {
    let transaction = signed.transaction
    writer.beginObject()
    writer.pair("hash", signed.hash.prefixedHex)
    writer.pair("type", RPCText.quantity(UInt64(transaction.form.rawValue)))
    writer.pair("blockHash", block?.hash.prefixedHex)
    writer.pair("blockNumber", block.map { RPCText.quantity($0.number) })
    writer.pair("transactionIndex", block == nil ? nil : RPCText.quantity(UInt64(index)))
    writer.pair("from", signed.sender.lowercaseHex)
    writer.pair("to", transaction.to?.lowercaseHex)
    writer.pair("nonce", RPCText.quantity(transaction.nonce))
    writer.pair("value", RPCText.quantity(transaction.value))
    writer.pair("gas", RPCText.quantity(transaction.gasLimit))
    writer.pair("input", RPCText.hex(transaction.data))
    writePrice(signed, block, index, to: &writer)
    if let chainID = transaction.chainID { writer.pair("chainId", RPCText.quantity(chainID)) }
    if transaction.form != .legacy { writeAccessList(transaction, to: &writer) }
    let parity = UInt64(signed.signature.v - 27)
    if transaction.form == .legacy {
      let recovery = transaction.chainID.map { $0 * 2 + 35 } ?? 27
      writer.pair("v", RPCText.quantity(recovery + parity))
    } else {
      writer.pair("v", RPCText.quantity(parity))
      writer.pair("yParity", RPCText.quantity(parity))
    }
    writer.pair("r", RPCText.quantity(UInt256(signed.signature.r)))
    writer.pair("s", RPCText.quantity(UInt256(signed.signature.s)))
    writer.endObject()
  }

  private func writePrice(
    _ signed: SignedTransaction, _ block: ChainBlock?, _ index: Int, to writer: inout JSONWriter
  ) {
    let transaction = signed.transaction
    let paid = block?.receipts[index].effectiveGasPrice ?? transaction.maxFeePerGas
    writer.pair("gasPrice", RPCText.quantity(paid))
    guard transaction.form == .dynamicFee else { return }
    writer.pair("maxFeePerGas", RPCText.quantity(transaction.maxFeePerGas))
    writer.pair("maxPriorityFeePerGas", RPCText.quantity(transaction.maxPriorityFeePerGas))
  }

  private func writeAccessList(_ transaction: Transaction, to writer: inout JSONWriter) {
    writer.key("accessList")
    writer.beginArray()
    for entry in transaction.accessList {
      writer.beginObject()
      writer.pair("address", entry.address.lowercaseHex)
      writer.key("storageKeys")
      writer.beginArray()
      for key in entry.storageKeys { writer.string(key.prefixedHex) }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
  }
}

extension JSONWriter {
  /// A member whose value is a text, or null.
  mutating func pair(_ key: StaticString, _ text: String?) {
    self.key(key)
    if let text { string(text) } else { null() }
  }
}
