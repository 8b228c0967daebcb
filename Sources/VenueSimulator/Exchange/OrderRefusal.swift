package import FixedPoint
package import Hashing
package import Signing

/// Why the engine takes no order, or no request at all (facts/polymarket-v2.md 2.6).
///
/// The venue's status and text are made in `OrderRefusal+Text.swift`.
package enum OrderRefusal: Error, Equatable, Sendable {
  /// The engine takes no such request in its present mode.
  case engine(EngineRefusal)
  /// The address may not trade.
  case banned(Address)
  /// The address may only reduce what it holds.
  case closedOnly(Address)
  /// No market has a token of this id.
  case unknownToken
  /// The market is closed, paused or decided.
  case marketNotReady
  /// An order of this id was posted before.
  case duplicate(Digest32)
  /// An amount is zero or beyond what the engine counts.
  case badAmounts
  /// The amounts have more decimals than orders of this kind may have.
  case tooPrecise(AmountPrecision)
  /// The price is off the grid, or outside tick...1-tick.
  case breaksTick(Digest32, price: Micros, tick: Micros)
  /// Fewer shares than an order that may rest must have.
  case tooSmall(Digest32, size: Micros, minimum: Micros)
  /// The expiration is too near, missing from a GTD, or set on another type.
  case badExpiration
  /// Only GTC and GTD can be post-only.
  case postOnlyType
  /// A post-only order would match at once.
  case crossesBook
  /// A buy that would match at once is worth less than 1 pUSD.
  case marketableTooSmall(value: Micros)
  /// The funds not bound by other orders and trades do not cover it.
  case notEnoughBalance(Shortage)
  /// The exchange contract may not move enough of the funds.
  case notEnoughAllowance(allowance: Micros, needed: Micros)
  /// A FOK cannot be filled in whole.
  case notFillable
  /// A FAK finds nothing.
  case noMatch

  /// What there is and what was asked, in pUSD or shares.
  package struct Shortage: Equatable, Sendable {
    /// What the account holds.
    package var balance: Micros
    /// Bound by open orders.
    package var active: Micros
    /// Bound by trades that are not settled.
    package var matched: Micros
    /// What this order needs.
    package var needed: Micros
  }

  /// Which rule about decimals an order broke (issues of the venue's clients, such as
  /// py-clob-client#305 and py-clob-client-v2#99).
  package enum AmountPrecision: Equatable, Sendable {
    /// A FOK or FAK buy: cents of pUSD, shares to `decimals`.
    case marketBuy(decimals: Int)
    /// A buy: pUSD to `decimals` decimals, shares to two.
    case buy(decimals: Int)
    /// A sell: shares to two decimals, pUSD to `decimals`.
    case sell(decimals: Int)
  }
}

/// What the engine does not take at the moment.
package enum EngineRefusal: Error, Equatable, Sendable {
  /// 425: it restarts.
  case restarting
  /// 503: only orders that add to the book, and cancels, for so many more seconds (nil: no end set).
  case postOnly(secondsLeft: Int64?)
  /// 503: cancels only.
  case cancelOnly
  /// 503: nothing, cancels included.
  case disabled
}
