internal import CWebSockets

/// A connection of a `WebSocketServer`: never given to a second one.
package struct WebSocketConnectionID: Sendable, Hashable {
  let number: UInt64
}

/// What happens to a WebSocket server's connections. For each of them: one `opened`, any number of `text`,
/// one `closed`.
package enum WebSocketServerEvent: Sendable {
  /// A handshake was completed on `path`, one of the server's paths.
  case opened(WebSocketConnectionID, path: String)
  /// A whole message, valid UTF-8, without regard to the frames that it came in.
  case text(WebSocketConnectionID, [UInt8])
  /// The connection is gone; `code` is that of the close frame that came first, of either side
  /// (RFC 6455 7.4.1): 1005 where it had none, 1006 where there was no close frame.
  case closed(WebSocketConnectionID, code: UInt16)
}

/// A WebSocket server on one port, with a thread of its own on which the handler is called; it must not block.
///
/// Text only: a binary frame is answered with close 1003. Anything but a handshake on a known path is refused.
/// Frames of clients are taken without mask too, which RFC 6455 5.1 forbids but libwebsockets does not tell.
/// `send`, `close` and `drop` are for any thread, keep their order, and do nothing where the connection is gone.
///
/// `@unchecked`: what the pointer leads to is guarded by the C side, which takes calls of any thread.
@safe package final class WebSocketServer: @unchecked Sendable {
  /// The port that is listened on, also where any was asked for.
  package let port: UInt16

  private let server: OpaquePointer
  /// Used by the server's thread until it is joined.
  private let handler: Handler

  /// What the C side keeps a pointer to.
  private final class Handler: Sendable {
    let handle: @Sendable (WebSocketServerEvent) -> Void

    init(_ handle: @escaping @Sendable (WebSocketServerEvent) -> Void) {
      self.handle = handle
    }
  }

  /// Begins to listen on `port` (0: any that is free) of `host`, an IPv4 address of this machine in digits, for
  /// handshakes on `paths`, which begin with `/`; a query behind them is ignored.
  package init(
    host: String = "127.0.0.1", port: UInt16, paths: Set<String>,
    limits: WebSocketLimits = .standard,
    handler: @escaping @Sendable (WebSocketServerEvent) -> Void
  ) throws(NetworkError) {
    let handler = Handler(handler)
    var failure = polytraders_ws_failure()
    let server = unsafe CStrings.with(paths.sorted()) { paths, count in
      unsafe polytraders_ws_server_start(
        host, port, paths, count, limits.inC,
        { user, event in
          guard let user = unsafe user, let event = unsafe WebSocketServerEvent(event) else {
            return
          }
          unsafe Unmanaged<Handler>.fromOpaque(user).takeUnretainedValue().handle(event)
        }, Unmanaged.passUnretained(handler).toOpaque(), &failure)
    }
    guard let server = unsafe server else { throw Self.error(failure, host: host, port: port) }
    unsafe self.server = unsafe server
    self.handler = handler
    self.port = unsafe polytraders_ws_server_port(server)
  }

  deinit {
    unsafe polytraders_ws_server_stop(server)
    unsafe polytraders_ws_server_free(server)
  }

  /// Queues a text message, which has to be UTF-8. Where the peer reads too slowly for the limit of waiting
  /// bytes, the queue is thrown away and the connection closed with 1013.
  package func send(_ text: [UInt8], to connection: WebSocketConnectionID) {
    unsafe polytraders_ws_send(server, connection.number, text, text.count)
  }

  /// Closes with a close frame behind what is queued: `code` is 1000...1003, 1007...1014 or 3000...4999, `reason`
  /// is cut at 123 bytes.
  package func close(_ connection: WebSocketConnectionID, code: UInt16, reason: String = "") {
    let reason = CloseReason.bytes(reason)
    unsafe polytraders_ws_close(server, connection.number, code, reason, reason.count)
  }

  /// Closes the TCP connection without a close frame and without what is queued.
  package func drop(_ connection: WebSocketConnectionID) {
    unsafe polytraders_ws_drop(server, connection.number)
  }

  /// Closes the port and every connection (1001 to those that take it at once) and waits for the thread to end.
  /// Not to be called by the handler. A second call does nothing.
  package func stop() {
    unsafe polytraders_ws_server_stop(server)
  }

  private static func error(
    _ failure: polytraders_ws_failure, host: String, port: UInt16
  ) -> NetworkError {
    switch Int(failure.step) {
    case POLYTRADERS_WS_BAD_HOST: .badHost(host)
    case POLYTRADERS_WS_BIND: .cannotListen(host: host, port: port, code: failure.code)
    case POLYTRADERS_WS_THREAD: .system(operation: "pthread_create", code: failure.code)
    default: .system(operation: "lws_create_context", code: failure.code)
    }
  }
}

extension WebSocketServerEvent {
  @unsafe fileprivate init?(_ event: polytraders_ws_event) {
    let connection = WebSocketConnectionID(number: unsafe event.id)
    let bytes = unsafe UnsafeBufferPointer(start: event.bytes, count: event.length)
    switch unsafe Int(event.kind) {
    case POLYTRADERS_WS_OPENED:
      self = .opened(connection, path: unsafe String(decoding: bytes, as: UTF8.self))
    case POLYTRADERS_WS_TEXT: self = .text(connection, unsafe Array(bytes))
    case POLYTRADERS_WS_CLOSED: self = .closed(connection, code: unsafe event.code)
    default: return nil
    }
  }
}
