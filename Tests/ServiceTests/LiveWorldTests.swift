import Desk
import FixedPoint
import Hashing
import Network
import Orders
import Runtime
import Service
import Signing
import Testing
import Trading
import Venue
import VenueSimulator

/// The effects of a desk on a venue that listens on this machine, and what comes back.
@Suite("the world of a live desk", .serialized)
struct LiveWorldTests {
  /// A venue without a crowd, a wallet with a key there, and the world between both.
  private final class Rig {
    let server: VenueServer
    let http = HTTPClient()
    let client: VenueClient
    let mailbox = LiveMailbox { MonotonicClock().now }
    let chain: ChainNodes
    let world: LiveWorld
    let token: UInt256
    let key: SigningKey
    private var events: [ManagerEvent] = []

    init() async throws {
      let clock = VenueClock(.real)
      var configuration = ExchangeConfiguration()
      configuration.openingCollateral = Micros(raw: 1_000_000_000)
      configuration.rateMode = .off
      var exchange = Exchange(configuration, now: clock.now)
      for definition in VenueMarkets.definitions(seed: 1, count: 1) {
        _ = try exchange.addMarket(definition)
      }
      server = try VenueServer(
        SimulatedVenue(exchange, settings: VenueSettings()), clock: clock, ports: .init())
      token = server.withVenue { $0.exchange.markets[0].tokenID(.yes) }
      key = try ServiceRig.key("alice")
      var settings = VenueClient.Configuration()
      settings.address = try VenueAddress(
        "http://127.0.0.1:\(server.ports.http)", for: .rest)
      client = VenueClient(
        settings, transport: http, time: SystemTime(), identity: VenueIdentity(key: key))
      try await client.createOrDeriveKey()
      chain = ChainNodes(
        ["http://127.0.0.1:1", "http://127.0.0.1:\(server.ports.nodes)"], wallet: key.address,
        transport: http)
      world = LiveWorld(
        client: client, chain: chain, mailbox: mailbox, clock: SystemWallClock())
    }

    deinit {
      http.shutdown()
      server.stop()
    }

    /// The next answer.
    func next() async throws -> ManagerEvent {
      for _ in 0..<5_000 where events.isEmpty {
        events += mailbox.takeAll().compactMap {
          if case .event(let event) = $0.input { event } else { nil }
        }
        if events.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
      }
      try #require(!events.isEmpty, "no answer came")
      return events.removeFirst()
    }

    /// A signed order to buy as it goes over the wire.
    func order(price: Int64, size: Int64) throws -> (id: Digest32, body: [UInt8]) {
      let amounts = try OrderAmounts.limit(
        .buy, price: Micros(raw: price * 10_000), size: Micros(raw: size * 1_000_000),
        tick: try #require(TickSize(Micros(raw: 10_000))),
        minimum: OrderAmounts.Minimum(size: .zero))
      let order = VenueOrder(
        salt: UInt64(price), maker: key.address, signer: key.address, tokenID: token,
        makerAmount: amounts.maker, takerAmount: amounts.taker, side: .buy,
        signatureType: .externallyOwned, timestamp: UInt64(SystemTime().wall), metadata: .zero,
        builder: .zero)
      let signed = try SignedOrder(
        order, in: OrderDomain.of(isNegativeRisk: false, on: .polygon), key: key)
      let request = OrderRequest(
        order: signed.order, signature: signed.signature, expiration: 0,
        owner: try #require(client.identity?.credentials).key, type: .goodTillCancelled,
        isDeferred: false, isPostOnly: false)
      return (signed.id, request.body)
    }
  }

