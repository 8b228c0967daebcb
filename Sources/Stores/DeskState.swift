import Orders

/// Everything that the runners of one API key share, and each operation on it as one step. Both stores keep one:
/// in memory, or as the copy of what the tables hold.
struct DeskState: Equatable, Sendable {
  /// Who may beat and trade for the key.
  struct Lease: Hashable, Sendable {
    var owner: String
    /// One more with each new holder.
    var epoch: Int64
    /// Milliseconds since 1970, as the owner counts.
    var until: Int64
    /// When it ends on the store's clock, which alone decides: a date that leaps ahead must not give a key two
    /// owners.
    var end: StoreClock.Moment

    /// Whether it still is the owner's at `moment`. No process outlives its machine.
    func holds(at moment: StoreClock.Moment) -> Bool {
      end.boot == moment.boot && moment.elapsed < end.elapsed
    }
  }

  /// The numbers of the orders.
  var orders: NonceLane
  /// The numbers of the wallet's transactions.
  var transactions: NonceLane
  var window: OperationWindow
  var lease: Lease?
  var kills: KillRegister

  /// The state of a key that nobody used yet.
  init(
    orders: NonceLane = NonceLane(kind: .order),
    transactions: NonceLane = NonceLane(kind: .transaction),
    window: OperationWindow = OperationWindow(), lease: Lease? = nil,
    kills: KillRegister = KillRegister()
  ) {
    self.orders = orders
    self.transactions = transactions
    self.window = window
    self.lease = lease
    self.kills = kills
  }

  /// A lane, to look at and to change in its place: a copy of thousands of slots is what a number must not cost.
  subscript(lane: NonceLane.Kind) -> NonceLane {
    get { lane == .order ? orders : transactions }
    _modify {
      switch lane {
      case .order: yield &orders
      case .transaction: yield &transactions
      }
    }
  }

  /// The facts about the lane of orders, as the graph is told them, with the kills of this state.
  func signingFacts(_ caller: DeskCaller, now: Int64) -> SigningFacts {
    orders.facts(
      for: NonceRequest(
        "", epoch: caller.epoch, isKilled: kills.kill(of: [], wallet: caller.wallet) != nil),
      now: now, limits: caller.limits.nonce)
  }

  /// The chain's reading, for both lanes.
  mutating func observe(
    _ reading: ChainReading?, _ caller: DeskCaller, now: Int64
  ) -> [NonceFinding] {
    let limits = caller.limits.nonce
    guard let reading else {
      orders.advance(to: now, limits: limits)
      transactions.advance(to: now, limits: limits)
      return []
    }
    _ = orders.observe(count: reading.transactionCount, now: now, limits: limits)
    return transactions.observe(count: reading.transactionCount, now: now, limits: limits)
  }

  /// A holder goes on, an expired lease goes to whoever asks, and a process that starts again takes its own over:
  /// in the last two cases under a new epoch, for the lane that the lease guards. The epoch that now is the
  /// caller's; nil: refused.
  mutating func renewLease(
    _ caller: DeskCaller, owner: String, now: Int64, until: Int64, at moment: StoreClock.Moment
  ) -> Int64? {
    var epoch = lease?.epoch ?? 0
    if let lease, lease.owner == owner, caller.isHolder {
      guard caller.epoch == lease.epoch else { return nil }
    } else {
      if let lease, lease.owner != owner, lease.holds(at: moment) { return nil }
      // Lanes are the wallet's: a key that is new to it goes on where the last one was.
      epoch = max(epoch, self[caller.lane].head.epoch) + 1
    }
    let (length, isOverflow) = until.subtractingReportingOverflow(now)
    guard !isOverflow, length < Self.longestLease else { return nil }
    var end = moment.elapsed + max(0, length)
    if let lease, lease.end.boot == moment.boot { end = max(end, lease.end.elapsed) }
    lease = Lease(
      owner: owner, epoch: epoch, until: max(until, lease?.until ?? .min),
      end: StoreClock.Moment(boot: moment.boot, elapsed: end))
    self[caller.lane].fence(epoch: epoch)
    return epoch
  }

  /// A day, in milliseconds: nobody asks for a key for longer.
  static let longestLease: Int64 = 86_400_000

  /// Room for an operation at `moment` on the store's clock, which is `now` on the caller's.
  mutating func reserveRate(
    _ operation: String, now: Int64, at moment: StoreClock.Moment, cap: Int
  ) -> RateAnswer {
    let answer = window.reserve(operation, now: moment.elapsed, cap: cap)
    guard case .full(let time) = answer else { return answer }
    return .full(until: now + max(0, time - moment.elapsed))
  }
}

/// Who calls a store.
struct DeskCaller: Equatable, Sendable {
  /// Names the process; the same after a restart.
  var owner: String
  /// The signing wallet.
  var wallet: String
  var limits: DeskLimits
  /// The lane whose numbers only the holder of the lease is given.
  var lane = NonceLane.Kind.order
  /// The epoch that the process knows.
  var epoch: Int64 = 0
  /// Whether this process was ever given the lease.
  var isHolder = false
}

extension DeskState {
  /// The number for a request, with the kills of this state.
  mutating func assign(
    _ request: String, lane: NonceLane.Kind, scopes: [KillScope], _ caller: DeskCaller, now: Int64
  ) -> NonceDecision {
    let request = NonceRequest(
      request, owner: caller.owner, epoch: caller.epoch,
      isKilled: kills.kill(of: scopes, wallet: caller.wallet) != nil)
    return self[lane].assign(request, now: now, limits: caller.limits.nonce)
  }
}
