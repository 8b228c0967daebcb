import FixedPoint
import Hashing
import JSON
package import Network
import Signing
package import Venue

/// The simulated venue without its sockets: requests and frames go in with the time, answers and what to do with
/// sockets come out. Pure but for its JSON reader; the same seed, requests and times give the same bytes.
package struct SimulatedVenue {
  /// Whose funds the orders of a user with a signature type are for.
  struct Funder: Hashable {
    var user: AccountIndex
    var type: VenueOrder.SignatureType
  }

  /// Markets, accounts, orders and trades.
  package internal(set) var exchange: Exchange
  /// The chain on which its trades settle.
  package internal(set) var chain: Chain
  /// The chain's hashes of transactions by the exchange's.
  var chainHashes: [Digest32: Digest32] = [:]
  /// What has happened to transactions and the chain has not heard of yet.
  var settlements: [PendingSettlement] = []
  /// A recorded session whose orders stand in the books beside those of clients; nil where there is none.
  var recorded: RecordedMarket?
  var credentials: CredentialRegistry
  var hub = ChannelHub()
  /// The makers that orders named last: what a balance is asked of.
  var funders: [Funder: Address] = [:]
  /// Whose signatures move the funds of an address: the first that did, or its own once it has an API key.
  var holders: [Address: Address] = [:]
  /// What the rate limiter said to the request under way, for its headers.
  var rate: RateAnswer?
  /// What users are told outside the channels.
  var notifications = NotificationBoard()
  /// What goes wrong on demand.
  var faults: FaultPlan
  /// What the script still has to do, in order of time.
  var script: ArraySlice<TimedAction>
  /// Frames that come late, in order of their time.
  var late: [LateFrame] = []
  /// Frames that are held back to go out in another order.
  var held: [SocketID: HeldFrames] = [:]
  /// For whoever runs the venue.
  var lines: [String] = []
  var lostLines = 0
  let settings: VenueSettings
  /// When the venue opened, in ms since 1970.
  let openedAt: Int64
  /// Reads bodies of requests and frames of channels.
  let reader = JSONReader(maximumDepth: 16, maximumBytes: 4 << 20)
  /// Requests answered and frames given to sockets so far.
  var requestCount = 0
  var frameCount = 0
  private var actions: [SocketAction] = []

  /// A venue around `exchange`, which has its markets already, those of `recorded` among them.
  package init(
    _ exchange: consuming Exchange, settings: VenueSettings, script: VenueScript? = nil,
    recorded: RecordedMarket? = nil
  ) {
    openedAt = exchange.now
    self.exchange = exchange
    // What happened before anybody could listen.
    _ = self.exchange.takeEvents()
    self.settings = settings
    self.recorded = recorded
    self.script = (script?.actions ?? [])[...]
    credentials = CredentialRegistry(seed: settings.seed)
    faults = FaultPlan(seed: settings.seed ^ 0xFA17)
    chain = Chain(
      ChainConfiguration(seed: settings.seed, chainID: settings.chain.rawValue),
      now: self.exchange.now)
    openChain()
  }

  /// The chain whose contracts orders are signed for.
  package var venueChain: VenueChain { settings.chain }

  /// When something is due next, in ms since 1970; nil while nothing is.
  package var nextDeadline: Int64? { min(nextEvent, chain.nextDeadline) }

  /// When something happens of which somebody may have to be told; `.max` while nothing does.
  private var nextEvent: Int64 {
    var next = exchange.nextDeadline ?? .max
    if let message = recorded?.nextDeadline { next = min(next, message) }
    if let frame = nextFrame { next = min(next, frame) }
    if let entry = script.first { next = min(next, openedAt + entry.after) }
    return next
  }

  /// Does what was due until `now`, each thing at its time, however far the clock leaps.
  package mutating func advance(to now: Int64) {
    // The simulator's own traders make up for the last minute of a leap alone; each of their turns before it would be
    // a step, a day of them a million.
    if !exchange.crowds.isEmpty, now - exchange.now > Self.longestWalk {
      step(to: now - Self.longestWalk)
    }
    var last = Int64.min
    while nextEvent < now, nextEvent > last {
      last = nextEvent
      step(to: last)
    }
    step(to: now)
  }

  /// ms that the venue goes step by step with traders of its own in it.
  private static let longestWalk: Int64 = 60_000

  private mutating func step(to now: Int64) {
    followScript(to: now)
    advanceExchange(to: now)
    publish()
    // What was mined just now stands in the block of this moment.
    chain.advance(to: now)
    sendWaiting(now: now)
  }

  /// Lets the recording and the exchange go on until `now`, each thing at its time.
  mutating func advanceExchange(to now: Int64) {
    if let recorded {
      do throws(RecordedMarketError) {
        try recorded.advance(&exchange, to: now)
        return
      } catch {
        log("the recording ends here: \(error)", now: now)
        self.recorded = nil
      }
    }
    exchange.advance(to: now)
  }

  /// What to do with sockets since the last call, in order.
  package mutating func takeActions() -> [SocketAction] {
    defer { actions = [] }
    return actions
  }

  /// Answers a request at once; what it does not tell is how late the answer should be.
  package mutating func answer(_ request: HTTPRequest, now: Int64) -> VenueAnswer {
    answer(take(request, now: now), now: now)
  }

  /// Answers a request that was taken in.
  package mutating func answer(_ struck: StruckRequest, now: Int64) -> VenueAnswer {
    advance(to: now)
    defer { publish() }
    requestCount += 1
    if struck.request.path.hasPrefix("/admin") {
      return VenueAnswer(response: administrate(struck.request, now: now))
    }
    rate = nil
    var response: HTTPResponse
    do throws(VenueRefusal) {
      if let refusal = refusal(of: struck.strikes) { throw refusal }
      response = .json(try body(of: struck.request, now: now))
    } catch {
      response = error.response
    }
    if let rate { response.headers.add(rate) }
    return send(response, struck.strikes)
  }

  private mutating func body(
    of request: HTTPRequest, now: Int64
  ) throws(VenueRefusal) -> [UInt8] {
    let route: Route
    do throws(Route.Failure) {
      route = try Route.find(method: request.method, path: request.path)
    } catch {
      throw error == .unknownPath ? .unknownPath : .methodNotAllowed
    }
    var writer = JSONWriter()
    switch route.endpoint.proof {
    case .none: try marketData(route, request, &writer, now: now)
    case .wallet: try walletKeys(route.endpoint, request, &writer, now: now)
    case .apiKey: try own(route, request, &writer, now: now)
    }
    return writer.bytes
  }

  private mutating func own(
    _ route: Route, _ request: HTTPRequest, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    let entry = try apiKey(of: request, now: now)
    guard let user = openAccount(entry.address) else { throw .tooManyRequests }
    let requester = Requester(owner: entry.apiKey, user: user)
    switch route.endpoint {
    case .postOrder, .postOrders:
      try post(route.endpoint, request, entry, requester, &writer, now: now)
    case .cancelOrder, .cancelOrders, .cancelAll, .cancelMarketOrders:
      try cancel(route.endpoint, request, entry, requester, &writer, now: now)
    case .apiKeys, .deleteAPIKey, .createBuilderKey, .builderKeys, .revokeBuilderKey,
      .createReadOnlyKey, .readOnlyKeys, .deleteReadOnlyKey:
      try keys(route.endpoint, request, entry, &writer)
    default: try account(route, request, entry, requester, &writer, now: now)
    }
  }

  // MARK: sockets

  /// A socket of a channel has been opened.
  package mutating func opened(_ socket: SocketID, _ channel: ChannelHub.Channel) {
    hub.opened(socket, channel)
  }

  /// A socket is gone.
  package mutating func closed(_ socket: SocketID) {
    hub.closed(socket)
    held[socket] = nil
  }

  /// A text frame of a client.
  package mutating func received(_ text: [UInt8], from socket: SocketID, now: Int64) {
    advance(to: now)
    let request = ChannelRequest.read(text, with: reader, limit: ChannelHub.mostSubjects)
    for action in hub.received(request, from: socket) {
      switch action {
      case .send(let text): act(on: socket, .send(text))
      case .close(let code, let reason): act(on: socket, .close(code: code, reason: reason))
      case .subscribed(let tokens, let isDumped):
        watch(tokens)
        if isDumped { dump(tokens, to: socket) }
      case .authenticate(let wanted): authenticate(wanted, socket)
      }
    }
  }

  private mutating func authenticate(
    _ wanted: ChannelRequest.UserSubscription, _ socket: SocketID
  ) {
    guard let key = VenueIdentifier(text: wanted.apiKey), let entry = credentials[key],
      entry.kind != .builder, ConstantTime.areEqual(entry.credentials.secret, wanted.secret),
      ConstantTime.areEqual(entry.credentials.passphrase, wanted.passphrase)
    else {
      act(on: socket, .close(code: 1008, reason: "unauthorized"))
      return
    }
    hub.welcome(socket, address: entry.address, apiKey: key, markets: wanted.markets)
  }

  /// Has the shell do something with a socket.
  mutating func act(on socket: SocketID, _ kind: SocketAction.Kind) {
    if case .send = kind { frameCount += 1 }
    actions.append(SocketAction(socket: socket, kind: kind))
  }
}

extension HTTPHeaders {
  /// What the venue tells of its two buckets (facts/polymarket-v2.md 2.7).
  fileprivate mutating func add(_ rate: RateAnswer) {
    add("Poly-RateLimit-Remaining", String(rate.remaining))
    if let reset = rate.reset { add("Poly-RateLimit-Reset", String(reset)) }
    add("Poly-RateLimit-Tier", rate.tier.rawValue)
    if rate.isWarning { add("Poly-RateLimit-Warning", "true") }
  }
}
