/// What the venue can be asked over HTTP, one case a kind of question (facts/polymarket-v2.md 2.4).
package enum Endpoint: String, Sendable, CaseIterable {
  // public
  case ok, time, version, book, books, price, prices, midpoint, midpoints, spread, spreads
  case tickSize, negRisk, feeRate, lastTradePrice, lastTradesPrices, pricesHistory
  case markets, samplingMarkets, simplifiedMarkets, samplingSimplifiedMarkets
  case market, marketByToken, clobMarket, builderFees, builderTrades, liveActivity
  // proved by a wallet's signature (L1)
  case createAPIKey, deriveAPIKey
  // proved by an API key (L2)
  case apiKeys, deleteAPIKey, closedOnly
  case createBuilderKey, builderKeys, revokeBuilderKey
  case createReadOnlyKey, readOnlyKeys, deleteReadOnlyKey
  case postOrder, postOrders, cancelOrder, cancelOrders, cancelAll, cancelMarketOrders
  case order, orders, preMigrationOrders, trades
  case balanceAllowance, updateBalanceAllowance
  case notifications, dropNotifications, orderScoring, ordersScoring
  case heartbeat, rateLimitTier

  /// How a request must prove who sends it.
  package enum Proof: Sendable {
    /// Not at all.
    case none
    /// By a signature of the wallet over `ClobAuth`.
    case wallet
    /// By the keyed hash of an API key over the request.
    case apiKey
  }

  /// What the request must prove.
  package var proof: Proof {
    switch self {
    case .ok, .time, .version, .book, .books, .price, .prices, .midpoint, .midpoints, .spread,
      .spreads, .tickSize, .negRisk, .feeRate, .lastTradePrice, .lastTradesPrices, .pricesHistory,
      .markets, .samplingMarkets, .simplifiedMarkets, .samplingSimplifiedMarkets, .market,
      .marketByToken, .clobMarket, .builderFees, .builderTrades, .liveActivity:
      .none
    case .createAPIKey, .deriveAPIKey: .wallet
    default: .apiKey
    }
  }
}

/// Where a request leads: the endpoint and, where its path ends in one, the id there.
package struct Route: Sendable, Equatable {
  package var endpoint: Endpoint
  /// The last part of the path of `/markets/{cid}`, `/data/order/{id}` and the like; empty for the others.
  package var argument = ""

  /// Why a request leads nowhere.
  package enum Failure: Error, Equatable, Sendable {
    /// No endpoint has this path.
    case unknownPath
    /// The path is there for other methods.
    case methodNotAllowed
  }

  /// Finds the endpoint of a method and a path without its query.
  package static func find(method: String, path: String) throws(Failure) -> Route {
    if let methods = exact[path] {
      guard let endpoint = methods[method] else { throw .methodNotAllowed }
      return Route(endpoint: endpoint)
    }
    for (prefix, endpoint) in prefixed where path.hasPrefix(prefix) {
      let argument = path.dropFirst(prefix.count)
      guard !argument.isEmpty, argument.utf8.count <= 100, !argument.contains("/") else { break }
      guard method == "GET" else { throw .methodNotAllowed }
      return Route(endpoint: endpoint, argument: String(argument))
    }
    throw .unknownPath
  }

  private static let exact: [String: [String: Endpoint]] = [
    "/": ["GET": .ok], "/ok": ["GET": .ok], "/time": ["GET": .time],
    "/version": ["GET": .version], "/book": ["GET": .book], "/books": ["POST": .books],
    "/price": ["GET": .price], "/prices": ["POST": .prices],
    "/midpoint": ["GET": .midpoint], "/midpoints": ["POST": .midpoints],
    "/spread": ["GET": .spread], "/spreads": ["POST": .spreads],
    "/tick-size": ["GET": .tickSize], "/neg-risk": ["GET": .negRisk],
    "/fee-rate": ["GET": .feeRate], "/last-trade-price": ["GET": .lastTradePrice],
    "/last-trades-prices": ["POST": .lastTradesPrices],
    "/prices-history": ["GET": .pricesHistory],
    "/markets": ["GET": .markets], "/sampling-markets": ["GET": .samplingMarkets],
    "/simplified-markets": ["GET": .simplifiedMarkets],
    "/sampling-simplified-markets": ["GET": .samplingSimplifiedMarkets],
    "/builder/trades": ["GET": .builderTrades],
    "/auth/api-key": ["POST": .createAPIKey, "DELETE": .deleteAPIKey],
    "/auth/derive-api-key": ["GET": .deriveAPIKey], "/auth/api-keys": ["GET": .apiKeys],
    "/auth/ban-status/closed-only": ["GET": .closedOnly],
    "/auth/builder-api-key": [
      "POST": .createBuilderKey, "GET": .builderKeys, "DELETE": .revokeBuilderKey,
    ],
    "/auth/readonly-api-key": ["POST": .createReadOnlyKey, "DELETE": .deleteReadOnlyKey],
    "/auth/readonly-api-keys": ["GET": .readOnlyKeys],
    "/order": ["POST": .postOrder, "DELETE": .cancelOrder],
    "/orders": ["POST": .postOrders, "DELETE": .cancelOrders],
    "/cancel-all": ["DELETE": .cancelAll],
    "/cancel-market-orders": ["DELETE": .cancelMarketOrders],
    "/data/orders": ["GET": .orders],
    "/data/pre-migration-orders": ["GET": .preMigrationOrders],
    "/data/trades": ["GET": .trades], "/balance-allowance": ["GET": .balanceAllowance],
    "/balance-allowance/update": ["GET": .updateBalanceAllowance],
    "/notifications": ["GET": .notifications, "DELETE": .dropNotifications],
    "/order-scoring": ["GET": .orderScoring], "/orders-scoring": ["POST": .ordersScoring],
    "/v1/heartbeats": ["POST": .heartbeat], "/heartbeats": ["POST": .heartbeat],
    "/v1/user/rate-limit-tier": ["GET": .rateLimitTier],
  ]

  private static let prefixed: [(prefix: String, endpoint: Endpoint)] = [
    ("/markets/live-activity/", .liveActivity), ("/markets/", .market),
    ("/markets-by-token/", .marketByToken), ("/clob-markets/", .clobMarket),
    ("/fees/builder-fees/", .builderFees), ("/data/order/", .order),
  ]
}
