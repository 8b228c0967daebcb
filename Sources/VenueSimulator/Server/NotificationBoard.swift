import FixedPoint
import JSON
import Venue

/// What the venue tells a user outside the channels: cancelled orders, fills, fills
/// that failed to settle and decided markets
/// (facts/polymarket-v2.md 2.4), the last ones of each.
struct NotificationBoard: Sendable {
  /// What a notification is about; the raw value is the venue's number.
  enum Kind: Int64, Sendable {
    case cancellation = 1
    case fill = 2
    case resolution = 4
    case failure = 8
  }

  private struct Notification: Sendable {
    var id: Int64
    var kind: Kind
    /// In ms since 1970.
    var time: Int64
    /// A JSON object.
    var payload: [UInt8]
  }

  /// Kept for one user.
  private static let most = 20

  private var byUser: [AccountIndex: [Notification]] = [:]
  private var count: Int64 = 0

  /// Adds a notification whose payload `write` makes.
  mutating func add(
    _ kind: Kind, to user: AccountIndex, time: Int64, _ write: (inout JSONWriter) -> Void
  ) {
    var writer = JSONWriter()
    writer.beginObject()
    write(&writer)
    writer.endObject()
    count += 1
    var list = byUser[user] ?? []
    if list.count == Self.most { list.removeFirst() }
    list.append(Notification(id: count, kind: kind, time: time, payload: writer.bytes))
    byUser[user] = list
  }

  /// Forgets those with these ids; all where none is named.
  mutating func drop(_ ids: Set<Int64>?, of user: AccountIndex) {
    guard let ids else {
      byUser[user] = nil
      return
    }
    byUser[user]?.removeAll { ids.contains($0.id) }
  }

  /// Writes those of a user, the oldest first.
  func write(of user: AccountIndex, owner: VenueIdentifier, to writer: inout JSONWriter) {
    writer.beginArray()
    for notification in byUser[user] ?? [] {
      writer.beginObject()
      writer.key("id")
      writer.integer(notification.id)
      writer.key("owner")
      writer.string(owner.text)
      writer.key("payload")
      writer.raw(notification.payload)
      writer.key("timestamp")
      writer.integer(notification.time / 1_000)
      writer.key("type")
      writer.integer(notification.kind.rawValue)
      writer.endObject()
    }
    writer.endArray()
  }
}

extension JSONWriter {
  /// The inside of what a notification says about an order: as it stands now, with the trade it is about
  /// (`polymarket/models/clob/notifications.py` of PyPI's polymarket-client).
  mutating func orderNotification(
    _ order: ExchangeOrder, _ market: ExchangeMarket, _ trade: ExchangeTrade? = nil
  ) {
    asset(market, order.token)
    key("order_id")
    hash(order.id)
    key("side")
    side(order.side)
    key("type")
    string(order.type.rawValue)
    key("price")
    decimal(order.price)
    key("original_size")
    decimal(order.originalSize)
    key("matched_size")
    decimal(order.matched)
    key("remaining_size")
    decimal(max(.zero, order.originalSize - order.matched))
    key("outcome")
    string(market.name(order.token.outcome))
    key("outcome_index")
    outcomeIndex(order.token)
    key("transaction_hash")
    if let hash = trade?.transactionHash { self.hash(hash) } else { string("") }
    key("trade_id")
    string(trade?.id.text ?? "")
    key("question")
    string(market.definition.question)
    key("market_slug")
    string("market-\(market.index.position)")
    for name: StaticString in ["icon", "image", "eventSlug", "seriesSlug"] {
      key(name)
      string("")
    }
  }
}
