import CAllocations
import FixedPoint
import Hashing
import JSON
import Signing
import TestSupport
import Testing
import Trading
import Venue

@Suite struct SignedOrderTests {
  static let polygon = OrderDomain.of(isNegativeRisk: false, on: .polygon)

  @Test func signingAsksTheHeapForNothing() throws {
    let key = try Self.key
    let order = try sample()
    // Once, for what is made at the first use.
    _ = try SignedOrder(order, in: Self.polygon, key: key)
    let before = allocation_count()
    for _ in 0..<10 { _ = try SignedOrder(order, in: Self.polygon, key: key) }
    let after = allocation_count()
    #expect(after == before)
  }

  @Test func domainsFollowFromTheMarket() {
    #expect(OrderDomain.of(isNegativeRisk: false, on: .polygon).contract == .v2)
    #expect(OrderDomain.of(isNegativeRisk: true, on: .polygon).contract == .negativeRiskV2)
    #expect(OrderDomain.of(isNegativeRisk: true, isCombination: true, on: .amoy).contract == .v3)
    #expect(OrderDomain.all.count == 10)
    #expect(Set(OrderDomain.all.map(\.separator)).count == 10)
    #expect(ExchangeContract.allCases.filter(\.isCurrent).count == 3)
  }

  /// The fields of the schema of the house are those of an order; a schema that is not that has no encoder.
  @Test func onlyTheOrderOfTheVenueIsEncoded() throws {
    #expect(OrderEncoder(TypedDataFile.orderV2.primary)?.typeHash == OrderEncoder.v2.typeHash)
    #expect(OrderEncoder(TypedDataFile.orderV1.primary) == nil)
    #expect(OrderEncoder(TypedDataFile.seedOrder.primary) == nil)
    let members = TypedDataFile.orderV2.primary.members.map {
      TypedDataSchema.Declaration.Member($0.name, $0.typeText)
    }
    for index in members.indices {
      var fewer = members
      fewer.remove(at: index)
      var other = members
      other[index].type = other[index].type == "address" ? "uint160" : "address"
      for list in [fewer, other] {
        let schema = try TypedDataSchema([.init("Order", list)])
        #expect(schema["Order"].flatMap { OrderEncoder($0) } == nil)
      }
    }
    // The order of the members is the schema's.
    let turned = try TypedDataSchema([.init("Order", members.reversed())])
    let encoder = try #require(turned["Order"].flatMap { OrderEncoder($0) })
    let order = try sample()
    #expect(encoder.structHash(of: order) == (try generic(turned, "Order", order)))
    #expect(
      OrderEncoder.v2.structHash(of: order)
        == (try generic(TypedDataFile.orderV2.schema, "Order", order)))
  }

  @Test(arguments: UInt64(0)..<16)
  func whatIsSignedIsChecked(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let key = try SigningKey.random(using: &generator)
    for domain in OrderDomain.all where domain.contract.isCurrent {
      let order = try sample(key, &generator)
      let signed = try SignedOrder(order, in: domain, key: key)
      #expect(signed.id == order.digest(in: domain))
      let checked = try SignedOrder(checking: order, signature: signed.signature, in: domain)
      #expect(checked == signed)
      for other in OrderDomain.all where other != domain {
        let error: OrderSignatureError =
          other.contract.isCurrent
          ? .domainMismatch(expected: other, signed: domain) : .outdatedDomain(other.contract)
        #expect(error.reasonCode == "SEC_DOMAIN_MISMATCH")
        #expect(throws: error) { try signed.signature.check(order, in: other) }
      }
    }
  }

  @Test func everySignedFieldCounts() throws {
    let key = try Self.key
    let order = try sample()
    let signed = try SignedOrder(order, in: Self.polygon, key: key)
    var changes = [VenueOrder](repeating: order, count: 11)
    changes[0].salt += 1
    changes[1].maker = .zero
    changes[2].tokenID = .zero
    changes[3].makerAmount += 1
    changes[4].takerAmount += 1
    changes[5].side = .sell
    changes[6].signatureType = .proxy
    changes[7].timestamp += 1
    changes[8].metadata = Digest32(1, 0, 0, 0)
    changes[9].builder = Digest32(0, 0, 0, 1)
    for changed in changes[..<10] {
      #expect(changed.digest(in: Self.polygon) != signed.id)
      #expect(throws: OrderSignatureError.self) {
        try signed.signature.check(changed, in: Self.polygon)
      }
    }
    changes[10].signer = .zero
    #expect(throws: OrderSignatureError.notTheSigner(.zero, found: nil).self) {
      try Signature(r: .zero, s: .zero, v: 27).order.check(changes[10], in: Self.polygon)
    }
  }

  @Test func nothingIsSignedThatTheVenueRefuses() throws {
    let key = try Self.key
    var order = try sample()
    let outdated = OrderDomain.of(.v1, on: .polygon)
    #expect(throws: OrderSignatureError.outdatedDomain(.v1)) {
      try SignedOrder(order, in: outdated, key: key)
    }
    order.signer = .zero
    #expect(throws: OrderSignatureError.keyOfAnother(signer: .zero, key: key.address)) {
      try SignedOrder(order, in: Self.polygon, key: key)
    }
    order.signatureType = .depositWallet
    #expect(throws: OrderSignatureError.walletIsNotSigner) {
      try SignedOrder(order, in: Self.polygon, key: key)
    }
  }

  @Test func walletsAreSignedForByTheirOwner() throws {
    let key = try Self.key
    var order = try sample()
    order.signatureType = .depositWallet
    order.maker = try #require(Address(hex: "0x5b9c05CEF25B76C572ce1CaaFC73a9981c3f4d2A"))
    order.signer = order.maker
    let signed = try SignedOrder(order, in: Self.polygon, key: key)
    #expect(signed.signature.bytes.count == 317)
    try signed.signature.check(order, in: Self.polygon)
    try signed.signature.check(order, in: Self.polygon, owner: key.address)
    #expect(throws: OrderSignatureError.notTheSigner(.zero, found: key.address)) {
      try signed.signature.check(order, in: Self.polygon, owner: .zero)
    }
    let other = OrderDomain.of(isNegativeRisk: true, on: .polygon)
    #expect(throws: OrderSignatureError.domainMismatch(expected: other, signed: Self.polygon)) {
      try signed.signature.check(order, in: other)
    }
    var changed = order
    changed.takerAmount += 1
    #expect(throws: OrderSignatureError.notTheSigner(order.signer, found: nil)) {
      try signed.signature.check(changed, in: Self.polygon)
    }
    // A short signature for a wallet, and a long one for a key.
    #expect(throws: OrderSignatureError.wrongForm(.depositWallet)) {
      try key.sign(signed.id).order.check(order, in: Self.polygon)
    }
    #expect(throws: OrderSignatureError.wrongForm(.externallyOwned)) {
      try signed.signature.check(try sample(), in: Self.polygon)
    }
    // The nested typed data is what the schema of the house says.
    let nested = try JSONValue(
      parsing: """
        {"contents": \(message(order)), "name": "DepositWallet", "version": "1", "chainId": 137,
         "verifyingContract": "\(order.maker)", "salt": "\(Digest32.zero.prefixedHex)"}
        """)
    let file = TypedDataFile.depositWallet
    #expect(
      DepositWallet.structHash(
        contents: OrderEncoder.v2.structHash(of: order), wallet: order.maker, chain: .polygon)
        == (try file.schema.hash(file.primary, nested)))
  }

  @Test func everyByteOfALongSignatureCounts() throws {
    var order = try sample()
    order.signatureType = .depositWallet
    order.maker = .zero
    order.signer = .zero
    let key = try Self.key
    let signed = try SignedOrder(order, in: Self.polygon, key: key)
    for index in signed.signature.bytes.indices {
      var bytes = signed.signature.bytes
      bytes[index] ^= 1
      // Of the type at the end, a changed byte is no signature of an order at all.
      guard let changed = OrderSignature(hex: "0x" + Hexadecimal.text(bytes)) else {
        #expect(index >= 129)
        continue
      }
      #expect(throws: OrderSignatureError.self, "byte \(index)") {
        try changed.check(order, in: Self.polygon, owner: key.address)
      }
    }
  }

  static var key: SigningKey {
    get throws { try SigningKey(hex: String(repeating: "5a", count: 32)) }
  }

  private func sample() throws -> VenueOrder {
    var generator = SeededGenerator(seed: 1)
    return try sample(Self.key, &generator)
  }

  private func sample(_ key: SigningKey, _ generator: inout SeededGenerator) throws -> VenueOrder {
    VenueOrder(
      salt: generator.next() >> 11, maker: key.address, signer: key.address,
      tokenID: UInt256(high: UInt128(generator.next()) << 64, low: UInt128(generator.next())),
      makerAmount: generator.next(), takerAmount: generator.next(),
      side: generator.next() % 2 == 0 ? .buy : .sell, signatureType: .externallyOwned,
      timestamp: generator.next() >> 20,
      metadata: Digest32(generator.next(), 0, 0, generator.next()),
      builder: Digest32(generator.next(), 0, 0, generator.next()))
  }

  private func message(_ order: VenueOrder) -> String {
    """
    {"salt": \(order.salt), "maker": "\(order.maker)", "signer": "\(order.signer)",
     "tokenId": "\(order.tokenID)", "makerAmount": \(order.makerAmount), "takerAmount": \(order.takerAmount),
     "side": \(order.side == .buy ? 0 : 1), "signatureType": \(order.signatureType.rawValue),
     "timestamp": \(order.timestamp), "metadata": "\(order.metadata.prefixedHex)",
     "builder": "\(order.builder.prefixedHex)"}
    """
  }

  private func generic(
    _ schema: TypedDataSchema, _ name: String, _ order: VenueOrder
  ) throws -> Digest32 {
    try schema.hash(try #require(schema[name]), try JSONValue(parsing: message(order)))
  }
}

extension Signature {
  fileprivate var order: OrderSignature { .key(self) }
}
