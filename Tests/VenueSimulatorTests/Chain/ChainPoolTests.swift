import FixedPoint
import JSON
import Signing
import Testing
import VenueSimulator

/// What a node takes into its pool, and in which words it refuses: clients know the classes by their texts alone.
@Suite struct ChainPoolTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    var name: String
    var words: String
    var transaction: @Sendable (ChainFixture) -> SignedTransaction
    var testDescription: String { name }
  }

  static let refusals: [Refusal] = [
    Refusal(
      name: "another chain", words: "invalid sender: invalid chain id for signer: have 1 want 137"
    ) { $0.signed(0, nonce: 0, chainID: 1) },
    Refusal(
      name: "no chain", words: "only replay-protected (EIP-155) transactions allowed over RPC"
    ) {
      SignedTransaction(
        Transaction(
          chainID: nil, nonce: 0, gasPrice: ChainFixture.gwei, gasLimit: 21_000,
          to: $0.keys[0].address), key: $0.keys[0])
    },
    Refusal(name: "too little gas", words: "intrinsic gas too low: gas 20999, minimum needed 21000")
    { $0.signed(0, nonce: 0, gas: 20_999) },
    Refusal(
      name: "too little gas for its data",
      words: "intrinsic gas too low: gas 21000, minimum needed 21020"
    ) { $0.signed(0, nonce: 0, gas: 21_000, data: [0, 1]) },
    Refusal(name: "more gas than a block", words: "exceeds block gas limit") {
      $0.signed(0, nonce: 0, gas: 45_000_001)
    },
    Refusal(
      name: "a tip above the fee",
      words: "max priority fee per gas higher than max fee per gas: "
        + "maxPriorityFeePerGas: 31000000000, maxFeePerGas: 30000000000"
    ) { $0.signed(0, nonce: 0, tip: 31, fee: 30) },
    Refusal(
      name: "a tip below the least",
      words: "transaction gas price below minimum: gas tip cap 24000000000, "
        + "minimum needed 25000000000"
    ) { $0.signed(0, nonce: 0, tip: 24) },
    Refusal(name: "the highest number", words: "nonce has max value") {
      $0.signed(0, nonce: .max)
    },
    Refusal(
      name: "more than there is",
      words: "insufficient funds for gas * price + value: balance 1000000000000000000000, "
        + "tx cost 1000004200000000000000, overshot 4200000000000000"
    ) { $0.signed(0, nonce: 0, gas: 21_000, value: ChainFixture.riches) },
  ]

  @Test("a transaction is refused in the words of the node", arguments: refusals)
  func refusal(_ refusal: Refusal) throws {
    var fixture = try ChainFixture()
    #expect(try fixture.send(refusal.transaction(fixture)) == refusal.words)
    #expect(try fixture.count(0, "pending") == "0x0")
  }

  @Test("the same bytes are known already; once they are mined, their number is too low")
  func known() throws {
    var fixture = try ChainFixture()
    let signed = fixture.signed(0, nonce: 0)
    #expect(try fixture.send(signed) == nil)
    #expect(try fixture.send(signed) == "already known")
    fixture.mine()
    #expect(try fixture.send(signed) == "nonce too low: next nonce 1, tx nonce 0")
  }

  @Test(
    "a replacement needs 10 per cent more of both fees",
    arguments: [
      (33 as UInt64, 220 as UInt64, true), (33, 219, false), (32, 220, false), (30, 200, false),
      (60, 200, false), (30, 400, false), (60, 400, true),
    ])
  func replacement(_ tip: UInt64, _ fee: UInt64, _ isTaken: Bool) throws {
    var fixture = try ChainFixture()
    let (first, second) = (
      fixture.signed(0, nonce: 0, value: .init(low: 1)),
      fixture.signed(0, nonce: 0, tip: tip, fee: fee)
    )
    try fixture.send(first)
    #expect(
      try fixture.send(second) == (isTaken ? nil : "replacement transaction underpriced"))
    fixture.mine()
    // Exactly one of the two is mined.
    #expect(try fixture.status(first) == (isTaken ? nil : "0x1"))
    #expect(try fixture.status(second) == (isTaken ? "0x1" : nil))
  }

  @Test("behind a hole, transactions wait; pending counts up to the hole")
  func hole() throws {
    var fixture = try ChainFixture()
    for nonce: UInt64 in [0, 1, 3, 4] { try fixture.send(fixture.signed(0, nonce: nonce)) }
    #expect(try fixture.count(0, "pending") == "0x2")
    #expect(try fixture.result("txpool_status") == ["pending": "0x2", "queued": "0x2"])
    fixture.mine(blocks: 3)
    #expect(try fixture.count(0) == "0x2")
    try fixture.send(fixture.signed(0, nonce: 2))
    #expect(try fixture.count(0, "pending") == "0x5")
    fixture.mine()
    #expect(try fixture.count(0) == "0x5")
  }

  @Test("of more than 64 queued ones, the highest numbers are dropped without a word")
  func queueLimit() throws {
    var fixture = try ChainFixture()
    for nonce in UInt64(1)...66 {
      #expect(try fixture.send(fixture.signed(0, nonce: nonce)) == nil)
    }
    #expect(try fixture.result("txpool_status") == ["pending": "0x0", "queued": "0x40"])
    try fixture.send(fixture.signed(0, nonce: 0))
    #expect(try fixture.count(0, "pending") == "0x41")
  }

  @Test("queued ones leave after three hours, pending ones stay")
  func lifetime() throws {
    var fixture = try ChainFixture()
    try fixture.chain.apply(.baseFee(wei: 900_000_000_000), now: fixture.now)
    try fixture.send(fixture.signed(0, nonce: 0))
    try fixture.send(fixture.signed(1, nonce: 1))
    fixture.now += 10_799_000
    #expect(try fixture.result("txpool_status") == ["pending": "0x1", "queued": "0x1"])
    fixture.now += 1_001
    #expect(try fixture.result("txpool_status") == ["pending": "0x1", "queued": "0x0"])
  }

  @Test("what waits is paid for together")
  func together() throws {
    var fixture = try ChainFixture()
    let half = UInt256(600_000_000_000_000_000_000 as UInt128)
    #expect(try fixture.send(fixture.signed(0, nonce: 0, value: half)) == nil)
    let words = try #require(try fixture.send(fixture.signed(0, nonce: 1, value: half)))
    #expect(words.hasPrefix("insufficient funds for gas * price + value: balance 1000000000"))
    #expect(words.contains("queued cost 600060000000000000000, tx cost 600060000000000000000"))
  }

  @Test("the best tip is mined first, equal ones by arrival, each sender's in order")
  func order() throws {
    var fixture = try ChainFixture()
    let wanted = [
      fixture.signed(1, nonce: 0, tip: 60), fixture.signed(0, nonce: 0, tip: 50),
      fixture.signed(2, nonce: 0, tip: 50), fixture.signed(0, nonce: 1, tip: 90),
    ]
    for index in [1, 2, 3, 0] { try fixture.send(wanted[index]) }
    fixture.mine()
    // The sender's second one is worth more than the other's, and comes as soon as its first one has.
    let order = fixture.chain.head.receipts.map(\.transaction)
    #expect(order == [wanted[0], wanted[1], wanted[3], wanted[2]])
  }

  @Test("what does not pay the base fee waits until it falls")
  func baseFee() throws {
    var fixture = try ChainFixture()
    try fixture.chain.apply(.baseFee(wei: 201_000_000_000), now: fixture.now)
    let signed = fixture.signed(0, nonce: 0)
    #expect(try fixture.send(signed) == nil)
    fixture.mine(blocks: 5)
    #expect(try fixture.count(0) == "0x0")
    try fixture.chain.apply(.heal, now: fixture.now)
    fixture.mine()
    #expect(try fixture.status(signed) == "0x1")
  }
}

extension UInt256 {
  /// A small number.
  init(low: UInt64) { self.init(low) }
}
