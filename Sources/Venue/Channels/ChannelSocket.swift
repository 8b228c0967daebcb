package import Network

/// One connection of a channel, as a `ChannelConnection` uses it: the real WebSocket, or a stand-in of a test.
package protocol ChannelSocket: Sendable {
  /// Begins to connect.
  func connect()
  /// Queues a text message.
  func send(_ text: [UInt8])
  /// Closes in good order.
  func close()
  /// Ends the connection at once.
  func drop()
}

/// Makes the socket of a connection; its events go to the handler.
package typealias ChannelConnector =
  @Sendable (_ handler: @escaping @Sendable (WebSocketClientEvent) -> Void) -> any ChannelSocket

/// A socket of libwebsockets.
struct LiveChannelSocket: ChannelSocket {
  let client: WebSocketClient

  func connect() { client.connect() }
  func send(_ text: [UInt8]) { client.send(text) }
  func close() { client.close() }
  func drop() { client.drop() }
}

extension ChannelConnection {
  /// Connects to a channel of the venue at `address`.
  package static func connector(
    to address: VenueAddress, _ kind: ChannelKind, trust: TLSTrust = .system
  ) -> ChannelConnector {
    var limits = WebSocketLimits.standard
    // The first frame holds the books of all tokens together.
    limits.messageBytes = 64 << 20
    let url = address.text + kind.path
    return { [limits] handler in
      LiveChannelSocket(
        client: WebSocketClient(url: url, trust: trust, limits: limits, handler: handler))
    }
  }
}
