import Glibc
import Network
import Runtime
import Testing

/// Many connections, slow readers, lost ones, and the ends of servers.
@Suite(.serialized) struct WebSocketLifeTests {
  typealias ClientLog = EventLog<WebSocketClientEvent>

  static func url(_ echo: WebSocketTests.Echo) -> String {
    "ws://127.0.0.1:\(echo.server.port)/ws/market"
  }

  static func texts(_ events: [WebSocketClientEvent]) -> [String] {
    events.compactMap { event in
      if case .text(let bytes) = event { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
  }

  static func opened(_ events: [WebSocketServerEvent]) -> [WebSocketConnectionID] {
    events.compactMap { if case .opened(let connection, _) = $0 { connection } else { nil } }
  }

  static func closedCodes(_ events: [WebSocketServerEvent]) -> [UInt16] {
    events.compactMap { if case .closed(_, let code) = $0 { code } else { nil } }
  }

  /// Several threads send on one connection; each one's messages keep their order, there and back.
  @Test func thousandsOfMessagesBothWays() throws {
    let echo = try WebSocketTests.Echo()
    let log = ClientLog()
    let client = WebSocketTests.client(Self.url(echo), log)
    client.connect()
    let each = 5_000
    let threads = (0..<4).map { sender in
      Background {
        for number in 0..<each { client.send(Array("\(sender) \(number)".utf8)) }
      }
    }
    for thread in threads { thread.join() }
    #expect(log.wait(seconds: 60) { $0.count >= 4 * each + 1 }, "\(log.all.count)")
    var next = [0, 0, 0, 0]
    for text in Self.texts(log.all) {
      let parts = text.split(separator: " ").compactMap { Int($0) }
      try #require(parts.count == 2 && parts[1] == next[parts[0]])
      next[parts[0]] += 1
    }
    #expect(next == [each, each, each, each])
  }

  @Test func manyClientsAtOnce() throws {
    let echo = try WebSocketTests.Echo()
    let log = ClientLog()
    let clients = (0..<300).map { _ in WebSocketTests.client(Self.url(echo), log) }
    for client in clients { client.connect() }
    for client in clients { client.send(Array("x".utf8)) }
    #expect(log.wait(seconds: 30) { Self.texts($0).count >= 300 })
    for client in clients { client.close() }
    #expect(echo.log.wait { Self.closedCodes($0).count >= 300 })
    #expect(Self.closedCodes(echo.log.all).allSatisfy { $0 == 1000 })
  }

  /// Thousand connections that say nothing, and one that talks.
  @Test func idleConnections() throws {
    let echo = try WebSocketTests.Echo()
    let before = ProcessUsage.peakMemory
    let idle = try (0..<1_100).map { _ in try HostileFrameTests.opened(echo.server.port) }
    #expect(try HostileFrameTests.isAlive(echo.server.port))
    #expect(ProcessUsage.peakMemory - before < 150_000_000)
    #expect(Self.opened(echo.log.all).count == idle.count + 1)
  }

  @Test func connectionsBeyondTheLimitAreClosed() throws {
    var limits = WebSocketLimits()
    limits.connections = 5
    let echo = try WebSocketTests.Echo(limits)
    var open = try (0..<5).map { _ in try HostileFrameTests.opened(echo.server.port) }
    let sixth = try #require(RawSocket(port: echo.server.port))
    sixth.send(WebSocketFrames.handshake())
    #expect(sixth.text(milliseconds: 2_000).isEmpty)
    open.removeAll()
    #expect(echo.log.wait { Self.closedCodes($0).count == 5 })
    #expect(try HostileFrameTests.isAlive(echo.server.port))
  }

  /// What a client does not read is bounded: then it is cut, and others are not disturbed.
  @Test func slowReadersAreCut() throws {
    var limits = WebSocketLimits()
    limits.waitingBytes = 1_000_000
    let echo = try WebSocketTests.Echo(limits)
    let slow = try HostileFrameTests.opened(echo.server.port)
    slow.shrinkReceiveBuffer()
    let quick = try HostileFrameTests.opened(echo.server.port)
    let connection = try #require(Self.opened(echo.log.all).first)
    let before = ProcessUsage.peakMemory
    let message = [UInt8](repeating: 0x41, count: 200_000)
    for _ in 0..<4_000 { echo.server.send(message, to: connection) }
    quick.send(WebSocketFrames.text("quick"))
    #expect(quick.text { $0.contains("quick") }.contains("quick"))
    #expect(echo.log.wait { Self.closedCodes($0).contains(1013) })
    // All of them would be 800 MB. A memory checker keeps what was freed, too.
    #expect(ProcessUsage.peakMemory - before < 500_000_000)
  }

  @Test func silentConnectionsAreClosed() throws {
    var limits = WebSocketLimits()
    limits.idleMilliseconds = 500
    let echo = try WebSocketTests.Echo(limits)
    let silent = try HostileFrameTests.opened(echo.server.port)
    let talking = try HostileFrameTests.opened(echo.server.port)
    for _ in 0..<15 {
      usleep(100_000)
      talking.send(WebSocketFrames.frame(0x89, []))
    }
    let said = silent.receiveAll { WebSocketFrames.closeCode($0) != nil }
    #expect(WebSocketFrames.closeCode(said.bytes) == 1001)
    talking.send(WebSocketFrames.text("still here"))
    #expect(talking.text { $0.contains("still here") }.contains("still here"))
  }

  /// 1013 is one of the codes that libwebsockets does not know when it receives them.
  @Test(arguments: [(1000, 1000), (1001, 1001), (1008, 1008), (1013, 1002), (4001, 4001)])
  func closeCodesArrive(code: UInt16, received: UInt16) throws {
    let echo = try WebSocketTests.Echo()
    let log = ClientLog()
    let client = WebSocketTests.client(Self.url(echo), log)
    client.connect()
    #expect(echo.log.wait { !$0.isEmpty })
    let connection = try #require(Self.opened(echo.log.all).first)
    echo.server.send(Array("last words".utf8), to: connection)
    // 40 times three bytes and one of one fit into 123; no half character is sent.
    echo.server.close(connection, code: code, reason: "aa" + String(repeating: "€", count: 50))
    echo.server.send(Array("too late".utf8), to: connection)
    #expect(log.wait { $0.count >= 3 })
    #expect(Self.texts(log.all) == ["last words"])
    guard case .closed(let found, let reason) = log.all.last else {
      Issue.record("\(log.all)")
      return
    }
    #expect(found == received && reason == "aa" + String(repeating: "€", count: 40))
    #expect(echo.log.wait { Self.closedCodes($0) == [code] })
  }

  @Test func droppedConnectionsHaveNoCloseFrame() throws {
    let echo = try WebSocketTests.Echo()
    let log = ClientLog()
    let client = WebSocketTests.client(Self.url(echo), log)
    client.connect()
    #expect(echo.log.wait { !$0.isEmpty })
    echo.server.drop(try #require(Self.opened(echo.log.all).first))
    #expect(log.wait { $0.count >= 2 })
    guard case .closed(code: 1006, reason: "") = log.all.last else {
      Issue.record("\(log.all)")
      return
    }
    // The other way round, and by the death of the client.
    var mortal: WebSocketClient? = WebSocketTests.client(Self.url(echo), ClientLog())
    mortal?.connect()
    #expect(echo.log.wait { Self.opened($0).count == 2 })
    mortal = nil
    #expect(echo.log.wait { Self.closedCodes($0) == [1006, 1006] })
  }

  @Test func stopTellsEverybody() throws {
    let echo = try WebSocketTests.Echo()
    let log = ClientLog()
    let stalled = try HostileFrameTests.opened(echo.server.port)
    stalled.shrinkReceiveBuffer()
    #expect(echo.log.wait { Self.opened($0).count == 1 })
    let first = try #require(Self.opened(echo.log.all).first)
    let clients = (0..<20).map { _ in WebSocketTests.client(Self.url(echo), log) }
    for client in clients { client.connect() }
    let half = try #require(RawSocket(port: echo.server.port))
    half.send("GET /ws/ma")
    #expect(echo.log.wait { Self.opened($0).count == 21 })
    for _ in 0..<50 { echo.server.send([UInt8](repeating: 0x41, count: 100_000), to: first) }
    echo.server.stop()
    echo.server.stop()
    echo.server.send([], to: first)
    #expect(log.wait { $0.count >= 40 })
    let codes = log.all.compactMap { event in
      if case .closed(let code, _) = event { code } else { nil }
    }
    #expect(codes == Array(repeating: 1001, count: 20))
    #expect(half.receiveAll().isEnd)
    #expect(Self.closedCodes(echo.log.all).count == 21)
    #expect(RawSocket(port: echo.server.port) == nil)
  }

  @Test func nothingIsLeftOfStoppedServers() throws {
    func descriptors() -> Int {
      (0..<20_000).count { fcntl(Int32($0), F_GETFD) != -1 }
    }
    func live() throws {
      let echo = try WebSocketTests.Echo()
      #expect(try HostileFrameTests.isAlive(echo.server.port))
    }
    try live()
    let before = descriptors()
    for _ in 0..<30 { try live() }
    // Other tests of this process may open some meanwhile.
    #expect(descriptors() < before + 50)
  }

  @Test func portsThatCannotBeHad() throws {
    let first = try WebSocketTests.Echo()
    #expect(
      throws: NetworkError.cannotListen(
        host: "127.0.0.1", port: first.server.port, code: EADDRINUSE)
    ) {
      try WebSocketServer(port: first.server.port, paths: ["/"]) { _ in }
    }
    #expect(throws: NetworkError.badHost("localhost")) {
      try WebSocketServer(host: "localhost", port: 0, paths: ["/"]) { _ in }
    }
  }
}
