import FixedPoint
package import Hashing
package import Signing

/// A chain on which the venue's contracts live.
package enum VenueChain: UInt64, CaseIterable, Sendable {
  /// Polygon: where money is.
  case polygon = 137
  /// Its test network.
  case amoy = 80_002
}

/// A contract that settles orders, by the label of its domain in `specs/eip712`.
package enum ExchangeContract: String, CaseIterable, Sendable {
  /// Markets of two outcomes.
  case v2
  /// Markets that share a negative-risk event.
  case negativeRiskV2 = "neg_risk_v2"
  /// Combinations, whose assets are positions.
  case v3
  /// Of the time before the CLOB V2; nothing is signed for it any more.
  case v1
  /// Of the time before the CLOB V2, with negative risk.
  case negativeRiskV1 = "neg_risk_v1"

  /// The contract of a market: a property of the market and of nothing else (facts/polymarket-v2.md 1.2).
  package static func of(isNegativeRisk: Bool, isCombination: Bool = false) -> ExchangeContract {
    if isCombination { return .v3 }
    return isNegativeRisk ? .negativeRiskV2 : .v2
  }

  /// Whether orders of V2 are signed for it.
  package var isCurrent: Bool { self != .v1 && self != .negativeRiskV1 }
}

/// The EIP-712 domain of an exchange contract on a chain; its separator was computed once, at start.
package struct OrderDomain: Hashable, Sendable {
  /// The chain.
  package let chain: VenueChain
  /// The contract.
  package let contract: ExchangeContract
  /// Name, version, chain and address, with the separator.
  package let domain: TypedDataDomain

  /// The address of the contract.
  package var address: Address { domain.verifyingContract ?? .zero }

  /// The domain separator.
  package var separator: Digest32 { domain.separator }

  /// The domain of a contract on a chain.
  package static func of(_ contract: ExchangeContract, on chain: VenueChain) -> OrderDomain {
    guard let domain = all.first(where: { $0.contract == contract && $0.chain == chain }) else {
      preconditionFailure("specs/eip712 has every contract on every chain")
    }
    return domain
  }

  /// The domain of orders in a market.
  package static func of(
    isNegativeRisk: Bool, isCombination: Bool = false, on chain: VenueChain
  ) -> OrderDomain {
    of(.of(isNegativeRisk: isNegativeRisk, isCombination: isCombination), on: chain)
  }

  /// Every domain there is, those of V1 last.
  package static let all: [OrderDomain] = ExchangeContract.allCases.flatMap { contract in
    let file = contract.isCurrent ? TypedDataFile.orderV2 : TypedDataFile.orderV1
    return VenueChain.allCases.compactMap { chain in
      file.family(contract.rawValue)?.domain(chain: chain.rawValue).map {
        OrderDomain(chain: chain, contract: contract, domain: $0)
      }
    }
  }
}
