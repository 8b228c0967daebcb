import FixedPoint
import Hashing
import JSON
import Network
import Signing
import Testing
import VenueSimulator

/// What goes wrong on demand, as a client of the node sees it.
@Suite struct ChainFaultTests {
  @Test("a dropped transaction is answered with its hash and never seen", arguments: [0, 700])
  func drop(_ after: Int64) throws {
    var fixture = try ChainFixture()
    fixture.now = 1_800_000_000_100
    try fixture.chain.apply(.drop(count: 1, after: after), now: fixture.now)
    let (lost, kept) = (fixture.signed(0, nonce: 0), fixture.signed(1, nonce: 0))
    #expect(try fixture.send(lost) == nil)
    #expect(try fixture.send(kept) == nil)
    #expect(try fixture.count(0, "pending") == (after == 0 ? "0x0" : "0x1"))
    fixture.now += after
    #expect(try fixture.count(0, "pending") == "0x0")
    fixture.mine(blocks: 2)
    #expect(try fixture.status(lost) == nil)
    #expect(try fixture.status(kept) == "0x1")
    // It can be sent again.
    #expect(try fixture.send(lost) == nil)
    fixture.mine()
    #expect(try fixture.status(lost) == "0x1")
  }

  @Test("a reverted transaction uses up its number and its fees, and says why")
  func revert() throws {
    var fixture = try ChainFixture()
    try fixture.chain.apply(.revert(count: 1, reason: "paused"), now: fixture.now)
    let signed = fixture.signed(0, nonce: 0, to: fixture.keys[1].address, value: ChainFixture.gwei)
    try fixture.send(signed)
    fixture.mine()
    let receipt = try fixture.result(
      "eth_getTransactionReceipt", .string(signed.hash.prefixedHex))
    #expect(receipt?["status"] == "0x0")
    #expect(receipt?["revertReason"]?.string?.hasPrefix("0x08c379a0") ?? false)
    #expect(try fixture.count(0) == "0x1")
    let balance = try fixture.result(
      "eth_getBalance", .string(fixture.keys[1].address.checksummed), "latest")
    #expect(balance?.string == "0x3635c9adc5dea00000")
    #expect(fixture.chain.brokenInvariant == nil)
  }

  @Test("a lagging node shows the past, and waits for what is mined")
  func lag() throws {
    var fixture = try ChainFixture()
    try fixture.chain.apply(.lag(node: 1, blocks: 2), now: fixture.now)
    let signed = fixture.signed(0, nonce: 0)
    try fixture.send(signed)
    fixture.mine(blocks: 2)
    #expect(try fixture.count(0) == "0x1")
    #expect(try fixture.count(0, node: 1) == "0x0")
    #expect(try fixture.count(0, "pending", node: 1) == "0x1")
    #expect(try fixture.status(signed, node: 1) == nil)
    let hash = JSONValue.string(signed.hash.prefixedHex)
    #expect(try fixture.result("eth_getTransactionByHash", hash, node: 1)?["blockHash"] == .null)
    fixture.mine()
    #expect(try fixture.count(0, node: 1) == "0x1")
    #expect(try fixture.status(signed, node: 1) == "0x1")
  }

  @Test(
    "replaced blocks give back what was in them, lose it, or have it mined again",
    arguments: ReorganisedFate.allCases)
  func reorganise(_ fate: ReorganisedFate) throws {
    var fixture = try ChainFixture()
    let signed = fixture.signed(0, nonce: 0, to: fixture.keys[1].address, value: ChainFixture.gwei)
    try fixture.send(signed)
    fixture.mine(blocks: 3)
    let before = fixture.chain.head
    #expect(try fixture.count(0) == "0x1")
    try fixture.chain.apply(.reorganise(depth: 3, fate: fate), now: fixture.now)
    #expect(fixture.chain.head.number == before.number)
    #expect(fixture.chain.head.hash != before.hash)
    #expect(try fixture.count(0) == (fate == .remined ? "0x1" : "0x0"))
    #expect(try fixture.count(0, "pending") == (fate == .lost ? "0x0" : "0x1"))
    #expect(try fixture.status(signed) == (fate == .remined ? "0x1" : nil))
    fixture.mine()
    #expect(try fixture.status(signed) == (fate == .lost ? nil : "0x1"))
    #expect(fixture.chain.brokenInvariant == nil)
  }

