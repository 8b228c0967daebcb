package import JSON

/// What a client says on a channel's socket (facts/polymarket-v2.md 3).
package enum ChannelRequest: Equatable, Sendable {
  /// The text `PING`, which is answered by `PONG`.
  case ping
  /// The first frame of the market channel.
  case market(MarketSubscription)
  /// The first frame of the user channel.
  case user(UserSubscription)
  /// More tokens or markets, or fewer, on a socket that is subscribed.
  case change(SubscriptionChange)
  /// Nothing the channel knows.
  case unknown

  /// Tokens of the market channel.
  package struct MarketSubscription: Equatable, Sendable {
    /// Token ids in decimal digits.
    package var tokens: [String]
    /// Whether the books come first.
    package var initialDump = true
    /// Whether `best_bid_ask`, `new_market` and `market_resolved` are wanted.
    package var customFeatures = false
  }

  /// Who listens on the user channel, and to which markets.
  package struct UserSubscription: Equatable, Sendable {
    package var apiKey: String
    package var secret: String
    package var passphrase: String
    /// Condition ids; nil for all.
    package var markets: [String]?
  }

  /// A change of what a socket gets.
  package struct SubscriptionChange: Equatable, Sendable {
    package var adds: Bool
    package var tokens: [String]
    package var markets: [String]
    /// nil where the frame does not say.
    package var customFeatures: Bool?
    package var initialDump = true
  }

  /// Reads a text frame. A list above `limit` elements makes the frame unknown.
  package static func read(_ text: [UInt8], with reader: JSONReader, limit: Int) -> ChannelRequest {
    if text.elementsEqual("PING".utf8) || text.elementsEqual("ping".utf8) { return .ping }
    let request = try? reader.withNode(of: text) { read($0, limit: limit) }
    return request ?? .unknown
  }

  private static func read(_ node: JSONNode, limit: Int) -> ChannelRequest {
    guard let tokens = list(node.member("assets_ids") ?? node.member("asset_ids"), limit),
      let markets = list(node.member("markets"), limit)
    else { return .unknown }
    let dump = node.member("initial_dump")?.bool ?? true
    let custom = node.member("custom_feature_enabled")?.bool
    if let operation = node.member("operation")?.string {
      guard operation == "subscribe" || operation == "unsubscribe" else { return .unknown }
      return .change(
        SubscriptionChange(
          adds: operation == "subscribe", tokens: tokens ?? [], markets: markets ?? [],
          customFeatures: custom, initialDump: dump))
    }
    switch node.member("type")?.string?.lowercased() {
    case "market":
      return .market(
        MarketSubscription(
          tokens: tokens ?? [], initialDump: dump, customFeatures: custom ?? false))
    case "user":
      let auth = node.member("auth")
      return .user(
        UserSubscription(
          apiKey: auth?.member("apiKey")?.string ?? "",
          secret: auth?.member("secret")?.string ?? "",
          passphrase: auth?.member("passphrase")?.string ?? "",
          markets: (markets?.isEmpty ?? true) ? nil : markets))
    default: return .unknown
    }
  }

  /// The texts of a list: `.some(nil)` where there is none, nil where it is no list of texts or too long.
  private static func list(_ node: JSONNode?, _ limit: Int) -> [String]?? {
    guard let node, node.kind != .null else { return .some(nil) }
    guard node.kind == .array else { return nil }
    var texts: [String] = []
    for element in node.elements {
      guard texts.count < limit, let text = element.string else { return nil }
      texts.append(text)
    }
    return texts
  }
}
