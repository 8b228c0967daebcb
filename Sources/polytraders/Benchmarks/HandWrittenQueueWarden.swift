/// QueueWarden's rules as a programmer would write them into the product, with the default values: what the
/// evaluation graph is measured against.
enum HandWrittenQueueWarden {
  enum Code: Int {
    case hold, stale, drift, degraded, rateCap, bookUnavailable
  }

  @inline(never)
  static func decide(_ row: OrderEvents.Row) -> Code {
    if !row.hasBook || row.bookAge > 2_000 { return .bookUnavailable }
    if row.now - row.placedAt > 45_000 { return .stale }
    let touch = row.isSell == 0 ? row.bestBid : row.bestAsk
    let isCapped = row.rate >= 30
    if abs(row.price - touch) > 3 * row.tick { return isCapped ? .rateCap : .drift }
    if row.queueAhead > 5_000_000_000 { return isCapped ? .rateCap : .degraded }
    return .hold
  }

  static let names: [Code: String] = [
    .hold: "QUEUE_WARDEN_HOLD", .stale: "QUEUE_WARDEN_STALE_ORDER",
    .drift: "QUEUE_WARDEN_DRIFT_EXCEEDED", .degraded: "QUEUE_WARDEN_QUEUE_DEGRADED",
    .rateCap: "QUEUE_WARDEN_RATE_CAP_HIT", .bookUnavailable: "QUEUE_WARDEN_BOOK_UNAVAILABLE",
  ]
}
