package import Hashing
import Venue

extension VenueSnapshot {
  /// From when on a final block holds every trade that is listed, milliseconds since 1970; `.max` where one is not
  /// settled; on our clock. `lag` milliseconds pass between a confirmation and its block.
  func quietFrom(lag: Int64) -> Int64 {
    var latest = Int64.min
    for trade in trades {
      switch trade.status.known {
      case .failed: break
      case .confirmed: latest = max(latest, (trade.lastUpdate ?? trade.matchTime) - skew + lag)
      default: return .max
      }
    }
    return latest
  }

  /// Why it proves nothing although all of its pages were there: a word that nobody here knows, or one row told
  /// twice and differently (facts/oms.md 2.2). nil where it is evidence.
  package var flaw: String? {
    var orders: [Digest32: OpenOrder] = [:]
    for order in self.orders {
      guard order.status.known != nil else {
        return "order \(order.id) has the status '\(order.status.text)'"
      }
      if let other = orders.updateValue(order, forKey: order.id.digest), other != order {
        return "order \(order.id) is listed twice and differently"
      }
    }
    var trades: [String: TradeRecord] = [:]
    for trade in self.trades {
      guard trade.status.known != nil else {
        return "trade \(trade.id) has the status '\(trade.status.text)'"
      }
      if let other = trades.updateValue(trade, forKey: trade.id), other != trade {
        return "trade \(trade.id) is listed twice and differently"
      }
    }
    return nil
  }

  /// SHA-256 over what it says and of when, whatever order its rows came in.
  package var fingerprint: Digest32 {
    var rows = orders.map { "o \($0.id) \($0.status.text) \($0.originalSize) \($0.matchedSize)" }
    for trade in trades {
      let makers = trade.makerFills.map { "\($0.orderID) \($0.matchedSize) \($0.price)" }.sorted()
      rows.append(
        "t \(trade.id) \(trade.status.text) \(trade.takerOrderID) \(trade.size) \(trade.price) "
          + makers.joined(separator: " "))
    }
    let text = (["s \(begun) \(tradesSince)"] + rows.sorted()).joined(separator: "\n")
    return SHA256.hash(Array(text.utf8))
  }
}
