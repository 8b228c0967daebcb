import Network
import Runtime
import TestSupport
import Testing

/// Handshakes and frames of strangers who mean no good, over raw sockets.
@Suite struct HostileFrameTests {
  static func limits() -> WebSocketLimits {
    var limits = WebSocketLimits()
    limits.messageBytes = 10_000
    limits.handshakeMilliseconds = 700
    return limits
  }

  /// A connection whose handshake is done.
  static func opened(_ port: UInt16) throws -> RawSocket {
    let socket = try #require(RawSocket(port: port))
    socket.send(WebSocketFrames.handshake())
    let answer = socket.text { $0.contains("\r\n\r\n") }
    try #require(answer.hasPrefix("HTTP/1.1 101 "), "\(answer)")
    return socket
  }

  /// Whether the server still takes a message and sends it back.
  static func isAlive(_ port: UInt16) throws -> Bool {
    let socket = try opened(port)
    socket.send(WebSocketFrames.text("alive"))
    return socket.text { $0.contains("alive") }.contains("alive")
  }

  @Test(arguments: [
    ("plain GET", "GET /ws/market HTTP/1.1\r\nHost: h\r\n\r\n", 426),
    ("unknown path", WebSocketFrames.handshake("/ws/other"), 404),
    ("path with more", WebSocketFrames.handshake("/ws/market/x"), 404),
    ("POST", "POST /ws/market HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", 426),
  ]) func handshakesRefused(name: String, request: String, status: Int) throws {
    let echo = try WebSocketTests.Echo(Self.limits())
    let socket = try #require(RawSocket(port: echo.server.port))
    socket.send(request)
    let answer = socket.receiveAll()
    let text = String(decoding: answer.bytes, as: UTF8.self)
    #expect(HostileRequestTests.status(text) == status, "\(name): \(text)")
    #expect(answer.isEnd, "\(name)")
    #expect(echo.log.all.isEmpty)
  }

  /// Nothing, half a handshake, a line without end: cut by the deadline or the limit of the head.
  @Test(arguments: [
    "", "GET /ws/market HTTP/1.1\r\nUpg", "GET /" + String(repeating: "a", count: 100_000),
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", "\r\n\r\n\r\n", "GET GET GET\r\n\r\n",
    WebSocketFrames.handshake("/ws/market", String(repeating: "X: 1\r\n", count: 20_000)),
    "GET /ws/market HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Version: 13\r\n\r\n",
  ]) func handshakesWithoutEnd(beginning: String) throws {
    let echo = try WebSocketTests.Echo(Self.limits())
    let socket = try #require(RawSocket(port: echo.server.port))
    socket.send(beginning)
    #expect(socket.receiveAll(milliseconds: 60_000).isEnd)
    #expect(try Self.isAlive(echo.server.port))
  }

