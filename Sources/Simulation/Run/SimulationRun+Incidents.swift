import Desk
import Orders
import Runtime
import VenueSimulator

/// What the script has happen.
extension SimulationRun {
  /// Does one thing that was due.
  func happen(_ happening: Happening) {
    switch happening {
    case .incident(let incident): if !isCalm { befall(incident) }
    case .arrival(let request, let process, let answer):
      arrive(request, process: process, answer: answer)
    case .answer(let event, let number, let process):
      answer(event, number: number, process: process)
    case .unsent(let event, let process): if process == self.process { take(event) }
    case .event(let event, let process):
      if process == self.process, now >= weather.partitionedUntil { take(event) }
    case .patienceEnds(let request, let process): giveUp(request, process: process)
    case .tradesRead(let reading, let process, let answer):
      readTrades(reading, process: process, answer: answer)
    case .restart: if desk == nil { startProcess() }
    case .channelUp(let process): openChannel(process)
    case .touch:
      if !hasBegunDrain { timeline.add(.touch, at: now + 1_000) }
      take(.touch(token: nil))
    case .calm: becomeCalm()
    case .closing: for market in floor.markets { floor.exchange.setAcceptingOrders(false, market) }
    case .drain: beginDrain()
    case .inquiry(let number): inquire(number)
    case .hurry(let name):
      guard let record = desk?.manager.books.ledger.record(clientOrderID: name) else { break }
      var plan = ExecutionPlan(
        intent: "hurry-\(name)", strategy: record.terms.strategy, time: deskNow)
      plan.cancels = [name]
      take(.plan(plan))
    case .end: break
    }
  }

  private func befall(_ incident: Incident) {
    story.tell(incident, now: now)
    switch incident.kind {
    case .strategy(let choice): decide(choice)
    case .channelDown(let duration): closeChannel(for: duration)
    case .partition(let duration): weather.partitionedUntil = now + duration
    case .crash(let points, let downtime): pointsToCrash = (points, downtime)
    case .mode(let mode, let duration):
      if mode == .restarting {
        floor.exchange.restart(for: duration, now: now)
      } else {
        floor.exchange.setMode(mode, until: now + duration, now: now)
      }
    case .throttled(let duration): floor.throttledUntil = now + duration
    case .silentHeart(let duration): silentUntil = now + duration
    case .clockLeap(let step): clockOffset += step
    case .nodes(let trouble, let duration): nodeTrouble = (trouble, now + duration)
    case .storeDown(let duration): storeDownUntil = now + duration
    case .storeFails(let calls): storeFailures = calls
    case .trip(let target, let fromOutside, let choice):
      if let choice { decide(choice) }
      trip(target, fromOutside: fromOutside)
    case .settlement(let outcome, let count):
      floor.exchange.script(ScriptedSettlement(outcome, count: count))
    case .foreign(let choice): placeForeign(choice)
    case .approval(let choice): approve(choice)
    case .movement(let choice): move(choice)
    }
  }

  // MARK: the process

  /// Starts the process on what is on the disk.
  func startProcess() {
    process += 1
    isChannelUp = true
    idleTicks = 0
    store.store = setting.makeStore(medium)
    guard let manager = recovered(tampering) else { return }
    let signer = SimulatedSigner(setting.makeSigner(manager, tampering.latch(store))) {
      [unowned self] terms, sequence, bytes in
      witness.sign(terms, sequence, bytes)
      guard let manager = desk?.manager else { return }
      observer.note(signed: terms)
      if manager.books.chain.isBlocking {
        witness.report(
          .signedWhileApart, terms.clientOrderID,
          "\(terms.clientOrderID) was signed while the balances differ from the chain's")
      }
    }
    let ports = Desk.Ports(
      world: world, judge: setting.makeJudge(log), books: books,
      store: tampering.store(store), latch: tampering.latch(store),
      signer: tampering.signer(signer), log: log)
    desk = Desk(
      manager, ports: ports, engine: "polytraders-simulation",
      say: { [unowned self] in story.tell("alert: \($0.code) \($0.text)", now: now) },
      hook: { [unowned self] point throws(DeskFailure) in try passed(point) })
    story.tell("the process starts with \(log.envelopes.count) envelopes", now: now)
    take(.start)
    take(.channel(isUp: true))
  }

  /// The desk has come to a point at which it could die.
  private func passed(_ point: CrashPoint) throws(DeskFailure) {
    guard let crash = pointsToCrash else { return }
    guard crash.left == 0 else {
      pointsToCrash = (crash.left - 1, crash.downtime)
      return
    }
    observer.note(crash: point.rawValue)
    throw .crashed(point)
  }

  /// The process is dead. Some of what it had not flushed may be on the disk all the same.
  func crashed(_ failure: DeskFailure) {
    guard case .crashed(let point) = failure else {
      witness.report(.unsound, "journal", "the desk stopped: \(failure)")
      return
    }
    crashCount += 1
    send()
    let kept = random.chance(500) ? 0 : Int(random.number(0...Int64(log.unsafeCount)))
    log.crash(keeping: kept)
    if let opened = chainOpened, opened > log.committedSequence { chainOpened = nil }
    for index in movements.indices where movements[index].told ?? 0 > log.committedSequence {
      movements[index].told = nil
    }
    story.tell("the process dies at \(point.rawValue), \(log.envelopes.count) left", now: now)
    let downtime = pointsToCrash?.downtime ?? 1_000
    pointsToCrash = nil
    desk = nil
    process += 1
    timeline.add(.restart, at: now + (isCalm ? 100 : downtime))
  }

  // MARK: channels, store

  private func closeChannel(for duration: Int64) {
    guard isChannelUp, desk != nil else { return }
    isChannelUp = false
    timeline.add(.channelUp(process: process), at: now + duration)
    take(.channel(isUp: false))
  }

  func openChannel(_ process: Int) {
    guard process == self.process, !isChannelUp else { return }
    isChannelUp = true
    take(.channel(isUp: true))
  }

  /// What becomes of the next call to the store.
  func storeTrouble() -> SimulatedStore.Trouble {
    if now < storeDownUntil { return .refused }
    guard storeFailures > 0 else { return .none }
    storeFailures -= 1
    return random.chance(500) ? .refused : .unanswered
  }

  // MARK: kills

  private func trip(_ target: Incident.TripTarget, fromOutside: Bool) {
    let scope: KillScope =
      switch target {
      case .global: .global
      case .market(let number): .market(floor.marketText(floor.markets[number]))
      case .strategy(let number): .strategy(SimulatedStrategies.names[number])
      }
    guard fromOutside else {
      take(.trip(scope, .manual, by: "operator", reason: "simulated"))
      return
    }
    guard case .kills(_, let latest) = store.store.read() else { return }
    let epoch = latest + 1
    let record = KillRecord(
      id: "outside-\(epoch)", epoch: epoch, scope: scope, state: .tripped, trigger: .manual,
      by: "operator", reason: "simulated", time: deskNow)
    if (try? store.store.write(KillStep(record))) != nil { store.onLatch(record) }
  }
}
