package import FixedPoint
import JSON
import Synchronization

/// Markets and their rules.
extension VenueClient {
  /// All markets, all pages: some tens of thousands on the venue itself.
  package func markets() async throws(VenueFailure) -> [MarketRecord] {
    try await pages(VenueRequest("GET", "/markets")) { node throws(VenueRecordError) in
      try MarketRecord(node)
    }
  }

  /// One page of the markets and the cursor of the next; nil behind the last.
  package func markets(
    from cursor: String
  ) async throws(VenueFailure) -> (markets: [MarketRecord], next: String?) {
    let request = VenueRequest(
      "GET", "/markets", query: [(name: "next_cursor", value: cursor)])
    return try await read(request) { node throws(VenueRecordError) in
      let fields = try RecordFields(node)
      let markets = try fields.list("data") { node throws(VenueRecordError) in
        try MarketRecord(node)
      }
      let next = try fields.nonEmptyText("next_cursor")
      return (markets, next == "LTE=" ? nil : next)
    }
  }

  /// The market of a condition id.
  package func market(_ conditionID: String) async throws(VenueFailure) -> MarketRecord {
    let path = "/markets/" + VenueRequest.encoded(conditionID)
    let market = try await read(VenueRequest("GET", path)) { node throws(VenueRecordError) in
      try MarketRecord(node)
    }
    guard market.conditionID.lowercased() == conditionID.lowercased() else {
      throw .unknown(.contradiction("the market of another condition id"))
    }
    return market
  }

  /// The condition id of the market that a token belongs to.
  package func market(of token: UInt256) async throws(VenueFailure) -> String {
    try await read(VenueRequest("GET", "/markets-by-token/\(token)")) {
      node throws(VenueRecordError) in
      try RecordFields(node).identifier("condition_id")
    }
  }

  /// What `/clob-markets` tells of a market.
  package func tradingRules(_ conditionID: String) async throws(VenueFailure) -> TradingRules {
    let path = "/clob-markets/" + VenueRequest.encoded(conditionID)
    return try await read(VenueRequest("GET", path)) { node throws(VenueRecordError) in
      try TradingRules(node)
    }
  }

  /// What orders for a token must keep to: kept for five minutes, or until the market channel or a refusal
  /// says that it changed.
  package func rules(of token: UInt256) async throws(VenueFailure) -> MarketRules {
    if let known = state.withLock({ $0.rules.rules(of: token, now: time.steady) }) { return known }
    let book = try await book(of: token)
    var tick = book.tickSize
    if tick == nil { tick = try await tickSize(of: token) }
    var negativeRisk = book.negativeRisk
    if negativeRisk == nil { negativeRisk = try await self.negativeRisk(of: token) }
    guard let tick, let negativeRisk, let tick = TickSize(tick) else {
      throw .unknown(.contradiction("a tick size of \(tick ?? .zero)"))
    }
    let rules = MarketRules(
      tokenID: token, market: book.market, tickSize: tick,
      minimumOrderSize: book.minimumOrderSize, negativeRisk: negativeRisk)
    state.withLock { $0.rules.keep(rules, now: time.steady) }
    return rules
  }

  /// The market channel told of a new price grid.
  package func setTickSize(_ tickSize: TickSize, of token: UInt256) {
    state.withLock { $0.rules.setTickSize(tickSize, of: token) }
  }
}