  @Test(arguments: [
    ("binary", WebSocketFrames.frame(0x82, [1, 2]), 1003),
    ("bad UTF-8", WebSocketFrames.frame(0x81, [0xC3, 0x28]), 1007),
    ("half a character", WebSocketFrames.frame(0x81, [0x41, 0xE2, 0x82]), 1007),
    (
      "bad UTF-8 in the second piece",
      WebSocketFrames.frame(0x01, [0x41, 0xC3]) + WebSocketFrames.frame(0x80, [0x28]), 1007
    ),
    ("surrogate", WebSocketFrames.frame(0x81, [0xED, 0xA0, 0x80]), 1007),
    ("reserved bit", WebSocketFrames.frame(0xC1, [0x41]), 1002),
    ("bad opcode", WebSocketFrames.frame(0x83, [0x41]), 1002),
    ("bad control", WebSocketFrames.frame(0x8B, [0x41]), 1002),
    ("continuation of nothing", WebSocketFrames.frame(0x80, [0x41]), 1002),
    ("control in pieces", WebSocketFrames.frame(0x09, [0x41]), 1002),
    ("long control", WebSocketFrames.frame(0x89, [UInt8](repeating: 0x41, count: 126)), 1002),
    ("long message", WebSocketFrames.frame(0x81, [UInt8](repeating: 0x41, count: 10_001)), 1009),
    ("long frame announced", WebSocketFrames.frame(0x81, [0x41], announced: 1 << 40), 1009),
    (
      "long in pieces",
      WebSocketFrames.frame(0x01, [UInt8](repeating: 0x41, count: 6_000))
        + WebSocketFrames.frame(0x80, [UInt8](repeating: 0x41, count: 6_000)), 1009
    ),
    ("close with half a code", WebSocketFrames.frame(0x88, [3]), 1005),
    ("close with a reserved code", WebSocketFrames.frame(0x88, [3, 0xED]), 1002),
  ]) func framesRefused(name: String, frames: [UInt8], code: UInt16) throws {
    let echo = try WebSocketTests.Echo(Self.limits())
    let socket = try Self.opened(echo.server.port)
    socket.send(frames)
    let answer = socket.receiveAll { WebSocketFrames.closeCode($0) != nil }
    let found = WebSocketFrames.closeCode(answer.bytes)
    #expect(found == code || (found == nil && answer.isEnd), "\(name): \(answer)")
    let texts = echo.log.all.count { if case .text = $0 { true } else { false } }
    #expect(texts == 0, "\(name)")
    #expect(try Self.isAlive(echo.server.port))
  }

  /// What is unusual but allowed.
  @Test(arguments: [
    ("empty", WebSocketFrames.text(""), [""]),
    (
      "ping between pieces",
      WebSocketFrames.frame(0x01, [0x41]) + WebSocketFrames.frame(0x89, [1])
        + WebSocketFrames.frame(0x80, [0x42]), ["AB"]
    ),
    (
      "character in two pieces",
      WebSocketFrames.frame(0x01, [0xC3]) + WebSocketFrames.frame(0x80, [0xA4]), ["ä"]
    ),
    // Which RFC 6455 5.1 forbids, but libwebsockets lets pass.
    ("without mask", WebSocketFrames.frame(0x81, [0x41], isMasked: false), ["A"]),
    ("two at once", WebSocketFrames.text("a") + WebSocketFrames.text("b"), ["a", "b"]),
    (
      "largest", WebSocketFrames.frame(0x81, [UInt8](repeating: 0x41, count: 10_000)),
      [String(repeating: "A", count: 10_000)]
    ),
  ]) func framesTaken(name: String, frames: [UInt8], texts: [String]) throws {
    let echo = try WebSocketTests.Echo(Self.limits())
    let socket = try Self.opened(echo.server.port)
    socket.send(frames)
    #expect(echo.log.wait { $0.count > texts.count }, "\(name)")
    let seen = echo.log.all.compactMap { event in
      if case .text(_, let bytes) = event { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
    #expect(seen == texts, "\(name)")
  }

  /// Frames with random bytes changed, removed and doubled: whatever comes of them, the server goes on.
  @Test func mutatedFrames() throws {
    let echo = try WebSocketTests.Echo(Self.limits())
    var random = SeededGenerator(seed: 815)
    for _ in 0..<1_500 {
      let socket = try Self.opened(echo.server.port)
      var bytes =
        WebSocketFrames.text("some text") + WebSocketFrames.frame(0x01, [0x41])
        + WebSocketFrames.frame(0x89, [1, 2, 3]) + WebSocketFrames.frame(0x80, [0x42])
        + WebSocketFrames.frame(0x88, [3, 0xE8])
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
        }
      }
      socket.send(bytes)
      socket.finishSending()
      #expect(socket.receiveAll(milliseconds: 60_000).isEnd, "\(bytes)")
    }
    #expect(try Self.isAlive(echo.server.port))
    let count = echo.log.all.count { if case .opened = $0 { true } else { false } }
    #expect(count == 1_501)
    #expect(
      echo.log.wait { events in
        events.count { if case .closed = $0 { true } else { false } } >= 1_500
      })
  }
}
