import Network
import Runtime
import Testing

@Suite struct HTTPClientTests {
  static func url(_ server: HTTPServer, _ path: String = "/") -> String {
    "http://127.0.0.1:\(server.port)\(path)"
  }

  @Test func asksAndIsAnswered() async throws {
    let server = try HTTPServerTests.echo()
    defer { server.stop() }
    let client = HTTPClient()
    let response = try await client.send(
      HTTPClientRequest(
        method: "DELETE", url: Self.url(server, "/a/../b?x=1"),
        headers: HTTPHeaders(["POLY_NONCE": "7", "X-Empty": ""]), body: Array("body here".utf8)))
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(response.status == 200)
    #expect(text.contains("method DELETE\npath /a/../b\nquery x=1\n"), "\(text)")
    #expect(text.contains("POLY_NONCE=7|X-Empty=|"), "\(text)")
    #expect(text.hasSuffix("body body here"), "\(text)")
    #expect(!text.contains("Content-Type") && !text.contains("Expect"), "\(text)")
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "GET", "DELETE", "HEAD", "OPTIONS"])
  func requestsWithoutBody(method: String) throws {
    let server = try HTTPServerTests.echo()
    defer { server.stop() }
    let response = try HTTPClient().sendAndWait(
      HTTPClientRequest(method: method, url: Self.url(server)))
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(response.status == 200)
    #expect(text.isEmpty == (method == "HEAD"))
    let hasLength = ["POST", "PUT", "PATCH"].contains(method)
    #expect(text.contains("Content-Length=0") == hasLength, "\(text)")
  }

  @Test func largeBodiesBothWays() throws {
    let server = try HTTPServer(port: 0) { request, reply in
      reply.send(HTTPResponse(status: 200, body: request.body))
    }
    defer { server.stop() }
    let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let response = try HTTPClient().sendAndWait(
      HTTPClientRequest(method: "POST", url: Self.url(server), body: body))
    #expect(response.body == body)
  }

  /// Many at once, more than connections: each one gets its own answer.
  @Test func manyAtOnce() async throws {
    let server = try HTTPServerTests.echo()
    defer { server.stop() }
    var configuration = HTTPClientConfiguration()
    configuration.connectionsPerHost = 4
    let client = HTTPClient(configuration: configuration)
    let base = Self.url(server)
    let right = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<500 {
        group.addTask {
          let response = try await client.send(
            HTTPClientRequest(method: "GET", url: "\(base)\(number)"))
          return String(decoding: response.body, as: UTF8.self).contains("path /\(number)\n")
        }
      }
      var right = 0
      for try await isRight in group where isRight { right += 1 }
      return right
    }
    #expect(right == 500)
  }

  /// Statuses are answers, also those that ask to go elsewhere; fields keep their order and their doubles.
  @Test(arguments: [200, 201, 204, 301, 302, 307, 400, 401, 404, 425, 429, 500, 503])
  func statusesAreAnswers(status: Int) throws {
    let server = try HTTPServer(port: 0) { request, reply in
      let headers = HTTPHeaders([
        "Location": "/elsewhere", "Retry-After": "7", "X-A": "1", "X-a": "2",
      ])
      reply.send(
        HTTPResponse(status: request.path == "/" ? status : 418, headers: headers, body: []))
    }
    defer { server.stop() }
    let response = try HTTPClient().sendAndWait(
      HTTPClientRequest(method: "GET", url: Self.url(server)))
    #expect(response.status == status)
    #expect(response.headers["retry-after"] == "7")
    let values = response.headers.fields.filter { $0.name.lowercased() == "x-a" }.map(\.value)
    #expect(values == ["1", "2"])
  }

  static let gzipOfHello: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 87, 72, 175, 202, 44, 0, 0, 25, 106,
    210, 223, 10, 0, 0, 0,
  ]

  @Test(arguments: [
    (
      "HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"
    ),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\nX-Trailer: 1\r\n\r\n",
      "ok"
    ),
    ("HTTP/1.1 200 OK\r\n\r\nuntil the end", "until the end"),
    ("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold", "old"),
  ]) func answersOfOtherServers(answer: String, body: String) throws {
    let server = RawServer { socket, _ in
      _ = socket.receiveAll(until: HTTPClientErrorTests.hasWholeRequest)
      socket.send(answer)
    }
    defer { server.stop() }
    let response = try HTTPClient().sendAndWait(
      HTTPClientErrorTests.request("GET", server.port))
    #expect(response.status == 200)
    #expect(String(decoding: response.body, as: UTF8.self) == body)
    #expect(response.headers["X-Early"] == nil && response.headers["X-Trailer"] == nil)
  }

  @Test func compressedAnswersAreUnpacked() throws {
    let server = RawServer { socket, _ in
      _ = socket.receiveAll(until: HTTPClientErrorTests.hasWholeRequest)
      let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
      socket.send(Array("\(head)\(Self.gzipOfHello.count)\r\n\r\n".utf8) + Self.gzipOfHello)
    }
    defer { server.stop() }
    let response = try HTTPClient().sendAndWait(
      HTTPClientErrorTests.request("GET", server.port))
    #expect(String(decoding: response.body, as: UTF8.self) == "hello gzip")
  }
}
