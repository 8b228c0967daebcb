import Testing

@testable import VenueSimulator

@Suite("routes of the venue")
struct ServerRouteTests {
  @Test(
    "method and path lead to one endpoint",
    arguments: [
      ("GET", "/time", Endpoint.time, ""), ("POST", "/order", .postOrder, ""),
      ("DELETE", "/order", .cancelOrder, ""), ("POST", "/orders", .postOrders, ""),
      ("DELETE", "/orders", .cancelOrders, ""), ("GET", "/data/order/0xab", .order, "0xab"),
      ("GET", "/markets", .markets, ""), ("GET", "/markets/0x1", .market, "0x1"),
      ("GET", "/markets/live-activity/0x1", .liveActivity, "0x1"),
      ("GET", "/markets-by-token/77", .marketByToken, "77"),
      ("POST", "/v1/heartbeats", .heartbeat, ""), ("POST", "/auth/api-key", .createAPIKey, ""),
      ("DELETE", "/auth/api-key", .deleteAPIKey, ""),
    ])
  func found(method: String, path: String, endpoint: Endpoint, argument: String) throws {
    let route = try Route.find(method: method, path: path)
    #expect(route == Route(endpoint: endpoint, argument: argument))
  }

  @Test(
    "nothing else leads anywhere",
    arguments: [
      ("GET", "/nothing", Route.Failure.unknownPath), ("PUT", "/order", .methodNotAllowed),
      ("GET", "/order", .methodNotAllowed), ("GET", "/data/order/", .unknownPath),
      ("GET", "/data/order/a/b", .unknownPath), ("DELETE", "/data/order/a", .methodNotAllowed),
      ("GET", "/time/", .unknownPath), ("GET", "//time", .unknownPath),
      ("get", "/time", .methodNotAllowed),
      ("GET", "/data/order/" + String(repeating: "a", count: 101), .unknownPath),
    ])
  func lost(method: String, path: String, failure: Route.Failure) {
    #expect(throws: failure) { try Route.find(method: method, path: path) }
  }

  @Test("every endpoint has a path")
  func complete() {
    let reachable = Set(
      ["GET", "POST", "DELETE"].flatMap { method in
        Self.paths.compactMap { try? Route.find(method: method, path: $0).endpoint }
      })
    #expect(Set(Endpoint.allCases).subtracting(reachable).isEmpty)
  }

  private static let paths = [
    "/ok", "/time", "/version", "/book", "/books", "/price", "/prices", "/midpoint", "/midpoints",
    "/spread", "/spreads", "/tick-size", "/neg-risk", "/fee-rate", "/last-trade-price",
    "/last-trades-prices", "/prices-history", "/markets", "/sampling-markets",
    "/simplified-markets", "/sampling-simplified-markets", "/markets/1", "/markets-by-token/1",
    "/clob-markets/1", "/fees/builder-fees/1", "/builder/trades", "/markets/live-activity/1",
    "/auth/api-key", "/auth/derive-api-key", "/auth/api-keys", "/auth/ban-status/closed-only",
    "/auth/builder-api-key", "/auth/readonly-api-key", "/auth/readonly-api-keys", "/order",
    "/orders", "/cancel-all", "/cancel-market-orders", "/data/order/1", "/data/orders",
    "/data/pre-migration-orders", "/data/trades", "/balance-allowance",
    "/balance-allowance/update", "/notifications", "/order-scoring", "/orders-scoring",
    "/v1/heartbeats", "/v1/user/rate-limit-tier",
  ]
}

@Suite("cursors of listings")
struct ServerCursorTests {
  @Test(
    "texts of clients",
    arguments: [
      (nil, PageCursor.start), ("", .start), ("MA==", .start), ("LTE=", .end),
      ("NTAw", PageCursor(offset: 500)),
    ] as [(String?, PageCursor)])
  func reads(text: String?, cursor: PageCursor) {
    #expect(PageCursor(text) == cursor)
  }

  @Test("what is no cursor", arguments: ["LTI=", "-1", "MA", "x", "YWJj", "MTAw\n"])
  func refuses(text: String) {
    #expect(PageCursor(text) == nil)
  }

  @Test("pages give every element once and end with LTE=", arguments: [0, 1, 2, 3, 7, 8, 9, 100])
  func walks(count: Int) {
    let all = Array(0..<count)
    var seen: [Int] = []
    var cursor = PageCursor.start
    var pages = 0
    while cursor != .end {
      let page = cursor.page(of: all, limit: 3)
      seen += page.elements
      pages += 1
      guard let next = PageCursor(page.next.text) else {
        Issue.record("a cursor of ours is not read: \(page.next.text)")
        return
      }
      cursor = next
    }
    #expect(seen == all)
    #expect(pages == max(1, (count + 2) / 3))
  }
}
