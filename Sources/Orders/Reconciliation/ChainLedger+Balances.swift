import FixedPoint
import Trading
import Venue

extension ChainLedger {
  /// The balances of the latest reading that no reading of our books allows; collateral first, then tokens
  /// ascending.
  func excess(_ now: Int64) -> [ChainMismatch.Part] {
    guard let base, let latest else { return [] }
    var parts: [ChainMismatch.Part] = []
    let collateral = collateral(now, withFees: true)
    // Each contract call may round one millionth away.
    let rounding = policy.collateralTolerance.raw + Int64(positions.bookings.count - counted)
    if !collateral.allows(latest.collateral, tolerance: rounding) {
      parts.append(ChainMismatch.Part(nil, collateral, chain: latest.collateral))
    }
    for token in base.shares.keys.sorted() {
      guard let chain = latest.shares[token] else { continue }
      let balance = balance(of: token, now)
      if !balance.allows(chain, tolerance: policy.shareTolerance.raw) {
        parts.append(ChainMismatch.Part(token, balance, chain: chain))
      }
    }
    return parts
  }

  /// What our trades make of the shares of a token.
  func balance(of token: UInt256, _ now: Int64) -> ChainBalance {
    var balance = ChainBalance(base?.shares[token] ?? .zero)
    for booking in positions.bookings[counted...] where booking.token == token && booking.counts {
      let change = booking.side == .buy ? booking.size.raw : -booking.size.raw
      if booking.isInBlock(policy, now) { balance.add(change) } else { balance.mayAdd(change) }
    }
    return balance
  }

  /// What our trades make of the collateral; what fees may have taken widens it downwards.
  func collateral(_ now: Int64, withFees: Bool) -> ChainBalance {
    var balance = ChainBalance(base?.collateral ?? .zero)
    for booking in positions.bookings[counted...] where booking.counts {
      if let price = booking.price {
        let value = price.costRoundedUp(of: booking.size)
        let change = booking.side == .buy ? -value.raw : value.raw
        if booking.isInBlock(policy, now) { balance.add(change) } else { balance.mayAdd(change) }
      } else {
        // A price nobody told lies between 0 and 1.
        balance.mayAdd(booking.side == .buy ? -booking.size.raw : booking.size.raw)
      }
      guard withFees, !booking.isMaker else { continue }
      balance.low -= Int128(policy.feeCeiling.costRoundedUp(of: booking.size).raw)
    }
    return balance
  }
}

extension PositionBook {
  /// Whether every trade is in the block that is read now, or never will be in any.
  func areSettled(_ policy: ChainPolicy, _ now: Int64) -> Bool {
    bookings.allSatisfy { $0.status == .failed || ($0.isSeen && $0.isInBlock(policy, now)) }
  }
}

extension PositionBook.Booking {
  /// Whether a final block read at `now` has it.
  func isInBlock(_ policy: ChainPolicy, _ now: Int64) -> Bool {
    status == .confirmed && now - statusTime >= policy.settlementLag
  }
}

extension ChainMismatch.Part {
  fileprivate init(_ token: UInt256?, _ balance: ChainBalance, chain: Micros) {
    self.init(
      token: token, lowest: Micros(raw: Int64(clamping: balance.low)),
      highest: Micros(raw: Int64(clamping: balance.high)),
      chain: chain)
  }
}

extension [ChainMismatch.Part] {
  /// For people.
  var text: String {
    map { part in
      let name = part.token.map { "token \($0)" } ?? "collateral"
      return "\(name) \(part.chain) on chain, \(part.lowest) to \(part.highest) in our books"
    }.joined(separator: "; ")
  }
}
