import FixedPoint
import Hashing
import JSON
import Network
import Signing
import Trading
import Venue
import VenueSimulator

/// A venue without sockets, and wallets that know how to ask it: what the tests of the server stand on. The keys are
/// the published ones of Anvil.
final class VenueRig {
  static let start: Int64 = 1_790_000_000_000
  static let keys = [
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  ]

  /// A wallet with its API key.
  struct Wallet {
    let key: SigningKey
    var credentials: APICredentials
  }

  /// What came back.
  struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    /// The `error` of a refusal.
    var error: String? { json["error"]?.string }
  }

  var venue: SimulatedVenue
  let clock = VenueClock(.virtual(start: start))
  /// What was sent to sockets.
  var actions: [SocketAction] = []
  private var salt: UInt64 = 0
  private var socketCount: UInt64 = 0

  /// A venue with `markets` markets, where everybody has 1,000 pUSD and 100 shares of every token.
  init(
    markets: Int = 4, script: VenueScript? = nil,
    adjust: (inout ExchangeConfiguration, inout VenueSettings) -> Void = { _, _ in }
  ) throws {
    var configuration = ExchangeConfiguration()
    configuration.openingCollateral = Micros(raw: 1_000_000_000)
    configuration.openingShares = Micros(raw: 100_000_000)
    configuration.rateMode = .off
    var settings = VenueSettings()
    settings.virtualClock = clock
    adjust(&configuration, &settings)
    var exchange = Exchange(configuration, now: Self.start)
    for definition in VenueMarkets.definitions(seed: 1, count: markets) {
      _ = try exchange.addMarket(definition)
    }
    venue = SimulatedVenue(exchange, settings: settings, script: script)
  }

  var now: Int64 { clock.now }
  var seconds: UInt64 { UInt64(clock.now / 1_000) }

  /// Moves the clock, and does what is due.
  func pass(_ milliseconds: Int64) {
    clock.move(to: now + milliseconds)
    venue.advance(to: now)
    actions += venue.takeActions()
  }

  func send(_ request: HTTPRequest) -> Answer {
    let answer = venue.answer(request, now: now)
    actions += venue.takeActions()
    return Answer(
      status: answer.response.status, headers: answer.response.headers, body: answer.response.body)
  }

  /// Asks as anybody.
  func ask(
    _ method: String, _ path: String, _ query: [(name: String, value: String)] = [],
    body: String = ""
  ) -> Answer {
    send(HTTPRequest(method: method, path: path, query: query, body: Array(body.utf8)))
  }

  /// Asks as the holder of an API key.
  func ask(
    _ wallet: Wallet, _ method: String, _ path: String,
    _ query: [(name: String, value: String)] = [], body: [UInt8] = []
  ) -> Answer {
    let headers = wallet.credentials.headers(
      address: wallet.key.address, timestamp: seconds, method: method, path: path, body: body)
    return send(
      HTTPRequest(method: method, path: path, query: query, headers: headers, body: body))
  }

  func ask(_ wallet: Wallet, _ method: String, _ path: String, body: String) -> Answer {
    ask(wallet, method, path, body: Array(body.utf8))
  }

  /// The wallet of a key, with a fresh API key.
  func wallet(_ index: Int = 0) throws -> Wallet {
    let key = try SigningKey(hex: Self.keys[index])
    let headers = WalletAuthentication.headers(key: key, chain: .polygon, timestamp: seconds)
    let json = send(HTTPRequest(method: "POST", path: "/auth/api-key", headers: headers)).json
    guard let credentials = Self.credentials(json) else { throw RigFailure(json.compactText) }
    return Wallet(key: key, credentials: credentials)
  }

  static func credentials(_ json: JSONValue) -> APICredentials? {
    guard let key = json["apiKey"]?.string, let secret = json["secret"]?.string,
      let passphrase = json["passphrase"]?.string
    else { return nil }
    return APICredentials(key: key, secret: secret, passphrase: passphrase)
  }

  struct RigFailure: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  /// A signed order of `size` shares at `price` in a market.
  func order(
    _ wallet: Wallet, _ side: Side, _ price: String, _ size: String, market: Int = 0,
    outcome: Outcome = .yes, type: Venue.OrderType = .goodTillCancelled, isPostOnly: Bool = false,
    expiration: UInt64 = 0, adjust: (inout VenueOrder) -> Void = { _ in }
  ) throws -> (request: OrderRequest, id: Digest32) {
    let terms = venue.exchange.markets[market]
    let (price, size) = (try Micros.parse(price), try Micros.parse(size))
    let cash = UInt64(price.raw) * UInt64(size.raw) / 1_000_000
    salt += 1
    var order = VenueOrder(
      salt: salt, maker: wallet.key.address, signer: wallet.key.address,
      tokenID: terms.tokenID(outcome), makerAmount: side == .buy ? cash : UInt64(size.raw),
      takerAmount: side == .buy ? UInt64(size.raw) : cash, side: side,
      signatureType: .externallyOwned, timestamp: UInt64(now), metadata: .zero, builder: .zero)
    adjust(&order)
    let domain = OrderDomain.of(
      isNegativeRisk: terms.definition.negativeRisk, on: .polygon)
    let signed = try SignedOrder(order, in: domain, key: wallet.key)
    let request = OrderRequest(
      order: order, signature: signed.signature, expiration: expiration,
      owner: wallet.credentials.key, type: type, isPostOnly: isPostOnly)
    return (request, signed.id)
  }

  /// Posts a fresh order.
  func post(
    _ wallet: Wallet, _ side: Side, _ price: String, _ size: String, market: Int = 0,
    outcome: Outcome = .yes, type: Venue.OrderType = .goodTillCancelled, isPostOnly: Bool = false,
    expiration: UInt64 = 0
  ) throws -> Answer {
    let order = try order(
      wallet, side, price, size, market: market, outcome: outcome, type: type,
      isPostOnly: isPostOnly, expiration: expiration)
    return ask(wallet, "POST", "/order", body: order.request.body)
  }

  // MARK: sockets

  /// Opens a socket of a channel.
  func open(_ channel: ChannelHub.Channel) -> SocketID {
    socketCount += 1
    let socket = SocketID(number: socketCount)
    venue.opened(socket, channel)
    return socket
  }

  /// Says something on a socket.
  func say(_ text: String, on socket: SocketID) {
    venue.received(Array(text.utf8), from: socket, now: now)
    actions += venue.takeActions()
  }

  /// A user socket that listens to everything of a wallet.
  func listen(_ wallet: Wallet) -> SocketID {
    let socket = open(.user)
    let credentials = wallet.credentials
    say(
      """
      {"type":"user","auth":{"apiKey":"\(credentials.key)","secret":"\(credentials.secret)",\
      "passphrase":"\(credentials.passphrase)"}}
      """, on: socket)
    return socket
  }

  /// A market socket that listens to both tokens of a market.
  func watch(market: Int = 0) -> SocketID {
    let terms = venue.exchange.markets[market]
    let socket = open(.market)
    say(
      #"{"type":"market","assets_ids":["\#(terms.tokenID(.yes))","\#(terms.tokenID(.no))"]}"#,
      on: socket)
    return socket
  }

  /// The frames that a socket got since the last call.
  func frames(_ socket: SocketID) -> [String] {
    var frames: [String] = []
    actions.removeAll { action in
      guard action.socket == socket, case .send(let text) = action.kind else { return false }
      frames.append(String(decoding: text, as: UTF8.self))
      return true
    }
    return frames
  }

  /// The frames as JSON.
  func events(_ socket: SocketID) throws -> [JSONValue] {
    try frames(socket).map { try JSONValue(parsing: $0) }
  }
}
