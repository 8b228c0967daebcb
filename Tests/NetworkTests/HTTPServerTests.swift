import Network
import Synchronization
import Testing

@Suite struct HTTPServerTests {
  /// Answers with what it understood of the request.
  static func echo(_ limits: HTTPServerLimits = .standard) throws -> HTTPServer {
    try HTTPServer(port: 0, limits: limits) { request, reply in
      let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
      let fields = request.headers.fields.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
      let text =
        "method \(request.method)\npath \(request.path)\nquery \(query)\nfields \(fields)\nbody "
      reply.send(HTTPResponse(status: 200, body: Array(text.utf8) + request.body))
    }
  }

  static func exchange(_ server: HTTPServer, _ request: String, milliseconds: Int = 60_000) throws
    -> String
  {
    let socket = try #require(RawSocket(port: server.port))
    socket.send(request)
    return socket.text(milliseconds: milliseconds)
  }

  @Test(arguments: [
    (
      "GET /a/../b%20c?x=1&y=%41+b&x=&z HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
      ["200 OK", "method GET\n", "path /a/../b%20c\n", "query x=1|y=A b|x=|z=\n"]
    ),
    (
      "DELETE /order HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
      ["200 OK", "method DELETE\n", "body abc"]
    ),
    (
      "POST / HTTP/1.1\r\nhost: h\r\nConnection: close\r\nPOLY_ADDRESS: 1\r\npoly_address: 2\r\n\r\n",
      ["200 OK", "POLY_ADDRESS=1|poly_address=2", "body "]
    ),
    (
      "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
      ["200 OK", "body abcde"]
    ),
    ("PUT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", ["200 OK"]),
    ("GET / HTTP/1.0\r\n\r\n", ["200 OK"]),
  ]) func understands(request: String, expected: [String]) throws {
    let server = try Self.echo()
    let answer = try Self.exchange(server, request)
    for part in expected { #expect(answer.contains(part), "\(answer)") }
  }
}
