/// A word out of a list that the venue may lengthen: a known one, or another as it was written.
///
/// The venue writes the same word as `LIVE`, `live` and `ORDER_STATUS_LIVE`; all of them are one.
package enum VenueWord<Known: VenueVocabulary>: Hashable, Sendable {
  case known(Known)
  /// Not known here; exactly as written.
  case other(String)

  /// Reads the word in any case, with or without the prefix of its list.
  package init(_ text: String) {
    var upper = text.uppercased()
    if upper.hasPrefix(Known.prefix) { upper.removeFirst(Known.prefix.utf8.count) }
    self = Known(rawValue: upper).map(VenueWord.known) ?? .other(text)
  }

  /// The known word; nil for another.
  package var known: Known? {
    if case .known(let word) = self { word } else { nil }
  }

  /// The word in capitals without its prefix, or as it was written.
  package var text: String {
    switch self {
    case .known(let word): word.rawValue
    case .other(let text): text
    }
  }
}

/// The words of one list, in capitals.
package protocol VenueVocabulary: RawRepresentable, Hashable, Sendable, CaseIterable
where RawValue == String {
  /// What may stand before every word, in capitals: `ORDER_STATUS_`; empty where nothing may.
  static var prefix: String { get }
}

/// Where an order stands (facts/polymarket-v2.md 2.5).
package enum VenueOrderStatus: String, VenueVocabulary {
  case live = "LIVE"
  case matched = "MATCHED"
  case delayed = "DELAYED"
  case unmatched = "UNMATCHED"
  case canceled = "CANCELED"
  case canceledMarketResolved = "CANCELED_MARKET_RESOLVED"
  case invalid = "INVALID"
  case systemCleared = "SYSTEM_CLEARED"

  package static let prefix = "ORDER_STATUS_"

  /// Whether an order can still be matched.
  package var isOpen: Bool { self == .live || self == .delayed || self == .unmatched }
}

/// How far a trade is settled (facts/polymarket-v2.md 3.2); only the last two are final.
package enum TradeStatus: String, VenueVocabulary {
  case matched = "MATCHED"
  /// Only told by REST.
  case matchedNotBroadcast = "MATCHED_NOT_BROADCASTED"
  case mined = "MINED"
  /// May still be mined, or fail.
  case retrying = "RETRYING"
  case confirmed = "CONFIRMED"
  /// The fill is void.
  case failed = "FAILED"

  package static let prefix = "TRADE_STATUS_"

  /// Nothing comes after it. Every other fill is provisional.
  package var isFinal: Bool { self == .confirmed || self == .failed }
}

extension OrderType: VenueVocabulary {
  package static let prefix = "ORDER_TYPE_"
}

/// Whether one's own order of a trade took or made.
package enum TraderSide: String, VenueVocabulary {
  case taker = "TAKER"
  case maker = "MAKER"

  package static let prefix = "TRADER_SIDE_"
}
