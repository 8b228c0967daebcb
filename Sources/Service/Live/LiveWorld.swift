import Desk
import Network
package import Orders
package import Runtime
import Synchronization
package import Venue

/// The world of a live desk: the venue and the chain over the network. Every effect goes onto a lane of its own kind, so
/// that a cancel never waits behind an order and a beat never behind either (facts/oms.md 4); answers come back
/// through the mailbox. What a lane cannot take is answered at once as not sent.
package final class LiveWorld: DeskWorld {
  /// What came of a drain; nil while nothing was said.
  package private(set) var drained: Int?
  /// Effects that were started, by kind, for the summary.
  package private(set) var counts = Counts()

  /// How many effects of each kind left.
  package struct Counts: Equatable, Sendable {
    package var posts = 0
    package var cancels = 0
    package var snapshots = 0
    package var lookUps = 0
    package var beats = 0
    /// Effects that found their lane full.
    package var refused = 0
  }

  private enum Cancel: Sendable {
    case orders([VenueOrderID], attempt: Int)
    case all
    case market(String)
  }

  private enum Reading: Sendable {
    case snapshot(round: Int, since: Int64)
    case order(VenueOrderID)
    case trade(String)
  }

  private let mailbox: LiveMailbox
  private let chain: ChainNodes
  private let posts: WorkLane<(VenueOrderID, [UInt8])>
  private let cancels: WorkLane<Cancel>
  /// What ends everything at once has a lane of its own: a kill waits for nothing that others began.
  private let kills: WorkLane<Cancel>
  private let readings: WorkLane<Reading>
  private let beats: WorkLane<(Int, String)>
  private let chainReads: WorkLane<Void>
  private let renewals: WorkLane<Void>

  /// A world behind `client`, whose answers go to `mailbox`.
  package init(
    client: VenueClient, chain: ChainNodes, mailbox: LiveMailbox, clock: any WallClock
  ) {
    self.mailbox = mailbox
    self.chain = chain
    let tier = TierWatch(client, mailbox)
    posts = WorkLane(width: 8, limit: 512) { id, body in
      let outcome = await client.post(body: body, id: id)
      tier.look()
      mailbox.put(.event(.posted(order: id.digest, outcome)))
    }
    cancels = WorkLane(width: 8, limit: 4_096) { cancel in
      let answer = await Self.answer(cancel, client)
      tier.look()
      mailbox.put(.event(answer))
    }
    kills = WorkLane(width: 4, limit: 256) { cancel in
      mailbox.put(.event(await Self.answer(cancel, client)))
    }
    readings = WorkLane(width: 4, limit: 4_096) { reading in
      for event in await Self.answer(reading, client, clock) { mailbox.put(.event(event)) }
    }
    beats = WorkLane(width: 1, limit: 4) { beat, id in
      mailbox.put(.event(.beat(await Self.answer(beat, id, client))))
    }
    chainReads = WorkLane(width: 1, limit: 2) {
      mailbox.put(.event(.chain(await chain.read())))
    }
    renewals = WorkLane(width: 1, limit: 2) {
      mailbox.put(.event(.credential(await Self.renew(client, clock))))
    }
  }

  package func perform(_ effect: ManagerEffect, now: Int64) {
    switch effect {
    case .post(let order, let body, _):
      counts.posts += 1
      guard !posts.offer((VenueOrderID(order), body)) else { return }
      refuse(.posted(order: order, .failed(Self.laneFull)))
    case .cancel(let orders, let attempt):
      for start in stride(from: 0, to: orders.count, by: VenueClient.cancelLimit) {
        let part = orders[start..<min(start + VenueClient.cancelLimit, orders.count)]
        counts.cancels += part.count
        guard !cancels.offer(.orders(part.map(VenueOrderID.init), attempt: attempt)) else {
          continue
        }
        refuse(.cancelled(orders: Array(part), attempt: attempt, .failed(Self.laneFull)))
      }
    case .cancelAll:
      guard !kills.offer(.all) else { return }
      refuse(.cancelledAll(.failed(Self.laneFull)))
    case .cancelMarket(let market):
      guard !kills.offer(.market(market)) else { return }
      refuse(.cancelledAll(.failed(Self.laneFull)))
    case .readSnapshot(let round, let since):
      counts.snapshots += 1
      guard !readings.offer(.snapshot(round: round, since: since)) else { return }
      refuse(.snapshot(round: round, .failed("too many questions wait")))
    case .lookUp(let order):
      counts.lookUps += 1
      guard !readings.offer(.order(VenueOrderID(order))) else { return }
      refuse(.lookedUp(order: order, .failed(Self.laneFull)))
    case .lookUpTrade(let id):
      counts.lookUps += 1
      // It is asked for again in some later round.
      _ = readings.offer(.trade(id))
    case .beat(.send(let beat, let id)):
      counts.beats += 1
      guard !beats.offer((beat, id)) else { return }
      refuse(.beat(.refused(beat: beat)))
    case .beat: break
    case .readChain:
      // A question that is under way answers this one too.
      _ = chainReads.offer(())
    case .renewCredential: _ = renewals.offer(())
    case .drained(let open): drained = open
    }
  }

  /// Whether everything that was started has been answered.
  package var isIdle: Bool {
    posts.isIdle && cancels.isIdle && kills.isIdle && readings.isIdle && beats.isIdle
  }

  private func refuse(_ event: ManagerEvent) {
    counts.refused += 1
    mailbox.put(.event(event))
  }

  /// Nothing of it left this machine.
  private static let laneFull = VenueFailure.notSent(
    .system(operation: "queue of the desk", code: 11))

  // MARK: Answers
  private static func answer(_ cancel: Cancel, _ client: VenueClient) async -> ManagerEvent {
    let outcome: CancelOutcome
    do throws(VenueFailure) {
      switch cancel {
      case .orders(let ids, _):
        outcome = .receipt(
          ids.count == 1 ? try await client.cancel(ids[0]) : try await client.cancel(ids))
      case .all: outcome = .receipt(try await client.cancelAll())
      case .market(let market): outcome = .receipt(try await client.cancelMarket(market))
      }
    } catch {
      outcome = .failed(error)
    }
    if case .orders(let ids, let attempt) = cancel {
      return .cancelled(orders: ids.map(\.digest), attempt: attempt, outcome)
    }
    return .cancelledAll(outcome)
  }

  private static func answer(
    _ reading: Reading, _ client: VenueClient, _ clock: any WallClock
  ) async -> [ManagerEvent] {
    switch reading {
    case .order(let id):
      do throws(VenueFailure) {
        let order = try await client.order(id)
        return [.lookedUp(order: id.digest, order.map { .found($0) } ?? .notFound)]
      } catch {
        return [.lookedUp(order: id.digest, .failed(error))]
      }
    case .trade(let id):
      let trades = try? await client.trades(VenueClient.TradeFilter(id: id))
      return (trades ?? []).filter { $0.id == id }.map { .trade($0) }
    case .snapshot(let round, let since):
      do throws(VenueFailure) {
        return [.snapshot(round: round, .complete(try await snapshot(since, client, clock)))]
      } catch {
        return [.snapshot(round: round, .failed(error.message))]
      }
    }
  }

  /// Reads everything that a round compares. Match times are the venue's: without its clock nobody knows what a list
  /// of trades covers, so it is asked each time.
  private static func snapshot(
    _ since: Int64, _ client: VenueClient, _ clock: any WallClock
  ) async throws(VenueFailure) -> VenueSnapshot {
    let venueTime = try await client.currentTime()
    let begun = clock.milliseconds
    let orders = try await client.openOrders()
    // The venue's bound is in seconds and exclusive: one second more than is asked for.
    var filter = VenueClient.TradeFilter()
    if since > 0 { filter.after = max(0, since / 1_000 - 1) }
    let trades = try await client.trades(filter)
    return VenueSnapshot(
      begun: begun, skew: venueTime - begun, ended: clock.milliseconds, orders: orders,
      tradesSince: since, trades: trades)
  }

  private static func answer(
    _ beat: Int, _ id: String, _ client: VenueClient
  ) async -> HeartbeatChain.Event {
    switch await client.beat(id: id) {
    case .accepted(let next): .accepted(beat: beat, next: next)
    case .expected(let id): .expected(beat: beat, id: id)
    case .failed(let failure): failure.mayHaveActed ? .lost(beat: beat) : .refused(beat: beat)
    }
  }

  /// How long a credential is used before it is proven again, in milliseconds. The venue names no end of a key; this
  /// is the desk's own rotation (facts/oms.md 3.6).
  package static let credentialLife: Int64 = 24 * 3_600_000

  /// The same wallet derives the same key again; where the venue forgot it, a new one is made. A read proves it.
  private static func renew(
    _ client: VenueClient, _ clock: any WallClock
  ) async -> CredentialOutcome {
    do throws(VenueFailure) {
      if client.identity?.key != nil { _ = try await client.createOrDeriveKey() }
      _ = try await client.keys()
      return .renewed(expires: clock.milliseconds + credentialLife)
    } catch {
      return .failed(error.message)
    }
  }
}

/// Tells the desk of the signer's tier when the venue names another than before.
private final class TierWatch: Sendable {
  private let client: VenueClient
  private let mailbox: LiveMailbox
  private let told = Mutex(RateTier.standard)

  init(_ client: VenueClient, _ mailbox: LiveMailbox) {
    self.client = client
    self.mailbox = mailbox
  }

  func look() {
    guard let tier = client.rateNotice?.tier.flatMap({ RateTier(rawValue: $0.lowercased()) })
    else { return }
    let isNew = told.withLock { told in
      defer { told = tier }
      return told != tier
    }
    if isNew { mailbox.put(.event(.tier(tier))) }
  }
}
