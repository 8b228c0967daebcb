package import FixedPoint
package import Hashing
package import Signing

/// Who listens to what on the two channels: a pure core that is told what sockets do and answers what to do
/// with them. Bounded in sockets (by the transport) and in tokens and markets a socket.
package struct ChannelHub: Sendable {
  /// What the shell does for a socket.
  package enum Action: Equatable, Sendable {
    /// Send this text.
    case send([UInt8])
    /// From now on it hears of these tokens too; where `dump` is true, send their books as one array.
    case subscribed([UInt256], dump: Bool)
    /// Look up the credentials and call `welcome` or close.
    case authenticate(ChannelRequest.UserSubscription)
    /// Close with this code and reason.
    case close(code: UInt16, reason: String)
  }

  /// Which channel a socket is on.
  package enum Channel: Sendable { case market, user }

  private struct Listener: Sendable {
    var channel: Channel
    var tokens: Set<UInt256> = []
    var customFeatures = false
    var address: Address?
    /// The key that proved the address.
    var apiKey: VenueIdentifier?
    /// Condition ids; nil for all.
    var markets: Set<Digest32>?
  }

  /// What a socket may name in all.
  package static let mostSubjects = 2_000

  private var listeners: [SocketID: Listener] = [:]
  private var byToken: [UInt256: Set<SocketID>] = [:]
  private var byAddress: [Address: Set<SocketID>] = [:]

  package init() {}

  /// How many sockets are open.
  package var count: Int { listeners.count }

  /// A socket has been opened.
  package mutating func opened(_ id: SocketID, _ channel: Channel) {
    listeners[id] = Listener(channel: channel)
  }

  /// A socket is gone.
  package mutating func closed(_ id: SocketID) {
    guard let listener = listeners.removeValue(forKey: id) else { return }
    for token in listener.tokens { remove(id, from: token) }
    if let address = listener.address { leave(id, address) }
  }

  /// What a frame of a client asks for.
  package mutating func received(
    _ request: ChannelRequest, from id: SocketID
  ) -> [Action] {
    guard let listener = listeners[id] else { return [] }
    switch (request, listener.channel) {
    case (.ping, _): return [.send(Array("PONG".utf8))]
    case (.market(let wanted), .market):
      listeners[id]?.customFeatures = wanted.customFeatures
      return subscribe(id, wanted.tokens, dump: wanted.initialDump)
    case (.user(let wanted), .user): return [.authenticate(wanted)]
    case (.change(let change), .market):
      if let custom = change.customFeatures { listeners[id]?.customFeatures = custom }
      if change.adds { return subscribe(id, change.tokens, dump: change.initialDump) }
      for text in change.tokens {
        guard let token = UInt256(decimal: text) else { continue }
        listeners[id]?.tokens.remove(token)
        remove(id, from: token)
      }
      return []
    case (.change(let change), .user):
      guard listener.address != nil else { return [Self.unauthorized] }
      return changeMarkets(id, listener, change)
    case (.unknown, _), (.market, .user), (.user, .market):
      return [.send(Array("INVALID OPERATION".utf8))]
    }
  }

  /// The credentials of a user socket were right.
  package mutating func welcome(
    _ id: SocketID, address: Address, apiKey: VenueIdentifier, markets: [String]?
  ) {
    guard let listener = listeners[id] else { return }
    if let earlier = listener.address { leave(id, earlier) }
    listeners[id]?.address = address
    listeners[id]?.apiKey = apiKey
    listeners[id]?.markets = markets.map { Set($0.compactMap { Digest32(prefixedHex: $0) }) }
    byAddress[address, default: []].insert(id)
  }

  /// Bad credentials end the socket.
  package static let unauthorized = Action.close(code: 1008, reason: "unauthorized")

  /// The sockets that get a market's message about these tokens; only those that asked for custom features where
  /// `isCustom`.
  package func listeners(to tokens: [UInt256], isCustom: Bool = false) -> Set<SocketID> {
    var found: Set<SocketID> = []
    for token in tokens {
      guard let ids = byToken[token] else { continue }
      if found.isEmpty { found = ids } else { found.formUnion(ids) }
    }
    return isCustom ? found.filter { listeners[$0]?.customFeatures == true } : found
  }

  /// The sockets that get what happens to the orders and trades of an address in a market.
  package func listeners(of address: Address, market: Digest32) -> [SocketID] {
    guard let sockets = byAddress[address] else { return [] }
    return sockets.filter { listeners[$0]?.markets?.contains(market) ?? true }
      .sorted { $0.number < $1.number }
  }

  /// Takes the user sockets of a key out, which is no longer valid, and gives them to be closed.
  package mutating func forget(_ apiKey: VenueIdentifier) -> [SocketID] {
    let sockets = listeners.filter { $0.value.apiKey == apiKey }.map(\.key)
    for socket in sockets { closed(socket) }
    return sockets.sorted { $0.number < $1.number }
  }

  /// Whose user socket it is; nil for others.
  package func address(of id: SocketID) -> Address? { listeners[id]?.address }

  /// Whether a socket asked for custom features.
  package func wantsCustomFeatures(_ id: SocketID) -> Bool {
    listeners[id]?.customFeatures ?? false
  }

  /// All sockets of a channel.
  package func all(_ channel: Channel) -> [SocketID] {
    listeners.filter { $0.value.channel == channel }.map(\.key).sorted { $0.number < $1.number }
  }

  private mutating func subscribe(
    _ id: SocketID, _ texts: [String], dump: Bool
  ) -> [Action] {
    var fresh: [UInt256] = []
    for text in texts {
      guard let token = UInt256(decimal: text),
        listeners[id]?.tokens.count ?? 0 < Self.mostSubjects,
        listeners[id]?.tokens.insert(token).inserted == true
      else { continue }
      byToken[token, default: []].insert(id)
      fresh.append(token)
    }
    return [.subscribed(fresh, dump: dump)]
  }

  private mutating func changeMarkets(
    _ id: SocketID, _ listener: Listener, _ change: ChannelRequest.SubscriptionChange
  ) -> [Action] {
    let named = change.markets.compactMap { Digest32(prefixedHex: $0) }
    if change.adds {
      // Who listens to all keeps doing so.
      guard var markets = listener.markets else { return [] }
      for market in named where markets.count < Self.mostSubjects { markets.insert(market) }
      listeners[id]?.markets = markets
    } else {
      listeners[id]?.markets?.subtract(named)
    }
    return []
  }

  private mutating func remove(_ id: SocketID, from token: UInt256) {
    byToken[token]?.remove(id)
    if byToken[token]?.isEmpty == true { byToken[token] = nil }
  }

  private mutating func leave(_ id: SocketID, _ address: Address) {
    byAddress[address]?.remove(id)
    if byAddress[address]?.isEmpty == true { byAddress[address] = nil }
  }
}
