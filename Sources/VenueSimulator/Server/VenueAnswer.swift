package import Network

/// What the venue answers to a request, and how it gets to the client.
package struct VenueAnswer: Sendable {
  /// The answer as the venue means it.
  package var response: HTTPResponse
  /// Milliseconds of the machine's time that it is held back.
  package var delay: Int64 = 0
  /// What happens to it on the way.
  package var delivery = Delivery.whole

  /// How an answer reaches the client, or does not.
  package enum Delivery: Sendable, Equatable {
    /// As fast as the client takes it.
    case whole
    /// At so many bytes a second.
    case slow(bytesPerSecond: Int)
    /// The connection ends behind so many bytes of the body.
    case cut(bodyBytes: Int)
    /// The connection ends without an answer.
    case lost
  }
}

/// A socket of the venue's channels, as its core knows it; never given twice.
package struct SocketID: Hashable, Sendable {
  package let number: UInt64

  /// A socket of this number.
  package init(number: UInt64) {
    self.number = number
  }
}

/// What the shell is to do with a socket.
package struct SocketAction: Sendable, Equatable {
  package var socket: SocketID
  package var kind: Kind

  /// Something to do with a socket.
  package init(socket: SocketID, kind: Kind) {
    self.socket = socket
    self.kind = kind
  }

  /// The three things that can be done with a socket.
  package enum Kind: Sendable, Equatable {
    /// Send this text.
    case send([UInt8])
    /// Close with a close frame.
    case close(code: UInt16, reason: String)
    /// End the connection without one.
    case drop
  }
}
