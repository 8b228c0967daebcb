/// What is asked of a server.
package struct HTTPClientRequest: Sendable {
  /// In capitals.
  package var method: String
  /// `http://` or `https://`, sent as written: percent-encode what needs it.
  package var url: String
  /// Content-Length, Host and the like come by themselves. Values with line breaks or NUL are refused.
  package var headers: HTTPHeaders
  /// The exact bytes; nil sends no body.
  package var body: [UInt8]?
  /// Whether the request may be sent a second time where a kept connection turns out to be dead. False: it is sent
  /// at most once, and the error is `unanswered`.
  package var isRepeatable: Bool
  /// Milliseconds for everything; nil: as configured.
  package var milliseconds: Int?

  /// A request that is repeatable if its method is GET or HEAD.
  package init(
    method: String, url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
    milliseconds: Int? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.milliseconds = milliseconds
    isRepeatable = method == "GET" || method == "HEAD"
  }
}

/// How a client connects and how long it waits.
package struct HTTPClientConfiguration: Sendable, Hashable {
  /// Whose certificates are believed.
  package var trust = TLSTrust.system
  /// Milliseconds for name, connection and TLS together.
  package var connectMilliseconds = 5_000
  /// Milliseconds for the whole of a request.
  package var wholeMilliseconds = 10_000
  /// Bytes of an answer's body, uncompressed: more is an error.
  package var responseBytes = 16 * 1_024 * 1_024
  /// Connections to one host at once; further requests wait for one.
  package var connectionsPerHost = 32
  /// `http://host:port` of a proxy; nil: none, whatever the environment says.
  package var proxy: String?

  /// The standard configuration, to change parts of it.
  package init() {}
}

/// Sends requests over HTTP/1.1, or HTTP/2 where the server offers it with TLS, many at once, on connections that
/// are kept. Redirects are not followed: they are answers like others.
package final class HTTPClient: Sendable {
  /// Starts the client's thread.
  package init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    fatalError("not built yet")
  }

  /// The answer to `request`, whatever its status. Cancelling the task ends the waiting with `cancelled`.
  package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
    fatalError("not built yet")
  }

  /// The same for a thread that may block.
  package func sendAndWait(
    _ request: HTTPClientRequest
  ) throws(HTTPClientError) -> HTTPResponse {
    fatalError("not built yet")
  }

  /// The same for whoever waits for nothing: `completion` is called once, on the client's thread, and must not block.
  package func send(
    _ request: HTTPClientRequest,
    completion: @escaping @Sendable (Result<HTTPResponse, HTTPClientError>) -> Void
  ) {
    fatalError("not built yet")
  }

  /// Ends all requests under way with `shutDown` and waits for the thread to end; later requests fail
  /// `notSent`. Not to be called by a completion. A second call does nothing.
  package func shutdown() { fatalError("not built yet") }
}
