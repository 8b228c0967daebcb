import FixedPoint
import Hashing
import JSON
import Network
import Signing
import TestSupport
import Testing
import VenueSimulator

/// JSON-RPC 2.0 as a node speaks it: what it answers to good requests and to everything else.
@Suite struct ChainRPCTests {
  /// The answer to a text.
  private func answer(_ text: String) throws -> String {
    var fixture = try ChainFixture()
    return String(
      decoding: fixture.chain.answer(Array(text.utf8), node: 0, now: fixture.now), as: UTF8.self)
  }

  private static func failure(_ code: Int, _ message: String, id: String = "null") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"error":{"code":\#(code),"message":"\#(message)"}}"#
  }

  static let protocolCases: [(String, String)] = [
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#,
      #"{"jsonrpc":"2.0","id":1,"result":"0x89"}"#
    ),
    (
      #"{"method":"net_version","id":"a\"b","jsonrpc":"2.0"}"#,
      #"{"jsonrpc":"2.0","id":"a\"b","result":"137"}"#
    ),
    (
      #"{"jsonrpc":"2.0","id":1.50,"method":"eth_syncing","params":null}"#,
      #"{"jsonrpc":"2.0","id":1.50,"result":false}"#
    ),
    (#"{"jsonrpc":"2.0","method":"eth_chainId"}"#, ""),
    (
      #"{"jsonrpc":"2.0","id":null,"method":"eth_chainId"}"#,
      #"{"jsonrpc":"2.0","id":null,"result":"0x89"}"#
    ),
    ("", failure(-32700, "parse error")),
    ("{", failure(-32700, "parse error")),
    (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"eth_chainId"}"#, failure(-32700, "parse error")),
    ("\u{1}", failure(-32700, "parse error")),
    ("7", failure(-32600, "invalid request")),
    ("[]", failure(-32600, "empty batch")),
    (#"{"id":1,"method":"eth_chainId"}"#, failure(-32600, "invalid request", id: "1")),
    (
      #"{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}"#,
      failure(-32600, "invalid request", id: "1")
    ),
    (
      #"{"jsonrpc":"2.0","id":{},"method":"eth_chainId"}"#, failure(-32600, "invalid request")
    ),
    (#"{"jsonrpc":"2.0","id":1,"method":7}"#, failure(-32600, "invalid request", id: "1")),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_foo"}"#,
      failure(-32601, "the method eth_foo does not exist/is not available", id: "1")
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":{}}"#,
      failure(-32602, "non-array args", id: "1")
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[1]}"#,
      failure(-32602, "too many arguments, want at most 0", id: "1")
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":[]}"#,
      failure(-32602, "missing value for required argument 0", id: "1")
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["f8"]}"#,
      failure(
        -32602,
        "invalid argument 0: json: cannot unmarshal hex string without 0x prefix into Go value "
          + "of type hexutil.Bytes", id: "1")
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x"]}"#,
      failure(-32000, "typed transaction too short", id: "1")
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x03c0"]}"#,
      failure(-32000, "transaction type not supported", id: "1")
    ),
    (
      #"[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},7,{"jsonrpc":"2.0","method":"eth_chainId"}]"#,
      #"[{"jsonrpc":"2.0","id":1,"result":"0x89"},"# + failure(-32600, "invalid request") + "]"
    ),
    (#"[{"jsonrpc":"2.0","method":"eth_chainId"}]"#, ""),
  ]

  @Test("a text is answered as JSON-RPC 2.0 says", arguments: protocolCases)
  func protocolCase(_ text: String, _ expected: String) throws {
    #expect(try answer(text) == expected)
  }

  @Test("a batch of more than 1,000 requests is refused whole")
  func longBatch() throws {
    let request = #"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#
    func batch(_ count: Int) -> String {
      "[" + [String](repeating: request, count: count).joined(separator: ",") + "]"
    }
    #expect(try answer(batch(1_000)).split(separator: "result").count == 1_001)
    #expect(try answer(batch(1_001)) == Self.failure(-32600, "batch too large"))
  }

  @Test("blocks link to each other, and a block read by name, number and hash is the same")
  func blocks() throws {
    var fixture = try ChainFixture()
    try fixture.send(fixture.signed(0, nonce: 0))
    fixture.mine(blocks: 20)
    let head = try #require(try fixture.result("eth_getBlockByNumber", "latest", true))
    let number = try #require(head["number"])
    #expect(try fixture.result("eth_getBlockByNumber", number, true) == head)
    #expect(try fixture.result("eth_getBlockByHash", #require(head["hash"]), true) == head)
    #expect(try fixture.result("eth_blockNumber") == number)
    let parent = try fixture.result("eth_getBlockByHash", #require(head["parentHash"]), false)
    #expect(parent?["number"] == .string("0x4c4b413"))
    #expect(head["timestamp"]?.string == "0x6b49d228")
    let finalized = try fixture.result("eth_getBlockByNumber", "finalized", false)
    #expect(finalized?["number"] == .string("0x4c4b404"))
    #expect(try fixture.result("eth_getBlockByNumber", "0xffffffff", false) == .null)
    #expect(
      try fixture.complaint("eth_getBalance", .string(Address.zero.checksummed), "0xffffffff")
        == "header not found")
  }

