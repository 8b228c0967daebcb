import FixedPoint
import Hashing
import Signing
import Venue

extension SimulatedVenue {
  /// Why an action cannot be done as things stand; a sentence for people.
  package struct ActionRefusal: Error, Equatable, Sendable {
    package var message: String
  }

  /// Does what a script or whoever runs the venue says.
  package mutating func perform(_ action: VenueAction, now: Int64) throws(ActionRefusal) {
    advanceExchange(to: now)
    let market = try action.market.map { (reference) throws(ActionRefusal) in
      try index(of: reference)
    }
    if case .chain(let fault) = action {
      do throws(ChainFaultError) {
        try chain.apply(fault, now: now)
      } catch {
        throw ActionRefusal(message: error.message)
      }
    }
    do throws(ExchangeError) {
      try carryOut(action, market, now: now)
    } catch {
      throw ActionRefusal(message: error.sentence)
    }
    publish()
  }

  private mutating func carryOut(
    _ action: VenueAction, _ market: MarketIndex?, now: Int64
  ) throws(ExchangeError) {
    switch action {
    case .fault(let description):
      // Its fields were read once already, and mean the same now.
      guard let fault = try? Fault(description, now: now) else { return }
      _ = faults.add(fault, now: now)
    case .clearFaults: faults.removeAll()
    case .mode(.restarting, let duration?): exchange.restart(for: duration, now: now)
    case .mode(let mode, let duration):
      exchange.setMode(mode, until: duration.map { now + $0 }, now: now)
    case .market(_, let change):
      guard let market else { return }
      switch change {
      case .tick(let tick): try exchange.setTickSize(tick, of: market, now: now)
      case .accepting(let isAccepting): exchange.setAcceptingOrders(isAccepting, market)
      case .winner(let outcome): try exchange.resolve(market, winner: outcome, now: now)
      }
    case .settlement(let order):
      exchange.script(
        ScriptedSettlement(
          order.outcome, market: market, count: order.count, submission: order.submission))
    case .trade(let id, let isConfirmed):
      try exchange.settle(id, isConfirmed: isConfirmed, now: now)
    case .account(let address, let change): try apply(change, to: address)
    case .limits(let mode): exchange.limits.mode = mode
    case .chain: break
    }
  }

  private func index(
    of reference: VenueAction.MarketReference
  ) throws(ActionRefusal) -> MarketIndex {
    switch reference {
    case .number(let number):
      guard number <= markets.count else {
        throw ActionRefusal(message: "there is no market \(number): there are \(markets.count)")
      }
      return markets[number - 1].index
    case .id(let id):
      guard let index = exchange.market(id) else {
        throw ActionRefusal(message: "there is no market \(id.prefixedHex)")
      }
      return index
    }
  }

  private mutating func apply(
    _ change: VenueAction.AccountChange, to address: Address
  ) throws(ExchangeError) {
    guard let account = openAccount(address) else {
      throw .tooManyAccounts(limit: exchange.configuration.maximumAccounts)
    }
    if let amount = change.deposit {
      try exchange.deposit(amount, to: account)
      grant(amount, to: address)
    }
    if let amount = change.withdrawal { try exchange.withdraw(amount, from: account) }
    if let shares = change.shares {
      for market in markets where !market.isClosed {
        try exchange.depositPairs(shares, to: account, in: market.index)
        for outcome in Outcome.allCases {
          chain.grant(.shares(market.tokenID(outcome), UInt64(shares.raw)), to: address)
        }
      }
    }
    if let allowance = change.allowance { exchange.setAllowance(allowance, of: account) }
    if let isBanned = change.isBanned { exchange.setBanned(isBanned, account) }
    if let isClosedOnly = change.isClosedOnly { exchange.setClosedOnly(isClosedOnly, account) }
    if let tier = change.tier { exchange.limits.setTier(tier, of: address) }
  }

  /// Does what the script says for the time until `now`, each at its own time.
  mutating func followScript(to now: Int64) {
    while let next = script.first, openedAt + next.after <= now {
      script.removeFirst()
      let time = openedAt + next.after
      do throws(ActionRefusal) {
        try perform(next.action, now: time)
        log("script: \(next.action.name)", now: time)
      } catch {
        log("script: \(next.action.name) refused: \(error.message)", now: time)
      }
    }
  }

  // MARK: log

  /// Notes that a fault struck.
  mutating func note(_ strike: Fault.Kind, _ place: String, now: Int64) {
    log("fault \(strike.name): \(place)", now: now)
  }

  /// Lines that nobody takes are not kept for ever.
  private static let mostLines = 10_000

  /// Adds a line for whoever runs the venue.
  mutating func log(_ line: String, now: Int64) {
    guard lines.count < Self.mostLines else {
      lostLines += 1
      return
    }
    let milliseconds = String(1_000 + now % 1_000).dropFirst()
    lines.append("\(UTCTime.text(now).dropLast()).\(milliseconds)Z \(line)")
  }

  /// The lines since the last call.
  package mutating func takeLog() -> [String] {
    guard !lines.isEmpty else { return [] }
    defer {
      lines.removeAll(keepingCapacity: true)
      lostLines = 0
    }
    return lostLines == 0 ? lines : lines + ["(\(lostLines) lines more)"]
  }
}

extension VenueAction {
  /// The market that it names, if it names one.
  fileprivate var market: MarketReference? {
    switch self {
    case .market(let reference, _): reference
    case .settlement(let order): order.market
    default: nil
    }
  }

  /// The key of the action in scripts.
  var name: String {
    switch self {
    case .fault(let description): "fault \(description.kind)"
    case .clearFaults: "faults none"
    case .mode(let mode, _): "mode \(mode)"
    case .market: "market"
    case .settlement: "settlement"
    case .trade: "trade"
    case .account: "account"
    case .limits: "limits"
    case .chain: "chain"
    }
  }
}

extension ExchangeError {
  /// What is wrong, for whoever runs the venue; no final full stop.
  package var sentence: String {
    switch self {
    case .marketExists(let id): "there is a market \(id.prefixedHex) already"
    case .tokenExists(let id): "there is a token \(id) already"
    case .badTickSize(let tick): "\(tick) is none of the six ticks"
    case .badFees: "a fee has a rate of 0 to 1 and an exponent of 0, 1 or 2"
    case .badMinimumOrderSize(let size): "\(size) is no size of an order"
    case .badDelay(let seconds): "\(seconds) s is no delay of a market"
    case .tooManyAccounts(let limit): "there are \(limit) accounts already"
    case .badAmount(let amount): "\(amount) cannot be paid: too large, or no whole lots of 0.01"
    case .notAvailable(let available): "only \(available) is free"
    case .alreadyResolved: "the market is decided already"
    case .notResolved: "the market is not decided yet"
    case .noSuchTrade: "there is no such trade, or it is final"
    }
  }
}
