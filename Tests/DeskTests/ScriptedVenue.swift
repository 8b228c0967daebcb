import Desk
import FixedPoint
import Hashing
import Network
import Orders
import Trading
import Venue

/// A venue that a test holds in its hands: honest and at once unless it is told otherwise for the next requests.
final class ScriptedVenue: DeskWorld {
  /// What becomes of a POST.
  enum PostScript {
    case accept
    /// It arrives, and the answer does not.
    case acceptUnanswered
    /// Neither arrives.
    case loseUnanswered
    /// Arrives; nothing is ever told about the request.
    case silence
    case fail(VenueFailure)
  }

  /// What becomes of a request to cancel.
  enum CancelScript {
    case accept
    case acceptUnanswered
    case refuse(String)
    case fail(VenueFailure)
  }

  struct Resting {
    var terms: OrderTerms
    var status = VenueOrderStatus.live
    var matched = Micros.zero
    var trades: [String] = []
  }

  static let apiKey = "01234567-89ab-cdef-0123-456789abcdef"
  static let unanswered = VenueFailure.unknown(.unanswered(.timedOut(milliseconds: 5_000)))

  /// Everything that left the desk, in order.
  private(set) var effects: [ManagerEffect] = []
  private var waiting: [ManagerEffect] = []
  var posts: [PostScript] = []
  var cancels: [CancelScript] = []
  /// Answers to snapshots while it is false: none.
  var isReadable = true
  /// Answers to readings of the chain while it is false: none, until ``chainReading()`` is asked for.
  var isChainAnswering = true
  private(set) var orders: [Digest32: Resting] = [:]
  private var arrivals: [Digest32] = []
  private(set) var trades: [TradeRecord] = []
  /// What an order id stands for; the desk's books, since a test does not parse bodies.
  var termsOf: (Digest32) -> OrderTerms? = { _ in nil }
  private(set) var drained: Int?
  private var beats = 0
  private var block: Int64 = 100

  func perform(_ effect: ManagerEffect, now: Int64) {
    effects.append(effect)
    waiting.append(effect)
  }

  /// The bodies that were posted of one order, in order.
  func bodies(of id: Digest32) -> [[UInt8]] {
    effects.compactMap { effect in
      if case .post(id, let body, _) = effect { body } else { nil }
    }
  }

  /// The ids of all posts, in order.
  var posted: [Digest32] {
    effects.compactMap { effect in
      if case .post(let id, _, _) = effect { id } else { nil }
    }
  }

  /// The ids that were asked to be cancelled one by one, in order.
  var cancelled: [Digest32] {
    effects.flatMap { effect in
      if case .cancel(let ids, _) = effect { ids } else { [] as [Digest32] }
    }
  }

  var open: [Digest32] { arrivals.filter { orders[$0]?.status.isOpen == true } }

  /// Forgets requests that nobody waits for any more: the process that made them is gone.
  func forgetWaiting() { waiting = [] }

  /// Answers the next request; nil where none waits or no answer comes.
  func next(now: Int64) -> ManagerEvent?? {
    guard !waiting.isEmpty else { return .none }
    return .some(answer(waiting.removeFirst(), now: now))
  }

  private func answer(_ effect: ManagerEffect, now: Int64) -> ManagerEvent? {
    switch effect {
    case .post(let order, _, _): return post(order)
    case .cancel(let ids, let attempt):
      return .cancelled(orders: ids, attempt: attempt, cancel(ids))
    case .cancelAll: return .cancelledAll(cancel(open))
    case .cancelMarket(let market):
      return .cancelledAll(cancel(open.filter { orders[$0]?.terms.market == market }))
    case .readSnapshot(let round, let since):
      guard isReadable else { return .snapshot(round: round, .failed("503")) }
      return .snapshot(
        round: round,
        .complete(
          VenueSnapshot(
            begun: now, ended: now, orders: open.compactMap(record), tradesSince: since,
            trades: trades)))
    case .lookUp(let order):
      guard let found = orders[order], found.status.isOpen, let record = record(order) else {
        return .lookedUp(order: order, .notFound)
      }
      return .lookedUp(order: order, .found(record))
    case .beat(.send(let beat, _)):
      beats += 1
      return .beat(.accepted(beat: beat, next: "beat-\(beats)"))
    case .beat: return nil
    case .readChain: return isChainAnswering ? chainReading() : nil
    case .renewCredential: return .credential(.renewed(expires: now + 86_400_000))
    case .lookUpTrade(let id): return trades.first { $0.id == id }.map { .trade($0) }
    case .drained(let open):
      drained = open
      return nil
    }
  }

