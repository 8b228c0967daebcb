import Diagnostics
import FixedPoint
import Service
import Venue

/// The markets whose books a trading run watches from its start.
enum WatchedMarkets {
  /// So many are watched where none is named.
  static let standard = 3

  /// Looks the named markets up, or takes the first that take orders.
  static func find(
    _ names: [String], _ client: VenueClient
  ) async throws(DiagnosticError) -> [MarketRecord] {
    guard names.isEmpty else {
      var found: [MarketRecord] = []
      for name in names {
        found.append(
          try await VenueOptions.asking { () async throws(VenueFailure) in
            try await client.market(name)
          })
      }
      return found
    }
    var found: [MarketRecord] = []
    var cursor = ""
    while found.count < standard {
      let from = cursor
      let page = try await VenueOptions.asking { () async throws(VenueFailure) in
        try await client.markets(from: from)
      }
      found += page.markets.filter { $0.isAcceptingOrders == true && $0.tokens.count == 2 }
      guard let next = page.next else { break }
      cursor = next
    }
    return Array(found.prefix(standard))
  }
}
