internal import FixedPoint
internal import Hashing
internal import JSON
internal import Signing

/// The methods that only read.
struct RPCMethods {
  let view: ChainView

  var objects: RPCObjects { RPCObjects(configuration: view.chain.configuration) }

  /// The result as JSON.
  func answer(_ method: String, _ json: JSONValue?) throws(RPCError) -> [UInt8] {
    if let answer = fixedAnswer(method) {
      _ = try RPCParameters(json, most: 0)
      return answer
    }
    switch method {
    case "eth_getBlockByNumber", "eth_getBlockByHash":
      return try block(RPCParameters(json, most: 2))
    case "eth_getBlockTransactionCountByNumber", "eth_getBlockTransactionCountByHash":
      return try transactionCountOfBlock(RPCParameters(json, most: 1))
    case "eth_getTransactionByHash": return try transaction(RPCParameters(json, most: 1))
    case "eth_getTransactionReceipt": return try receipt(RPCParameters(json, most: 1))
    case "eth_getBlockReceipts": return try receipts(RPCParameters(json, most: 1))
    case "eth_getTransactionCount": return try transactionCount(RPCParameters(json, most: 2))
    case "eth_getBalance": return try balance(RPCParameters(json, most: 2))
    case "eth_getCode": return try code(RPCParameters(json, most: 2))
    case "eth_call": return try call(RPCParameters(json, most: 3))
    case "eth_estimateGas": return try estimate(RPCParameters(json, most: 3))
    case "eth_feeHistory": return try feeHistory(RPCParameters(json, most: 3))
    case "eth_getLogs": return try logs(RPCParameters(json, most: 1))
    case "web3_sha3":
      return Self.text(Keccak256.hash(try RPCParameters(json, most: 1).bytes(0)).prefixedHex)
    default: throw .unknownMethod(method)
    }
  }

  /// Methods without arguments.
  private func fixedAnswer(_ method: String) -> [UInt8]? {
    let configuration = view.chain.configuration
    switch method {
    case "eth_chainId": return Self.number(configuration.chainID)
    case "net_version": return Self.text("\(configuration.chainID)")
    case "net_listening": return Array("true".utf8)
    case "net_peerCount": return Self.number(UInt64(view.chain.nodes.count - 1))
    case "web3_clientVersion": return Self.text("polytraders/\(view.node.program.rawValue)")
    case "eth_blockNumber": return Self.number(view.head.number)
    case "eth_syncing": return Array("false".utf8)
    case "eth_accounts": return Array("[]".utf8)
    case "eth_gasPrice": return Self.number(view.head.baseFee + configuration.minimumTip)
    case "eth_maxPriorityFeePerGas": return Self.number(configuration.minimumTip)
    case "txpool_status": return poolStatus
    default: return nil
    }
  }

  private var poolStatus: [UInt8] {
    let chain = view.chain
    let pending = chain.pool.waitingSenders.reduce(0) {
      $0 + chain.pool.pending(of: $1, from: chain.state[.nonce($1)].uint64 ?? 0).count
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.pair("pending", RPCText.quantity(UInt64(pending)))
    writer.pair("queued", RPCText.quantity(UInt64(chain.pool.count - pending)))
    writer.endObject()
    return writer.bytes
  }

  static func text(_ text: String) -> [UInt8] { Array("\"\(text)\"".utf8) }

  static func number(_ value: UInt64) -> [UInt8] { text(RPCText.quantity(value)) }

  static let null = Array("null".utf8)
}

extension RPCMethods {
  /// The state after a block that an argument names; the error is the node's.
  func stateBlock(_ parameters: RPCParameters, _ index: Int) throws(RPCError) -> ChainBlock {
    let choice = try parameters.block(index)
    guard let block = view.block(choice) else {
      switch choice {
      case .safe: throw .server("safe block not found")
      case .finalized: throw .server("finalized block not found")
      default: throw .server("header not found")
      }
    }
    return block
  }

  /// A number of the state after a block.
  func value(_ key: WorldState.Key, at block: ChainBlock) throws(RPCError) -> UInt256 {
    guard let value = view.value(key, at: block) else {
      throw .server("historical state \(block.hash.prefixedHex) is not available")
    }
    return value
  }

  private func transactionCount(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let account = try parameters.address(0)
    if try parameters.block(1) == .pending { return Self.number(view.pendingCount(of: account)) }
    let count = try value(.nonce(account), at: stateBlock(parameters, 1))
    return Self.text(RPCText.quantity(count))
  }

  private func balance(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let account = try parameters.address(0)
    let balance = try value(.balance(account), at: stateBlock(parameters, 1))
    return Self.text(RPCText.quantity(balance))
  }

  /// A few bytes stand for a contract: there is none to be run.
  private func code(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let account = try parameters.address(0)
    _ = try stateBlock(parameters, 1)
    let isContract = view.chain.configuration.contracts.contains(account)
    return Self.text(isContract ? "0x6080604052" : "0x")
  }
}