  @Test("a transaction is told as waiting, then with its block; its receipt agrees")
  func transaction() throws {
    var fixture = try ChainFixture()
    let signed = fixture.signed(
      0, nonce: 0, tip: 30, fee: 100, to: fixture.keys[1].address, value: ChainFixture.gwei)
    let hash = JSONValue.string(signed.hash.prefixedHex)
    #expect(try fixture.result("eth_getTransactionByHash", hash) == .null)
    try fixture.send(signed)
    let waiting = try fixture.result("eth_getTransactionByHash", hash)
    #expect(waiting?["blockHash"] == .null)
    #expect(waiting?["gasPrice"] == "0x174876e800")
    #expect(try fixture.result("eth_getTransactionReceipt", hash) == .null)
    fixture.mine()
    let mined = try fixture.result("eth_getTransactionByHash", hash)
    let receipt = try fixture.result("eth_getTransactionReceipt", hash)
    #expect(mined?["blockHash"] == receipt?["blockHash"])
    #expect(mined?["blockNumber"] == "0x4c4b401")
    // 30 gwei of base fee and 30 of tip.
    #expect(receipt?["effectiveGasPrice"] == "0xdf8475800")
    #expect(mined?["gasPrice"] == receipt?["effectiveGasPrice"])
    #expect(receipt?["status"] == "0x1")
    #expect(mined?["from"]?.string == signed.sender.lowercaseHex)
    #expect(mined?["value"] == "0x3b9aca00")
    #expect(fixture.chain.brokenInvariant == nil)
  }

  @Test("balances and counts of the past are kept for 128 blocks")
  func history() throws {
    var fixture = try ChainFixture()
    let start = fixture.chain.head.number
    fixture.mine()
    try fixture.send(fixture.signed(0, nonce: 0))
    fixture.mine()
    let account = JSONValue.string(fixture.keys[0].address.checksummed)
    let before = JSONValue.string("0x" + String(start + 1, radix: 16))
    let after = JSONValue.string("0x" + String(start + 2, radix: 16))
    #expect(try fixture.result("eth_getTransactionCount", account, before) == "0x0")
    #expect(try fixture.result("eth_getTransactionCount", account, after) == "0x1")
    #expect(try fixture.result("eth_getBalance", account, before)?.string == "0x3635c9adc5dea00000")
    #expect(try fixture.result("eth_getBalance", account, after)?.string != "0x3635c9adc5dea00000")
    fixture.mine(blocks: 128)
    #expect(
      try fixture.complaint("eth_getTransactionCount", account, before)?
        .hasPrefix("historical state ") ?? false)
    #expect(try fixture.result("eth_getTransactionCount", account, after) == "0x1")
  }

  @Test("the fee history has a base fee more than blocks, and tips where asked for")
  func feeHistory() throws {
    var fixture = try ChainFixture()
    try fixture.send(fixture.signed(0, nonce: 0, tip: 30))
    try fixture.send(fixture.signed(1, nonce: 0, tip: 70))
    fixture.mine()
    let history = try fixture.result(
      "eth_feeHistory", "0x4", "latest", [.number("10"), .number("90.5")])
    #expect(history?["oldestBlock"] == "0x4c4b400")
    #expect(history?["baseFeePerGas"]?.array?.count == 3)
    // 42,000 of 45,000,000 units.
    #expect(history?["gasUsedRatio"] == .array([.number("0"), .number("0.000933")]))
    #expect(history?["reward"] == [["0x0", "0x0"], ["0x6fc23ac00", "0x104c533c00"]])
    #expect(
      try fixture.complaint("eth_feeHistory", "0x4", "latest", [.number("9"), .number("8")])
        == "invalid reward percentile")
  }

  @Test("fees, gas and the rest are told")
  func smallThings() throws {
    var fixture = try ChainFixture()
    let account = JSONValue.string(fixture.keys[0].address.checksummed)
    let contract = JSONValue.string(
      fixture.chain.configuration.contracts.collateral.checksummed)
    #expect(try fixture.result("eth_gasPrice") == "0xcce416600")
    #expect(try fixture.result("eth_maxPriorityFeePerGas") == "0x5d21dba00")
    #expect(try fixture.result("eth_getCode", account, "latest") == "0x")
    #expect(try fixture.result("eth_getCode", contract, "latest") != "0x")
    #expect(try fixture.result("eth_estimateGas", ["from": account, "to": account]) == "0x5208")
    #expect(try fixture.result("eth_accounts") == [])
    #expect(
      try fixture.result("web3_sha3", "0x")
        == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")
    #expect(try fixture.result("web3_clientVersion") == "polytraders/geth")
  }

  @Test("whatever bytes come, the answer is JSON or nothing, and the chain is whole")
  func hostile() throws {
    var fixture = try ChainFixture()
    let signed = fixture.signed(0, nonce: 0)
    let seeds =
      Self.protocolCases.map(\.0) + [
        #"{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["\#(signed.hex)"]}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{"fromBlock":"0x0","topics":[null,["0x00"]]}]}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb","data":"0x70a08231"},"latest"]}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"eth_feeHistory","params":["0xffffffffffffffff","latest",[0,100]]}"#,
      ]
    for seed in Seeds.upTo(3_000) {
      var random = SeededGenerator(seed: seed)
      var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
      for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes.prefix(place), at: place)
        }
      }
      let answer = fixture.chain.answer(bytes, node: 0, now: fixture.now)
      if !answer.isEmpty {
        #expect(throws: Never.self, "seed \(seed)") { try JSONValue(parsing: answer) }
      }
    }
    fixture.mine()
    #expect(fixture.chain.brokenInvariant == nil)
  }
}
