import FixedPoint
import Hashing
import Orders
import Trading
import Venue

/// The real ledger and the real reconciler before a venue that says what the test wants it to.
struct ReconcilerBench {
  static let key = "11111111-2222-3333-4444-555555555555"
  static let wallet = "0x00000000000000000000000000000000000000aa"
  static let market = "0xmarket"

  var ledger = OrderLedger()
  var reconciler: Reconciler
  var now: Int64 = 1_000_000
  /// What the venue lists.
  var rows: [OpenOrder] = []
  var trades: [TradeRecord] = []
  /// What a question for one order answers; not listed here is not found.
  var answers: [Digest32: LookupOutcome] = [:]
  /// What a cancel of one order answers.
  var cancelAnswers: [Digest32: ReconcilerEvent.CancelAnswer] = [:]
  /// How far the venue's clock is ahead of ours, in milliseconds.
  var skew: Int64 = 0
  /// Trades that were asked for by name.
  var askedTrades: [String] = []
  /// Whether snapshots fail.
  var isDown = false
  /// Everything the reconciler ever wanted.
  var log: [ReconcilerAction] = []
  private var asked: (round: Int, since: Int64)?
  private var sequence: Int64 = 0

  init(policy: ReconcilerPolicy = ReconcilerPolicy()) {
    reconciler = Reconciler(wallet: Self.wallet, owner: Self.key, policy: policy)
  }

  static func id(_ number: UInt64) -> Digest32 { Digest32(number, 0, 0, number) }

  /// A buy of `size` whole shares at 0.50, signed now and sent.
  @discardableResult
  mutating func place(
    _ number: UInt64, size: Int64 = 1_000, market: String = market, strategy: String = "maker",
    expiration: Int64? = nil, facts: [OrderFact] = [.sent, .acknowledged]
  ) -> Digest32 {
    let id = Self.id(number)
    sequence += 1
    let terms = OrderTerms(
      clientOrderID: "intent-\(number)/0/1", intent: "intent-\(number)", strategy: strategy,
      market: market, token: UInt256(UInt64(7)), side: .buy, price: Micros(raw: 500_000),
      size: Self.shares(size), expiration: expiration, tick: Micros(raw: 10_000), builder: .zero)
    let signed = SignedBytes(id: id, body: [], salt: number, timestamp: UInt64(now))
    ledger.add(terms, signed, sequence: sequence, at: now)
    for fact in facts { _ = ledger.apply(fact, to: id, from: .local, at: now) }
    return id
  }

  /// Something else becomes known.
  mutating func learn(_ id: Digest32, _ facts: OrderFact...) {
    for fact in facts { _ = ledger.apply(fact, to: id, from: .stream, at: now) }
  }

  /// The venue lists the order as open.
  mutating func list(
    _ id: Digest32, size: Int64 = 1_000, matched: Int64 = 0, createdAt: Int64? = nil,
    status: VenueOrderStatus = .live
  ) {
    rows.removeAll { $0.id.digest == id }
    rows.append(row(id, size: size, matched: matched, createdAt: createdAt, status: status))
  }

  func row(
    _ id: Digest32, size: Int64 = 1_000, matched: Int64 = 0, createdAt: Int64? = nil,
    status: VenueOrderStatus = .live
  ) -> OpenOrder {
    OpenOrder(
      id: VenueOrderID(id), status: status, owner: Self.key, maker: Self.wallet,
      market: Self.market, tokenID: UInt256(UInt64(7)), side: .buy,
      originalSize: Self.shares(size), matchedSize: Self.shares(matched),
      price: Micros(raw: 500_000), createdAt: createdAt)
  }

  /// The venue lists a trade that our resting order made.
  mutating func trade(
    _ name: String, _ id: Digest32, size: Int64, status: TradeStatus = .matched,
    price: Int64 = 500_000, time: Int64? = nil
  ) {
    trades.removeAll { $0.id == name }
    let token = UInt256(UInt64(7))
    trades.append(
      TradeRecord(
        id: name, takerOrderID: VenueOrderID(Self.id(99_999)), market: Self.market, tokenID: token,
        side: .sell, size: Self.shares(size), price: Micros(raw: price), status: status,
        matchTime: time ?? venueNow,
        makerFills: [
          TradeRecord.MakerFill(
            orderID: VenueOrderID(id), owner: Self.key, matchedSize: Self.shares(size),
            price: Micros(raw: price), tokenID: token)
        ], traderSide: .maker))
  }

  /// What the venue's clock shows.
  var venueNow: Int64 { now + skew }

  /// Since when the latest round that was asked for reads trades, on the venue's clock.
  var window: Int64? {
    log.reversed().lazy.compactMap {
      if case .readSnapshot(_, let since) = $0 { since } else { nil }
    }.first
  }

