import FixedPoint
import Hashing
import JSON
import Signing
import Trading
import Venue

/// The exchange's things by the names that clients give them.
extension SimulatedVenue {
  var markets: [ExchangeMarket] { exchange.markets }

  func market(of id: Digest32) -> ExchangeMarket? {
    exchange.market(id).map { exchange.markets[$0.position] }
  }

  func market(at index: MarketIndex) -> ExchangeMarket { exchange.markets[index.position] }

  func subject(of token: UInt256) -> Subject? {
    exchange.token(token).map {
      Subject(market: market(at: $0.simulatedMarket), outcome: $0.outcome)
    }
  }

  func address(of account: AccountIndex) -> Address {
    exchange.accounts[account.position].address
  }

  func surroundings(of order: ExchangeOrder) -> JSONWriter.Surroundings {
    JSONWriter.Surroundings(market: market(at: order.market), maker: address(of: order.account))
  }
}