  @Test(
    "programs count what is pending in their own ways",
    arguments: [
      (NodeProgram.geth, "0x3"), (.besu, "0x7"), (.reth, "0x1"), (.parity, "0x2"),
    ])
  func programs(_ program: NodeProgram, _ count: String) throws {
    var fixture = try ChainFixture()
    try fixture.chain.apply(.pendingCount(node: 1, program: program), now: fixture.now)
    try fixture.send(fixture.signed(0, nonce: 0))
    fixture.mine()
    try fixture.send(fixture.signed(0, nonce: 1))
    fixture.mine()
    for nonce: UInt64 in [2, 5, 6] { try fixture.send(fixture.signed(0, nonce: nonce)) }
    #expect(try fixture.count(0, "latest", node: 1) == "0x2")
    #expect(try fixture.count(0, "pending", node: 1) == count)
  }

  @Test("a stalled chain makes no block, and goes on")
  func stall() throws {
    var fixture = try ChainFixture()
    let before = fixture.chain.head.number
    try fixture.chain.apply(.stall(milliseconds: 10_000), now: fixture.now)
    fixture.mine(blocks: 5)
    #expect(fixture.chain.head.number == before)
    fixture.mine(blocks: 2)
    #expect(fixture.chain.head.number > before)
  }

  private static let body = Array(#"{"jsonrpc":"2.0","id":7,"method":"eth_chainId"}"#.utf8)

  @Test("a node refuses, keeps silent, or takes its time, for as many requests as were ordered")
  func transport() throws {
    var fixture = try ChainFixture()
    let now = fixture.now
    func answer(_ chain: inout Chain, _ path: String = "/1") -> ChainAnswer {
      chain.answer(HTTPRequest(method: "POST", path: path, body: Self.body), now: now)
    }
    try fixture.chain.apply(.rateLimit(node: 1, count: 1), now: now)
    let refused = answer(&fixture.chain)
    #expect(refused.response.status == 429)
    #expect(refused.response.headers["retry-after"] == "1")
    #expect(String(decoding: refused.response.body, as: UTF8.self).contains("-32005"))
    #expect(answer(&fixture.chain).response.status == 200)

    try fixture.chain.apply(.silence(node: 1, count: 2, isDone: false), now: now)
    #expect(answer(&fixture.chain, "/").isLost == false)
    #expect(answer(&fixture.chain).isLost)
    #expect(answer(&fixture.chain).isLost)
    #expect(answer(&fixture.chain).isLost == false)

    try fixture.chain.apply(.delay(node: 1, count: 1, milliseconds: 300), now: now)
    #expect(answer(&fixture.chain).delay == 300)
    #expect(answer(&fixture.chain).delay == 0)
  }

  @Test("a lost answer may have done what was asked", arguments: [true, false])
  func silence(_ isDone: Bool) throws {
    var fixture = try ChainFixture()
    try fixture.chain.apply(.silence(node: 0, count: 1, isDone: isDone), now: fixture.now)
    let signed = fixture.signed(0, nonce: 0)
    let body =
      #"{"jsonrpc":"2.0","id":7,"method":"eth_sendRawTransaction","params":["\#(signed.hex)"]}"#
    let request = HTTPRequest(method: "POST", path: "/", body: Array(body.utf8))
    #expect(fixture.chain.answer(request, now: fixture.now).isLost)
    fixture.mine()
    #expect(try fixture.status(signed) == (isDone ? "0x1" : nil))
  }

  @Test(
    "a path, method or length that is none of the node's is told so",
    arguments: [
      ("POST", "/3", 0, 404), ("POST", "/01", 0, 404), ("POST", "/-1", 0, 404),
      ("GET", "/", 0, 405),
      ("POST", "/", (5 << 20) + 1, 413),
    ])
  func badRequest(_ method: String, _ path: String, _ count: Int, _ status: Int) throws {
    var fixture = try ChainFixture()
    let request = HTTPRequest(
      method: method, path: path, body: [UInt8](repeating: 0x20, count: count))
    #expect(fixture.chain.answer(request, now: fixture.now).response.status == status)
  }

  static let written: [(String, ChainFault)] = [
    (#"{"fault":"drop"}"#, .drop(count: 1, after: 0)),
    (#"{"fault":"drop","count":3,"after":500}"#, .drop(count: 3, after: 500)),
    (#"{"fault":"revert","reason":"paused"}"#, .revert(count: 1, reason: "paused")),
    (
      #"{"fault":"reorganise","depth":4,"fate":"lost"}"#, .reorganise(depth: 4, fate: .lost)
    ),
    (#"{"fault":"stall","milliseconds":9000}"#, .stall(milliseconds: 9_000)),
    (#"{"fault":"base_fee","wei":1000}"#, .baseFee(wei: 1_000)),
    (#"{"fault":"lag","node":2,"blocks":5}"#, .lag(node: 2, blocks: 5)),
    (#"{"fault":"rate_limit","count":2}"#, .rateLimit(node: 0, count: 2)),
    (#"{"fault":"silence","done":true}"#, .silence(node: 0, count: 1, isDone: true)),
    (
      #"{"fault":"delay","node":1,"milliseconds":50}"#,
      .delay(node: 1, count: 1, milliseconds: 50)
    ),
    (
      #"{"fault":"pending_count","node":1,"program":"besu"}"#,
      .pendingCount(node: 1, program: .besu)
    ),
    (#"{"fault":"heal"}"#, .heal),
  ]

  @Test("every fault can be written", arguments: written)
  func reading(_ text: String, _ fault: ChainFault) throws {
    #expect(try ChainFault(json: JSONValue(parsing: text)) == fault)
  }

  @Test("no fault is left without a way to write it")
  func names() throws {
    let names = try Self.written.compactMap { try JSONValue(parsing: $0.0)["fault"]?.string }
    #expect(Set(names) == Set(ChainFault.names))
  }

  @Test(
    "what is no fault is told by its part",
    arguments: [
      (#"{}"#, ChainFaultError.badField(.fault)),
      (#"{"fault":"dropp"}"#, .unknownFault("dropp")),
      (#"{"fault":"heal","node":1}"#, .unknownField("node", known: [])),
      (#"{"fault":"drop","count":"1"}"#, .badField(.count)),
      (#"{"fault":"lag"}"#, .badField(.blocks)),
      (#"{"fault":"base_fee","wei":-1}"#, .badField(.wei)),
      (#"{"fault":"reorganise","fate":"gone"}"#, .badField(.fate)),
      (#"{"fault":"silence","done":"yes"}"#, .badField(.done)),
    ])
  func badFault(_ text: String, _ error: ChainFaultError) throws {
    let json = try JSONValue(parsing: text)
    #expect(throws: error) { try ChainFault(json: json) }
    #expect(!error.message.isEmpty)
  }

  @Test(
    "numbers outside of what a fault may have are refused, and nothing happens",
    arguments: [
      ChainFault.drop(count: 0, after: 0), .drop(count: 1, after: -1),
      .revert(count: 0, reason: ""),
      .reorganise(depth: 0, fate: .lost), .reorganise(depth: 4, fate: .lost),
      .stall(milliseconds: 0), .lag(node: 3, blocks: 1), .lag(node: 0, blocks: -1),
      .rateLimit(node: -1, count: 1), .silence(node: 0, count: 0, isDone: true),
      .delay(node: 0, count: 1, milliseconds: 0), .pendingCount(node: 9, program: .besu),
    ])
  func outOfRange(_ fault: ChainFault) throws {
    var fixture = try ChainFixture()
    fixture.mine(blocks: 3)
    let head = fixture.chain.head.hash
    #expect(throws: ChainFaultError.self) { try fixture.chain.apply(fault, now: fixture.now) }
    #expect(fixture.chain.head.hash == head)
  }
}