  @Test(
    "an order is sent by its bytes, seen in the lists, cancelled, and sent again is a duplicate")
  func orders() async throws {
    let rig = try await Rig()
    let (id, body) = try rig.order(price: 40, size: 25)
    rig.world.perform(.post(order: id, body: body, type: .goodTillCancelled), now: 0)
    guard case .posted(id, .accepted(let receipt)) = try await rig.next() else {
      Issue.record("not accepted")
      return
    }
    #expect(receipt.id.digest == id)

    rig.world.perform(.lookUp(order: id), now: 0)
    guard case .lookedUp(id, .found(let found)) = try await rig.next() else {
      Issue.record("not found")
      return
    }
    #expect(found.originalSize == Micros(raw: 25_000_000))

    rig.world.perform(.readSnapshot(round: 3, tradesSince: 0), now: 0)
    guard case .snapshot(round: 3, .complete(let full)) = try await rig.next() else {
      Issue.record("no snapshot")
      return
    }
    #expect(full.orders.map(\.id.digest) == [id])
    #expect(full.trades.isEmpty && full.begun <= full.ended)

    rig.world.perform(.post(order: id, body: body, type: .goodTillCancelled), now: 0)
    guard case .posted(id, .failed(let again)) = try await rig.next() else {
      Issue.record("the same bytes twice are one order")
      return
    }
    #expect(again.mayHaveActed, "a duplicate proves that the first one arrived")

    rig.world.perform(.cancel(orders: [id, Digest32(9)], attempt: 4), now: 0)
    guard case .cancelled([id, Digest32(9)], attempt: 4, .receipt(let gone)) = try await rig.next()
    else {
      Issue.record("no receipt")
      return
    }
    #expect(gone.canceled.map(\.digest) == [id] && gone.refused.count == 1)

    rig.world.perform(.readSnapshot(round: 4, tradesSince: 0), now: 0)
    guard case .snapshot(round: 4, .complete(let empty)) = try await rig.next() else {
      Issue.record("no snapshot")
      return
    }
    #expect(empty.orders.isEmpty)
    #expect(rig.world.isIdle)
  }

  @Test("everything goes at once by the venue's own cancels")
  func cancelAll() async throws {
    let rig = try await Rig()
    let market = rig.server.withVenue { "0x" + $0.exchange.markets[0].definition.conditionID.hex }
    for effect in [ManagerEffect.cancelAll, .cancelMarket(market)] {
      for price in [30, 31] {
        let (id, body) = try rig.order(price: Int64(price), size: 25)
        rig.world.perform(.post(order: id, body: body, type: .goodTillCancelled), now: 0)
        guard case .posted(_, .accepted) = try await rig.next() else {
          Issue.record("not accepted")
          return
        }
      }
      rig.world.perform(effect, now: 0)
      guard case .cancelledAll(.receipt(let receipt)) = try await rig.next() else {
        Issue.record("no receipt")
        return
      }
      #expect(receipt.canceled.count == 2, "\(effect)")
    }
  }

  @Test("beats are chained; a wrong one is told what is expected")
  func beats() async throws {
    let rig = try await Rig()
    rig.world.perform(.beat(.send(beat: 1, id: "")), now: 0)
    guard case .beat(.accepted(beat: 1, let next)) = try await rig.next() else {
      Issue.record("not accepted")
      return
    }
    rig.world.perform(.beat(.send(beat: 2, id: "wrong")), now: 0)
    guard case .beat(.expected(beat: 2, id: next)) = try await rig.next() else {
      Issue.record("a wrong id was taken")
      return
    }
  }

  @Test("the chain is read from whichever node answers; none that does is a failure, never a zero")
  func chain() async throws {
    let rig = try await Rig()
    rig.chain.watch([rig.token])
    rig.world.perform(.readChain, now: 0)
    guard case .chain(.read(let reading)) = try await rig.next() else {
      Issue.record("not read")
      return
    }
    #expect(reading.transactionCount == 0)
    #expect(reading.collateral == Micros(raw: 1_000_000_000))
    #expect(reading.shares.keys.contains(rig.token))
    let silent = ChainNodes(
      ["http://127.0.0.1:1"], wallet: rig.key.address, transport: rig.http)
    guard case .failed = await silent.read() else {
      Issue.record("a chain without nodes says nothing")
      return
    }
  }

  @Test("a venue that is gone leaves an order in doubt or proves that nothing left")
  func gone() async throws {
    let rig = try await Rig()
    let (id, body) = try rig.order(price: 40, size: 25)
    rig.server.stop()
    rig.world.perform(.post(order: id, body: body, type: .goodTillCancelled), now: 0)
    guard case .posted(id, .failed) = try await rig.next() else {
      Issue.record("an answer without a venue")
      return
    }
    rig.world.perform(.readSnapshot(round: 1, tradesSince: 0), now: 0)
    guard case .snapshot(round: 1, .failed) = try await rig.next() else {
      Issue.record("part of a list is no snapshot")
      return
    }
  }

  @Test("a credential is renewed by a read that proves it")
  func credential() async throws {
    let rig = try await Rig()
    rig.world.perform(.renewCredential, now: 0)
    guard case .credential(.renewed(let expires?)) = try await rig.next() else {
      Issue.record("not renewed")
      return
    }
    #expect(expires > SystemWallClock().milliseconds)
  }
}