  /// What the chain says.
  func chainReading() -> ManagerEvent {
    block += 1
    return .chain(
      .read(
        ChainReading(
          block: block, transactionCount: 0, collateral: Micros(raw: 1_000_000_000), shares: [:])))
  }

  private func post(_ id: Digest32) -> ManagerEvent? {
    let script = posts.isEmpty ? .accept : posts.removeFirst()
    switch script {
    case .accept:
      guard orders[id] == nil else {
        return .posted(
          order: id,
          .failed(
            .rejected(.init(text: "order \(id.prefixedHex) is invalid. Duplicated.", status: 400))))
      }
      arrive(id)
      return .posted(
        order: id, .accepted(PostReceipt(of: VenueOrderID(id), status: .live)))
    case .acceptUnanswered:
      arrive(id)
      return .posted(order: id, .failed(Self.unanswered))
    case .loseUnanswered: return .posted(order: id, .failed(Self.unanswered))
    case .silence:
      arrive(id)
      return nil
    case .fail(let failure): return .posted(order: id, .failed(failure))
    }
  }

  private func arrive(_ id: Digest32) {
    guard let terms = termsOf(id), orders[id] == nil else { return }
    orders[id] = Resting(terms: terms)
    arrivals.append(id)
  }

  private func cancel(_ ids: [Digest32]) -> CancelOutcome {
    let script = cancels.isEmpty ? .accept : cancels.removeFirst()
    var gone: [VenueOrderID] = []
    var refused: [CancelReceipt.Refusal] = []
    switch script {
    case .fail(let failure): return .failed(failure)
    case .refuse(let text):
      refused = ids.map { CancelReceipt.Refusal(id: VenueOrderID($0), text: text) }
    case .accept, .acceptUnanswered:
      for id in ids {
        if orders[id]?.status.isOpen == true {
          orders[id]?.status = .canceled
          gone.append(VenueOrderID(id))
        } else {
          refused.append(
            CancelReceipt.Refusal(
              id: VenueOrderID(id), text: "order can't be found - already canceled or matched"))
        }
      }
    }
    if case .acceptUnanswered = script { return .failed(Self.unanswered) }
    return .receipt(CancelReceipt(canceled: gone, refused: refused))
  }

  /// Somebody trades with an order that rests, or did: what the user channel tells.
  func trade(_ id: Digest32, _ shares: Int64, named name: String, now: Int64) -> ManagerEvent? {
    guard let resting = orders[id] else { return nil }
    let size = Micros(raw: shares * 1_000_000)
    orders[id]?.matched.raw += size.raw
    orders[id]?.trades.append(name)
    if orders[id].map({ $0.matched >= $0.terms.size }) == true { orders[id]?.status = .matched }
    let taker = VenueOrderID(Digest32(9, 9, 9, UInt64(trades.count)))
    let trade = TradeRecord(
      id: name, takerOrderID: taker, market: resting.terms.market, tokenID: resting.terms.token,
      side: resting.terms.side.opposite, size: size, price: resting.terms.price,
      status: .confirmed, matchTime: now / 1_000 * 1_000, owner: Self.apiKey,
      makerFills: [
        .init(
          orderID: VenueOrderID(id), owner: Self.apiKey, matchedSize: size,
          price: resting.terms.price, tokenID: resting.terms.token, side: resting.terms.side)
      ], traderSide: .maker)
    trades.append(trade)
    return .trade(trade)
  }

  /// An order of our key that the desk never heard of.
  func placeForeign(_ id: Digest32, _ terms: OrderTerms) {
    orders[id] = Resting(terms: terms)
    arrivals.append(id)
  }

  private func record(_ id: Digest32) -> OpenOrder? {
    orders[id].map { order in
      OpenOrder(
        id: VenueOrderID(id), status: order.status, owner: Self.apiKey, maker: "0xabc",
        market: order.terms.market, tokenID: order.terms.token, side: order.terms.side,
        originalSize: order.terms.size, matchedSize: order.matched, price: order.terms.price,
        type: order.terms.type, tradeIDs: order.trades)
    }
  }
}
