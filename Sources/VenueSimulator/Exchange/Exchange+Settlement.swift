import FixedPoint
import Hashing
import Runtime
import Trading
import Venue

extension Exchange {
  /// Says what becomes of transactions to come, after what was said before.
  package mutating func script(_ settlement: ScriptedSettlement) {
    script.append(settlement)
  }

  /// Ends the settlement of a trade now, whatever was planned: the funds move, or never will. All trades
  /// of its transaction go with it.
  package mutating func settle(
    _ trade: VenueIdentifier, isConfirmed: Bool, now: Int64
  ) throws(ExchangeError) {
    advance(to: now)
    guard let serial = tradeSerials[trade], let found = self.trade(serial: serial),
      var settlement = settlements[found.transaction], isConfirmed || !settlement.isMined
    else { throw .noSuchTrade }
    var steps: [(wait: Int64, step: Settlement.Step)] = []
    if !isConfirmed {
      steps = [(0, .fail)]
    } else {
      steps = [(0, .confirm)]
      if !settlement.isMined { steps.append((0, .mine)) }
      if settlement.hash == nil { steps.append((0, .send)) }
    }
    settlement.steps = steps
    settlements[found.transaction] = settlement
    for _ in steps { stepSettlement(found.transaction) }
  }

  /// The trade with a serial number, if it is still kept.
  func trade(serial: UInt64) -> ExchangeTrade? {
    guard serial >= firstTrade, serial - firstTrade < UInt64(trades.count) else { return nil }
    return trades[Int(serial - firstTrade)]
  }

  /// The transaction that a new trade settles in: that of the trade before it, if it was not sent and the
  /// plan's chance has it so, or a new one.
  mutating func joinSettlement(of market: MarketIndex, trade: UInt64) -> UInt64 {
    let plan = configuration.settlement
    if let open = openSettlement[market.position], random.chance(plan.sharedPerMille) {
      settlements[open]?.trades.append(trade)
      return open
    }
    var outcome: SettlementOutcome?
    var submission: Int64?
    if let position = script.firstIndex(where: { $0.market == nil || $0.market == market }) {
      outcome = script[position].outcome
      submission = script[position].submission
      script[position].count -= 1
      if script[position].count == 0 { script.remove(at: position) }
    }
    let number = settlementCount
    settlementCount += 1
    let drawn = outcome ?? plan.draw(&random)
    var settlement = Settlement(
      drawn, market: market, plan: plan, submission: submission, random: &random)
    settlement.trades.append(trade)
    settlements[number] = settlement
    // What was said of one transaction is not said of others that happen to come next.
    openSettlement[market.position] = outcome == nil ? number : nil
    scheduleStep(number)
    return number
  }

  private mutating func scheduleStep(_ number: UInt64) {
    guard let next = settlements[number]?.steps.last else { return }
    var due = now + next.wait
    // Funds move when a block comes, not between two.
    let interval = configuration.settlement.blockInterval
    if case .mine = next.step, interval > 1 { due = (due + interval - 1) / interval * interval }
    timers.add(.settlement(number), due: due)
  }

  /// Does the next step of a settlement, and sets the time of the one after it.
  mutating func stepSettlement(_ number: UInt64) {
    guard var settlement = settlements[number], let next = settlement.steps.popLast() else {
      return
    }
    var status: ExchangeTrade.Status?
    switch next.step {
    case .send:
      settlement.hash = makeHash()
      if openSettlement[settlement.market.position] == number {
        openSettlement[settlement.market.position] = nil
      }
    case .retry:
      settlement.hash = makeHash()
      status = .retrying
    case .mine:
      settlement.isMined = true
      status = .mined
    case .confirm: status = .confirmed
    case .fail: status = .failed
    }
    let isOver = next.step == .confirm || next.step == .fail
    settlements[number] = isOver ? nil : settlement
    if isOver, openSettlement[settlement.market.position] == number {
      openSettlement[settlement.market.position] = nil
    }
    for serial in settlement.trades {
      setTrade(serial, status, hash: settlement.hash, step: next.step)
    }
    if !isOver { scheduleStep(number) }
  }

  private mutating func setTrade(
    _ serial: UInt64, _ status: ExchangeTrade.Status?, hash: Digest32?, step: Settlement.Step
  ) {
    let position = Int(serial - firstTrade)
    if step == .retry || step == .fail {
      trades[position].revertedHash = trades[position].transactionHash
    }
    trades[position].transactionHash = hash
    guard let status else { return }
    trades[position].status = status
    trades[position].updatedAt = now
    let trade = trades[position]
    if step == .mine { moveFunds(trade.taker, trade.makers) }
    if step == .fail { freeFunds(trade.taker, trade.makers) }
    tell(trade)
  }

  /// A trade is in a block: every leg gives what was bound for it and gets the other thing. Where taker and
  /// maker hold different tokens, the contract makes pairs of shares for two buyers, and takes pairs back
  /// from two sellers.
  mutating func moveFunds(_ taker: ExchangeTrade.Leg, _ makers: [ExchangeTrade.Leg]) {
    freeFunds(taker, makers)
    for leg in [taker] + makers {
      prepareHolding(leg.account, leg.token)
      let account = leg.account.position
      if leg.side == .buy {
        accounts[account].collateral.balance.raw -= leg.value.raw + leg.fee.raw
        accounts[account].shares[leg.token.position].balance.raw += leg.size.raw
        if let allowance = accounts[account].allowance {
          accounts[account].allowance = Micros(raw: max(0, allowance.raw - leg.value.raw))
        }
      } else {
        accounts[account].shares[leg.token.position].balance.raw -= leg.size.raw
        accounts[account].collateral.balance.raw += leg.value.raw - leg.fee.raw
      }
    }
    feesCollected.raw += taker.fee.raw
    for maker in makers where maker.token != taker.token {
      let change = taker.side == .buy ? maker.size.raw : -maker.size.raw
      markets[taker.token.simulatedMarket.position].backing.raw += change
    }
  }

  /// What was bound for a trade is free again.
  private mutating func freeFunds(
    _ taker: ExchangeTrade.Leg, _ makers: [ExchangeTrade.Leg]
  ) {
    for leg in [taker] + makers {
      if leg.side == .buy {
        accounts[leg.account.position].collateral.matched.raw -= leg.value.raw + leg.fee.raw
      } else {
        accounts[leg.account.position].shares[leg.token.position].matched.raw -= leg.size.raw
      }
    }
  }
}
