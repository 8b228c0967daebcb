import Glibc
import Network
import Runtime
import Synchronization
import Testing

/// Answers at odd times, and the end of a server.
@Suite(.serialized) struct HTTPServerLifeTests {
  static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

  /// Replies that handlers left for later.
  final class Later: Sendable {
    private let replies = Mutex<[(String, HTTPReply)]>([])

    func add(_ path: String, _ reply: HTTPReply) {
      replies.withLock { $0.append((path, reply)) }
    }

    var count: Int { replies.withLock { $0.count } }

    func take() -> [(String, HTTPReply)] {
      replies.withLock { replies in
        defer { replies = [] }
        return replies
      }
    }

    func wait(_ count: Int) -> Bool {
      for _ in 0..<30_000 where self.count < count { usleep(2_000) }
      return self.count >= count
    }
  }

  @Test func pipelinedRequestsAreAnsweredInTheirOrder() throws {
    let server = try HTTPServerTests.echo()
    let socket = try #require(RawSocket(port: server.port))
    let requests = (0..<20).map { number in
      "POST /\(number) HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nbody\(number % 10)"
    }
    socket.send(requests.joined())
    let text = socket.text { $0.contains("path /19") && $0.hasSuffix("body9") }
    let paths = text.split(separator: "\n").filter { $0.hasPrefix("path /") }
    #expect(paths == (0..<20).map { "path /\($0)" })
  }

