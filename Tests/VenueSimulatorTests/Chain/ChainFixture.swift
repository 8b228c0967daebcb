import FixedPoint
import Hashing
import JSON
import Network
import Signing
import VenueSimulator

/// A chain with three rich accounts, and a node that is asked in JSON.
struct ChainFixture {
  var chain: Chain
  var now: Int64
  let keys: [SigningKey]

  /// Published with Anvil, known to everybody.
  static let secrets = [
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  ]

  static let gwei = UInt256(1_000_000_000 as UInt64)
  /// 1,000 POL in wei.
  static let riches = UInt256(1_000_000_000_000_000_000_000 as UInt128)
  static let condition = Keccak256.hash("will it rain?")
  static let tokens = [UInt256(high: 7, low: 1), UInt256(high: 7, low: 2)]

  init(seed: UInt64 = 1, _ change: (inout ChainConfiguration) -> Void = { _ in }) throws {
    var configuration = ChainConfiguration(seed: seed)
    change(&configuration)
    now = 1_800_000_000_500
    chain = Chain(configuration, now: now)
    keys = try Self.secrets.map { try SigningKey(hex: $0) }
    for key in keys {
      chain.grant(.native(Self.riches), to: key.address)
      chain.grant(.collateral(1_000_000_000), to: key.address)
    }
    chain.register(condition: Self.condition, tokens: Self.tokens)
  }

  /// A transaction of the account at `index`, to itself where nothing is said.
  func signed(
    _ index: Int, nonce: UInt64, tip: UInt64 = 30, fee: UInt64 = 200, gas: UInt64 = 300_000,
    to: Address? = nil, value: UInt256 = .zero, data: [UInt8] = [], chainID: UInt64 = 137
  ) -> SignedTransaction {
    SignedTransaction(
      Transaction(
        chainID: chainID, nonce: nonce,
        maxPriorityFeePerGas: UInt256(tip * 1_000_000_000),
        maxFeePerGas: UInt256(fee * 1_000_000_000), gasLimit: gas,
        to: to ?? keys[index].address, value: value, data: data),
      key: keys[index])
  }

  /// What a contract is called with.
  static func data(_ signature: String, _ words: [UInt256]) -> [UInt8] {
    Array(Keccak256.hash(signature).bytes.prefix(4)) + words.flatMap { Digest32($0).bytes }
  }

  /// The whole answer of a node to one request.
  mutating func ask(
    _ method: String, _ parameters: [JSONValue] = [], node: Int = 0
  ) throws -> JSONValue {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(parameters),
    ]
    var writer = JSONWriter()
    request.write(to: &writer)
    chain.advance(to: now)
    return try JSONValue(parsing: chain.answer(writer.bytes, node: node, now: now))
  }

  /// The result of a request; nil for an error.
  mutating func result(
    _ method: String, _ parameters: JSONValue..., node: Int = 0
  ) throws -> JSONValue? {
    try ask(method, parameters, node: node)["result"]
  }

  /// The words of the error of a request; nil where there is none.
  mutating func complaint(_ method: String, _ parameters: JSONValue...) throws -> String? {
    try ask(method, parameters)["error"]?["message"]?.string
  }

  /// The error of sending; nil where the node took it.
  @discardableResult
  mutating func send(_ signed: SignedTransaction) throws -> String? {
    try complaint("eth_sendRawTransaction", .string(signed.hex))
  }

  /// The count of an account, as a node tells it.
  mutating func count(
    _ index: Int, _ block: String = "latest", node: Int = 0
  ) throws -> String? {
    let address = JSONValue.string(keys[index].address.checksummed)
    return try result("eth_getTransactionCount", address, .string(block), node: node)?.string
  }

  /// The receipt of a transaction: its `status`; nil where there is none.
  mutating func status(_ signed: SignedTransaction, node: Int = 0) throws -> String? {
    let hash = JSONValue.string(signed.hash.prefixedHex)
    return try result("eth_getTransactionReceipt", hash, node: node)?["status"]?.string
  }

  /// Lets blocks come.
  mutating func mine(blocks: Int = 1) {
    now += Int64(blocks) * 2_000
    chain.advance(to: now)
  }

  /// What a contract answers to a call, as one number.
  mutating func number(
    _ contract: Address, _ data: [UInt8], at block: String = "latest", node: Int = 0
  ) throws -> UInt256? {
    let call: JSONValue = [
      "to": .string(contract.checksummed), "data": .string("0x" + Hexadecimal.text(data)),
    ]
    let text = try result("eth_call", call, .string(block), node: node)?.string
    return text.flatMap { UInt256(hexadecimal: $0.utf8.dropFirst(2)) }
  }

  /// pUSD of the account at `index`, in units of 1e-6.
  mutating func collateral(_ index: Int, at block: String = "latest") throws -> UInt64? {
    let owner = UInt256(keys[index].address.word)
    return try number(
      chain.configuration.contracts.collateral, Self.data("balanceOf(address)", [owner]), at: block
    )?.uint64
  }

  /// Shares of a token of the account at `index`, in units of 1e-6.
  mutating func shares(_ index: Int, _ token: UInt256, at block: String = "latest") throws
    -> UInt64?
  {
    let owner = UInt256(keys[index].address.word)
    return try number(
      chain.configuration.contracts.conditionalTokens,
      Self.data("balanceOf(address,uint256)", [owner, token]), at: block
    )?.uint64
  }
}
