import Glibc
import Network
import Runtime
import TestSupport
import Testing

/// Connections that never open, and servers that misbehave.
@Suite struct WebSocketClientErrorTests {
  typealias Log = EventLog<WebSocketClientEvent>

  static func connect(
    _ url: String, headers: HTTPHeaders = HTTPHeaders(), milliseconds: Int = 5_000
  ) -> (WebSocketClient, Log) {
    let log = Log()
    var limits = WebSocketLimits()
    limits.handshakeMilliseconds = milliseconds
    limits.messageBytes = 10_000
    let client = WebSocketClient(url: url, headers: headers, limits: limits) { log.add($0) }
    client.connect()
    client.connect()
    return (client, log)
  }

  /// The one event of a connection that did not open; nil where there is another or none.
  static func failure(_ log: Log) -> NetworkError? {
    _ = log.wait { !$0.isEmpty }
    usleep(20_000)
    guard log.all.count == 1, case .failed(let error) = log.all.first else { return nil }
    return error
  }

  @Test func nobodyListens() {
    let port = HTTPClientErrorTests.freePort()
    let (client, log) = Self.connect("ws://127.0.0.1:\(port)/")
    guard case .unreachable("127.0.0.1", port, _) = Self.failure(log) else {
      Issue.record("\(log.all)")
      return
    }
    withExtendedLifetime(client) {}
  }

  @Test func noAddress() {
    let (client, log) = Self.connect("ws://nothing.invalid/")
    // Where no name server answers, the library asks longer than we wait.
    let failure = Self.failure(log)
    let isExpected =
      failure == .unresolved(host: "nothing.invalid") || failure == .timedOut(milliseconds: 5_000)
    #expect(isExpected, "\(log.all)")
    withExtendedLifetime(client) {}
  }

  @Test(arguments: ["", "http://h/", "ws://", "ws://a b/", "ws://u:p@h/", "ws://h\u{0}/"])
  func noURL(url: String) {
    let (client, log) = Self.connect(url)
    #expect(Self.failure(log) == .badURL(url))
    withExtendedLifetime(client) {}
  }

  @Test func badFields() throws {
    let echo = try WebSocketTests.Echo()
    let (client, log) = Self.connect(
      WebSocketLifeTests.url(echo), headers: HTTPHeaders(["X-A": "a\r\nX-Evil: b"]))
    #expect(Self.failure(log) == .badHeader(name: "X-A"))
    withExtendedLifetime(client) {}
  }

  /// What a server may do instead of a handshake, and what that is called.
  @Test(arguments: [
    ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", [401]),
    ("HTTP/1.1 429 Too Many\r\nContent-Length: 2\r\n\r\nno", [429]),
    ("HTTP/1.1 503 Gone\r\nConnection: close\r\n\r\n", [503]),
    ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", [200]),
    ("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", [302]),
    (
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: d3Jvbmc=\r\n\r\n", [101, 0]
    ),
    ("HTTP/1.1 101 Switching Protocols\r\n\r\n", [101, 0]),
    ("nothing that is HTTP\r\n\r\n", [0]), ("", [0]), ("HTTP/1.1 1", [0]),
  ]) func refusedHandshakes(answer: String, statuses: [Int]) {
    let server = RawServer { socket, _ in
      _ = socket.receiveAll { String(decoding: $0, as: UTF8.self).hasSuffix("\r\n\r\n") }
      socket.send(answer)
    }
    let (client, log) = Self.connect("ws://127.0.0.1:\(server.port)/ws/market")
    switch Self.failure(log) {
    case .handshakeRefused(let status): #expect(statuses.contains(status), "\(answer)")
    case .connectionLost: #expect(statuses.contains(0), "\(answer)")
    default: Issue.record("\(answer): \(log.all)")
    }
    withExtendedLifetime(client) { server.stop() }
  }

  /// The deadline holds for every step: no answer, half an answer, an answer that drips.
  @Test(arguments: ["", "HTTP/1.1 101 Swi"]) func handshakesWithoutEnd(beginning: String) {
    let server = RawServer { socket, _ in
      socket.send(beginning)
      while socket.waitAndSend(beginning.isEmpty ? "" : "x") {}
    }
    let (client, log) = Self.connect("ws://127.0.0.1:\(server.port)/", milliseconds: 400)
    #expect(Self.failure(log) == .timedOut(milliseconds: 400))
    withExtendedLifetime(client) { server.stop() }
  }