  /// Replies given by another thread, the last request first.
  @Test func repliesComeFromAnyThread() throws {
    let later = Later()
    let server = try HTTPServer(port: 0) { later.add($0.path, $1) }
    let sockets = try (0..<100).map { number in
      let socket = try #require(RawSocket(port: server.port))
      socket.send("GET /\(number) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      return socket
    }
    #expect(later.wait(100))
    for (path, reply) in later.take().reversed() {
      reply.send(HTTPResponse(status: 200, body: Array("for \(path)!".utf8)))
      reply.send(HTTPResponse(status: 418))
      reply.drop()
    }
    for (number, socket) in sockets.enumerated() {
      #expect(socket.text().contains("for /\(number)!"))
    }
  }

  @Test func aReplyNeverGivenIs500() throws {
    let server = try HTTPServer(port: 0) { _, _ in }
    let text = try HTTPServerTests.exchange(
      server, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 500 "))
  }

  /// Fields of the transport and fields with line breaks do not get out.
  @Test func answersHaveNoFieldsThatSplitThem() throws {
    let server = try HTTPServer(port: 0) { _, reply in
      let headers = HTTPHeaders([
        "Content-Length": "1000", "Transfer-Encoding": "chunked", "X-Split": "a\r\nX-Evil: b",
        "Retry-After": "3",
      ])
      reply.send(HTTPResponse(status: 429, headers: headers, body: [0x41]))
    }
    let text = try HTTPServerTests.exchange(
      server, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(text.contains("Retry-After: 3\r\n"))
    #expect(text.contains("Content-Length: 1\r\n"))
    #expect(!text.contains("X-Evil") && !text.lowercased().contains("chunked"))
  }

  /// A body where none may be would be taken for the next answer.
  @Test(arguments: [204, 304]) func answersWithoutBodyHaveNone(status: Int) throws {
    let server = try HTTPServer(port: 0) { request, reply in
      let isFirst = request.path == "/first"
      reply.send(HTTPResponse(status: isFirst ? status : 200, body: Array("the body".utf8)))
    }
    let text = try HTTPServerTests.exchange(
      server,
      "GET /first HTTP/1.1\r\nHost: h\r\n\r\n"
        + "GET /second HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    let first = text.components(behind: "HTTP/1.1 \(status)", before: "HTTP/1.1 200")
    #expect(first?.contains("the body") == false && text.hasSuffix("\r\n\r\nthe body"), "\(text)")
  }

  @Test func slowAnswersArriveWhole() throws {
    let server = try HTTPServer(port: 0) { _, reply in
      reply.send(
        HTTPResponse(status: 200, body: Array("0123456789".utf8)), bytesPerSecond: 50)
    }
    let sockets = try (0..<5).map { _ in
      let socket = try #require(RawSocket(port: server.port))
      socket.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      return socket
    }
    let begun = MonotonicClock().now
    for socket in sockets {
      let text = socket.text()
      #expect(text.contains("Content-Length: 10\r\n") && text.hasSuffix("\r\n\r\n0123456789"))
    }
    // Nine bytes behind the first one, 20 ms apart: that much it takes at least.
    #expect(MonotonicClock().now - begun >= 100_000_000)
  }

  @Test(arguments: [0, 1, 9]) func cutAnswersAreCut(bodyBytes: Int) throws {
    let server = try HTTPServer(port: 0) { _, reply in
      reply.send(
        HTTPResponse(status: 200, body: Array("0123456789".utf8)), cutAfter: bodyBytes)
    }
    let socket = try #require(RawSocket(port: server.port))
    socket.send(Self.get)
    let answer = socket.receiveAll()
    #expect(answer.isEnd)
    let text = String(decoding: answer.bytes, as: UTF8.self)
    #expect(text.hasSuffix("\r\n\r\n" + "0123456789".prefix(bodyBytes)), "\(text)")
  }

  @Test func droppedRequestsHaveNoAnswer() throws {
    let later = Later()
    let server = try HTTPServer(port: 0) { request, reply in
      if request.path == "/later" { later.add("", reply) } else { reply.drop() }
    }
    for path in ["/now", "/later"] {
      let socket = try #require(RawSocket(port: server.port))
      socket.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
      if path == "/later" {
        #expect(later.wait(1))
        for (_, reply) in later.take() { reply.drop() }
      }
      let answer = socket.receiveAll()
      #expect(answer.isEnd && answer.bytes.isEmpty)
    }
  }

  /// Some thousand sockets that say nothing cost little memory, and the next client is served.
  @Test func idleConnections() throws {
    let server = try HTTPServerTests.echo()
    let before = ProcessUsage.peakMemory
    let idle = try (0..<1_500).map { _ in try #require(RawSocket(port: server.port)) }
    for socket in idle.prefix(500) { socket.send("GET /half HT") }
    let answer = try HTTPServerTests.exchange(
      server, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    #expect(HostileRequestTests.status(answer) == 200)
    for socket in idle.suffix(100) {
      socket.send(Self.get)
      #expect(HostileRequestTests.status(socket.text { $0.contains("body ") }) == 200)
    }
    #expect(ProcessUsage.peakMemory - before < 150_000_000)
  }

  /// Bodies that arrive at once share a bound: 100 clients cannot make the server hold 100 times the limit.
  @Test func bodiesShareABound() throws {
    var limits = HTTPServerLimits()
    limits.bodyBytes = 1_000_000
    limits.bodiesBytes = 8_000_000
    let server = try HTTPServer(port: 0, limits: limits) { _, reply in
      reply.send(HTTPResponse(status: 200))
    }
    let before = ProcessUsage.peakMemory
    let body = [UInt8](repeating: 0x41, count: 900_000)
    let sockets = try (0..<250).map { _ in
      let socket = try #require(RawSocket(port: server.port))
      socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
      socket.send(body)
      return socket
    }
    // All of them would be 225 MB.
    #expect(ProcessUsage.peakMemory - before < 150_000_000)
    var statuses: Set<Int?> = []
    for socket in sockets {
      socket.send([UInt8](repeating: 0x41, count: 100_000))
      statuses.insert(
        HostileRequestTests.status(socket.text { $0.contains("\r\n\r\n") }))
    }
    #expect(statuses == [200, 503])
  }

  /// Half a head, half a body, an idle connection, a request with the handler, answers under way: `stop` ends all.
  @Test func stopEndsEverything() throws {
    let later = Later()
    let server = try HTTPServer(port: 0) { request, reply in
      switch request.path {
      case "/slow":
        reply.send(
          HTTPResponse(status: 200, body: [UInt8](repeating: 0x41, count: 1_000)),
          bytesPerSecond: 10)
      case "/large":
        reply.send(HTTPResponse(status: 200, body: [UInt8](repeating: 0x41, count: 50_000_000)))
      default: later.add(request.path, reply)
      }
    }
    let beginnings = [
      "", "GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab", Self.get,
      "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n", "GET /large HTTP/1.1\r\nHost: h\r\n\r\n",
    ]
    let sockets = try beginnings.map { beginning in
      let socket = try #require(RawSocket(port: server.port))
      socket.send(beginning)
      return socket
    }
    #expect(later.wait(1))
    #expect(sockets[4].receive() != nil && sockets[5].receive() != nil)
    server.stop()
    server.stop()
    for socket in sockets { #expect(socket.receiveAll().isEnd) }
    #expect(RawSocket(port: server.port) == nil)
    // Into the void.
    for (_, reply) in later.take() { reply.send(HTTPResponse(status: 200)) }
  }

  @Test func nothingIsLeftOfStoppedServers() throws {
    func descriptors() -> Int {
      (0..<20_000).count { fcntl(Int32($0), F_GETFD) != -1 }
    }
    func live() throws {
      let server = try HTTPServerTests.echo()
      let socket = try #require(RawSocket(port: server.port))
      socket.send(Self.get)
      #expect(socket.text { $0.contains("body ") }.contains("200 OK"))
    }
    try live()
    let before = descriptors()
    for _ in 0..<50 { try live() }
    // Other tests of this process may open some meanwhile.
    #expect(descriptors() < before + 50)
  }

  @Test func portsThatCannotBeHad() throws {
    let first = try HTTPServerTests.echo()
    #expect(
      throws: NetworkError.cannotListen(host: "127.0.0.1", port: first.port, code: EADDRINUSE)
    ) {
      try HTTPServer(port: first.port) { _, _ in }
    }
    #expect(throws: NetworkError.badHost("localhost")) {
      try HTTPServer(host: "localhost", port: 0) { _, _ in }
    }
    #expect(throws: NetworkError.cannotListen(host: "192.0.2.1", port: 0, code: EADDRNOTAVAIL)) {
      try HTTPServer(host: "192.0.2.1", port: 0) { _, _ in }
    }
  }

  /// Nobody on another machine reaches a server that was not told to let him.
  @Test func onlyLoopbackByDefault() throws {
    let server = try HTTPServerTests.echo()
    let port = String(server.port, radix: 16, uppercase: true)
    let wanted = ":" + String(repeating: "0", count: 4 - port.count) + port
    let table = try FileContents.read("/proc/net/tcp")
    let addresses = String(decoding: table, as: UTF8.self).split(separator: "\n")
      .compactMap { $0.split(separator: " ").dropFirst().first }
      .filter { $0.hasSuffix(wanted) }
    #expect(!addresses.isEmpty && addresses.allSatisfy { $0.hasPrefix("0100007F") })
  }
}

extension String {
  /// What stands between two texts that occur in this order.
  fileprivate func components(behind start: String, before end: String) -> String? {
    guard let begin = firstRange(of: start)?.upperBound,
      let stop = self[begin...].firstRange(of: end)?.lowerBound
    else { return nil }
    return String(self[begin..<stop])
  }
}
