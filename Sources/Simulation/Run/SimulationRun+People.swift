import Desk
import FixedPoint
import Orders
import Runtime
import Signing
import Trading
import VenueSimulator

/// What people do: they sign resets, and explain what moved on the chain.
extension SimulationRun {
  /// Somebody looks at a kill that waits to be reset, and signs: mostly as it should be, now and then with a mistake
  /// that must be noticed.
  func approve(_ choice: UInt64) {
    guard let manager = desk?.manager else { return }
    var random = SplitMix64(seed: choice)
    let waiting = manager.killSwitch.kills.filter { !$0.step.record.state.isCancelling }
    guard !waiting.isEmpty else { return }
    let kill = waiting[Int(random.number(0...Int64(waiting.count - 1)))]
    // Conditions are looked at, and found clear where they are.
    let clear = kill.triggers.filter { $0 != .reconcileMismatch || !manager.books.chain.isBlocking }
    if random.chance(800) { take(.cleared(clear)) }
    let people = setting.approvers
    let person = people[Int(random.number(0...Int64(people.count - 1)))]
    let key = random.chance(60) ? people[Int(random.number(0...Int64(people.count - 1)))] : person
    var isGood = key.name == person.name
    var (evidence, terms) = statement(of: kill, &random)
    if random.chance(60) {
      evidence.items[0].by = ""
      isGood = false
    } else if random.chance(60) {
      terms.epoch -= 1
      isGood = false
    }
    if !isGood { terms.evidence = evidence.hash }
    let statement = terms.statement(of: person.key.address)
    let approval = KillApproval(
      terms: terms, evidence: evidence, approver: person.name, address: person.key.address,
      signature: key.key.sign(statement.digest))
    isGood = isGood && clear.count == kill.triggers.count
    story.tell("\(person.name) signs for \(terms.kill)\(isGood ? "" : ", wrongly")", now: now)
    witness.approve(approval, isGood: isGood)
    take(.approve(approval))
  }

  /// What is to be signed: what the first signed, as long as somebody waits for the second, or something new.
  private func statement(
    of kill: LatchedKill, _ random: inout SplitMix64
  ) -> (KillEvidence, KillResetTerms) {
    let record = kill.step.record
    if let first = kill.step.approvals.first, first.terms.expires > deskNow {
      return (first.evidence, first.terms)
    }
    let evidence = KillEvidence(
      kill: record.id, epoch: record.epoch, contained: max(record.time, kill.tripped),
      clearances: kill.triggers.map { .init(trigger: $0, time: deskNow, facts: "looked at") },
      items: KillEvidence.items(for: kill.triggers).map { .init(name: $0, by: "somebody") })
    let length = random.number(1...900) * 1_000
    let request = KillResetRequest(record, evidence: evidence, now: deskNow, length: length)
    return (evidence, request.terms)
  }

  // MARK: the chain

  /// Our balances move. Not before the desk has noted down what it began with: what was there then is no movement.
  func move(_ choice: UInt64) {
    guard let opened = chainOpened, opened <= log.committedSequence else { return }
    var random = SplitMix64(seed: choice)
    // So much that no trade under way can hide it.
    let size = random.number(5_000...15_000) * 1_000_000 * (random.chance(500) ? 1 : -1)
    let market = floor.exchange[floor.markets[0]]
    let isShares = random.chance(300)
    let number = movements.count
    let flow = ChainFlow(
      collateral: Micros(raw: isShares ? 0 : size),
      shares: isShares ? [market.tokenID(.no): Micros(raw: size)] : [:],
      note: "movement \(number) of the simulation")
    movements.append(
      Movement(
        number: number, flow: flow, isSecret: random.chance(200),
        isAnnounced: random.chance(300)))
    observer.note(.moved)
    timeline.add(.inquiry(number), at: now + random.number(1...40) * 1_000)
  }

  /// Somebody looks after a movement, and does the next thing that is to be done about it.
  func inquire(_ number: Int) {
    let movement = movements[number]
    guard !movement.isSecret, !hasBegunDrain else { return }
    timeline.add(.inquiry(number), at: now + 7_000)
    guard let chain = desk?.manager.books.chain else { return }
    let isTold = movement.told != nil
    if chain.mismatch != nil, chain.explainedBy == nil {
      ask(.explain, by: "dora", "somebody moved it", number)
    } else if !isTold, movement.isAnnounced || chain.mismatch != nil {
      // Refused until it is seen on the chain, and asked again.
      ask(.flow(movement.flow), by: "dora", movement.flow.note, number)
    } else if isTold, chain.mismatch != nil {
      ask(.settle, by: "erin", "the balances agree", number)
      if desk?.manager.books.chain.mismatch == nil { observer.note(.settled) }
    }
  }

  private func ask(
    _ wish: OperatorRequest.Wish, by name: String, _ reason: String, _ number: Int
  ) {
    take(
      .request(
        OperatorRequest(
          id: "\(wish.name)-\(number)-\(now)", wish, by: name, reason: reason, time: deskNow)))
  }
}
