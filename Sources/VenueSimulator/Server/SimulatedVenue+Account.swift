import FixedPoint
import Hashing
import JSON
import Network
import Signing
import Trading
import Venue

/// What the holder of an API key may ask about its own orders, trades and funds.
extension SimulatedVenue {
  mutating func account(
    _ route: Route, _ request: HTTPRequest, _ entry: CredentialRegistry.Entry,
    _ requester: Requester, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    switch route.endpoint {
    case .order:
      guard let id = Digest32(prefixedHex: route.argument) else { throw .invalidOrderID }
      guard let order = exchange.order(id), order.user == requester.user else {
        writer.null()
        return
      }
      writer.order(order, surroundings(of: order))
    case .orders: try openOrders(request, requester, &writer)
    case .preMigrationOrders:
      writer.page(of: [Int](), from: .start, limit: settings.pageSize) { _, _ in }
    case .trades: try trades(request, requester, &writer)
    case .balanceAllowance, .updateBalanceAllowance:
      try balance(request, requester, &writer)
    case .closedOnly:
      writer.beginObject()
      writer.key("closed_only")
      writer.bool(exchange.accounts[requester.user.position].isClosedOnly)
      writer.endObject()
    case .orderScoring:
      writer.beginObject()
      writer.key("scoring")
      writer.bool(isScoring(request.parameter("order_id") ?? "", requester))
      writer.endObject()
    case .ordersScoring: try ordersScoring(request, requester, &writer)
    case .heartbeat: try heartbeat(request, requester, &writer, now: now)
    case .rateLimitTier: rateLimitTier(entry, &writer)
    case .notifications:
      notifications.write(of: requester.user, owner: entry.apiKey, to: &writer)
    case .dropNotifications:
      let ids = request.parameter("ids").map { text in
        Set(text.split(separator: ",").compactMap { Int64($0) })
      }
      notifications.drop(ids, of: requester.user)
      writer.string("OK")
    default: throw .unknownPath
    }
  }

  private func openOrders(
    _ request: HTTPRequest, _ requester: Requester, _ writer: inout JSONWriter
  ) throws(VenueRefusal) {
    let cursor = try cursor(request)
    let filter = try Filter(request)
    let orders = exchange.openOrders(of: requester.user) { order in
      filter.isEmpty
        || filter.matches(market(at: order.market), order.token)
          && filter.id.map { $0 == "0x" + order.id.hex } ?? true
    }
    writer.page(of: orders, from: cursor, limit: settings.pageSize) { writer, order in
      writer.order(order, surroundings(of: order))
    }
  }

  private mutating func trades(
    _ request: HTTPRequest, _ requester: Requester, _ writer: inout JSONWriter
  ) throws(VenueRefusal) {
    let cursor = try cursor(request)
    let filter = try Filter(request)
    let makerAddress = try request.parameter("maker_address").map {
      (text) throws(VenueRefusal) in
      guard let address = Address(hex: text) else { throw .invalidParameter }
      return address
    }
    let trades = exchange.trades(of: requester.user) { trade in
      guard filter.matches(market(at: trade.market), trade.taker.token),
        filter.id.map({ $0 == trade.id.text }) ?? true,
        filter.covers(trade.matchedAt / 1_000)
      else { return false }
      guard let makerAddress else { return true }
      return trade.makers.contains { address(of: $0.account) == makerAddress }
        || address(of: trade.taker.account) == makerAddress
    }
    writer.page(of: trades, from: cursor, limit: settings.pageSize) { writer, trade in
      writer.trade(
        onChain(trade), for: requester.user, market: market(at: trade.market), isEvent: false,
        timestamp: 0, addresses: address)
    }
  }

  /// The query parameters that orders and trades are chosen by.
  private struct Filter {
    var id: String?
    var market: String?
    var token: String?
    var before: Int64?
    var after: Int64?

    init(_ request: HTTPRequest) throws(VenueRefusal) {
      id = request.parameter("id")?.lowercased()
      market = request.parameter("market")?.lowercased()
      token = request.parameter("asset_id")
      before = try Self.seconds(request.parameter("before"))
      after = try Self.seconds(request.parameter("after"))
    }

    var isEmpty: Bool {
      id == nil && market == nil && token == nil && before == nil && after == nil
    }

