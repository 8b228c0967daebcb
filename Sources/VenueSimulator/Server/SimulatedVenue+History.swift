import FixedPoint
import Hashing
import JSON
import Network
import Venue

/// What has been traded.
extension SimulatedVenue {
  /// `{"history":[{t,p}]}` of a token: its price at the end of every `fidelity` minutes in which it was traded.
  func pricesHistory(
    _ request: HTTPRequest, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    let subject = try subject(request.parameter("market"))
    let seconds = now / 1_000
    var (start, end) = (Int64(0), seconds)
    if let interval = request.parameter("interval") {
      guard let length = Self.intervals[interval] else { throw .invalidParameter }
      start = length.map { seconds - $0 } ?? 0
    } else {
      guard let from = request.parameter("startTs").flatMap({ Int64($0) }),
        let to = request.parameter("endTs").flatMap({ Int64($0) })
      else { throw .invalidParameter }
      (start, end) = (from, to)
    }
    guard let fidelity = Int64(request.parameter("fidelity") ?? "1"),
      (1...1_000_000).contains(fidelity)
    else { throw .invalidParameter }
    let points = subject.market.history.points.filter {
      (start...max(start, end)).contains($0.time / 1_000)
    }
    writer.beginObject()
    writer.key("history")
    writer.beginArray()
    for (place, point) in zip(points.indices, points) {
      // The latest is the one that counts for its stretch of time.
      let stretch = point.time / (fidelity * 60_000)
      if place + 1 < points.endIndex, points[place + 1].time / (fidelity * 60_000) == stretch {
        continue
      }
      writer.beginObject()
      writer.key("t")
      writer.integer(point.time / 1_000)
      writer.key("p")
      writer.number(subject.outcome == .yes ? point.price : point.price.complement)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  /// Seconds of the words for stretches of time; nil for all of it.
  private static let intervals: [String: Int64?] = [
    "1h": 3_600, "6h": 21_600, "1d": 86_400, "1w": 604_800, "1m": 2_592_000, "max": nil,
    "all": nil,
  ]

  /// Trades in which an order of a builder's took part.
  mutating func builderTrades(
    _ request: HTTPRequest, _ writer: inout JSONWriter
  ) throws(VenueRefusal) {
    let cursor = try cursor(request)
    guard let code = request.parameter("builder_code").flatMap({ Digest32(prefixedHex: $0) }),
      code != .zero
    else { throw .invalidParameter }
    let trades = exchange.allTrades { trade in
      trade.taker.builder == code || trade.makers.contains { $0.builder == code }
    }
    writer.page(of: trades, from: cursor, limit: settings.pageSize) { writer, trade in
      writer.builderTrade(
        onChain(trade), code, market(at: trade.market), addresses: address)
    }
  }
}
