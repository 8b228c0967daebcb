internal import CWebSockets

/// What one end of WebSocket connections takes and holds. Every value is above zero where not said otherwise.
package struct WebSocketLimits: Sendable, Hashable {
  /// Connections open at once, handshakes included; further ones are closed. For servers.
  package var connections = 4_096
  /// Bytes of a message, counted while it arrives: more is answered with close 1009.
  package var messageBytes = 1_024 * 1_024
  /// Bytes waiting for a peer that does not read: more closes with 1013.
  package var waitingBytes = 8 * 1_024 * 1_024
  /// Milliseconds until the handshake has to be complete; of a client: also name, connection and TLS.
  package var handshakeMilliseconds = 10_000
  /// Milliseconds without a byte from the peer until the connection is closed with 1001; 0: never.
  package var idleMilliseconds = 0

  /// For peers that send messages of ordinary size.
  package static let standard = WebSocketLimits()

  /// The standard limits, to change some of them.
  package init() {}
}

extension WebSocketLimits {
  var inC: polytraders_ws_limits {
    polytraders_ws_limits(
      connections: UInt32(connections), message_bytes: messageBytes, waiting_bytes: waitingBytes,
      handshake_milliseconds: UInt64(handshakeMilliseconds),
      idle_milliseconds: UInt64(idleMilliseconds))
  }
}
