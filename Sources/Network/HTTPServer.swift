internal import CMicroHTTPD

/// An HTTP/1.1 server on one port, with a thread of its own.
///
/// The handler is called on that thread for every complete request, and must not block: an answer that takes
/// time is given later, from any thread, by the `HTTPReply`. Requests that HTTP does not allow, or that can be
/// read in two ways (two lengths, a length and chunks), never reach it: they are answered 400 and the
/// connection is closed. Connections are kept alive, pipelined requests answered in their order.
///
/// `@unchecked`: what the pointer leads to is guarded by the C side, which takes calls of any thread.
@safe package final class HTTPServer: @unchecked Sendable {
  /// The port that is listened on, also where any was asked for.
  package let port: UInt16

  private let server: OpaquePointer
  /// Used by the server's thread until it is joined.
  private let handler: Handler

  /// What the C side keeps a pointer to.
  private final class Handler: Sendable {
    let handle: @Sendable (HTTPRequest, HTTPReply) -> Void

    init(_ handle: @escaping @Sendable (HTTPRequest, HTTPReply) -> Void) {
      self.handle = handle
    }
  }

  /// Begins to listen on `port` (0: any that is free) of `host`, an address of this machine in digits.
  package init(
    host: String = "127.0.0.1", port: UInt16, limits: HTTPServerLimits = .standard,
    handler: @escaping @Sendable (HTTPRequest, HTTPReply) -> Void
  ) throws(NetworkError) {
    let handler = Handler(handler)
    var failure = polytraders_http_failure()
    guard
      let server = unsafe polytraders_http_server_start(
        host, port, limits.inC,
        { user, exchange in
          guard let user = unsafe user, let exchange = unsafe exchange else { return }
          let handler = unsafe Unmanaged<Handler>.fromOpaque(user).takeUnretainedValue()
          unsafe handler.handle(HTTPRequest(exchange), HTTPReply(exchange))
        }, Unmanaged.passUnretained(handler).toOpaque(), &failure)
    else { throw Self.error(failure, host: host, port: port) }
    unsafe self.server = unsafe server
    self.handler = handler
    self.port = unsafe polytraders_http_server_port(server)
  }

  deinit {
    unsafe polytraders_http_server_stop(server)
    unsafe polytraders_http_server_free(server)
  }

  /// Closes the port and every connection, answered or not, and waits for the thread to end; replies given
  /// afterwards go nowhere. Not to be called by the handler. A second call does nothing.
  package func stop() {
    unsafe polytraders_http_server_stop(server)
  }

  private static func error(
    _ failure: polytraders_http_failure, host: String, port: UInt16
  ) -> NetworkError {
    switch Int(failure.step) {
    case POLYTRADERS_HTTP_BAD_HOST: .badHost(host)
    case POLYTRADERS_HTTP_BIND: .cannotListen(host: host, port: port, code: failure.code)
    case POLYTRADERS_HTTP_SOCKET: .system(operation: "socket", code: failure.code)
    case POLYTRADERS_HTTP_LISTEN: .system(operation: "listen", code: failure.code)
    case POLYTRADERS_HTTP_THREAD: .system(operation: "pthread_create", code: failure.code)
    default: .system(operation: "MHD_start_daemon", code: failure.code)
    }
  }
}

extension HTTPServerLimits {
  fileprivate var inC: polytraders_http_limits {
    polytraders_http_limits(
      connections: UInt32(connections), connections_per_address: UInt32(connectionsPerAddress),
      head_bytes: headBytes, header_fields: UInt32(headerFields), body_bytes: bodyBytes,
      bodies_bytes: bodiesBytes, request_milliseconds: UInt64(requestMilliseconds),
      answer_milliseconds: UInt64(answerMilliseconds), idle_milliseconds: UInt64(idleMilliseconds))
  }
}
