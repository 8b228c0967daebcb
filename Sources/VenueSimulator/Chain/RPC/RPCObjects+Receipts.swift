internal import FixedPoint
internal import Hashing
internal import JSON
internal import Signing

extension RPCObjects {
  /// What became of the transaction at an index of a block.
  func writeReceipt(in block: ChainBlock, at index: Int, to writer: inout JSONWriter) {
    let receipt = block.receipts[index]
    let signed = receipt.transaction
    writer.beginObject()
    writer.pair("transactionHash", signed.hash.prefixedHex)
    writer.pair("transactionIndex", RPCText.quantity(UInt64(index)))
    writer.pair("blockHash", block.hash.prefixedHex)
    writer.pair("blockNumber", RPCText.quantity(block.number))
    writer.pair("from", signed.sender.lowercaseHex)
    writer.pair("to", signed.transaction.to?.lowercaseHex)
    writer.pair("type", RPCText.quantity(UInt64(signed.transaction.form.rawValue)))
    writer.pair("status", receipt.succeeded ? "0x1" : "0x0")
    writer.pair("gasUsed", RPCText.quantity(receipt.gasUsed))
    writer.pair("cumulativeGasUsed", RPCText.quantity(receipt.cumulativeGasUsed))
    writer.pair("effectiveGasPrice", RPCText.quantity(receipt.effectiveGasPrice))
    // Contracts are not created here.
    writer.pair("contractAddress", nil)
    writer.pair("logsBloom", RPCText.hex(LogBloom(receipt.logs).bytes))
    if let reason = receipt.revertReason {
      writer.pair("revertReason", RPCText.hex(Revert.reason(reason).data))
    }
    writer.key("logs")
    writer.beginArray()
    let first = block.receipts.prefix(index).reduce(0) { $0 + $1.logs.count }
    for (place, log) in receipt.logs.enumerated() {
      write(log, in: block, transaction: index, index: first + place, to: &writer)
    }
    writer.endArray()
    writer.endObject()
  }

  /// An event; `index` counts those of the block.
  func write(
    _ log: ChainLog, in block: ChainBlock, transaction: Int, index: Int,
    to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.pair("address", log.address.lowercaseHex)
    writer.key("topics")
    writer.beginArray()
    for topic in log.topics { writer.string(topic.prefixedHex) }
    writer.endArray()
    writer.pair("data", RPCText.hex(log.data))
    writer.pair("blockNumber", RPCText.quantity(block.number))
    writer.pair("blockHash", block.hash.prefixedHex)
    writer.pair("transactionHash", block.receipts[transaction].transaction.hash.prefixedHex)
    writer.pair("transactionIndex", RPCText.quantity(UInt64(transaction)))
    writer.pair("logIndex", RPCText.quantity(UInt64(index)))
    writer.key("removed")
    writer.bool(false)
    writer.endObject()
  }
}
