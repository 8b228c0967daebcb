import Desk
import FixedPoint
import Hashing
import JSON
import Journal
import Orders
import Venue
import VenueSimulator

/// The end of a run: faults stop, the world comes to rest, the desk drains, and everything is held against the
/// venue.
extension SimulationRun {
  /// From here on nothing goes wrong any more.
  func becomeCalm() {
    story.tell("faults end", now: now)
    isCalm = true
    weather.faults = []
    weather.partitionedUntil = 0
    floor.throttledUntil = 0
    floor.exchange.setMode(.normal, now: now)
    pointsToCrash = nil
    silentUntil = 0
    storeDownUntil = 0
    storeFailures = 0
    nodeTrouble = nil
    if desk == nil {
      startProcess()
    } else if !isChannelUp {
      openChannel(process)
    }
  }

  /// The world had time to come to rest; what is still apart from the venue now, stays so.
  func beginDrain() {
    hasBegunDrain = true
    checkConvergence()
    story.tell("the desk is told to end", now: now)
    take(.drain)
  }

  private func checkConvergence() {
    guard let manager = desk?.manager else {
      witness.report(.notConverged, "process", "the process is down")
      return
    }
    for order in floor.liveOrders where witness.signed[order.id] == nil {
      witness.report(
        .notConverged, order.id.hex,
        "0x\(order.id.hex) of somebody else with our key still rests")
    }
    let live = Dictionary(uniqueKeysWithValues: floor.liveOrders.map { ($0.id, $0) })
    for id in witness.ids {
      guard let record = manager.books.ledger.record(id) else {
        if floor.exchange.order(id) != nil {
          witness.report(.notConverged, id.hex, "0x\(id.hex) is at the venue and not in our books")
        }
        continue
      }
      checkOrder(record, live[id])
    }
    for kill in witness.kills.values.sorted(by: { $0.id < $1.id })
    where kill.state == .tripped || kill.state == .cancelling {
      witness.report(
        .notContained, kill.id, "kill \(kill.id) of \(kill.scope.text) is \(kill.state.rawValue)")
    }
    checkReconciliation(manager)
  }

  private func checkReconciliation(_ manager: OrderManager) {
    let chain = manager.books.chain
    if movements.contains(where: { $0.isSecret }) {
      // Nobody has explained it: nothing may go on, and that is all there is to see.
      guard chain.mismatch == nil else { return }
      witness.report(.unnoticed, "movement", "balances moved without a trade, and nobody noticed")
    } else if !movements.isEmpty, !run.faults.contains(.foreign), chain.isBlocking {
      witness.report(
        .notConverged, "chain", "all that moved is explained, and the balances still differ")
    }
    let state = manager.reconciler.state(in: .global)
    if state != .matched {
      witness.report(
        .notConverged, "reconciliation", "reconciliation is still \(state.rawValue)")
    }
  }

  private func checkOrder(_ record: OrderRecord, _ live: VenueFloor.LiveOrder?) {
    let (name, status) = (record.terms.clientOrderID, record.status)
    let filled = floor.filled(record.id)
    if status.filled.raw + status.overfill.raw != filled.raw, status.filled != filled {
      witness.report(
        .wrongFills, name,
        "\(name) filled \(filled) at the venue, \(status.filled) in our books")
    }
    if status.unattributed > .zero {
      witness.report(
        .notConverged, name, "\(name) has \(status.unattributed) filled that no trade explains")
    }
    switch status.life {
    case .submitted, .inDoubt, .signed:
      witness.report(.notConverged, name, "\(name) is still \(status.life.rawValue)")
    case .accepted, .partiallyFilled:
      if live == nil {
        witness.report(
          .notConverged, name, "\(name) is \(status.life.rawValue) and gone at the venue")
      }
    default: break
    }
  }

  /// Holds what the drain left against the venue, and the journal against itself.
  func finish() {
    if let hasDrained, hasDrained > 0 {
      witness.report(
        .notDrained, "drain", "the drain gave up with \(hasDrained) orders open at a sound venue")
    } else if hasDrained == nil {
      witness.report(.notDrained, "drain", "the desk never said that it is drained")
    }
    let left = floor.liveOrders.count
    if left > 0 {
      witness.report(.notDrained, "open", "\(left) orders rest at the venue after the drain")
    }
    witness.compareLegs(floor) { strategies.plan($0) }
    if !floor.areTradesFinal {
      witness.report(.venue, "trades", "trades are not final at the end")
    }
    for violation in floor.exchange.violations() {
      witness.report(.venue, violation, violation)
    }
    checkJournal()
  }

  private func checkJournal() {
    var walk = ChainWalk()
    for envelope in log.envelopes {
      guard let value = try? JSONValue(parsing: envelope), let link = ChainLink(value) else {
        walk.appendMalformed("unreadable")
        continue
      }
      walk.append(link)
    }
    if let fault = walk.fault {
      witness.report(.brokenJournal, "chain", "envelope \(fault.sequence): \(fault.reason)")
    }
    guard let manager = desk?.manager else { return }
    guard let recovered = recovered(Tampering()) else { return }
    let parts = RecoveryDifference.parts(manager.books, recovered.books)
    if !parts.isEmpty {
      witness.report(
        .otherRecovery, "books",
        "the journal gives other books back: " + parts.joined(separator: ", "))
    }
  }

  /// The manager as the journal gives it back; nil, and a violation, where it does not.
  func recovered(_ tampering: Tampering) -> OrderManager? {
    do throws(SimulationProblem) {
      return try setting.recover(log.envelopes, tampering)
    } catch {
      witness.report(.otherRecovery, "unreadable", "the journal cannot be read back: \(error)")
      return nil
    }
  }

  /// What was seen in the run.
  var outcome: SimulationOutcome {
    SimulationOutcome(
      run: run, violations: witness.violations, coverage: observer.coverage,
      simulated: now - Self.start,
      events: eventCount, orders: witness.ids.count, crashes: crashCount,
      envelopes: log.envelopes.count, head: log.head, story: story.lines)
  }
}
