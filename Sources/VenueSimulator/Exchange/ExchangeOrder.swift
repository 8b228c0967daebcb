package import FixedPoint
package import Hashing
package import Trading
package import Venue

/// An order as the venue keeps it, open or done.
package struct ExchangeOrder: Sendable {
  /// What it is; the raw value is the venue's word.
  package enum Status: String, Sendable {
    /// Rests in the book.
    case live = "LIVE"
    /// Held back before it may match.
    case delayed = "DELAYED"
    /// Filled.
    case matched = "MATCHED"
    /// Gone; what had matched stays matched.
    case canceled = "CANCELED"
    /// Gone because its market was decided.
    case canceledMarketResolved = "CANCELED_MARKET_RESOLVED"
    /// Held back, and without the funds when its time came.
    case invalid = "INVALID"

    /// Whether it may still change.
    package var isOpen: Bool { self == .live || self == .delayed }
  }

  /// Why an order is gone.
  package enum Ending: String, Sendable {
    /// Its owner asked.
    case requested
    /// Its expiration came.
    case expired
    /// Its key's heartbeat fell silent.
    case heartbeat
    /// A FOK or FAK found no more.
    case killed
    /// Its market was decided or closed.
    case marketResolved
    /// Its funds did not suffice when the delay was over.
    case unfunded
    /// Nothing is left of it.
    case filled
  }

  /// The EIP-712 digest.
  package let id: Digest32
  /// The order's place in the sequence of all orders, from 0.
  package let serial: UInt64
  /// The API key it came with.
  package let owner: VenueIdentifier
  /// The account whose address the API key was made for.
  package let user: AccountIndex
  /// The account that holds the funds (the order's `maker`).
  package let account: AccountIndex
  /// What is bought or sold.
  package let token: TokenIndex
  /// Buy or sell.
  package let side: Side
  /// Per share of its own token, on the grid.
  package let price: Micros
  /// Shares signed for; of a FOK or FAK buy the least it may get for its pUSD.
  package let originalSize: Micros
  /// pUSD signed for.
  package let signedValue: Micros
  /// How long it stays.
  package let type: OrderType
  /// Came as post-only.
  package let isPostOnly: Bool
  /// Unix seconds; 0 for none.
  package let expiration: Int64
  /// When it came, in ms since 1970.
  package let createdAt: Int64
  /// Whom the order is attributed to; zero for no one.
  package let builder: Digest32
  /// Shares matched so far, trades that failed to settle included.
  package internal(set) var matched = Micros.zero
  /// pUSD given or got for them, without fees.
  package internal(set) var matchedValue = Micros.zero
  /// Shares that can still match, as the book counts them; zero once it is done.
  package internal(set) var remaining: Micros
  /// What it is.
  package internal(set) var status: Status
  /// Why it is gone; nil while it is open.
  package internal(set) var ending: Ending?
  /// The trades it took part in, the oldest first.
  package internal(set) var trades: [VenueIdentifier] = []

  /// Whether it is its pUSD that are spent, whatever number of shares they buy: so the venue fills FOK and
  /// FAK buys (data/polymarket/http/post-order-responses.ndjson).
  package var isCashLimited: Bool { side == .buy && !type.rests }

  /// The market it belongs to.
  package var market: MarketIndex { token.simulatedMarket }

  /// Its side in terms of the first token: to buy the second is to sell the first.
  var yesSide: Side { token.outcome == .yes ? side : side.opposite }

  /// Its price in terms of the first token.
  var yesPrice: Int64 { token.outcome == .yes ? price.raw : price.complement.raw }

  /// Shares that it can still take at `price` of its own token, without giving more than was signed.
  func fillable(at price: Micros) -> Micros {
    let left = originalSize.raw - matched.raw
    guard side == .buy else { return Micros(raw: left) }
    let bought = (signedValue - matchedValue).shares(at: price)
    return isCashLimited ? bought : Micros(raw: min(left, bought.raw))
  }

  /// What resting `size` shares binds: pUSD of a buy, shares of a sell.
  func bound(_ size: Micros) -> Micros {
    side == .buy ? size.value(at: price, roundedUp: true) : size
  }

  /// What it binds before anything of it matched.
  var wholeBound: Micros { side == .buy ? signedValue : originalSize }

  /// What it binds now, if it is open.
  var currentBound: Micros { status == .delayed ? wholeBound : bound(remaining) }
}

/// The arithmetic of fills. Orders that rest are whole lots at prices on the grid, whose products are exact;
/// what a FOK or FAK buy gets for its pUSD is not, and leaves odd rests behind, as on the venue.
extension Micros {
  /// 0.01 share: what is less than that of an order does not match any more, and the order counts as filled.
  static let lot = Micros(raw: 10_000)

  static func - (left: Micros, right: Micros) -> Micros {
    Micros(raw: left.raw - right.raw)
  }

  /// pUSD for so many shares.
  func value(at price: Micros, roundedUp: Bool = false) -> Micros {
    let product = UInt128(raw) * UInt128(price.raw) + (roundedUp ? 999_999 : 0)
    return Micros(raw: Int64(product / 1_000_000))
  }

  /// Shares for so much pUSD, rounded down, and no more than can be counted.
  func shares(at price: Micros) -> Micros {
    Micros(raw: Int64(clamping: UInt128(raw) * 1_000_000 / UInt128(price.raw)))
  }
}
