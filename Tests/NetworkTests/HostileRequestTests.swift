import Network
import TestSupport
import Testing

/// Requests of strangers who mean no good, over raw sockets.
@Suite struct HostileRequestTests {
  static func limits() -> HTTPServerLimits {
    var limits = HTTPServerLimits()
    limits.bodyBytes = 1_000
    return limits
  }

  /// The status of the first answer in `text`; nil where there is none.
  static func status(_ text: String) -> Int? {
    let words = text.prefix(20).split(separator: " ")
    guard words.count > 1, words[0].hasPrefix("HTTP/1.") else { return nil }
    return Int(words[1])
  }

  static let head = "POST / HTTP/1.1\r\nHost: h\r\n"

  @Test(arguments: [
    ("two lengths", head + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
    ("two other lengths", head + "Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc", 400),
    (
      "length and chunks",
      head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
    ),
    (
      "chunks and length",
      head + "transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n", 400
    ),
    (
      "two codings",
      head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400
    ),
    ("other coding", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    ("coding with a tail", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    ("blank before colon", head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
    ("chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("negative length", head + "Content-Length: -1\r\n\r\n", 400),
    ("signed length", head + "Content-Length: +3\r\n\r\nabc", 400),
    ("listed length", head + "Content-Length: 3, 3\r\n\r\nabc", 400),
    ("no number", head + "Content-Length: 0x3\r\n\r\nabc", 400),
    ("bad chunk", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
    ("control character", head + "X-A: a\u{1}b\r\n\r\n", 400),
    ("no host", "GET / HTTP/1.1\r\n\r\n", 400),
    ("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("absolute form", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("no slash", "GET x HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("bad method", "G@T / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    ("bad name", head + "X[a]: 1\r\n\r\n", 400),
    (
      "long body", head + "Content-Length: 1001\r\n\r\n" + String(repeating: "a", count: 1_001), 413
    ),
    (
      "long chunks",
      head + "Transfer-Encoding: chunked\r\n\r\n"
        + String(repeating: "64\r\n" + String(repeating: "a", count: 100) + "\r\n", count: 11)
        + "0\r\n\r\n", 413
    ),
    ("endless length", head + "Content-Length: 9999999999999999999999999\r\n\r\naaaa", 413),
    (
      "many fields",
      head + (0..<200).map { "X-\($0): 1\r\n" }.joined() + "\r\n", 431
    ),
    ("long field", head + "X-A: " + String(repeating: "a", count: 100_000) + "\r\n\r\n", 431),
    ("long line", "GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\n\r\n", 414),
    ("next version", "GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505),
  ]) func refused(name: String, request: String, status: Int) throws {
    let seen = EventLog<String>()
    let server = try HTTPServer(port: 0, limits: Self.limits()) { request, reply in
      seen.add("\(request.method) \(request.path)")
      reply.send(HTTPResponse(status: 200))
    }
    let socket = try #require(RawSocket(port: server.port))
    socket.send(request)
    let answer = socket.receiveAll()
    let text = String(decoding: answer.bytes, as: UTF8.self)
    #expect(Self.status(text) == status, "\(name): \(text)")
    #expect(answer.isEnd, "\(name): the connection stays open")
    #expect(seen.all.isEmpty, "\(name): the handler saw \(seen.all)")
    // The next client is served.
    let next = try HTTPServerTests.exchange(
      server, "GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(Self.status(next) == 200)
  }

  /// A length far above the limit is refused before the body has come; endless chunks are cut.
  @Test func endlessBodiesAreCut() throws {
    let server = try HTTPServer(port: 0, limits: Self.limits()) { _, reply in
      reply.send(HTTPResponse(status: 200))
    }
    let announced = try #require(RawSocket(port: server.port))
    announced.send(Self.head + "Content-Length: 1000000000\r\n\r\n")
    #expect(Self.status(announced.text()) == 413)
    let chunked = try #require(RawSocket(port: server.port))
    chunked.send(Self.head + "Transfer-Encoding: chunked\r\n\r\n")
    let chunk = "3e8\r\n" + String(repeating: "a", count: 1_000) + "\r\n"
    var sent = 0
    while sent < 100_000, chunked.send(chunk) { sent += 1 }
    #expect(sent < 100_000)
  }

  /// The same bodies as `refused`, just within the limits.
  @Test(arguments: [
    head + "Content-Length: 1000\r\nConnection: close\r\n\r\n"
      + String(repeating: "a", count: 1_000),
    head + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
      + String(repeating: "64\r\n" + String(repeating: "a", count: 100) + "\r\n", count: 10)
      + "0\r\n\r\n",
    head + "Connection: close\r\n" + (0..<120).map { "X-\($0): 1\r\n" }.joined() + "\r\n",
  ]) func withinLimits(request: String) throws {
    let server = try HTTPServer(port: 0, limits: Self.limits()) { request, reply in
      reply.send(HTTPResponse(status: 200, body: request.body))
    }
    #expect(Self.status(try HTTPServerTests.exchange(server, request)) == 200)
  }

  /// Bytes that drip in are cut by the deadline of the whole request, in the line, the fields and the body.
  @Test(arguments: ["GET / HT", "GET / HTTP/1.1\r\nX-A: ", head + "Content-Length: 900\r\n\r\n"])
  func drippingIsCut(beginning: String) throws {
    var limits = Self.limits()
    limits.requestMilliseconds = 400
    let server = try HTTPServer(port: 0, limits: limits) { _, reply in
      reply.send(HTTPResponse(status: 200))
    }
    let socket = try #require(RawSocket(port: server.port))
    socket.send(beginning)
    var answer: [UInt8] = []
    for _ in 0..<200 {
      guard socket.send("a") else { break }
      if let piece = socket.receive(milliseconds: 50) {
        if piece.isEmpty { break }
        answer += piece
      }
    }
    #expect(Self.status(String(decoding: answer, as: UTF8.self)) == 408)
  }

  @Test func idleConnectionsAreClosed() throws {
    var limits = Self.limits()
    limits.idleMilliseconds = 200
    let server = try HTTPServer(port: 0, limits: limits) { _, reply in
      reply.send(HTTPResponse(status: 200))
    }
    let silent = try #require(RawSocket(port: server.port))
    let kept = try #require(RawSocket(port: server.port))
    kept.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(silent.receiveAll().isEnd)
    let answer = kept.receiveAll()
    #expect(answer.isEnd)
    #expect(Self.status(String(decoding: answer.bytes, as: UTF8.self)) == 200)
  }

  /// Who does not take an answer loses the connection; the memory of the answer goes with it.
  @Test func readersWhoDoNotReadAreCut() throws {
    var limits = Self.limits()
    limits.answerMilliseconds = 300
    let server = try HTTPServer(port: 0, limits: limits) { _, reply in
      reply.send(HTTPResponse(status: 200, body: [UInt8](repeating: 0x41, count: 32_000_000)))
    }
    let socket = try #require(RawSocket(port: server.port))
    socket.shrinkReceiveBuffer()
    socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    _ = socket.receive()
    // A sender to a closed connection learns it by the second piece at the latest.
    var isOpen = true
    for _ in 0..<100 where isOpen {
      _ = socket.receive(milliseconds: 0)
      isOpen = socket.waitAndSend("x")
    }
    #expect(!isOpen)
  }

  @Test(arguments: [(8, 100), (100, 8)]) func connectionsBeyondTheLimitAreClosed(
    inAll: Int, perAddress: Int
  ) throws {
    var limits = Self.limits()
    limits.connections = inAll
    limits.connectionsPerAddress = perAddress
    let server = try HTTPServer(port: 0, limits: limits) { _, reply in
      reply.send(HTTPResponse(status: 200))
    }
    var open: [RawSocket] = []
    for _ in 0..<8 {
      let socket = try #require(RawSocket(port: server.port))
      socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(Self.status(socket.text { $0.contains("\r\n\r\n") }) == 200)
      open.append(socket)
    }
    let ninth = try #require(RawSocket(port: server.port))
    ninth.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(Self.status(ninth.text(milliseconds: 300)) == nil)
    open.removeAll()
    // The server learns of the free places a moment later.
    let request = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    let isServed = try (0..<50).contains { _ in
      Self.status(try HTTPServerTests.exchange(server, request, milliseconds: 100)) == 200
    }
    #expect(isServed)
  }

  /// Requests with random bytes changed, removed and doubled: whatever comes of them, the server goes on.
  @Test func mutatedRequests() throws {
    let server = try HTTPServerTests.echo(Self.limits())
    var random = SeededGenerator(seed: 4_711)
    let samples = [
      "GET /a?b=%41&c HTTP/1.1\r\nHost: h\r\nAccept: */*\r\nConnection: close\r\n\r\n",
      Self.head + "Content-Length: 10\r\nConnection: close\r\n\r\n0123456789",
      Self.head + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
      Self.head + "Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
    ]
    for _ in 0..<2_000 {
      var bytes = Array(samples.randomElement(using: &random)?.utf8 ?? "".utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
        default:
          bytes[place] = [0, 0x0A, 0x0D, 0x20, 0x3A, 0xFF].randomElement(using: &random) ?? 0
        }
        if bytes.isEmpty { bytes = [0x47] }
      }
      let socket = try #require(RawSocket(port: server.port))
      socket.send(bytes)
      socket.finishSending()
      let all = socket.receiveAll(milliseconds: 60_000)
      #expect(all.isEnd, "\(bytes)")
      let answer = String(decoding: all.bytes, as: UTF8.self)
      #expect(answer.isEmpty || Self.status(answer) != nil, "\(bytes) -> \(answer)")
    }
    let next = try HTTPServerTests.exchange(
      server, "GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(Self.status(next) == 200)
  }
}
