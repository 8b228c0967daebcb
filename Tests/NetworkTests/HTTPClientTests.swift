import Network
import Runtime
import Testing

@Suite struct HTTPClientTests {
  static func url(_ server: HTTPServer, _ path: String = "/") -> String {
    "http://127.0.0.1:\(server.port)\(path)"
  }

  @Test func asksAndIsAnswered() async throws {
    let server = try HTTPServerTests.echo()
    let client = HTTPClient()
    let response = try await client.send(
      HTTPClientRequest(
        method: "DELETE", url: Self.url(server, "/a/../b?x=1"),
        headers: HTTPHeaders(["POLY_NONCE": "7"]),
        body: Array("body here".utf8)))
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(response.status == 200)
    #expect(text.contains("method DELETE\npath /a/../b\nquery x=1\n"), "\(text)")
    #expect(text.contains("POLY_NONCE=7"), "\(text)")
    #expect(text.hasSuffix("body body here"), "\(text)")
    let again = try client.sendAndWait(HTTPClientRequest(method: "POST", url: Self.url(server)))
    #expect(String(decoding: again.body, as: UTF8.self).contains("Content-Length=0"))
  }

  /// Whatever ends the connection before an answer: the request may have been acted on.
  @Test func dropsAreUnanswered() async throws {
    let server = try HTTPServer(port: 0) { _, reply in reply.drop() }
    let client = HTTPClient()
    await #expect(throws: HTTPClientError.self) {
      try await client.send(
        HTTPClientRequest(method: "POST", url: Self.url(server), body: [0x41]))
    }
    do {
      _ = try client.sendAndWait(HTTPClientRequest(method: "POST", url: Self.url(server)))
      Issue.record("answered")
    } catch {
      guard case .unanswered(.connectionLost) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
