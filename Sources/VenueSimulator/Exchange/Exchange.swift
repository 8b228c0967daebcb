package import FixedPoint
package import Hashing
import Runtime
package import Signing
package import Venue

/// The simulated venue without its wires: markets, accounts, orders, trades, and the rules between them
/// (facts/polymarket-v2.md 2 to 4).
///
/// A value that changes by commands and by time alone: every command names the time, in ms since 1970, at
/// which it comes, everything that was due before happens first, and all chance comes from the seed. The same
/// commands at the same times give the same answers and the same events, in the same order.
///
/// ```swift
/// var exchange = Exchange(ExchangeConfiguration(), now: 1_790_000_000_000)
/// let market = try exchange.addMarket(definition)
/// let account = try exchange.openAccount(address)
/// let receipt = try exchange.post(submission, now: now)
/// exchange.takeEvents().forEach(publish)
/// ```
///
/// Both tokens of a market share one book: to buy one at p is to sell the other at 1-p. Funds move when a
/// trade is mined, not when it is matched; until then what it will take is bound, and what it will bring is
/// not there yet.
///
/// Where the venue's rules are not documented, these hold here:
/// - FOK and FAK buys spend their pUSD, for more shares than signed if prices are better; all other orders
///   are counted in shares. What is left of an order below 0.01 share ends it as filled.
/// - An order must be covered whole, at its limit and with the fee of what matches at once.
/// - One may trade with oneself.
/// - What a trade's failure takes back does not come back into the book: the order stays matched.
/// - One trade for each price that an order meets; several may settle in one transaction.
package struct Exchange: Sendable {
  /// What waits for its time.
  enum Work: Sendable {
    case expiry(slot: Int32, serial: UInt64)
    case delayEnd(slot: Int32, serial: UInt64)
    case settlement(UInt64)
    case heartbeat(VenueIdentifier)
    case mode(sequence: Int)
    case participant(Int)
  }

  /// What the venue is like.
  package let configuration: ExchangeConfiguration
  /// Where its clock is, in ms since 1970: the latest time anyone named.
  package internal(set) var now: Int64
  /// By position of their index.
  package internal(set) var markets: [ExchangeMarket] = []
  /// By position of their index.
  package internal(set) var accounts: [Account] = []
  /// What it takes at the moment.
  package internal(set) var mode = EngineMode.normal
  /// Requests that each signer has left.
  package var limits: RateLimiter
  /// What traders paid, in pUSD.
  package internal(set) var feesCollected = Micros.zero
  /// What happened and was not taken yet.
  package internal(set) var events: [ExchangeEvent] = []
  /// pUSD paid in from outside less what was paid out, the backing of shares included.
  package internal(set) var deposited = Micros.zero

  var orders: OrderStore
  var trades = RingBuffer<ExchangeTrade>()
  /// The serial number of the first trade that is still kept.
  var firstTrade: UInt64 = 0
  var tradeSerials: [VenueIdentifier: UInt64] = [:]
  var settlements: [UInt64: Settlement] = [:]
  var settlementCount: UInt64 = 0
  /// The settlement of each market that a new trade may still join.
  var openSettlement: [UInt64?] = []
  var script: [ScriptedSettlement] = []
  var heartbeats = HeartbeatRegistry()
  var timers = TimerQueue<Work>()
  var deadExpiries = 0
  var modeSequence = 0
  var modeEnd: Int64?
  var crowds: [Crowd] = []
  /// The latest time anyone named, which the clock may still be on its way to.
  var advanceTarget: Int64 = .min
  /// Trades of the order at work, to be told after the books.
  var prints: [TradePrint] = []
  var random: SplitMix64
  var hasher = BookHash()
  var orderSerial: UInt64 = 0

  private var marketsByID: [Digest32: MarketIndex] = [:]
  private var tokensByID: [UInt256: TokenIndex] = [:]
  private var accountsByAddress: [Address: AccountIndex] = [:]

  /// An empty venue whose clock is at `now`.
  package init(_ configuration: ExchangeConfiguration, now: Int64) {
    self.configuration = configuration
    self.now = now
    orders = OrderStore(
      terminalLimit: configuration.terminalOrderLimit,
      identifierLimit: configuration.identifierLimit)
    limits = RateLimiter(mode: configuration.rateMode, tier: configuration.rateTier)
    random = SplitMix64(seed: configuration.seed)
  }

  // MARK: what there is

  /// The market of this condition id.
  package func market(_ id: Digest32) -> MarketIndex? { marketsByID[id] }

  /// The token of this id.
  package func token(_ id: UInt256) -> TokenIndex? { tokensByID[id] }

  /// The account of this address.
  package func account(_ address: Address) -> AccountIndex? { accountsByAddress[address] }

  /// A market by its index, which this exchange gave.
  package internal(set) subscript(market: MarketIndex) -> ExchangeMarket {
    get { markets[market.position] }
    _modify { yield &markets[market.position] }
  }

  /// An account by its index, which this exchange gave.
  package internal(set) subscript(account: AccountIndex) -> Account {
    get { accounts[account.position] }
    _modify { yield &accounts[account.position] }
  }

  /// Opens a market, with an empty book. Accounts that exist get their opening shares of it.
  package mutating func addMarket(
    _ definition: MarketDefinition
  ) throws(ExchangeError) -> MarketIndex {
    guard marketsByID[definition.conditionID] == nil else {
      throw .marketExists(definition.conditionID)
    }
    for token in [definition.yesToken, definition.noToken] where tokensByID[token] != nil {
      throw .tokenExists(token)
    }
    guard definition.yesToken != definition.noToken else {
      throw .tokenExists(definition.noToken)
    }
    guard MarketDefinition.tickSizes.contains(definition.tickSize) else {
      throw .badTickSize(definition.tickSize)
    }
    let minimum = definition.minimumOrderSize
    guard minimum > .zero, minimum.raw.isMultiple(of: Micros.lot.raw), minimum <= Self.largestAmount
    else { throw .badMinimumOrderSize(minimum) }
    let openingShares = Int128(configuration.openingShares.raw) * Int128(accounts.count)
    guard openingShares >= 0, hasRoom(for: openingShares) else {
      throw .badAmount(configuration.openingShares)
    }
    guard definition.fees.isValid else { throw .badFees(definition.fees) }
    guard (0...3_600).contains(definition.secondsDelay) else {
      throw .badDelay(seconds: definition.secondsDelay)
    }
    let index = MarketIndex(position: markets.count)
    markets.append(ExchangeMarket(definition, index: index, now: now))
    openSettlement.append(nil)
    marketsByID[definition.conditionID] = index
    tokensByID[definition.yesToken] = TokenIndex(index, .yes)
    tokensByID[definition.noToken] = TokenIndex(index, .no)
    for position in accounts.indices where !accounts[position].isInHouse {
      addPairs(configuration.openingShares, to: AccountIndex(position: position), in: index)
    }
    events.append(.newMarket(index, timestamp: now))
    return index
  }

  /// The account of an address, opened with the configured funds if it is new.
  package mutating func openAccount(
    _ address: Address, isInHouse: Bool = false
  ) throws(ExchangeError) -> AccountIndex {
    if let account = accountsByAddress[address] { return account }
    guard accounts.count < configuration.maximumAccounts else {
      throw .tooManyAccounts(limit: configuration.maximumAccounts)
    }
    let index = AccountIndex(position: accounts.count)
    let opening = configuration.openingCollateral.raw
    let shares = Int128(configuration.openingShares.raw) * Int128(markets.count)
    guard isInHouse || (opening >= 0 && shares >= 0 && hasRoom(for: Int128(opening) + shares))
    else {
      throw .badAmount(configuration.openingCollateral)
    }
    accounts.append(Account(address: address, isInHouse: isInHouse))
    accountsByAddress[address] = index
    guard !isInHouse else { return index }
    accounts[index.position].collateral.balance = configuration.openingCollateral
    deposited.raw += configuration.openingCollateral.raw
    for market in markets where !market.isClosed {
      addPairs(configuration.openingShares, to: index, in: market.index)
    }
    return index
  }

  /// What an account holds of a token.
  package func holding(_ account: AccountIndex, _ token: TokenIndex) -> Holding {
    let shares = accounts[account.position].shares
    return token.position < shares.count ? shares[token.position] : Holding()
  }

  /// Gives the events since the last call, and forgets them.
  package mutating func takeEvents() -> [ExchangeEvent] {
    defer { events = [] }
    return events
  }

  // MARK: inside

  /// Whether so much more can be paid in without any sum over all accounts leaving what can be counted.
  func hasRoom(for amount: Int128) -> Bool {
    Int128(deposited.raw) + amount <= Int128(Int64.max / 2)
  }

  /// The largest amount of shares or pUSD in one order or deposit: sums of billions of them still count.
  static let largestAmount = Micros(raw: 1_000_000_000_000_000)

  /// Makes room for the holding of a token.
  mutating func prepareHolding(_ account: AccountIndex, _ token: TokenIndex) {
    let missing = token.position + 1 - accounts[account.position].shares.count
    guard missing > 0 else { return }
    accounts[account.position].shares.append(contentsOf: repeatElement(Holding(), count: missing))
  }

  /// Shares of both outcomes from outside, with the pUSD that back them.
  mutating func addPairs(_ size: Micros, to account: AccountIndex, in market: MarketIndex) {
    guard size > .zero else { return }
    for outcome in Outcome.allCases {
      let token = TokenIndex(market, outcome)
      prepareHolding(account, token)
      accounts[account.position].shares[token.position].balance.raw += size.raw
    }
    markets[market.position].backing.raw += size.raw
    deposited.raw += size.raw
  }

  /// A fresh name from the seed.
  mutating func makeIdentifier() -> VenueIdentifier {
    VenueIdentifier(randomBits: random.next(), random.next())
  }

  /// A fresh hash from the seed.
  mutating func makeHash() -> Digest32 {
    Digest32(random.next(), random.next(), random.next(), random.next())
  }
}
