import FixedPoint
import Hashing
import JSON
import Signing
import Testing
import VenueSimulator

/// Trades that the exchange's operator settles: they move on chain what they moved in the engine, or nothing.
@Suite struct ChainSettlementTests {
  private static func trade(
    _ number: UInt64, _ fixture: ChainFixture, revertReason: String? = nil
  ) -> ChainSettlement {
    let (buyer, seller) = (fixture.keys[0].address, fixture.keys[1].address)
    return ChainSettlement(
      number: number, exchange: fixture.chain.configuration.contracts.exchanges[0],
      movements: [
        .init(token: nil, amount: 4_000_000, from: buyer, to: seller),
        .init(token: ChainFixture.tokens[0], amount: 10_000_000, from: seller, to: buyer),
      ], revertReason: revertReason)
  }

  private func fixture() throws -> ChainFixture {
    let fixture = try ChainFixture()
    var changed = fixture
    changed.chain.grant(.shares(ChainFixture.tokens[0], 50_000_000), to: fixture.keys[1].address)
    return changed
  }

  @Test("the hash is known before, and is that of the bytes")
  func hash() throws {
    var fixture = try fixture()
    let relay = SettlementRelay(seed: 1, chainID: 137)
    let exchange = fixture.chain.configuration.contracts.exchanges[0]
    let expected = relay.transaction(5, exchange: exchange)
    #expect(fixture.chain.settle(Self.trade(5, fixture), now: fixture.now) == expected.hash)
    #expect(try SignedTransaction(decoding: expected.bytes).hash == expected.hash)
    #expect(relay.transaction(6, exchange: exchange).hash != expected.hash)
    #expect(
      SettlementRelay(seed: 2, chainID: 137).transaction(5, exchange: exchange).hash
        != expected.hash)
  }

  @Test("a settlement stands in the next block with its events, and moves both sides")
  func settles() throws {
    var fixture = try fixture()
    let hash = fixture.chain.settle(Self.trade(0, fixture), now: fixture.now)
    fixture.chain.settle(Self.trade(0, fixture), now: fixture.now)
    fixture.mine()
    let receipt = try fixture.result("eth_getTransactionReceipt", .string(hash.prefixedHex))
    #expect(receipt?["status"] == "0x1")
    #expect(receipt?["logs"]?.array?.count == 2)
    #expect(try fixture.collateral(0) == 996_000_000)
    #expect(try fixture.collateral(1) == 1_004_000_000)
    #expect(try fixture.shares(0, ChainFixture.tokens[0]) == 10_000_000)
    #expect(fixture.chain.brokenInvariant == nil)
  }

  @Test("a settlement that fails is mined as reverted, and moves nothing")
  func fails() throws {
    var fixture = try fixture()
    let hash = fixture.chain.settle(
      Self.trade(0, fixture, revertReason: "maker order expired"), now: fixture.now)
    fixture.mine()
    let receipt = try fixture.result("eth_getTransactionReceipt", .string(hash.prefixedHex))
    #expect(receipt?["status"] == "0x0")
    #expect(try fixture.collateral(0) == 1_000_000_000)
    #expect(try fixture.shares(0, ChainFixture.tokens[0]) == 0)
  }

  @Test("a settlement whose maker has moved the shares away reverts")
  func empty() throws {
    var fixture = try ChainFixture()
    let hash = fixture.chain.settle(Self.trade(0, fixture), now: fixture.now)
    fixture.mine()
    let receipt = try fixture.result("eth_getTransactionReceipt", .string(hash.prefixedHex))
    #expect(receipt?["status"] == "0x0")
    #expect(try fixture.collateral(0) == 1_000_000_000)
  }

  @Test("a reorganisation takes it back; the operator sends it again even when others' are lost")
  func reorganised() throws {
    var fixture = try fixture()
    let hash = fixture.chain.settle(Self.trade(0, fixture), now: fixture.now)
    fixture.mine()
    try fixture.chain.apply(.reorganise(depth: 1, fate: .lost), now: fixture.now)
    #expect(try fixture.collateral(0) == 1_000_000_000)
    fixture.mine()
    #expect(try fixture.collateral(0) == 996_000_000)
    let receipt = try fixture.result("eth_getTransactionReceipt", .string(hash.prefixedHex))
    #expect(receipt?["status"] == "0x1")
    #expect(fixture.chain.brokenInvariant == nil)
  }

  @Test("what is granted was always there, and no reorganisation takes it away")
  func grants() throws {
    var fixture = try ChainFixture()
    let contracts = fixture.chain.configuration.contracts
    fixture.mine(blocks: 3)
    fixture.chain.grant(.collateral(5), to: fixture.keys[0].address)
    fixture.chain.grant(.approvals, to: fixture.keys[0].address)
    #expect(try fixture.collateral(0, at: "earliest") == 1_000_000_005)
    try fixture.chain.apply(.reorganise(depth: 3, fate: .returned), now: fixture.now)
    #expect(try fixture.collateral(0) == 1_000_000_005)
    let owner = UInt256(fixture.keys[0].address.word)
    for spender in contracts.exchanges + [contracts.conditionalTokens] {
      let data = ChainFixture.data(
        "allowance(address,address)", [owner, UInt256(spender.word)])
      #expect(try fixture.number(contracts.collateral, data) == .max)
    }
    for mover in contracts.exchanges {
      let data = ChainFixture.data(
        "isApprovedForAll(address,address)", [owner, UInt256(mover.word)])
      #expect(try fixture.number(contracts.conditionalTokens, data) == UInt256(low: 1))
    }
  }

  @Test(
    "however many there are, all stand in the next block, and their relayers are forgotten in time")
  func many() throws {
    var fixture = try ChainFixture { $0.receiptLimit = 600 }
    fixture.chain.grant(
      .shares(ChainFixture.tokens[0], 50_000_000_000), to: fixture.keys[1].address)
    let own = fixture.signed(2, nonce: 0)
    try fixture.send(own)
    for number in 0..<600 {
      fixture.chain.settle(Self.trade(UInt64(number), fixture), now: fixture.now)
    }
    fixture.mine()
    #expect(fixture.chain.head.receipts.count == 601)
    #expect(fixture.chain.head.receipts.allSatisfy { $0.effectiveGasPrice > .zero })
    // 4 pUSD each, of 1,000.
    #expect(fixture.chain.head.receipts.count { $0.succeeded } == 251)
    #expect(try fixture.collateral(0) == 0)
    #expect(fixture.chain.brokenInvariant == nil)
    fixture.mine(blocks: 130)
    #expect(try fixture.status(own) == nil)
    #expect(try fixture.collateral(0) == 0)
    #expect(try fixture.count(2) == "0x1")
    #expect(fixture.chain.brokenInvariant == nil)
  }
}
