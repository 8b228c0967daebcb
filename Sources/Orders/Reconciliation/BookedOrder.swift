package import FixedPoint
package import Hashing

/// One of our orders as the reconciler compares it.
package struct BookedOrder: Hashable, Sendable {
  package var id: Digest32
  package var market: String
  package var strategy: String
  /// Shares.
  package var size: Micros
  package var life: OrderLife
  /// Trades that hold, and what the venue's count proves beyond them.
  package var filled: Micros
  /// The part of `filled` that no trade explains yet.
  package var unattributed: Micros
  /// All that were told, void ones too.
  package var trades: [TradeFact]
  /// Whether the venue ever knew it.
  package var isAcknowledged: Bool
  /// Whether a submission or a cancel has no answer yet and none is given up.
  package var isCommandInFlight: Bool
  /// Whether a cancel was asked for.
  package var isCancelRequested: Bool
  /// When it was signed, milliseconds since 1970.
  package var signedAt: Int64
  /// The last thing that happened to it, whoever did it, milliseconds since 1970.
  package var lastEvent: Int64
  /// Milliseconds since 1970; nil where it does not end by itself.
  package var expiration: Int64?
  /// Whether more shares than it named are no overfill: a FOK or FAK buy spends its pUSD.
  package var spendsCash = false
  /// Whether the venue once said that it did not take it, whatever it said later.
  package var isRefused = false

  /// An order of these parts.
  package init(
    id: Digest32, market: String, strategy: String, size: Micros, life: OrderLife, filled: Micros,
    unattributed: Micros = .zero, trades: [TradeFact] = [], isAcknowledged: Bool,
    isCommandInFlight: Bool = false, isCancelRequested: Bool = false, signedAt: Int64,
    lastEvent: Int64, expiration: Int64? = nil
  ) {
    self.id = id
    self.market = market
    self.strategy = strategy
    self.size = size
    self.life = life
    self.filled = filled
    self.unattributed = unattributed
    self.trades = trades
    self.isAcknowledged = isAcknowledged
    self.isCommandInFlight = isCommandInFlight
    self.isCancelRequested = isCancelRequested
    self.signedAt = signedAt
    self.lastEvent = lastEvent
    self.expiration = expiration
  }
}

/// Our own books, as the reconciler reads them. `OrderLedger` is them.
package protocol ReconciledBooks {
  /// Whether any order has not ended.
  var hasUnended: Bool { get }
  /// Whether any order, ended or not, has shares that no trade explains.
  var hasUnexplained: Bool { get }
  /// Every order that has not ended, in the order of their numbers.
  var unended: [BookedOrder] { get }
  /// Every order with a trade that is neither confirmed nor failed, or with shares that no trade explains, ended or
  /// not, in the order of their numbers.
  var unsettled: [BookedOrder] { get }
  /// Any order that is held.
  func booked(_ id: Digest32) -> BookedOrder?
  /// Whether an order was ours and left: nothing of it is new.
  func isRetired(_ id: Digest32) -> Bool
  /// Whether a person has looked at a trade of an order that nobody here knows.
  func isExplained(trade: String, of order: Digest32) -> Bool
}

extension ReconciledBooks {
  /// Books that nobody looks at.
  package func isExplained(trade: String, of order: Digest32) -> Bool { false }
}
