import FixedPoint
import JSON
import Network
import Synchronization
import Testing
import Trading
import Venue
import VenueSimulator

/// The venue on real sockets of this machine.
@Suite("the venue over loopback", .serialized)
struct ServerLoopbackTests {
  private static func server(
    script: VenueScript? = nil, ports: VenueServer.Ports = .init()
  ) throws -> VenueServer {
    let clock = VenueClock(.real)
    var configuration = ExchangeConfiguration()
    configuration.openingCollateral = Micros(raw: 1_000_000_000)
    configuration.rateMode = .off
    var exchange = Exchange(configuration, now: clock.now)
    for definition in VenueMarkets.definitions(seed: 1, count: 1) {
      _ = try exchange.addMarket(definition)
    }
    let venue = SimulatedVenue(exchange, settings: VenueSettings(), script: script)
    return try VenueServer(venue, clock: clock, ports: ports)
  }

  private static func url(_ server: VenueServer, _ path: String) -> String {
    "http://127.0.0.1:\(server.ports.http)\(path)"
  }

  @Test("many requests at once are all answered")
  func concurrent() async throws {
    let server = try Self.server()
    defer { server.stop() }
    let client = HTTPClient()
    defer { client.shutdown() }
    let url = Self.url(server, "/time")
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<300 {
        group.addTask { try await client.send(HTTPClientRequest(method: "GET", url: url)).status }
      }
      var statuses: [Int] = []
      for try await status in group { statuses.append(status) }
      return statuses
    }
    #expect(statuses == Array(repeating: 200, count: 300))
  }

  @Test("frames arrive in order on a socket, and the venue's own clock ends an order")
  func socket() async throws {
    let server = try Self.server()
    defer { server.stop() }
    let token = server.withVenue { $0.exchange.markets[0].tokenID(.yes).description }
    let (texts, continuation) = AsyncStream.makeStream(of: String.self)
    let socket = WebSocketClient(url: "ws://127.0.0.1:\(server.ports.webSocket)/ws/market") {
      switch $0 {
      case .text(let text): continuation.yield(String(decoding: text, as: UTF8.self))
      case .closed, .failed: continuation.finish()
      case .opened: break
      }
    }
    socket.connect()
    socket.send(Array(#"{"type":"market","assets_ids":["\#(token)"]}"#.utf8))
    socket.send(Array("PING".utf8))
    var seen: [String] = []
    for await text in texts {
      seen.append(text)
      if text == "PONG" { break }
    }
    #expect(seen.count == 2)
    #expect(seen.first?.hasPrefix("[{\"market\"") == true)
    socket.close()
    for await _ in texts {}
  }

  @Test("a script's time comes by itself on a real clock")
  func alarm() async throws {
    let script = try VenueScript.read(
      Array("timeline:\n  - { at: 50ms, market: { id: 1, tick: 0.001 } }".utf8), file: "s.yaml")
    let server = try Self.server(script: script)
    defer { server.stop() }
    for _ in 0..<500 {
      let tick = server.withVenue { $0.exchange.markets[0].tickSize }
      if tick == Micros(raw: 1_000) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("the script was not followed")
  }

  @Test("a lost reply closes the connection, and the venue goes on")
  func lost() async throws {
    let server = try Self.server()
    defer { server.stop() }
    let client = HTTPClient()
    defer { client.shutdown() }
    let fault = HTTPClientRequest(
      method: "POST", url: Self.url(server, "/admin/faults"),
      body: Array("{kind: lost-reply, endpoint: time, times: 1}".utf8))
    #expect(try await client.send(fault).status == 200)
    var time = HTTPClientRequest(method: "GET", url: Self.url(server, "/time"))
    time.isRepeatable = false
    await #expect(throws: HTTPClientError.self) { try await client.send(time) }
    #expect(try await client.send(time).status == 200)
  }

  @Test("nodes of the chain answer on a port of their own")
  func nodes() async throws {
    let server = try Self.server()
    defer { server.stop() }
    let client = HTTPClient()
    defer { client.shutdown() }
    let request = HTTPClientRequest(
      method: "POST", url: "http://127.0.0.1:\(server.ports.nodes)/1",
      body: Array(#"{"jsonrpc":"2.0","id":7,"method":"eth_chainId"}"#.utf8))
    let answer = try JSONValue(parsing: try await client.send(request).body)
    #expect(answer["result"]?.string == "0x89")
  }

  @Test("a port that is taken is told, and nothing stays open")
  func taken() throws {
    let first = try Self.server()
    defer { first.stop() }
    for ports in [
      VenueServer.Ports(http: first.ports.http), .init(webSocket: first.ports.webSocket),
      .init(nodes: first.ports.nodes),
    ] {
      #expect(throws: NetworkError.self) { try Self.server(ports: ports) }
    }
  }

  @Test("it stops with everything open, and twice")
  func stops() throws {
    let server = try Self.server()
    let sockets = (0..<20).map { _ in
      let socket = WebSocketClient(url: "ws://127.0.0.1:\(server.ports.webSocket)/ws/user") { _ in }
      socket.connect()
      return socket
    }
    server.stop()
    server.stop()
    for socket in sockets { socket.drop() }
  }
}