    func matches(_ market: ExchangeMarket, _ index: TokenIndex) -> Bool {
      (self.market.map { $0 == "0x" + market.definition.conditionID.hex } ?? true)
        && (token.map { $0 == market.tokenID(index.outcome).description } ?? true)
    }

    func covers(_ seconds: Int64) -> Bool {
      (before.map { seconds < $0 } ?? true) && (after.map { seconds > $0 } ?? true)
    }

    private static func seconds(_ text: String?) throws(VenueRefusal) -> Int64? {
      guard let text else { return nil }
      guard let seconds = Int64(text) else { throw .invalidParameter }
      return seconds
    }
  }

  private func balance(
    _ request: HTTPRequest, _ requester: Requester, _ writer: inout JSONWriter
  ) throws(VenueRefusal) {
    let owner = funder(of: requester.user, signatureType: request.parameter("signature_type"))
    let account = exchange.accounts[owner.position]
    let holding: Holding
    let allowance: String
    // Some clients send the name of the enumeration with it: AssetType.COLLATERAL.
    switch request.parameter("asset_type")?.split(separator: ".").last?.uppercased() {
    case "COLLATERAL":
      holding = account.collateral
      allowance = account.allowance.map { String($0.raw) } ?? UInt256.max.description
    case "CONDITIONAL":
      let subject = try subject(request.parameter("token_id"))
      holding = exchange.holding(owner, subject.market.token(subject.outcome))
      allowance = account.maySell ? UInt256.max.description : "0"
    default: throw .invalidParameter
    }
    writer.beginObject()
    writer.key("balance")
    writer.numberText(holding.balance.raw)
    writer.key("allowances")
    writer.beginObject()
    for contract in contracts {
      writer.key(contract.checksummed)
      writer.string(allowance)
    }
    writer.endObject()
    writer.endObject()
  }

  /// Whether an order counts for rewards: it rests, and is large enough.
  private func isScoring(_ id: String, _ requester: Requester) -> Bool {
    guard let id = Digest32(prefixedHex: id), let order = exchange.order(id),
      order.user == requester.user, order.status == .live
    else { return false }
    return order.remaining >= market(at: order.market).definition.minimumOrderSize
  }

  private func ordersScoring(
    _ request: HTTPRequest, _ requester: Requester, _ writer: inout JSONWriter
  ) throws(VenueRefusal) {
    let ids = try identifiers(request.body, most: Self.mostCancels)
    writer.beginObject()
    var told: Set<String> = []
    for id in ids where told.insert(id).inserted {
      writer.key(id)
      writer.bool(isScoring(id, requester))
    }
    writer.endObject()
  }

  /// `{"heartbeat_id":…}` continues the chain of the key (facts/polymarket-v2.md 4).
  private mutating func heartbeat(
    _ request: HTTPRequest, _ requester: Requester, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    let named: String??
    do throws(JSONError) {
      named = try reader.withNode(of: request.body) { node -> String?? in
        guard node.kind == .object else { return nil }
        guard let id = node.member("heartbeat_id"), id.kind != .null else { return .some(nil) }
        return id.string.map { .some($0) }
      }
    } catch { throw .invalidPayload }
    guard let named else { throw .invalidPayload }
    let text = named ?? ""
    // A text that is no id of ours continues no chain, and neither does an id of nobody.
    let id = text.isEmpty ? nil : VenueIdentifier(text: text) ?? VenueIdentifier(high: 0, low: 0)
    switch exchange.beat(requester, id: id, now: now) {
    case .accepted(let next):
      writer.beginObject()
      writer.key("heartbeat_id")
      writer.string(next.text)
      writer.endObject()
    case .wrong(let expected):
      throw VenueRefusal(400, "Invalid Heartbeat ID", heartbeatID: expected?.text ?? "")
    }
  }

  private func rateLimitTier(
    _ entry: CredentialRegistry.Entry, _ writer: inout JSONWriter
  ) {
    let tier = exchange.limits.tier(of: entry.address)
    writer.beginObject()
    writer.key("tier")
    writer.string(tier.rawValue)
    for (name, limit) in [
      ("orders", tier.limit(on: .orders)), ("cancels", tier.limit(on: .cancels)),
    ] {
      writer.key(name)
      writer.beginObject()
      writer.key("rate_per_second")
      writer.integer(limit.rate)
      writer.key("burst")
      writer.integer(limit.burst)
      writer.endObject()
    }
    writer.endObject()
  }
}
