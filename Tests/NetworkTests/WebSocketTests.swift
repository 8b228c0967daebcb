import Network
import Testing

@Suite struct WebSocketTests {
  /// Sends every message back.
  final class Echo: Sendable {
    let log = EventLog<WebSocketServerEvent>()
    let server: WebSocketServer

    init(_ limits: WebSocketLimits = .standard) throws {
      let own = Weak()
      server = try WebSocketServer(port: 0, paths: ["/ws/market", "/ws/user"], limits: limits) {
        [log] event in
        log.add(event)
        if case .text(let connection, let bytes) = event {
          own.server?.send(bytes, to: connection)
        }
      }
      own.set(server)
    }
  }

  static func client(
    _ url: String, _ log: EventLog<WebSocketClientEvent>
  ) -> WebSocketClient {
    WebSocketClient(url: url) { log.add($0) }
  }

  @Test func echoes() throws {
    let echo = try Echo()
    let log = EventLog<WebSocketClientEvent>()
    let client = Self.client("ws://127.0.0.1:\(echo.server.port)/ws/market?x=1", log)
    client.connect()
    client.send(Array("early".utf8))
    #expect(log.wait { $0.count >= 2 }, "\(log.all)")
    let large = Array(String(repeating: "äb", count: 100_000).utf8)
    client.send(large)
    client.send([])
    client.send(Array("last".utf8))
    #expect(log.wait { $0.count >= 5 }, "\(log.all.count)")
    client.close(code: 4001, reason: "done")
    #expect(log.wait { $0.count >= 6 })
    let texts = log.all.map { event in
      switch event {
      case .opened: "opened"
      case .text(let bytes): bytes == large ? "large" : String(decoding: bytes, as: UTF8.self)
      case .closed(let code, let reason): "closed \(code) \(reason)"
      case .failed(let error): "failed \(error)"
      }
    }
    #expect(texts == ["opened", "early", "large", "", "last", "closed 4001 done"])
    #expect(
      echo.log.wait { events in
        if case .closed(_, 4001) = events.last { true } else { false }
      })
  }

  @Test func unknownPathsAreRefused() throws {
    let echo = try Echo()
    let log = EventLog<WebSocketClientEvent>()
    let client = Self.client("ws://127.0.0.1:\(echo.server.port)/ws/nothing", log)
    client.connect()
    #expect(log.wait { !$0.isEmpty })
    guard case .failed(.handshakeRefused(status: 404)) = log.all.first else {
      Issue.record("\(log.all)")
      return
    }
  }
}
