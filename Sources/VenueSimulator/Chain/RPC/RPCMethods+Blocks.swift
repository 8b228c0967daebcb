internal import FixedPoint
internal import Hashing
internal import JSON
internal import Signing

extension RPCMethods {
  /// By number, name or hash, each in the form of its method.
  private func block(at parameters: RPCParameters) throws(RPCError) -> ChainBlock? {
    let text = try parameters.text(0, "rpc.BlockNumber")
    if text.utf8.count == 66 { return view.block(.hash(try parameters.hash(0))) }
    return view.block(try parameters.block(0))
  }

  func block(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let whole = try parameters.optional(1) == nil ? false : parameters.flag(1)
    guard let block = try block(at: parameters) else { return Self.null }
    var writer = JSONWriter()
    objects.write(block, whole: whole, to: &writer)
    return writer.bytes
  }

  func transactionCountOfBlock(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    guard let block = try block(at: parameters) else { return Self.null }
    return Self.number(UInt64(block.receipts.count))
  }

  func transaction(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let hash = try parameters.hash(0)
    var writer = JSONWriter()
    if let (block, index) = view.mined(hash) {
      objects.write(block.receipts[index].transaction, in: block, at: index, to: &writer)
    } else if let signed = view.waiting(hash) {
      objects.write(signed, in: nil, at: 0, to: &writer)
    } else {
      return Self.null
    }
    return writer.bytes
  }

  func receipt(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    guard let (block, index) = view.mined(try parameters.hash(0)) else { return Self.null }
    var writer = JSONWriter()
    objects.writeReceipt(in: block, at: index, to: &writer)
    return writer.bytes
  }

  func receipts(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    guard let block = try block(at: parameters) else { return Self.null }
    var writer = JSONWriter()
    writer.beginArray()
    for index in block.receipts.indices { objects.writeReceipt(in: block, at: index, to: &writer) }
    writer.endArray()
    return writer.bytes
  }

  /// How fees were: base fees, how full the blocks were, and tips at percentiles of the gas used.
  func feeHistory(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let text = try parameters.text(0, "math.HexOrDecimal64")
    guard let wanted = RPCText.number(text)?.uint64 ?? UInt64(text) else {
      throw .argument(0, "invalid hex or decimal integer \"\(text)\"")
    }
    let newest = try stateBlock(parameters, 1)
    let percentiles = try percentiles(parameters)
    let first = view.chain.blocks[0].number
    let count = min(wanted, 1_024, newest.number - first + 1)
    let numbers = (newest.number + 1 - count)..<(newest.number + 1)
    let blocks = numbers.compactMap { view.block(.number($0)) }
    var writer = JSONWriter()
    writer.beginObject()
    writer.pair("oldestBlock", RPCText.quantity(numbers.lowerBound))
    writer.key("baseFeePerGas")
    writer.beginArray()
    for block in blocks { writer.string(RPCText.quantity(block.baseFee)) }
    writer.string(RPCText.quantity(newest.baseFee))
    writer.endArray()
    writer.key("gasUsedRatio")
    writer.beginArray()
    let limit = Int64(view.chain.configuration.blockGasLimit)
    for block in blocks {
      // To a millionth, rounded down.
      writer.raw(Micros(raw: Int64(block.gasUsed) * 1_000_000 / limit).description.utf8)
    }
    writer.endArray()
    if !percentiles.isEmpty { writeRewards(blocks, percentiles, to: &writer) }
    writer.endObject()
    return writer.bytes
  }

  private func percentiles(_ parameters: RPCParameters) throws(RPCError) -> [Micros] {
    guard let list = parameters.optional(2) else { return [] }
    var result: [Micros] = []
    for value in list.array ?? [] {
      guard case .number(let text) = value, let percentile = try? Micros.parse(text),
        (0...100_000_000).contains(percentile.raw), percentile >= result.last ?? .zero
      else { throw .server("invalid reward percentile") }
      result.append(percentile)
    }
    guard result.count <= 100 else { throw .server("over the query limit 100") }
    return result
  }

  private func writeRewards(
    _ blocks: [ChainBlock], _ percentiles: [Micros], to writer: inout JSONWriter
  ) {
    writer.key("reward")
    writer.beginArray()
    for block in blocks {
      let tips = block.receipts.map { receipt in
        (receipt.effectiveGasPrice.subtracting(UInt256(block.baseFee)) ?? .zero, receipt.gasUsed)
      }.sorted { $0.0 < $1.0 }
      writer.beginArray()
      for percentile in percentiles {
        let threshold = Int64(block.gasUsed) * percentile.raw / 100_000_000
        var gas: UInt64 = 0
        let tip = tips.first { tip in
          gas += tip.1
          return gas >= UInt64(threshold)
        }
        writer.string(RPCText.quantity(tip?.0 ?? .zero))
      }
      writer.endArray()
    }
    writer.endArray()
  }
}
