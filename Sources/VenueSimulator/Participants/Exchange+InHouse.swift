import FixedPoint
import Hashing
import Signing
import Trading
import Venue

/// The simulator's own traders: rich, unsigned, unlimited, and not told of anything.
extension Exchange {
  /// An account of one of the simulator's own traders, rich in pUSD.
  mutating func openInHouse() throws(ExchangeError) -> AccountIndex {
    let account = try openAccount(Address(lowBytesOf: makeHash()), isInHouse: true)
    try deposit(Self.largestAmount, to: account)
    return account
  }

  /// An order of one of the simulator's own traders. What the venue refuses is not placed: the others
  /// moved the book, as happens.
  @discardableResult
  mutating func placeInHouse(
    _ account: AccountIndex, _ token: TokenIndex, _ side: Side, price: Micros, size: Micros,
    type: OrderType, isPostOnly: Bool, salt: UInt64
  ) -> Digest32? {
    let market = self[token.simulatedMarket]
    guard price >= market.tickSize, price <= market.tickSize.complement else { return nil }
    var size = size
    var value = size.value(at: price)
    if side == .buy, !type.rests {
      // Cents of pUSD, and the shares they buy to four decimals.
      value.raw -= value.raw % 10_000
      size = value.shares(at: price)
      size.raw -= size.raw % 100
    }
    let (shares, cash) = (UInt64(size.raw), UInt64(value.raw))
    let address = accounts[account.position].address
    let order = VenueOrder(
      salt: salt, maker: address, signer: address, tokenID: market.tokenID(token.outcome),
      makerAmount: side == .buy ? cash : shares, takerAmount: side == .buy ? shares : cash,
      side: side, signatureType: .externallyOwned, timestamp: UInt64(max(0, now)),
      metadata: .zero, builder: .zero)
    let id = makeHash()
    let requester = Requester(owner: VenueIdentifier(high: 0, low: 0), user: account)
    let submission = OrderSubmission(
      order: order, id: id, requester: requester, type: type, isPostOnly: isPostOnly)
    do throws(OrderRefusal) {
      _ = try place(submission)
      return id
    } catch {
      return nil
    }
  }

  /// Makes an order of one of the simulator's own traders smaller where it stands in its queue, down to
  /// nothing: how a recorded level loses what others took out of it.
  mutating func reduceInHouse(_ id: Digest32, by size: Micros) {
    guard let slot = orders.slot(of: id), orders[slot].status == .live else { return }
    let rest = orders[slot].remaining - size
    guard rest >= .lot else { return end(slot, .canceled, .requested) }
    let (market, side) = (orders[slot].market, orders[slot].yesSide)
    let price = orders[slot].yesPrice
    let book = BookSide.position(side)
    guard let level = markets[market.position].sides[book].existing(price) else { return }
    let before = orders[slot].currentBound
    markets[market.position].sides[book].levels[level].total -= size.raw
    orders[slot].remaining = rest
    release(slot, before - orders[slot].currentBound)
    markets[market.position].changedAt = now
    tellLevel(market, side, price, orders[slot].token)
  }
}
