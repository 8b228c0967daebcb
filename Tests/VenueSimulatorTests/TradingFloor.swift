import FixedPoint
import Hashing
import Runtime
import Signing
import Trading
import Venue
import VenueSimulator

/// An exchange with one market and traders that need no signatures: what the tests of its rules stand on.
struct TradingFloor {
  static let start: Int64 = 1_790_000_000_000

  var exchange: Exchange
  let market: MarketIndex
  var now = start
  private var orders: UInt64 = 0

  init(
    _ configuration: ExchangeConfiguration = .init(),
    _ adjust: (inout MarketDefinition) -> Void = { _ in }
  ) throws {
    exchange = Exchange(configuration, now: Self.start)
    var definition = Self.definition(1)
    adjust(&definition)
    market = try exchange.addMarket(definition)
    _ = exchange.takeEvents()
  }

  static func definition(_ number: UInt64) -> MarketDefinition {
    MarketDefinition(
      conditionID: Digest32(0, 0, 0, number), yesToken: UInt256(number * 2),
      noToken: UInt256(number * 2 + 1))
  }

  static func address(_ number: UInt64) -> Address {
    Address(lowBytesOf: Digest32(0, 0, 0, number))
  }

  /// A trader with pUSD and as many shares of both outcomes.
  mutating func trader(
    _ number: UInt64, cash: String = "1000", shares: String = "1000"
  ) throws -> Requester {
    let account = try exchange.openAccount(Self.address(number))
    try exchange.deposit(amount(cash), to: account)
    try exchange.depositPairs(amount(shares), to: account, in: market)
    return Requester(owner: VenueIdentifier(high: 1, low: number), user: account)
  }

  var yes: TokenIndex { TokenIndex(market, .yes) }
  var no: TokenIndex { TokenIndex(market, .no) }

  /// An order that says a price and a size; its id is new unless given.
  mutating func order(
    _ trader: Requester, _ side: Side, _ price: String, _ size: String, _ outcome: Outcome = .yes,
    type: OrderType = .goodTillCancelled, postOnly: Bool = false, expiration: Int64 = 0,
    id: Digest32? = nil
  ) throws -> OrderSubmission {
    let (price, size) = (UInt64(try amount(price).raw), UInt64(try amount(size).raw))
    var (cash, shares) = (size * price / 1_000_000, size)
    if side == .buy, !type.rests {
      cash -= cash % 10_000
      shares = cash * 1_000_000 / price / 100 * 100
    }
    return signed(
      trader, side, cash: cash, shares: shares, outcome, type: type, postOnly: postOnly,
      expiration: expiration, id: id)
  }

  /// An order that says its two amounts, in millionths.
  mutating func signed(
    _ trader: Requester, _ side: Side, cash: UInt64, shares: UInt64, _ outcome: Outcome = .yes,
    type: OrderType = .goodTillCancelled, postOnly: Bool = false, expiration: Int64 = 0,
    id: Digest32? = nil
  ) -> OrderSubmission {
    orders += 1
    let address = exchange[trader.user].address
    let order = VenueOrder(
      salt: orders, maker: address, signer: address,
      tokenID: exchange[market].tokenID(outcome), makerAmount: side == .buy ? cash : shares,
      takerAmount: side == .buy ? shares : cash, side: side, signatureType: .externallyOwned,
      timestamp: UInt64(now), metadata: .zero, builder: .zero)
    return OrderSubmission(
      order: order, id: id ?? Digest32(orders &* 0x9E37_79B9_7F4A_7C15, 0, 0, orders),
      requester: trader, type: type, isPostOnly: postOnly, expiration: expiration)
  }

  @discardableResult
  mutating func post(_ submission: OrderSubmission) throws -> OrderReceipt {
    try exchange.post(submission, now: now)
  }

  /// The text with which an order is refused; nil if it is taken.
  mutating func refusal(_ submission: OrderSubmission) -> String? {
    do throws(OrderRefusal) {
      _ = try exchange.post(submission, now: now)
      return nil
    } catch {
      return error.text
    }
  }

  /// Time goes on.
  mutating func wait(_ milliseconds: Int64) {
    now += milliseconds
    exchange.advance(to: now)
  }

  /// The best prices and all levels of a token's book, as text: `0.49x10 0.50x5 | 0.55x1`.
  func book(_ outcome: VenueSimulator.Outcome = .yes) -> String {
    Self.text(exchange[market].book(outcome))
  }

  static func text(_ book: OrderBook) -> String {
    func text(_ levels: [BookLevel]) -> String {
      levels.map { "\($0.price)x\($0.size)" }.joined(separator: " ")
    }
    return text(book.bids) + " | " + text(book.asks.reversed())
  }
}

func amount(_ text: String) throws -> Micros {
  try Micros.parse(text)
}

/// The amount that a text of a test says; a text that says none fails every comparison.
func micros(_ text: String) -> Micros? {
  try? Micros.parse(text)
}
