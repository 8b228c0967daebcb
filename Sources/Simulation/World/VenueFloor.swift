import FixedPoint
import Hashing
import JSON
import Network
import Runtime
import Signing
import Trading
import Venue
import VenueSimulator

/// The venue of a simulated world: the exchange with two markets, their crowds, our account and, now and then,
/// somebody else behind our key. It holds the truth that the oracles ask for.
///
/// Requests come as the bytes that would go over the wire and are read and checked by the same code that reads
/// and checks them there; answers are the classes that our client makes of the venue's answers.
struct VenueFloor {
  /// What the venue knows; the truth of a run.
  var exchange: Exchange
  let markets: [MarketIndex]
  /// Our key and account.
  let trader: Requester
  /// 429 before this time.
  var throttledUntil: Int64 = 0
  /// Bodies whose signature was checked once.
  private var checked: Set<Digest32> = []
  private let reader = JSONReader(maximumDepth: 16, maximumBytes: 1 << 20)
  private let domain = OrderDomain.of(isNegativeRisk: false, on: .polygon)

  /// The funds that our account starts with: pUSD, and as many shares of every token.
  static let funds = Micros(raw: 20_000_000_000)
  /// The API key that our orders come with.
  static let owner = VenueIdentifier(high: 0x0DE5_0000_0000_4000, low: 0x8000_0000_0000_0001)

  /// A floor whose clock is at `now`, for the trader with this address.
  init(seed: UInt64, trader address: Address, now: Int64) throws(ExchangeError) {
    var configuration = ExchangeConfiguration()
    configuration.seed = seed ^ 0x5645_4E55_45
    configuration.rateMode = .off
    configuration.settlement.sharedPerMille = 150
    exchange = Exchange(configuration, now: now)
    var markets: [MarketIndex] = []
    for number in 1...2 {
      var definition = MarketDefinition(
        conditionID: Self.condition(number), yesToken: UInt256(UInt64(number * 1_000 + 1)),
        noToken: UInt256(UInt64(number * 1_000 + 2)))
      definition.adaptsTickSize = false
      markets.append(try exchange.addMarket(definition))
    }
    self.markets = markets
    let account = try exchange.openAccount(address)
    try exchange.deposit(Self.funds, to: account)
    for market in markets {
      try exchange.depositPairs(Self.funds, to: account, in: market)
      var crowd = Crowd.Settings()
      crowd.makers = 2
      crowd.takers = 2
      crowd.levels = 3
      crowd.meanInterval = 1_500
      crowd.takesPerMille = 450
      crowd.quoteSize = 5...60
      try exchange.addCrowd(crowd, to: market)
    }
    trader = Requester(owner: Self.owner, user: account)
    _ = exchange.takeEvents()
  }

  /// The id of the market with this number, from 1.
  static func condition(_ number: Int) -> Digest32 { Digest32(0, 0, 0xC0D1, UInt64(number)) }

  /// The id of a market as the venue writes it.
  func marketText(_ market: MarketIndex) -> String {
    exchange[market].definition.conditionID.prefixedHex
  }

  /// The market with an id as the venue writes it.
  func market(_ text: String) -> MarketIndex? {
    markets.first { marketText($0) == text }
  }

  // MARK: requests

  /// `POST /order` with these bytes.
  mutating func post(_ body: [UInt8], now: Int64) -> PostOutcome {
    exchange.advance(to: now)
    if now < throttledUntil { return .failed(.throttled(notice)) }
    let request: Result<OrderRequest, OrderRequestError>
    do throws(JSONError) {
      request = try reader.withNode(of: body) { node in
        do throws(OrderRequestError) {
          return .success(try OrderRequest(reading: node))
        } catch {
          return .failure(error)
        }
      }
    } catch { return .failed(.rejected(.init(text: "Invalid order payload", status: 400))) }
    switch request {
    case .failure(let error): return .failed(.rejected(.init(text: error.venueText, status: 400)))
    case .success(let request): return place(request, now: now)
    }
  }

  private mutating func place(_ request: OrderRequest, now: Int64) -> PostOutcome {
    let id = request.order.digest(in: domain)
    let isOurs = VenueIdentifier(text: request.owner) == trader.owner
    guard isOurs else {
      return .failed(
        .rejected(.init(text: "owner has to be the owner of the API KEY", status: 400)))
    }
    if !checked.contains(id) {
      do throws(OrderSignatureError) {
        try request.signature.check(request.order, in: domain)
      } catch { return .failed(.rejected(.init(text: "invalid signature", status: 400))) }
      checked.insert(id)
    }
    let submission = OrderSubmission(
      order: request.order, id: id, requester: trader, type: request.type,
      isPostOnly: request.isPostOnly, expiration: Int64(clamping: request.expiration))
    do throws(OrderRefusal) {
      let receipt = try exchange.post(submission, now: now)
      return .accepted(
        PostReceipt(
          of: VenueOrderID(id), status: Self.status(receipt.status),
          making: receipt.makingAmount.description, taking: receipt.takingAmount.description,
          trades: receipt.tradeIDs.map(\.text)))
    } catch {
      if case .engine(let refusal) = error { return .failed(Self.failure(refusal)) }
      return .failed(.rejected(.init(text: error.text, status: error.status)))
    }
  }

  /// `DELETE /orders`, or all of ours, or those of a market.
  mutating func cancel(_ request: CancelRequest, now: Int64) -> CancelAnswer {
    exchange.advance(to: now)
    if now < throttledUntil { return .failed(.throttled(notice)) }
    if let refusal = exchange.cancelRefusal { return .failed(Self.failure(refusal)) }
    let report: CancelReport
    switch request {
    case .orders(let ids): report = exchange.cancel(ids, of: trader.user, now: now)
    case .all: report = exchange.cancelAll(of: trader.user, now: now)
    case .market(let text):
      guard let market = market(text) else { return .receipt(CancelReceipt(canceled: [])) }
      report = exchange.cancelAll(of: trader.user, market: market, now: now)
    }
    return .receipt(
      CancelReceipt(
        canceled: report.canceled.map { VenueOrderID($0) },
        refused: report.notCanceled.map {
          CancelReceipt.Refusal(id: VenueOrderID($0.id), text: $0.reason.text)
        }))
  }

  /// What a request to cancel names.
  enum CancelRequest {
    case orders([Digest32])
    case all
    case market(String)
  }

  /// The answer to it.
  enum CancelAnswer {
    case receipt(CancelReceipt)
    case failed(VenueFailure)
  }

  /// A heartbeat.
  mutating func beat(id: String, now: Int64) -> HeartbeatAnswer {
    exchange.beat(trader, id: VenueIdentifier(text: id), now: now)
  }

  private var notice: RateNotice {
    var notice = RateNotice(HTTPHeaders())
    notice.retryAfter = 1
    return notice
  }

  private static func failure(_ refusal: EngineRefusal) -> VenueFailure {
    let retryAfter = refusal.retryAfterSeconds.map(Int.init)
    switch refusal {
    case .restarting: return .restarting(retryAfter: retryAfter)
    case .postOnly: return .halted(.postOnly, retryAfter: retryAfter)
    case .cancelOnly: return .halted(.cancelOnly, retryAfter: retryAfter)
    case .disabled: return .halted(.disabled, retryAfter: retryAfter)
    }
  }

  private static func status(_ status: OrderReceipt.Status) -> VenueOrderStatus {
    switch status {
    case .live: .live
    case .matched: .matched
    case .delayed: .delayed
    }
  }
}
