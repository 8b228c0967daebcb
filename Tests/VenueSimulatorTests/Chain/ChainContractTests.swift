import FixedPoint
import Hashing
import JSON
import Signing
import Testing
import VenueSimulator

/// pUSD and the outcome tokens: what transactions do to them and what `eth_call` tells of them.
@Suite struct ChainContractTests {
  private static func word(_ address: Address) -> UInt256 { UInt256(address.word) }

  /// Sends a call of a contract and lets it be mined; its `status`.
  private func transact(
    _ fixture: inout ChainFixture, _ index: Int, _ contract: Address, _ data: [UInt8]
  ) throws -> String? {
    let nonce = try #require(try fixture.count(index, "pending"))
    let signed = fixture.signed(
      index, nonce: try #require(UInt64(nonce.dropFirst(2), radix: 16)), gas: 500_000,
      to: contract, data: data)
    #expect(try fixture.send(signed) == nil)
    fixture.mine()
    #expect(fixture.chain.brokenInvariant == nil)
    return try fixture.status(signed)
  }

  @Test("pUSD is sent, and not more than there is")
  func transfer() throws {
    var fixture = try ChainFixture()
    let contract = fixture.chain.configuration.contracts.collateral
    let target = Self.word(fixture.keys[1].address)
    let data = ChainFixture.data("transfer(address,uint256)", [target, UInt256(low: 250_000_000)])
    #expect(try transact(&fixture, 0, contract, data) == "0x1")
    #expect(try fixture.collateral(0) == 750_000_000)
    #expect(try fixture.collateral(1) == 1_250_000_000)
    let tooMuch = ChainFixture.data(
      "transfer(address,uint256)", [target, UInt256(low: 750_000_001)])
    #expect(try transact(&fixture, 0, contract, tooMuch) == "0x0")
    #expect(try fixture.collateral(0) == 750_000_000)
    let before = try fixture.collateral(0, at: "earliest")
    #expect(before == 1_000_000_000)
  }

  @Test("sending wei to an account takes 21,000 gas, as every wallet supposes")
  func plainTransfer() throws {
    var fixture = try ChainFixture()
    let signed = fixture.signed(
      0, nonce: 0, gas: 21_000, to: .zero, value: UInt256(low: 1_000_000))
    #expect(try fixture.send(signed) == nil)
    fixture.mine()
    #expect(try fixture.status(signed) == "0x1")
    let balance = try fixture.result(
      "eth_getBalance", .string(Address.zero.checksummed), "latest")
    #expect(balance == "0xf4240")
  }

  @Test("an allowance is used up, one without limit is not")
  func allowance() throws {
    var fixture = try ChainFixture()
    let contract = fixture.chain.configuration.contracts.collateral
    let (owner, spender) = (Self.word(fixture.keys[0].address), Self.word(fixture.keys[1].address))
    let move = ChainFixture.data(
      "transferFrom(address,address,uint256)", [owner, spender, UInt256(low: 60)])
    let ask = ChainFixture.data("allowance(address,address)", [owner, spender])
    #expect(try transact(&fixture, 1, contract, move) == "0x0")
    func approve(_ amount: UInt256) throws {
      let data = ChainFixture.data("approve(address,uint256)", [spender, amount])
      #expect(try transact(&fixture, 0, contract, data) == "0x1")
    }
    try approve(UInt256(low: 100))
    #expect(try transact(&fixture, 1, contract, move) == "0x1")
    #expect(try fixture.number(contract, ask) == UInt256(low: 40))
    #expect(try transact(&fixture, 1, contract, move) == "0x0")
    try approve(.max)
    #expect(try transact(&fixture, 1, contract, move) == "0x1")
    #expect(try fixture.number(contract, ask) == .max)
    #expect(try fixture.collateral(1) == 1_000_000_120)
  }

