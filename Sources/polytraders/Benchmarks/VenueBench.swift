import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import JSON
import Network
import Runtime
import Signing
import Synchronization
import Trading
import Venue
import VenueSimulator

/// The simulated venue over loopback, with all its checks on: one process is server and client, so both share the
/// machine. Orders are signed before the time is taken.
struct VenueBench {
  /// Orders of a round one by one, and in batches.
  private static let singles = 1_500
  private static let batches = 100
  private static let batchSize = 15
  private static let questions = 2_000
  private static let lanes = 8

  private let server: VenueServer
  private let client = HTTPClient()
  private let key: SigningKey
  private let credentials: APICredentials
  private let token: UInt256

  init() throws {
    let clock = VenueClock(.real)
    var configuration = ExchangeConfiguration()
    configuration.openingCollateral = Micros(raw: 900_000_000_000_000)
    configuration.rateMode = .off
    var exchange = Exchange(configuration, now: clock.now)
    let definition = VenueMarkets.definitions(seed: 1, count: 1)[0]
    _ = try exchange.addMarket(definition)
    token = definition.yesToken
    let venue = SimulatedVenue(exchange, settings: VenueSettings())
    do throws(NetworkError) {
      server = try VenueServer(venue, clock: clock, ports: .init())
    } catch {
      throw DiagnosticError(VenueProblem.diagnostic(error))
    }
    // The first published key of Anvil: worth nothing anywhere.
    key = try SigningKey(hex: "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
    let headers = WalletAuthentication.headers(
      key: key, chain: .polygon, timestamp: UInt64(clock.now / 1_000))
    let answer = try client.sendAndWait(
      HTTPClientRequest(
        method: "POST", url: "http://127.0.0.1:\(server.ports.http)/auth/api-key",
        headers: headers, body: []))
    let json = try JSONValue(parsing: answer.body)
    guard
      let credentials = APICredentials(
        key: json["apiKey"]?.string ?? "", secret: json["secret"]?.string ?? "",
        passphrase: json["passphrase"]?.string ?? "")
    else { throw Benchmarks.unsuitable }
    self.credentials = credentials
  }

  func measure(rounds: Int) throws -> [Measurement] {
    defer {
      client.shutdown()
      server.stop()
    }
    var trips: [Double] = []
    var rates: [[Double]] = [[], [], []]
    var latencies: [[Double]] = [[], []]
    var frames: [Double] = []
    for round in 0...rounds {
      let questions = try questions()
      let single = try orders(count: Self.singles, batch: 1, lanes: 1)
      let several = try orders(count: Self.singles, batch: 1, lanes: Self.lanes)
      let batches = try orders(count: Self.batches, batch: Self.batchSize, lanes: 1)
      let sent = try burst()
      // The first round warms up.
      guard round > 0 else { continue }
      trips.append(questions)
      rates[0].append(single.rate)
      rates[1].append(several.rate)
      rates[2].append(batches.rate * Double(Self.batchSize))
      latencies[0].append(Double(single.latencies.percentile(perMille: 500)) / 1_000)
      latencies[1].append(Double(single.latencies.percentile(perMille: 990)) / 1_000)
      frames.append(sent)
    }
    let loopback = "over loopback, one process"
    return [
      Measurement(
        name: "REST round trip", unit: "us", method: "GET /time, median, \(loopback)",
        rounds: trips),
      Measurement(
        name: "venue orders", unit: "orders/s", method: "POST /order one by one, \(loopback)",
        rounds: rates[0]),
      Measurement(
        name: "venue order p50", unit: "us", method: "POST /order one by one",
        rounds: latencies[0]),
      Measurement(
        name: "venue order p99", unit: "us", method: "POST /order one by one",
        rounds: latencies[1]),
      Measurement(
        name: "venue orders, \(Self.lanes) lanes", unit: "orders/s",
        method: "POST /order, \(Self.lanes) at once", rounds: rates[1]),
      Measurement(
        name: "venue orders in batches", unit: "orders/s",
        method: "POST /orders of \(Self.batchSize)", rounds: rates[2]),
      Measurement(
        name: "WebSocket messages in", unit: "messages/s",
        method: "price changes of a cancel-all at one client", rounds: frames),
    ]
  }

  // MARK: requests

  private func questions() throws -> Double {
    let request = HTTPClientRequest(
      method: "GET", url: "http://127.0.0.1:\(server.ports.http)/time")
    let clock = MonotonicClock()
    var latencies = LatencyHistogram()
    for _ in 0..<Self.questions {
      let begun = clock.now
      guard try client.sendAndWait(request).status == 200 else { throw Benchmarks.unsuitable }
      latencies.record(clock.now - begun)
    }
    return Double(latencies.percentile(perMille: 500)) / 1_000
  }

  /// Posts requests of fresh orders, `lanes` at a time; the book is empty again afterwards.
  private func orders(
    count: Int, batch: Int, lanes: Int
  ) throws -> (rate: Double, latencies: LatencyHistogram) {
    let requests = try (0..<count).map { _ in try request(orders: batch) }
    let clock = MonotonicClock()
    let begun = clock.now
    let latencies = lanes == 1 ? try oneByOne(requests) : try inLanes(requests, lanes)
    let elapsed = max(1, clock.now - begun)
    try cancelAll()
    return (Double(count) * 1e9 / Double(elapsed), latencies)
  }

  private func oneByOne(_ requests: [HTTPClientRequest]) throws -> LatencyHistogram {
    let clock = MonotonicClock()
    var latencies = LatencyHistogram()
    for request in requests {
      let begun = clock.now
      guard try client.sendAndWait(request).status == 200 else { throw Benchmarks.unsuitable }
      latencies.record(clock.now - begun)
    }
    return latencies
  }

  /// A finished request begins the next one of its lane.
  private func inLanes(_ requests: [HTTPClientRequest], _ lanes: Int) throws -> LatencyHistogram {
    let run = LaneRun(client, requests)
    for _ in 0..<lanes { run.next() }
    guard run.wait() else { throw Benchmarks.unsuitable }
    return LatencyHistogram()
  }

  private func request(orders: Int) throws -> HTTPClientRequest {
    var writer = JSONWriter()
    if orders > 1 { writer.beginArray() }
    for _ in 0..<orders {
      let number = Self.salts.wrappingAdd(1, ordering: .relaxed).newValue
      // Ten shares at 1 to 40 cents: nobody sells, so every order rests.
      let order = VenueOrder(
        salt: number, maker: key.address, signer: key.address, tokenID: token,
        makerAmount: (1 + number % 40) * 100_000, takerAmount: 10_000_000, side: .buy,
        signatureType: .externallyOwned,
        timestamp: UInt64(VenueClock.wallTime()), metadata: .zero, builder: .zero)
      let signed = try SignedOrder(
        order, in: .of(isNegativeRisk: false, on: .polygon), key: key)
      OrderRequest(
        order: signed.order, signature: signed.signature, owner: credentials.key,
        type: .goodTillCancelled
      ).write(to: &writer)
    }
    if orders > 1 { writer.endArray() }
    return request("POST", orders > 1 ? "/orders" : "/order", writer.bytes)
  }

  private static let salts = Atomic<UInt64>(0)

  private func request(_ method: String, _ path: String, _ body: [UInt8]) -> HTTPClientRequest {
    let headers = credentials.headers(
      address: key.address, timestamp: UInt64(VenueClock.wallTime() / 1_000), method: method,
      path: path, body: body)
    return HTTPClientRequest(
      method: method, url: "http://127.0.0.1:\(server.ports.http)\(path)", headers: headers,
      body: body)
  }

  private func cancelAll() throws {
    guard try client.sendAndWait(request("DELETE", "/cancel-all", [])).status == 200 else {
      throw Benchmarks.unsuitable
    }
  }

  // MARK: frames

  /// One cancel-all of many orders tells a listener of every one of them.
  private func burst() throws -> Double {
    let count = Self.batches * Self.batchSize
    for _ in 0..<Self.batches { _ = try client.sendAndWait(request(orders: Self.batchSize)) }
    let listener = FrameCounter(wanted: count)
    let socket = WebSocketClient(url: "ws://127.0.0.1:\(server.ports.webSocket)/ws/market") {
      listener.handle($0)
    }
    socket.connect()
    socket.send(Array(#"{"type":"market","assets_ids":["\#(token)"]}"#.utf8))
    listener.waitForFirst()
    try cancelAll()
    let rate = listener.wait()
    socket.close()
    return rate
  }
}
