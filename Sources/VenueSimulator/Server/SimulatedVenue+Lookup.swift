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

  /// Whose funds the orders of a signature type are for: the maker of the last one posted, or the user itself.
  func funder(of user: AccountIndex, signatureType: String?) -> AccountIndex {
    guard let type = signatureType.flatMap({ UInt8($0) }).flatMap(VenueOrder.SignatureType.init),
      let maker = funders[Funder(user: user, type: type)]
    else { return user }
    return exchange.account(maker) ?? user
  }

  /// The domain that the orders of a market are signed in.
  func domain(of market: ExchangeMarket) -> OrderDomain {
    OrderDomain.of(
      isNegativeRisk: market.definition.negativeRisk,
      isCombination: market.definition.version == .v3, on: settings.chain)
  }

  /// The contracts that move the funds of orders.
  var contracts: [Address] {
    [ExchangeContract.v2, .negativeRiskV2, .v3].map {
      OrderDomain.of($0, on: settings.chain).address
    }
  }

  func surroundings(of order: ExchangeOrder) -> JSONWriter.Surroundings {
    JSONWriter.Surroundings(market: market(at: order.market), maker: address(of: order.account))
  }
}
