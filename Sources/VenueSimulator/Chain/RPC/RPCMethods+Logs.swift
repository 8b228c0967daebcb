internal import Hashing
internal import JSON
internal import Signing

extension RPCMethods {
  /// The farthest that one request may look, and the most that it gets.
  private static let longestRange: UInt64 = 10_000
  private static let mostLogs = 10_000

  /// `eth_getLogs`: events by block, contract and topics.
  func logs(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let filter = try LogFilter(try parameters.required(0))
    var writer = JSONWriter()
    var count = 0
    writer.beginArray()
    for block in try blocks(of: filter) {
      var index = 0
      for (place, receipt) in block.receipts.enumerated() {
        for log in receipt.logs {
          defer { index += 1 }
          guard filter.matches(log) else { continue }
          count += 1
          guard count <= Self.mostLogs else {
            throw RPCError(
              code: -32005, message: "query returned more than \(Self.mostLogs) results")
          }
          objects.write(log, in: block, transaction: place, index: index, to: &writer)
        }
      }
    }
    writer.endArray()
    return writer.bytes
  }

  private func blocks(of filter: LogFilter) throws(RPCError) -> [ChainBlock] {
    if let hash = filter.blockHash {
      guard let block = view.block(.hash(hash)) else { throw .server("unknown block") }
      return [block]
    }
    let head = view.head.number
    let oldest = view.chain.blocks[0].number
    let first = max(oldest, number(of: filter.from) ?? head)
    let last = min(head, number(of: filter.to) ?? head)
    guard number(of: filter.from) ?? head <= number(of: filter.to) ?? head else {
      throw .server("invalid block range params")
    }
    guard first <= last else { return [] }
    guard last - first < Self.longestRange else {
      throw RPCError(
        code: -32005, message: "exceed maximum block range: \(Self.longestRange)")
    }
    return Array(view.chain.blocks[Int(first - oldest)...Int(last - oldest)])
  }

  /// A height, whether or not there is such a block.
  private func number(of choice: BlockChoice) -> UInt64? {
    if case .number(let number) = choice { return number }
    return view.block(choice)?.number
  }
}

/// What `eth_getLogs` looks for.
private struct LogFilter {
  var from = BlockChoice.latest
  var to = BlockChoice.latest
  var blockHash: Digest32?
  /// Empty for all.
  var addresses: [Address] = []
  /// One for each place; empty for anything.
  var topics: [[Digest32]] = []

  init(_ json: JSONValue) throws(RPCError) {
    let problem = RPCError.argument(0, "invalid filter")
    guard json.members != nil else { throw problem }
    from = try Self.block(json["fromBlock"], problem)
    to = try Self.block(json["toBlock"], problem)
    if let hash = json["blockHash"], hash != .null {
      guard let digest = hash.string.flatMap({ Digest32(prefixedHex: $0) }) else { throw problem }
      guard json["fromBlock"] == nil, json["toBlock"] == nil else {
        throw .argument(0, "cannot specify both BlockHash and FromBlock/ToBlock, choose one")
      }
      blockHash = digest
    }
    let texts = Self.list(json["address"])
    addresses = texts.compactMap { $0.string.flatMap { Address(hex: $0) } }
    guard addresses.count == texts.count, texts.count <= 1_000 else { throw problem }
    let places = json["topics"]?.array ?? []
    guard places.count <= 4 else { throw .argument(0, "exceed max topics") }
    for place in places {
      let words = Self.list(place).compactMap { $0.string.flatMap { Digest32(prefixedHex: $0) } }
      guard words.count == Self.list(place).count, words.count <= 1_000 else { throw problem }
      topics.append(words)
    }
  }

  private static func block(
    _ json: JSONValue?, _ problem: RPCError
  ) throws(RPCError) -> BlockChoice {
    guard let json, json != .null else { return .latest }
    guard let choice = BlockChoice(json) else { throw problem }
    return choice
  }

  /// One value, several or none.
  private static func list(_ json: JSONValue?) -> [JSONValue] {
    switch json {
    case nil, .null?: []
    case .array(let values)?: values
    case let value?: [value]
    }
  }

  func matches(_ log: ChainLog) -> Bool {
    guard addresses.isEmpty || addresses.contains(log.address) else { return false }
    guard topics.count <= log.topics.count else { return false }
    return zip(topics, log.topics).allSatisfy { $0.isEmpty || $0.contains($1) }
  }
}