  @Test func givenUpWhileConnecting() {
    let server = RawServer { socket, _ in _ = socket.receiveAll() }
    for end in [{ $0.close() }, { $0.drop() }] as [(WebSocketClient) -> Void] {
      let (client, log) = Self.connect("ws://127.0.0.1:\(server.port)/")
      end(client)
      #expect(Self.failure(log) == .cancelled)
    }
    server.stop()
  }

  /// What is too much before the handshake is complete ends the connection behind it, as it would later.
  @Test func tooMuchBeforeTheHandshake() throws {
    let echo = try WebSocketTests.Echo()
    let log = Log()
    var limits = WebSocketLimits()
    limits.waitingBytes = 10
    let client = WebSocketClient(
      url: "ws://127.0.0.1:\(echo.server.port)/ws/market", limits: limits
    ) { log.add($0) }
    client.connect()
    client.send([UInt8](repeating: 0x41, count: 100))
    let isEnded = log.wait { events in
      events.contains { event in
        if case .closed(let code, _) = event { return code == 1013 || code == 1002 }
        return false
      }
    }
    #expect(isEnded, "\(log.all)")
    withExtendedLifetime(client) {}
  }

  /// A server that completes the handshake properly and then sends `frames`.
  static func misbehaving(_ frames: [UInt8]) throws -> (RawServer, BorrowedHandshake) {
    let handshake = try BorrowedHandshake()
    let server = RawServer { socket, _ in
      guard let answer = handshake.answer(to: socket) else { return }
      socket.send(answer)
      socket.send(frames)
      _ = socket.receiveAll(milliseconds: 1_000)
    }
    return (server, handshake)
  }

  /// What the library itself ends has no code here; a frame without end ends with the server.
  @Test(arguments: [
    ("binary", WebSocketFrames.frame(0x82, [1], isMasked: false), 1003 as UInt16),
    ("bad UTF-8", WebSocketFrames.frame(0x81, [0xC3, 0x28], isMasked: false), 1006),
    (
      "long message",
      WebSocketFrames.frame(0x81, [UInt8](repeating: 0x41, count: 10_001), isMasked: false), 1009
    ),
    (
      "long frame announced",
      WebSocketFrames.frame(0x81, [0x41], isMasked: false, announced: 1 << 40), 1006
    ),
    ("reserved bit", WebSocketFrames.frame(0xC1, [0x41], isMasked: false), 1006),
    ("no such opcode", WebSocketFrames.frame(0x83, [0x41], isMasked: false), 1006),
  ]) func framesRefused(name: String, frames: [UInt8], code: UInt16) throws {
    let (server, handshake) = try Self.misbehaving(frames)
    let (client, log) = Self.connect("ws://127.0.0.1:\(server.port)/ws/market")
    #expect(log.wait { $0.count >= 2 }, "\(name)")
    guard case .closed(let found, _) = log.all.last, log.all.count == 2 else {
      Issue.record("\(name): \(log.all)")
      return
    }
    #expect(found == code, "\(name)")
    withExtendedLifetime(client) {
      server.stop()
      handshake.stop()
    }
  }

  /// A server that is gone without a close frame, and one that is silent.
  @Test func lostConnections() throws {
    let handshake = try BorrowedHandshake()
    let server = RawServer { socket, _ in
      guard let answer = handshake.answer(to: socket) else { return }
      socket.send(answer)
      socket.send(WebSocketFrames.frame(0x81, [0x41], isMasked: false))
    }
    let (client, log) = Self.connect("ws://127.0.0.1:\(server.port)/ws/market")
    #expect(log.wait { $0.count >= 3 })
    guard case .closed(code: 1006, reason: "") = log.all.last else {
      Issue.record("\(log.all)")
      return
    }
    withExtendedLifetime(client) {
      server.stop()
      handshake.stop()
    }
  }
}
