package import FixedPoint
package import Hashing

/// Why the venue cannot be set up or changed as asked: for scripts and administrators, not for traders.
package enum ExchangeError: Error, Equatable, Sendable {
  /// A market of this id is there already.
  case marketExists(Digest32)
  /// A token of this id is there already.
  case tokenExists(UInt256)
  /// Not one of the venue's six grids.
  case badTickSize(Micros)
  /// A rate outside 0...1, or an exponent other than 0, 1, 2.
  case badFees(FeeSchedule)
  /// The least size is not a positive number of lots of 0.01.
  case badMinimumOrderSize(Micros)
  /// A delay below zero.
  case badDelay(seconds: Int64)
  /// There are as many accounts as there may be.
  case tooManyAccounts(limit: Int)
  /// An amount below zero, not in whole lots where it must be, or too large to be counted.
  case badAmount(Micros)
  /// More than is free.
  case notAvailable(available: Micros)
  /// The market is decided already.
  case alreadyResolved
  /// The market is not decided yet.
  case notResolved
  /// The trade is unknown, or final.
  case noSuchTrade
}
