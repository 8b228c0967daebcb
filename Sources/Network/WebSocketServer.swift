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
  /// The connection is gone; `code` is the peer's (RFC 6455 7.4.1), or 1006 where it gave none.
  case closed(WebSocketConnectionID, code: UInt16)
}

/// A WebSocket server on one port, with a thread of its own on which the handler is called; it must not block.
///
/// Text only: a binary frame is answered with close 1003. Anything but a handshake on a known path is refused.
/// `send`, `close` and `drop` are for any thread, keep their order, and do nothing where the connection is gone.
package final class WebSocketServer: Sendable {
  /// The port that is listened on, also where any was asked for.
  package var port: UInt16 { fatalError("not built yet") }

  /// Begins to listen on `port` (0: any that is free) of `host`, an address of this machine in digits, for
  /// handshakes on `paths`, which begin with `/`; a query behind them is ignored.
  package init(
    host: String = "127.0.0.1", port: UInt16, paths: Set<String>,
    limits: WebSocketLimits = .standard,
    handler: @escaping @Sendable (WebSocketServerEvent) -> Void
  ) throws(NetworkError) {
    fatalError("not built yet")
  }

  /// Queues a text message, which has to be UTF-8. Where the peer reads too slowly for the limit of waiting
  /// bytes, the queue is thrown away and the connection closed with 1013.
  package func send(_ text: [UInt8], to connection: WebSocketConnectionID) {
    fatalError("not built yet")
  }

  /// Closes with a close frame behind what is queued: `code` is 1000...1003, 1007...1014 or 3000...4999, `reason` is
  /// cut at 123 bytes.
  package func close(_ connection: WebSocketConnectionID, code: UInt16, reason: String = "") {
    fatalError("not built yet")
  }

  /// Closes the TCP connection without a close frame and without what is queued.
  package func drop(_ connection: WebSocketConnectionID) { fatalError("not built yet") }

  /// Closes the port and every connection (1001 to those that take it at once) and waits for the thread to end. Not to be called
  /// by the handler. A second call does nothing.
  package func stop() { fatalError("not built yet") }
}