  static func shares(_ whole: Int64) -> Micros { Micros(raw: whole * 1_000_000) }

  /// A fact of a trade as the stream tells it.
  func fill(
    _ name: String, _ size: Int64, status: TradeStatus = .matched, price: Int64 = 500_000,
    time: Int64? = nil
  ) -> OrderFact {
    .trade(
      TradeFact(
        id: name, size: Self.shares(size), price: Micros(raw: price), status: status,
        matchTime: time ?? venueNow))
  }

  /// Gives the reconciler an event and carries out what it wants, as the order manager would.
  @discardableResult
  mutating func handle(_ event: ReconcilerEvent) -> [ReconcilerAction] {
    let actions = reconciler.handle(event, books: ledger, now: now)
    log += actions
    for action in actions {
      switch action {
      case .apply(let correction):
        _ = ledger.apply(
          correction.fact, to: correction.order, from: correction.source, at: now)
      case .readSnapshot(let round, let since): asked = (round, since)
      case .lookUpTrade(let id): answer(tradeNamed: id)
      default: break
      }
    }
    for action in actions {
      switch action {
      case .lookUp(let order): handle(.lookedUp(order: order, answers[order] ?? .notFound))
      case .cancel(let order, _):
        let answer = cancelAnswers[order] ?? .notFound
        if answer == .cancelled { rows.removeAll { $0.id.digest == order } }
        if answer == .cancelled, ledger.record(order)?.life.isTerminal == false {
          learn(order, .cancelled(matched: nil, reason: .requested))
        }
        handle(.cancelAnswered(order: order, answer))
      default: break
      }
    }
    return actions
  }

  /// The process begins; its first round is asked for.
  mutating func start() { handle(.start(since: now)) }

  /// What is told of one trade comes as the user channel's messages do.
  private mutating func answer(tradeNamed id: String) {
    askedTrades.append(id)
    for record in trades where record.id == id {
      let books = ledger
      for (order, fact) in record.fills(of: Self.key, isOurs: { books.record($0) != nil }) {
        learn(order, .trade(fact))
      }
    }
  }

  /// Time passes until the next round, which is answered with what the venue lists.
  @discardableResult
  mutating func round(after wait: Int64 = 5_000) -> [ReconcilerAction] {
    now += wait
    if asked == nil { handle(.tick) }
    return answer()
  }

  /// Answers the round that was asked for; nothing where none was.
  @discardableResult
  mutating func answer() -> [ReconcilerAction] {
    guard let asked else { return [] }
    self.asked = nil
    let outcome: SnapshotOutcome =
      isDown ? .failed("down") : .complete(snapshot(since: asked.since))
    return handle(.snapshot(round: asked.round, outcome))
  }

  /// What the venue says at the moment.
  func snapshot(since: Int64 = 0) -> VenueSnapshot {
    VenueSnapshot(
      begun: now, skew: skew, ended: now, orders: rows, tradesSince: since,
      trades: trades.filter { $0.matchTime >= since })
  }

  /// A bench with one order at rest on both sides and a clean round behind it, long enough ago to be judged.
  static func settled(
    size: Int64 = 1_000, policy: ReconcilerPolicy = ReconcilerPolicy()
  ) -> (bench: ReconcilerBench, order: Digest32) {
    var bench = ReconcilerBench(policy: policy)
    let order = bench.place(1, size: size)
    bench.list(order, size: size)
    bench.now += 10_000
    bench.start()
    bench.answer()
    return (bench, order)
  }

  func life(_ id: Digest32) -> OrderLife? { ledger.record(id)?.life }
  func filled(_ id: Digest32) -> Micros { ledger.record(id)?.status.filled ?? .zero }
  func pause(_ market: String = market) -> String? {
    reconciler.pauseCode(market: market, strategy: "maker")
  }
}

extension [ReconcilerAction] {
  /// The classes that were flagged.
  var classes: [ReconcileClass] {
    compactMap { if case .found(let difference) = $0 { difference.reason } else { nil } }
  }

  /// The facts that were concluded.
  var facts: [OrderFact] {
    compactMap { if case .apply(let correction) = $0 { correction.fact } else { nil } }
  }

  /// The orders that are cancelled, and why.
  var cancels: [CancelCause] {
    compactMap { if case .cancel(_, let cause) = $0 { cause } else { nil } }
  }

  /// The scopes that are paused.
  var pauses: [KillScope] {
    compactMap { if case .pause(let scope, _) = $0 { scope } else { nil } }
  }

  var lookUps: [Digest32] {
    compactMap { if case .lookUp(let order) = $0 { order } else { nil } }
  }

  var states: [ReconcileState] {
    compactMap { if case .state(_, let state) = $0 { state } else { nil } }
  }

  var isClean: Bool { contains { if case .reconciled = $0 { true } else { false } } }
}
