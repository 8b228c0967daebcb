import FixedPoint
import Hashing
import Orders
import Simulation
import Venue

/// A mistake that a desk could have, put into what it hears, what it says, or what it stands on.
enum Defect: String, CaseIterable {
  case timeoutIsRejection
  case failedCancelIsCancelled
  case fillsAreDropped
  case fillsAreCountedByMessage
  case voidsAreIgnored
  case absenceIsBelieved
  case snapshotsAreIgnored
  case cancelsAreNotSent
  case retriesHaveOtherBytes
  case diskForgets
  case ordersAreForgotten
  case plansAreForgotten
  case factsAreForgotten
  case numbersRepeat
  case windowIsOpen
  case killIsNotAsked
  case windowOnTheDate
  case oneSignatureArms
  case balancesAreNotRead
  case fillsBehindCancelsAreDropped

  /// What is wrong with every case that finds it; a swarm would find it too, later.
  var faults: Set<SimulationFault> {
    switch self {
    case .timeoutIsRejection: [.timeout, .loss]
    case .failedCancelIsCancelled: [.modes, .timeout]
    case .fillsAreDropped, .fillsAreCountedByMessage, .absenceIsBelieved, .windowIsOpen: []
    case .voidsAreIgnored: [.settlement]
    case .snapshotsAreIgnored: [.loss]
    case .cancelsAreNotSent, .numbersRepeat: []
    case .retriesHaveOtherBytes: [.modes, .timeout, .loss]
    case .diskForgets, .ordersAreForgotten, .factsAreForgotten: [.crash]
    case .plansAreForgotten: [.crash, .duplicate]
    case .killIsNotAsked: [.kill]
    case .windowOnTheDate: [.clock]
    case .oneSignatureArms: [.kill, .reset]
    case .balancesAreNotRead: [.movement]
    case .fillsBehindCancelsAreDropped: [.stale]
    }
  }

  /// The ports with the mistake in them. Every run needs its own.
  var tampering: Tampering {
    var tampering = Tampering()
    switch self {
    case .timeoutIsRejection: Self.rejectDoubt(&tampering)
    case .failedCancelIsCancelled: tampering.event = Self.believeFailures
    case .fillsAreDropped: tampering.event = { Self.withTrades($0) { _ in [] } }
    case .fillsAreCountedByMessage: tampering.event = Self.renameTrades()
    case .voidsAreIgnored:
      tampering.event = { event in
        Self.withTrades(event) { trade in
          var trade = trade
          if trade.status.known == .failed { trade.status = .known(.confirmed) }
          return [trade]
        }
      }
    case .absenceIsBelieved: tampering.event = Self.hideOrders
    case .snapshotsAreIgnored:
      tampering.event = { if case .snapshot(let round, _) = $0, round > 3 { [] } else { [$0] } }
    case .cancelsAreNotSent:
      tampering.effect = { effect in
        switch effect {
        case .cancel, .cancelAll, .cancelMarket: []
        default: [effect]
        }
      }
    case .retriesHaveOtherBytes: tampering.effect = Self.changeRetries()
    case .diskForgets: tampering.diskIsHonest = false
    case .ordersAreForgotten:
      tampering.isRecovered = { if case .order = $0 { false } else { true } }
    case .plansAreForgotten:
      tampering.isRecovered = { if case .plan = $0 { false } else { true } }
    case .factsAreForgotten:
      tampering.isRecovered = { if case .fact(_, .trade, _) = $0 { false } else { true } }
    case .numbersRepeat: tampering.store = { RepeatingStore($0) }
    case .windowIsOpen: tampering.store = { OpenStore($0) }
    case .killIsNotAsked:
      tampering.latch = { BlindLatch($0) }
      tampering.store = { CountingStore($0) }
    case .windowOnTheDate: tampering.store = { DatedStore($0) }
    case .oneSignatureArms: tampering.latch = { HastyLatch($0) }
    case .balancesAreNotRead: tampering.event = Self.repeatBalances()
    case .fillsBehindCancelsAreDropped: tampering.event = Self.dropFillsBehindCancels()
    }
    return tampering
  }

