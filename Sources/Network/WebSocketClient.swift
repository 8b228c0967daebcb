/// What happens to a `WebSocketClient`. In this order: `opened`, any number of `text`, one `closed`; or one
/// `failed` and nothing else.
package enum WebSocketClientEvent: Sendable {
  /// The handshake is complete.
  case opened
  /// A whole message, valid UTF-8, without regard to the frames that it came in.
  case text([UInt8])
  /// The open connection is gone: `code` and `reason` of the peer, or 1006 where it gave none.
  case closed(code: UInt16, reason: String)
  /// There was no open connection: what went wrong before.
  case failed(NetworkError)
}

/// One WebSocket connection to a server, from `connect` to its end; for the next one, make a new client. Whether
/// and when that happens is decided above.
///
/// The handler is called on a thread that all clients of the process share; it must not block.
package final class WebSocketClient: Sendable {
  /// Prepares a connection to `url` (`ws://` or `wss://`) with `headers` in the handshake besides those that
  /// WebSocket needs.
  package init(
    url: String, headers: HTTPHeaders = HTTPHeaders(), trust: TLSTrust = .system,
    limits: WebSocketLimits = .standard,
    handler: @escaping @Sendable (WebSocketClientEvent) -> Void
  ) {
    fatalError("not built yet")
  }

  /// Begins to connect; what comes of it, the handler learns. A second call does nothing.
  package func connect() { fatalError("not built yet") }

  /// Queues a text message, which has to be UTF-8; nothing happens where the connection is not open.
  package func send(_ text: [UInt8]) { fatalError("not built yet") }

  /// Closes with a close frame behind what is queued, or gives up connecting. The handler hears `closed`, at the
  /// latest after some seconds.
  package func close(code: UInt16 = 1000, reason: String = "") { fatalError("not built yet") }

  /// Closes the TCP connection at once, without a close frame.
  package func drop() { fatalError("not built yet") }
}
