package import FixedPoint
package import Signing

/// The place of an account in the simulator: small, dense, from 0.
package struct AccountIndex: Hashable, Sendable {
  /// From 0.
  package let position: Int

  /// The index at `position`, which the exchange has given before.
  package init(position: Int) {
    self.position = position
  }
}

/// What an account holds of one thing, and what of that is spoken for. All are at least zero, and what is
/// bound is never more than the balance.
package struct Holding: Equatable, Sendable {
  /// On chain: trades move it when they are mined.
  package internal(set) var balance = Micros.zero
  /// Bound by open orders.
  package internal(set) var active = Micros.zero
  /// To be given in trades that are matched and not yet mined.
  package internal(set) var matched = Micros.zero

  /// A balance of which nothing is bound.
  package init(balance: Micros = .zero) {
    self.balance = balance
  }

  /// What another order may use.
  package var available: Micros { Micros(raw: balance.raw - active.raw - matched.raw) }
}

/// One address: its funds, its permissions, its open orders.
package struct Account: Sendable {
  /// Who it is.
  package let address: Address
  /// One of the simulator's own traders: no signatures, no limits, no events.
  package let isInHouse: Bool
  /// pUSD.
  package internal(set) var collateral = Holding()
  /// How much pUSD the exchange contract may still move; nil for no limit.
  package internal(set) var allowance: Micros?
  /// Whether the exchange contract may move its shares.
  package internal(set) var maySell = true
  /// May not trade.
  package internal(set) var isBanned = false
  /// May only sell.
  package internal(set) var isClosedOnly = false
  /// Shares, by the position of the token; shorter than the number of tokens while the last are zero.
  var shares: [Holding] = []
  /// The ends of the list of its open orders, by place in the store; -1 for none.
  var firstOrder: Int32 = -1
  var lastOrder: Int32 = -1
  /// How many orders are in that list.
  package internal(set) var openOrderCount = 0
  /// The serial numbers of its trades that are still remembered, the oldest first.
  var trades = RingBuffer<UInt64>()

  init(address: Address, isInHouse: Bool) {
    self.address = address
    self.isInHouse = isInHouse
  }
}
