import Glibc
import Network
import Runtime
import Synchronization
import Testing

/// On which side of the wire a request failed. Whoever sends orders does it by this.
@Suite struct HTTPClientErrorTests {
  static func request(
    _ method: String, _ port: UInt16, _ path: String = "/", milliseconds: Int? = nil
  ) -> HTTPClientRequest {
    HTTPClientRequest(
      method: method, url: "http://127.0.0.1:\(port)\(path)", body: method == "POST" ? [0x41] : nil,
      milliseconds: milliseconds)
  }

  static func failure(
    _ client: HTTPClient, _ request: HTTPClientRequest
  ) -> HTTPClientError? {
    do throws(HTTPClientError) {
      _ = try client.sendAndWait(request)
      return nil
    } catch {
      return error
    }
  }

  /// A port on which nobody listens.
  static func freePort() -> UInt16 {
    let server = RawServer { _, _ in }
    return server.port
  }

  static func hasWholeRequest(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.hasPrefix("POST") ? text.hasSuffix("\r\n\r\nA") : text.hasSuffix("\r\n\r\n")
  }

  @Test func notSentWhereNobodyListens() {
    let port = Self.freePort()
    let failure = Self.failure(HTTPClient(), Self.request("POST", port))
    guard case .notSent(.unreachable("127.0.0.1", port, _)) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func notSentWithoutAddressOrWay() {
    var configuration = HTTPClientConfiguration()
    configuration.connectMilliseconds = 300
    let client = HTTPClient(configuration: configuration)
    for host in ["nothing.invalid", "192.0.2.1"] {
      let failure = Self.failure(
        client, HTTPClientRequest(method: "POST", url: "http://\(host)/", body: [0x41]))
      guard case .notSent = failure else {
        Issue.record("\(host): \(String(describing: failure))")
        return
      }
    }
  }

  @Test(arguments: [
    ("", NetworkError.badURL("")), ("ftp://h/", .badURL("ftp://h/")),
    ("http://a b/", .badURL("http://a b/")),
    ("http://user:secret@h/", .badURL("http://user:secret@h/")),
    ("http://h:99999/", .badURL("http://h:99999/")), ("http://h\u{0}/", .badURL("http://h\u{0}/")),
    ("file:///etc/passwd", .badURL("file:///etc/passwd")),
  ]) func notSentWithoutURL(url: String, reason: NetworkError) {
    let failure = Self.failure(HTTPClient(), HTTPClientRequest(method: "GET", url: url))
    #expect(failure == .notSent(reason))
  }

  @Test(arguments: [
    ("X-A", "a\r\nX-Evil: b"), ("X-A", "a\nb"), ("X-A", "a\u{0}b"), ("X A", "b"), ("", "b"),
    ("X:A", "b"), ("X\r\nY", "b"), ("Content-Length", "3"), ("transfer-encoding", "chunked"),
  ]) func notSentWithBadFields(name: String, value: String) throws {
    let server = try HTTPServerTests.echo()
    defer { server.stop() }
    var request = Self.request("GET", server.port)
    request.headers.add(name, value)
    #expect(Self.failure(HTTPClient(), request) == .notSent(.badHeader(name: name)))
  }

  @Test(arguments: ["", "get", "G ET", "GET\r\n", "G\u{0}"]) func notSentWithBadMethods(
    method: String
  ) throws {
    let server = try HTTPServerTests.echo()
    defer { server.stop() }
    let failure = Self.failure(HTTPClient(), Self.request(method, server.port))
    #expect(failure == .notSent(.badMethod(method)))
  }

  @Test func notSentAfterShutdown() throws {
    let server = try HTTPServerTests.echo()
    defer { server.stop() }
    let client = HTTPClient()
    client.shutdown()
    client.shutdown()
    #expect(Self.failure(client, Self.request("GET", server.port)) == .notSent(.shutDown))
  }

  /// What a server may do once it has the request.
  enum Mischief: String, CaseIterable {
    case close, halfStatus, halfHead, halfBody, halfChunk, garbage, silence, endless, longFields
    case badGzip, oldProtocol

    var answer: String {
      let head = "HTTP/1.1 200 OK\r\n"
      return switch self {
      case .close, .silence: ""
      case .halfStatus: "HTTP/1.1 2"
      case .halfHead: head + "Content-Le"
      case .halfBody: head + "Content-Length: 10\r\n\r\nabc"
      case .halfChunk: head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"
      case .garbage: "\u{1}\u{2}\u{3}\r\n\r\n"
      case .endless: head + "\r\n" + String(repeating: "a", count: 20_000)
      case .longFields:
        head + (0..<3_000).map { "X-\($0): \(String(repeating: "a", count: 90))\r\n" }.joined()
      case .badGzip: head + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
      case .oldProtocol: "just a text without any head at all"
      }
    }

    func fits(_ reason: NetworkError) -> Bool {
      switch (self, reason) {
      case (.silence, .timedOut(milliseconds: 700)), (.endless, .tooLarge),
        (.longFields, .tooLarge), (.badGzip, .undecodable):
        true
      case (.silence, _), (.endless, _), (.longFields, _), (.badGzip, _): false
      case (_, .connectionLost), (_, .undecodable): true
      default: false
      }
    }
  }

  @Test(arguments: Mischief.allCases, ["GET", "POST"]) func unansweredOnceSent(
    mischief: Mischief, method: String
  ) {
    let server = RawServer { socket, _ in
      _ = socket.receiveAll(until: Self.hasWholeRequest)
      socket.send(mischief.answer)
      if mischief == .silence { _ = socket.receive(milliseconds: 5_000) }
    }
    defer { server.stop() }
    var configuration = HTTPClientConfiguration()
    configuration.responseBytes = 10_000
    let failure = Self.failure(
      HTTPClient(configuration: configuration),
      Self.request(method, server.port, milliseconds: 700))
    guard case .unanswered(let reason) = failure, mischief.fits(reason) else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  /// A kept connection that ends just when the next request is on it. libcurl alone would send an order twice.
  @Test(arguments: ["GET", "POST"]) func keptConnectionsThatDie(method: String) {
    let seen = EventLog<Int>()
    let server = RawServer { socket, number in
      for round in 0... {
        let all = socket.receiveAll(until: Self.hasWholeRequest)
        guard !all.bytes.isEmpty else { return }
        seen.add(number)
        if number == 0, round == 1 { return }
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      }
    }
    defer { server.stop() }
    let client = HTTPClient()
    #expect(Self.failure(client, Self.request(method, server.port)) == nil)
    let failure = Self.failure(client, Self.request(method, server.port))
    if method == "GET" {
      #expect(failure == nil)
      #expect(seen.all == [0, 0, 1])
    } else {
      guard case .unanswered(.connectionLost) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(seen.all == [0, 0])
    }
  }

  @Test func cancelledAfterSending() async throws {
    let seen = EventLog<Bool>()
    let server = RawServer { socket, _ in
      _ = socket.receiveAll(until: Self.hasWholeRequest)
      seen.add(true)
      _ = socket.receive(milliseconds: 60_000)
    }
    defer { server.stop() }
    let client = HTTPClient()
    let request = Self.request("POST", server.port)
    let task = Task { () -> HTTPClientError? in
      do throws(HTTPClientError) {
        _ = try await client.send(request)
        return nil
      } catch {
        return error
      }
    }
    while seen.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    #expect(await task.value == .unanswered(.cancelled))
  }

  @Test func cancelledBeforeSending() async throws {
    let server = try HTTPServerTests.echo()
    defer { server.stop() }
    let client = HTTPClient()
    let request = Self.request("POST", server.port)
    let task = Task { () -> HTTPClientError? in
      while !Task.isCancelled { await Task.yield() }
      do throws(HTTPClientError) {
        _ = try await client.send(request)
        return nil
      } catch {
        return error
      }
    }
    task.cancel()
    #expect(await task.value == .notSent(.cancelled))
  }

  @Test func shutdownEndsWhatIsUnderWay() throws {
    let later = HTTPServerLifeTests.Later()
    let server = try HTTPServer(port: 0) { later.add($0.path, $1) }
    defer { server.stop() }
    let client = HTTPClient()
    let log = EventLog<HTTPClientError?>()
    for _ in 0..<10 {
      client.send(Self.request("POST", server.port)) { result in
        if case .failure(let error) = result { log.add(error) } else { log.add(nil) }
      }
    }
    #expect(later.wait(10))
    client.shutdown()
    #expect(log.all == Array(repeating: .unanswered(.shutDown), count: 10))
  }
}
