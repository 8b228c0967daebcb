import Desk
import FixedPoint
import Hashing
import JSON
import Orders
import Signing
import Stores
import Testing
import Trading
import Venue

@Suite("orders of a wallet that a key signs for")
struct WalletSigningTests {
  @Test(
    "maker, signer and the form of the signature follow the kind of account",
    arguments: VenueOrder.SignatureType.allCases)
  func kinds(type: VenueOrder.SignatureType) throws {
    let key = try SigningKey(hex: DeskRig.keyText)
    let wallet = try #require(Address(hex: "0x5afe000000000000000000000000000000000001"))
    var identity = KeyDeskSigner.Identity(
      key: key, apiKey: ScriptedVenue.apiKey, chain: .polygon, secret: [1])
    if type != .externallyOwned { identity.maker = wallet }
    identity.signatureType = type
    let store = MemoryDeskStore(
      owner: "test", wallet: identity.maker.lowercaseHex,
      limits: DeskLimits(
        nonce: NonceLimits(
          pendingCeiling: 50, gapTolerance: 30_000, renewalWindow: 3_600_000,
          resequencesOnGap: true), cancelReplaces: 2), medium: .init())
    let signer = KeyDeskSigner(identity, latch: store, lastTimestamp: 0) { _ in
      .of(isNegativeRisk: false)
    }
    let leg = DeskRig.plan("i1").legs[0]
    let terms = OrderTerms(
      clientOrderID: "i1/0/1", intent: "i1", strategy: "maker", market: leg.market,
      token: leg.token, side: leg.side, price: leg.price, size: leg.size, tick: leg.tick,
      builder: .zero)
    let bytes = try signer.sign(terms, sequence: 1, now: DeskRig.start)
    let reader = JSONReader(maximumDepth: 16)
    let request = try reader.withNode(of: bytes.body) { node in
      Result { () throws(OrderRequestError) in try OrderRequest(reading: node) }
    }.get()
    let domain = OrderDomain.of(isNegativeRisk: false, on: .polygon)
    #expect(request.order.digest(in: domain) == bytes.id, "the id is known before it is sent")
    #expect(request.order.maker == identity.maker)
    #expect(request.order.signer == (type == .depositWallet ? wallet : key.address))
    #expect(request.order.signatureType == type)
    #expect(request.signature.bytes.count == (type == .depositWallet ? 317 : 65))
    #expect(request.owner == ScriptedVenue.apiKey)
    try request.signature.check(
      request.order, in: domain, owner: type == .depositWallet ? key.address : nil)

    // A kill of the wallet that holds the funds stops its key.
    let kill = KillRecord(
      id: "k", epoch: 1, scope: .wallet(identity.maker.lowercaseHex), state: .tripped,
      trigger: .manual, by: "alice", reason: "drill", time: 1)
    try store.write(KillStep(kill, approvals: []))
    #expect(throws: SigningRefusal.self) {
      try signer.sign(terms, sequence: 2, now: DeskRig.start)
    }
  }
}
