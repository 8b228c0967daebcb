import Network
import TestSupport
import Testing

/// Whom the clients believe, and whom not.
@Suite(.serialized) struct TLSTests {
  /// What became of a WebSocket connection's beginning.
  static func begin(
    _ port: UInt16, host: String = "127.0.0.1", trust: TLSTrust
  ) -> WebSocketClientEvent? {
    let log = EventLog<WebSocketClientEvent>()
    let client = WebSocketClient(url: "wss://\(host):\(port)/ws/market", trust: trust) {
      log.add($0)
    }
    client.connect()
    client.send(Array("over TLS".utf8))
    _ = log.wait { events in
      events.contains { event in if case .opened = event { false } else { true } }
    }
    withExtendedLifetime(client) {}
    return log.all.first { event in if case .opened = event { false } else { true } }
  }

  static func ask(
    _ port: UInt16, host: String = "127.0.0.1", trust: TLSTrust
  ) -> Result<HTTPResponse, HTTPClientError> {
    var configuration = HTTPClientConfiguration()
    configuration.trust = trust
    let client = HTTPClient(configuration: configuration)
    return Result { () throws(HTTPClientError) in
      try client.sendAndWait(
        HTTPClientRequest(method: "POST", url: "https://\(host):\(port)/", body: [0x41]))
    }
  }

  @Test func ownAuthoritiesAreBelieved() throws {
    try Places.withTemporaryFolder { folder in
      let certificates = try TestCertificates(in: folder)
      let trust = TLSTrust.authorities(file: certificates.authority.path)
      let http = try HTTPServerTests.echo()
      let echo = try WebSocketTests.Echo()
      let httpFront = try TLSFront(certificates.good, target: http.port, in: folder)
      let echoFront = try TLSFront(certificates.good, target: echo.server.port, in: folder)
      defer {
        httpFront.stop()
        echoFront.stop()
        http.stop()
        echo.server.stop()
      }
      for host in ["127.0.0.1", "localhost"] {
        let answer = try Self.ask(httpFront.port, host: host, trust: trust).get()
        #expect(answer.status == 200)
        let event = Self.begin(echoFront.port, host: host, trust: trust)
        guard case .text(let bytes) = event else {
          Issue.record("\(String(describing: event))")
          return
        }
        #expect(bytes == Array("over TLS".utf8))
      }
      // The authorities of the machine do not know ours.
      Self.expectUntrusted(httpFront, echoFront, .system, "own authority")
    }
  }

  static func expectUntrusted(
    _ http: TLSFront, _ webSocket: TLSFront, _ trust: TLSTrust, _ name: String
  ) {
    let answer = ask(http.port, trust: trust)
    guard case .failure(.notSent(.untrusted("127.0.0.1", _))) = answer else {
      Issue.record("\(name): \(answer)")
      return
    }
    let event = begin(webSocket.port, trust: trust)
    guard case .failed(.untrusted("127.0.0.1", let detail)) = event, !detail.isEmpty else {
      Issue.record("\(name): \(String(describing: event))")
      return
    }
  }

  @Test func othersAreNot() throws {
    try Places.withTemporaryFolder { folder in
      let certificates = try TestCertificates(in: folder)
      let trust = TLSTrust.authorities(file: certificates.authority.path)
      let http = try HTTPServer(port: 0) { _, _ in Issue.record("a request came through") }
      let echo = try WebSocketTests.Echo()
      for bad in [certificates.otherHost, certificates.expired, certificates.selfSigned] {
        let httpFront = try TLSFront(bad, target: http.port, in: folder)
        let echoFront = try TLSFront(bad, target: echo.server.port, in: folder)
        Self.expectUntrusted(httpFront, echoFront, trust, bad.name)
        httpFront.stop()
        echoFront.stop()
      }
      #expect(echo.log.all.isEmpty)
      http.stop()
      echo.server.stop()
    }
  }

  /// A server that speaks no TLS, and a file of authorities that is not there.
  @Test func noTLSAtAll() throws {
    let http = try HTTPServer(port: 0) { _, _ in Issue.record("a request came through") }
    let echo = try WebSocketTests.Echo()
    let missing = TLSTrust.authorities(file: "/nowhere/authorities.pem")
    guard case .failure(.notSent(.badAuthorities)) = Self.ask(http.port, trust: missing),
      case .failed(.badAuthorities) = Self.begin(echo.server.port, trust: missing)
    else {
      Issue.record("a missing file was believed")
      return
    }
    guard case .failure(.notSent) = Self.ask(http.port, trust: .system) else {
      Issue.record("plain HTTP was taken for TLS")
      return
    }
    let event = Self.begin(echo.server.port, trust: .system)
    guard case .failed = event else {
      Issue.record("\(String(describing: event))")
      return
    }
    http.stop()
    echo.server.stop()
  }
}
