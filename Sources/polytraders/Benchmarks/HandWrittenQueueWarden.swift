/// QueueWarden's rules as a programmer would write them into the product, with the default values: what the
/// evaluation graph is measured against.
enum HandWrittenQueueWarden {
  @inline(never)
  static func decide(_ row: OrderEvents.Row) -> Int {
    if row.isTripped != 0 { return 0 }
    let age = row.now - row.placedAt
    if age < -1_000 { return 1 }
    if row.hasBook == 0 || row.bookAge > 2_000 || row.bookAge < -1_000 { return 2 }
    if age > 45_000 { return 3 }
    let touch = row.isSell == 0 ? row.bestBid : row.bestAsk
    let isCapped = row.rate >= 30
    if abs(row.price - touch) > 3 * row.tick { return isCapped ? 6 : 4 }
    if row.queueAhead > 5_000_000_000 { return isCapped ? 6 : 5 }
    return 7
  }

  /// The codes of what `decide` gives.
  static let codes = [
    "KILL_SWITCH_ACTIVE", "QUEUE_WARDEN_STATE_UNAVAILABLE", "QUEUE_WARDEN_BOOK_UNAVAILABLE",
    "QUEUE_WARDEN_STALE_ORDER", "QUEUE_WARDEN_DRIFT_EXCEEDED", "QUEUE_WARDEN_QUEUE_DEGRADED",
    "QUEUE_WARDEN_RATE_CAP_HIT", "QUEUE_WARDEN_HOLD",
  ]
}
