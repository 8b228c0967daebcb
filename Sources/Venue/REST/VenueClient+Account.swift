package import FixedPoint
import JSON

/// What an account may read of itself (L2).
extension VenueClient {
  /// Which orders to list; nothing given lists all.
  package struct OrderFilter: Sendable {
    package var id: VenueOrderID?
    /// A condition id.
    package var market: String?
    package var token: UInt256?

    package init(id: VenueOrderID? = nil, market: String? = nil, token: UInt256? = nil) {
      self.id = id
      self.market = market
      self.token = token
    }
  }

  /// Which trades to list; nothing given lists all.
  package struct TradeFilter: Sendable {
    package var id: String?
    /// A condition id.
    package var market: String?
    package var token: UInt256?
    package var maker: String?
    /// Unix seconds, exclusive as the venue takes them.
    package var before: Int64?
    /// Unix seconds, exclusive as the venue takes them.
    package var after: Int64?

    package init(
      id: String? = nil, market: String? = nil, token: UInt256? = nil, maker: String? = nil,
      before: Int64? = nil, after: Int64? = nil
    ) {
      self.id = id
      self.market = market
      self.token = token
      self.maker = maker
      self.before = before
      self.after = after
    }
  }

  /// All open orders, all pages.
  package func openOrders(
    _ filter: OrderFilter = OrderFilter()
  ) async throws(VenueFailure) -> [OpenOrder] {
    var request = VenueRequest("GET", "/data/orders", access: .account)
    request.filter("id", filter.id.map { "\($0)" })
    request.filter("market", filter.market)
    request.filter("asset_id", filter.token.map { "\($0)" })
    let form = configuration.amountForm
    return try await pages(request) { node throws(VenueRecordError) in
      try OpenOrder(node, form)
    }
  }

  /// An order, live or ended; nil where the venue does not know it, which proves nothing by itself: it may not have
  /// been booked yet.
  package func order(_ id: VenueOrderID) async throws(VenueFailure) -> OpenOrder? {
    let request = VenueRequest("GET", "/data/order/\(id)", access: .account)
    let form = configuration.amountForm
    let order: OpenOrder?
    do throws(VenueFailure) {
      order = try await read(request) { node throws(VenueRecordError) in
        node.kind == .null ? nil : try OpenOrder(node, form)
      }
    } catch .rejected(let rejection) where rejection.reason == .notFound {
      return nil
    }
    guard order.map({ $0.id == id }) ?? true else {
      throw .unknown(.contradiction("the answer is another order"))
    }
    return order
  }

  /// All trades, all pages.
  package func trades(
    _ filter: TradeFilter = TradeFilter()
  ) async throws(VenueFailure) -> [TradeRecord] {
    var request = VenueRequest("GET", "/data/trades", access: .account)
    request.filter("id", filter.id)
    request.filter("maker_address", filter.maker)
    request.filter("market", filter.market)
    request.filter("asset_id", filter.token.map { "\($0)" })
    request.filter("before", filter.before.map { "\($0)" })
    request.filter("after", filter.after.map { "\($0)" })
    let form = configuration.amountForm
    return try await pages(request) { node throws(VenueRecordError) in
      try TradeRecord(node, form)
    }
  }

  /// What the account holds: of pUSD, or of the token given. `signatureType` is that of its orders.
  package func balance(
    of token: UInt256? = nil, signatureType: VenueOrder.SignatureType = .externallyOwned
  ) async throws(VenueFailure) -> BalanceAllowance {
    let type: AssetType = token == nil ? .collateral : .conditional
    var request = VenueRequest("GET", "/balance-allowance", access: .account)
    request.filter("asset_type", type.rawValue)
    request.filter("token_id", token.map { "\($0)" })
    request.filter("signature_type", "\(signatureType.rawValue)")
    return try await read(request) { node throws(VenueRecordError) in
      try BalanceAllowance(node)
    }
  }

  /// Whether the account may only reduce what it holds.
  package func isClosedOnly() async throws(VenueFailure) -> Bool {
    let request = VenueRequest("GET", "/auth/ban-status/closed-only", access: .account)
    return try await read(request) { node throws(VenueRecordError) in
      try RecordFields(node).bool("closed_only")
    }
  }

  /// Whether an order earns rewards.
  package func isScoring(_ id: VenueOrderID) async throws(VenueFailure) -> Bool {
    var request = VenueRequest("GET", "/order-scoring", access: .account)
    request.filter("order_id", "\(id)")
    return try await read(request) { node throws(VenueRecordError) in
      try RecordFields(node).bool("scoring")
    }
  }

  /// The signer's tier of rate limits, as written.
  package func rateTier() async throws(VenueFailure) -> String {
    let request = VenueRequest("GET", "/v1/user/rate-limit-tier", access: .account)
    return try await read(request) { node throws(VenueRecordError) in
      if let text = node.string { return text }
      return try RecordFields(node).identifier("tier")
    }
  }
}

extension VenueRequest {
  /// Adds a query item where there is a value.
  mutating func filter(_ name: String, _ value: String?) {
    if let value { query.append((name: name, value: value)) }
  }
}
