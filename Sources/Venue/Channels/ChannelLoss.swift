package import Network

/// Why a channel's connection ended, or never was.
package enum ChannelLoss: Equatable, Sendable {
  /// By the peer, with its close code and reason; 1006 where it gave none.
  case closed(code: UInt16, reason: String)
  /// It was not opened.
  case failed(NetworkError)
  /// The handshake was not complete in time.
  case handshakeTimedOut
  /// PING was not answered.
  case noPong
  /// PONG came, but no data: at most the books that answer a new subscription.
  case silent
  /// Its messages came faster than they were worked on, and some would have been lost.
  case overrun
}
