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
///
/// A request is sent at most once, also where a kept connection turns out to be dead, unless it is repeatable.
package final class HTTPClient: Sendable {
  private let loop: HTTPClientLoop

  /// Starts the client's thread.
  package init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    loop = HTTPClientLoop(configuration)
    loop.start()
  }

  deinit {
    loop.stop()
  }

  /// The answer to `request`, whatever its status. Cancelling the task ends the waiting with `cancelled`.
  package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
    // The death of the client would end the request.
    defer { withExtendedLifetime(self) {} }
    let loop = loop
    let transfer = HTTPTransfer(request)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        transfer.completion = { continuation.resume(returning: $0) }
        loop.begin(transfer)
      }
    } onCancel: {
      loop.cancel(transfer)
    }
    return try result.get()
  }

  /// The same for a thread that may block.
  package func sendAndWait(
    _ request: HTTPClientRequest
  ) throws(HTTPClientError) -> HTTPResponse {
    defer { withExtendedLifetime(self) {} }
    let box = ResultBox()
    send(request) { box.put($0) }
    return try box.take().get()
  }

  /// The same for whoever waits for nothing: `completion` is called once, on the client's thread, and must not
  /// block.
  package func send(
    _ request: HTTPClientRequest,
    completion: @escaping @Sendable (Result<HTTPResponse, HTTPClientError>) -> Void
  ) {
    let transfer = HTTPTransfer(request)
    transfer.completion = completion
    loop.begin(transfer)
  }

  /// Ends all requests under way with `shutDown` and waits for the thread to end; later requests fail
  /// `notSent`. A second call does nothing.
  package func shutdown() {
    loop.stop()
  }
}
