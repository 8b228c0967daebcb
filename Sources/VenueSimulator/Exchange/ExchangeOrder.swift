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
    /// Held back, and then not taken.
    case unmatched = "UNMATCHED"

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
  /// Shares signed for.
  package let originalSize: Micros
  /// Shares that can match: ``originalSize`` down to whole lots of 0.01.
  package let matchableSize: Micros
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
  /// What it is.
  package internal(set) var status: Status
  /// Why it is gone; nil while it is open.
  package internal(set) var ending: Ending?
  /// The trades it took part in, the oldest first.
  package internal(set) var trades: [VenueIdentifier] = []

  /// Shares that can still match.
  package var remaining: Micros { Micros(raw: matchableSize.raw - matched.raw) }

  /// The market it belongs to.
  package var market: MarketIndex { token.simulatedMarket }

  /// Its side in terms of the first token: to buy the second is to sell the first.
  var yesSide: Side { token.outcome == .yes ? side : side.opposite }

  /// Its price in terms of the first token.
  var yesPrice: Int64 { token.outcome == .yes ? price.raw : price.complement.raw }

  /// What an open order of `size` shares binds: pUSD of a buy, shares of a sell.
  func bound(_ size: Micros) -> Micros {
    side == .buy ? Lot.cost(of: size, at: price) : size
  }
}

/// The arithmetic of whole lots of 0.01 share at prices on the grid of 0.0001: every product is exact.
enum Lot {
  /// 0.01 share in millionths.
  static let size: Int64 = 10_000

  /// `shares` down to whole lots.
  static func whole(_ shares: Int64) -> Int64 {
    shares - shares % size
  }

  /// pUSD for `shares`, exact.
  static func cost(of shares: Micros, at price: Micros) -> Micros {
    Micros(raw: (shares.raw / size) * (price.raw / 100))
  }
}
