import Desk
import FixedPoint
import Hashing
import Orders
import Runtime
import Signing
import Trading
import Venue
import VenueSimulator

/// What strategies, and others with our key, do.
extension SimulationRun {
  /// A strategy decides something.
  func decide(_ choice: UInt64) {
    guard let manager = desk?.manager else { return }
    var random = SplitMix64(seed: choice)
    let strategy = Int(random.number(0...1))
    let index = floor.markets[Int(random.number(0...1))]
    let outcome: Outcome = random.chance(500) ? .yes : .no
    let market = floor.exchange[index]
    let view = SimulatedStrategies.View(
      market: floor.marketText(index), token: market.tokenID(outcome),
      bestBid: market.bestBid(outcome) ?? Micros(raw: 400_000),
      bestAsk: market.bestAsk(outcome) ?? Micros(raw: 600_000),
      open: manager.books.ledger.openOrders.filter {
        $0.terms.strategy == SimulatedStrategies.names[strategy]
      }.map(\.terms.clientOrderID), now: deskNow)
    guard let plan = strategies.decide(&random, strategy: strategy, view) else { return }
    take(.plan(plan))
  }

  /// Somebody else places an order with our key.
  func placeForeign(_ choice: UInt64) {
    var random = SplitMix64(seed: choice)
    let index = floor.markets[Int(random.number(0...1))]
    let market = floor.exchange[index]
    let price = (market.bestBid(.yes) ?? Micros(raw: 400_000)).raw - random.number(0...4) * 10_000
    guard price > 0 else { return }
    let shares = random.number(5...40)
    let address = setting.key.address
    let order = VenueOrder(
      salt: random.next() >> 12, maker: address, signer: address, tokenID: market.tokenID(.yes),
      makerAmount: UInt64(price * shares), takerAmount: UInt64(shares * 1_000_000), side: .buy,
      signatureType: .externallyOwned, timestamp: UInt64(now), metadata: .zero, builder: .zero)
    let submission = OrderSubmission(
      order: order, id: Digest32(choice, 0, 0, 0xF0), requester: floor.trader)
    _ = try? floor.exchange.post(submission, now: now)
  }
}