  // MARK: what the desk hears

  /// In a world that tells nothing beside answers: else the channel or a snapshot acknowledges the order before
  /// anybody gives up, and the mistake does no harm.
  private static func rejectDoubt(_ tampering: inout Tampering) {
    var unanswered: Set<Digest32> = []
    tampering.effect = { effect in
      if case .post(let order, _, _) = effect { unanswered.insert(order) }
      return [effect]
    }
    tampering.event = { event in
      switch event {
      case .order, .trade: return []
      case .snapshot(let round, _) where !unanswered.isEmpty:
        return [.snapshot(round: round, .failed("deaf"))]
      case .posted(let order, let outcome):
        unanswered.remove(order)
        guard case .failed(let failure) = outcome, failure.mayHaveActed else { return [event] }
        let rejection = VenueFailure.Rejection(text: "invalid signature", status: 400)
        return [.posted(order: order, .failed(.rejected(rejection)))]
      default: return [event]
      }
    }
  }

  private static func believeFailures(_ event: ManagerEvent) -> [ManagerEvent] {
    guard case .cancelled(let orders, let attempt, .failed) = event else { return [event] }
    let receipt = CancelReceipt(canceled: orders.map { VenueOrderID($0) })
    return [.cancelled(orders: orders, attempt: attempt, .receipt(receipt))]
  }

  private static func withTrades(
    _ event: ManagerEvent, _ change: (TradeRecord) -> [TradeRecord]
  ) -> [ManagerEvent] {
    switch event {
    case .trade(let trade): return change(trade).map { .trade($0) }
    case .snapshot(let round, .complete(var snapshot)):
      snapshot.trades = snapshot.trades.flatMap(change)
      return [.snapshot(round: round, .complete(snapshot))]
    default: return [event]
    }
  }

  /// Each message is a trade of its own.
  private static func renameTrades() -> (ManagerEvent) -> [ManagerEvent] {
    var count = 0
    return { event in
      guard case .trade(var trade) = event else { return [event] }
      count += 1
      trade.id += "-\(count)"
      return [.trade(trade)]
    }
  }

  /// Every block has the balances of the first.
  private static func repeatBalances() -> (ManagerEvent) -> [ManagerEvent] {
    var first: ChainReading?
    return { event in
      guard case .chain(.read(var reading)) = event else { return [event] }
      let old = first ?? reading
      first = old
      (reading.collateral, reading.shares) = (old.collateral, old.shares)
      return [.chain(.read(reading))]
    }
  }

  /// What is cancelled cannot fill.
  private static func dropFillsBehindCancels() -> (ManagerEvent) -> [ManagerEvent] {
    var cancelled: Set<Digest32> = []
    return { event in
      if case .cancelled(_, _, .receipt(let receipt)) = event {
        cancelled.formUnion(receipt.canceled.map(\.digest))
      }
      return withTrades(event) { trade in
        let legs = [trade.takerOrderID] + trade.makerFills.map(\.orderID)
        return legs.contains { cancelled.contains($0.digest) } ? [] : [trade]
      }
    }
  }

  private static func hideOrders(_ event: ManagerEvent) -> [ManagerEvent] {
    if case .lookedUp(let order, .found) = event { return [.lookedUp(order: order, .notFound)] }
    guard case .snapshot(let round, .complete(var snapshot)) = event else { return [event] }
    snapshot.orders = []
    return [.snapshot(round: round, .complete(snapshot))]
  }

  // MARK: what the desk says

  private static func changeRetries() -> (ManagerEffect) -> [ManagerEffect] {
    var seen: Set<Digest32> = []
    return { effect in
      guard case .post(let order, let body, let type) = effect,
        !seen.insert(order).inserted
      else { return [effect] }
      return [.post(order: order, body: body + [0x20], type: type)]
    }
  }
}