  @Test("a reverted call tells its reason, by words and by bytes")
  func revertReason() throws {
    var fixture = try ChainFixture()
    let call: JSONValue = [
      "from": .string(fixture.keys[0].address.checksummed),
      "to": .string(fixture.chain.configuration.contracts.collateral.checksummed),
      "input": .string(
        "0x"
          + Hexadecimal.text(
            ChainFixture.data(
              "transfer(address,uint256)",
              [Self.word(fixture.keys[1].address), UInt256(low: 2_000_000_000)]))),
    ]
    let error = try fixture.ask("eth_call", [call, "latest"])["error"]
    #expect(error?["code"]?.int64 == 3)
    #expect(
      error?["message"] == "execution reverted: ERC20: transfer amount exceeds balance")
    #expect(
      error?["data"]?.string
        == "0x08c379a0" + String(repeating: "0", count: 62) + "20"
        + String(repeating: "0", count: 62) + "26"
        + "45524332303a207472616e7366657220616d6f756e7420657863656564732062616c616e6365"
        + String(repeating: "0", count: 52))
    #expect(
      try fixture.ask("eth_estimateGas", [call])["error"]?["message"] == error?["message"])
  }

  private static func sets(_ signature: String, _ amount: UInt64, _ collateral: Address) -> [UInt8]
  {
    ChainFixture.data(
      signature,
      [
        word(collateral), .zero, UInt256(ChainFixture.condition), UInt256(low: 160),
        UInt256(low: amount), UInt256(low: 2), UInt256(low: 1), UInt256(low: 2),
      ])
  }

  @Test("full sets are split, moved, merged and redeemed against pUSD")
  func fullSets() throws {
    var fixture = try ChainFixture()
    let contracts = fixture.chain.configuration.contracts
    let tokens = ChainFixture.tokens
    let approve = ChainFixture.data(
      "approve(address,uint256)", [Self.word(contracts.conditionalTokens), .max])
    let split = "splitPosition(address,bytes32,bytes32,uint256[],uint256)"
    let merge = "mergePositions(address,bytes32,bytes32,uint256[],uint256)"
    let conditional = contracts.conditionalTokens
    let whole = Self.sets(split, 100, contracts.collateral)
    #expect(try transact(&fixture, 0, conditional, whole) == "0x0")
    #expect(try transact(&fixture, 0, contracts.collateral, approve) == "0x1")
    #expect(try transact(&fixture, 0, conditional, whole) == "0x1")
    #expect(try fixture.shares(0, tokens[0]) == 100)
    #expect(try fixture.shares(0, tokens[1]) == 100)
    #expect(try fixture.collateral(0) == 999_999_900)

    let (first, second) = (fixture.keys[0].address, fixture.keys[1].address)
    let send = ChainFixture.data(
      "safeTransferFrom(address,address,uint256,uint256,bytes)",
      [
        Self.word(first), Self.word(second), tokens[0], UInt256(low: 30), UInt256(low: 160), .zero,
      ])
    #expect(try transact(&fixture, 1, conditional, send) == "0x0")
    #expect(try transact(&fixture, 0, conditional, send) == "0x1")
    #expect(try fixture.shares(1, tokens[0]) == 30)

    #expect(
      try transact(&fixture, 0, conditional, Self.sets(merge, 71, contracts.collateral)) == "0x0")
    #expect(
      try transact(&fixture, 0, conditional, Self.sets(merge, 70, contracts.collateral)) == "0x1")
    #expect(try fixture.shares(0, tokens[0]) == 0)
    #expect(try fixture.shares(0, tokens[1]) == 30)
    #expect(try fixture.collateral(0) == 999_999_970)

    let redeem = ChainFixture.data(
      "redeemPositions(address,bytes32,bytes32,uint256[])",
      [Self.word(contracts.collateral), .zero, UInt256(ChainFixture.condition)])
    #expect(try transact(&fixture, 1, conditional, redeem) == "0x0")
    fixture.chain.resolve(condition: ChainFixture.condition, payouts: [1, 0])
    #expect(try transact(&fixture, 1, conditional, redeem) == "0x1")
    #expect(try transact(&fixture, 0, conditional, redeem) == "0x1")
    #expect(try fixture.collateral(1) == 1_000_000_030)
    #expect(try fixture.collateral(0) == 999_999_970)
  }

  @Test("balances are told in batches, and arrays that lie about their length are refused")
  func batches() throws {
    var fixture = try ChainFixture()
    let contract = fixture.chain.configuration.contracts.conditionalTokens
    let owner = fixture.keys[0].address
    fixture.chain.grant(.shares(ChainFixture.tokens[1], 5), to: owner)
    func ask(_ words: [UInt256]) throws -> JSONValue {
      let data = ChainFixture.data("balanceOfBatch(address[],uint256[])", words)
      let call: JSONValue = [
        "to": .string(contract.checksummed), "data": .string("0x" + Hexadecimal.text(data)),
      ]
      return try fixture.ask("eth_call", [call])
    }
    let word = Self.word(owner)
    let answer = try ask(
      [64, 160, 2].map { UInt256(low: $0) } + [word, word, UInt256(low: 2)] + ChainFixture.tokens)
    #expect(
      answer["result"]?.string == "0x" + [32, 2, 0, 5].map { Digest32($0 as UInt64).hex }.joined())
    let lies: [[UInt256]] = [
      [], [UInt256(low: 64)], [.max, .max], [UInt256(low: 0), UInt256(low: 32)],
      [UInt256(low: 64), UInt256(low: 64), .max], [UInt256(low: 1), UInt256(low: 1)],
    ]
    for words in lies { #expect(try ask(words)["error"]?["code"]?.int64 == 3, "\(words)") }
  }

  @Test("calls that nobody knows revert; so does the creation of a contract")
  func unknown() throws {
    var fixture = try ChainFixture()
    let contracts = fixture.chain.configuration.contracts
    for contract in [contracts.collateral, contracts.conditionalTokens] + contracts.exchanges {
      #expect(try transact(&fixture, 0, contract, [1, 2, 3, 4]) == "0x0")
      #expect(try transact(&fixture, 0, contract, []) == "0x0")
    }
    let creation = SignedTransaction(
      Transaction(
        chainID: 137, nonce: 10, maxPriorityFeePerGas: UInt256(low: 30_000_000_000),
        maxFeePerGas: UInt256(low: 100_000_000_000), gasLimit: 200_000, to: nil, data: [0x60]),
      key: fixture.keys[0])
    #expect(try fixture.send(creation) == nil)
    fixture.mine()
    #expect(try fixture.status(creation) == "0x0")
    // An account without code takes any data.
    #expect(try transact(&fixture, 0, fixture.keys[1].address, [1, 2, 3, 4]) == "0x1")
  }

  @Test("events are found by contract, topic and block, within bounds")
  func logs() throws {
    var fixture = try ChainFixture()
    let contract = fixture.chain.configuration.contracts.collateral
    let target = Self.word(fixture.keys[1].address)
    for amount: UInt64 in [1, 2, 3] {
      let data = ChainFixture.data("transfer(address,uint256)", [target, UInt256(low: amount)])
      #expect(try transact(&fixture, 0, contract, data) == "0x1")
    }
    let transfer = JSONValue.string(
      Keccak256.hash("Transfer(address,address,uint256)").prefixedHex)
    let to = JSONValue.string(fixture.keys[1].address.word.prefixedHex)
    func found(_ filter: JSONValue) throws -> Int? {
      try fixture.result("eth_getLogs", filter)?.array?.count
    }
    #expect(try found(["fromBlock": "earliest"]) == 3)
    #expect(try found([:]) == 1)
    #expect(try found(["fromBlock": "earliest", "topics": [transfer, nil, to]]) == 3)
    #expect(try found(["fromBlock": "earliest", "topics": [[transfer], [to]]]) == 0)
    #expect(try found(["fromBlock": "earliest", "address": .string(contract.checksummed)]) == 3)
    #expect(
      try found(["fromBlock": "earliest", "address": .string(Address.zero.checksummed)]) == 0)
    #expect(try found(["fromBlock": "0x4c4b401", "toBlock": "0x4c4b402"]) == 2)
    #expect(
      try fixture.complaint("eth_getLogs", ["fromBlock": "latest", "toBlock": "earliest"])
        == "invalid block range params")
    #expect(
      try fixture.complaint("eth_getLogs", ["topics": ["0x12"]])
        == "invalid argument 0: invalid filter")
    let log = try fixture.result("eth_getLogs", [:])?.array?.first
    #expect(log?["data"]?.string == "0x" + Digest32(3 as UInt64).hex)
    // The filter of the block says what is in it.
    let block = try fixture.result("eth_getBlockByNumber", "latest", false)
    let bloom = try #require(block?["logsBloom"]?.string)
    #expect(bloom.utf8.count == 514 && bloom.contains { $0 != "0" && $0 != "x" })
  }
}
