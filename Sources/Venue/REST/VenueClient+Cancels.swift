package import FixedPoint
import JSON

/// Cancels (L2). Each is sent once; nothing follows from an order's absence in the receipt.
extension VenueClient {
  /// The most orders of one cancel.
  package static let cancelLimit = 1_000

  /// Cancels one order.
  package func cancel(_ id: VenueOrderID) async throws(VenueFailure) -> CancelReceipt {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("orderID")
    writer.string("\(id)")
    writer.endObject()
    return try await cancel("/order", body: writer.bytes, cost: 1)
  }

  /// Cancels up to 1,000 orders.
  package func cancel(_ ids: [VenueOrderID]) async throws(VenueFailure) -> CancelReceipt {
    guard (1...Self.cancelLimit).contains(ids.count) else {
      throw .refusedHere(.batchSize(ids.count, limit: Self.cancelLimit))
    }
    var writer = JSONWriter()
    writer.beginArray()
    for id in ids { writer.string("\(id)") }
    writer.endArray()
    return try await cancel("/orders", body: writer.bytes, cost: Int64(ids.count))
  }

  /// Cancels all orders of the API key. Orders whose POST is still on its way are not among them.
  package func cancelAll() async throws(VenueFailure) -> CancelReceipt {
    try await cancel("/cancel-all", body: nil, cost: 1)
  }

  /// Cancels all orders of a market, of a token, or of a token in a market.
  package func cancelMarket(
    _ market: String?, token: UInt256? = nil
  ) async throws(VenueFailure) -> CancelReceipt {
    precondition(market != nil || token != nil, "a cancel of nothing in particular is one of all")
    var writer = JSONWriter()
    writer.beginObject()
    if let market {
      writer.key("market")
      writer.string(market)
    }
    if let token {
      writer.key("asset_id")
      writer.string("\(token)")
    }
    writer.endObject()
    return try await cancel("/cancel-market-orders", body: writer.bytes, cost: 1)
  }

  private func cancel(
    _ path: String, body: [UInt8]?, cost: Int64
  ) async throws(VenueFailure) -> CancelReceipt {
    var request = VenueRequest("DELETE", path, body: body, access: .account)
    request.cost = (cost, .cancels)
    return try await ask(request) { node throws(VenueRecordError) in try CancelReceipt(node) }
  }
}
