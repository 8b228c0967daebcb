import CommandLine
import Diagnostics
import Glibc
import Network
import Runtime
import Synchronization

/// What the transport costs, over loopback with both ends in this process: requests that a server answers, a
/// request there and back as the venue's client makes it, and messages of a channel. By the clock on the wall:
/// most of it is waiting for the kernel and the other thread.
struct NetworkBench {
  private static let answer = Array(
    #"{"success":true,"errorMsg":"","orderID":"0x7f2c","status":"live","makingAmount":"52"}"#.utf8)
  /// About as long as a change of price on the market channel.
  private static let message = [UInt8](repeating: UInt8(ascii: "m"), count: 300)

  private let rounds: Int

  init(rounds: Int) {
    self.rounds = rounds
  }

  func measure() throws -> [Measurement] {
    do {
      let server = try HTTPServer(port: 0) { _, reply in
        reply.send(HTTPResponse(status: 200, body: Self.answer))
      }
      defer { server.stop() }
      return [
        try roundTrips(server), concurrent(server), try requests(server, connections: 1),
        try requests(server, connections: 32), try messages(),
      ]
    } catch let error as NetworkError {
      throw DiagnosticError(
        Diagnostic("PT1401", .error, error.message, at: nil, help: [error.help]))
    } catch let error as HTTPClientError {
      throw DiagnosticError(
        Diagnostic("PT1402", .error, error.reason.message, at: nil, help: [error.reason.help]))
    }
  }

  private static func order(_ server: HTTPServer) -> HTTPClientRequest {
    HTTPClientRequest(
      method: "POST", url: "http://127.0.0.1:\(server.port)/order",
      headers: HTTPHeaders([
        "POLY_ADDRESS": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "POLY_TIMESTAMP": "1777377600",
        "POLY_API_KEY": "11111111-2222-3333-4444-555555555555", "POLY_PASSPHRASE": "phrase",
        "POLY_SIGNATURE": "qtRm2C0RdkDPRJWCMGO9TjBmNo4AVsBMMn0hBUR3cDc=",
      ]), body: [UInt8](repeating: UInt8(ascii: "o"), count: 900))
  }

  private func roundTrips(_ server: HTTPServer) throws -> Measurement {
    let client = HTTPClient()
    let (request, count) = (Self.order(server), 1_000)
    let rate = try Measurement.rate(
      "REST round trip", "us", "one order of 900 bytes and five POLY fields after the other",
      rounds: rounds, count: count
    ) {
      for _ in 0..<count { _ = try client.sendAndWait(request) }
    }
    return Measurement(
      name: rate.name, unit: rate.unit, method: rate.method, rounds: rate.rounds.map { 1e6 / $0 })
  }

  private func concurrent(_ server: HTTPServer) -> Measurement {
    let (crowd, count) = (Crowd(HTTPClient(), Self.order(server)), 5_000)
    return Measurement.rate(
      "REST, 32 at once", "requests/s", "the same orders, always 32 of them under way",
      rounds: rounds, count: count
    ) {
      crowd.run(count)
    }
  }

  /// Requests of which each one that ends begins another.
  private final class Crowd: Sendable {
    private let client: HTTPClient
    private let request: HTTPClientRequest
    private let toBegin = Atomic<Int>(0)
    private let toEnd = Atomic<Int>(0)

    init(_ client: HTTPClient, _ request: HTTPClientRequest) {
      self.client = client
      self.request = request
    }

    func run(_ count: Int) {
      toBegin.store(count, ordering: .relaxed)
      toEnd.store(count, ordering: .relaxed)
      for _ in 0..<32 { begin() }
      while toEnd.load(ordering: .relaxed) > 0 { usleep(200) }
    }

    private func begin() {
      guard toBegin.subtract(1, ordering: .relaxed).newValue >= 0 else { return }
      client.send(request) { [self] _ in
        toEnd.subtract(1, ordering: .relaxed)
        begin()
      }
    }
  }

  /// Without a client worth the name: what the server alone can do.
  private func requests(_ server: HTTPServer, connections: Int) throws -> Measurement {
    let sockets = try (0..<connections).map { _ in try LoopbackSocket(port: server.port) }
    let request = Array("GET /time HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
    let each = 16_000 / connections
    return try Measurement.rate(
      "HTTP server, \(connections) connection\(connections == 1 ? "" : "s")", "requests/s",
      "GETs by bare sockets, one after the other on each", rounds: rounds, count: each * connections
    ) {
      for _ in 0..<each {
        for socket in sockets { try socket.send(request) }
        for socket in sockets { try socket.receive(endingWith: Self.answer) }
      }
    }
  }

  private func messages() throws -> Measurement {
    let opened = Mutex<WebSocketConnectionID?>(nil)
    let received = Received()
    let server = try WebSocketServer(port: 0, paths: ["/ws/market"]) { event in
      if case .opened(let connection, _) = event { opened.withLock { $0 = connection } }
    }
    defer { server.stop() }
    let client = WebSocketClient(url: "ws://127.0.0.1:\(server.port)/ws/market") { event in
      if case .text = event { received.count.add(1, ordering: .relaxed) }
    }
    client.connect()
    var connection: WebSocketConnectionID?
    for _ in 0..<5_000 where connection == nil {
      usleep(1_000)
      connection = opened.withLock { $0 }
    }
    guard let connection else { throw NetworkError.timedOut(milliseconds: 5_000) }
    let count = 20_000
    return Measurement.rate(
      "WebSocket messages in", "messages/s", "300 bytes each, from server to client",
      rounds: rounds, count: count
    ) {
      let target = received.count.load(ordering: .relaxed) + count
      for _ in 0..<count { server.send(Self.message, to: connection) }
      while received.count.load(ordering: .relaxed) < target { usleep(100) }
    }
  }

  private final class Received: Sendable {
    let count = Atomic<Int>(0)
  }

  /// The figures in one sentence.
  static func closing(_ measurements: [Measurement]) -> String {
    let figures = measurements.map { grouped(Int($0.median.rounded())) }
    return
      "\nan order is there and back in \(figures[0]) us; \(figures[4]) WebSocket messages/s in\n"
  }
}
