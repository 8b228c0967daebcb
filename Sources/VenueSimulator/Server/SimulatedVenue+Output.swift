import Venue

extension SimulatedVenue {
  /// What a frame is about.
  enum FrameKind {
    case book(TokenIndex)
    case market(MarketIndex)
    case user
    case dump
  }

  /// Sends a frame to sockets.
  mutating func emit(_ frame: [UInt8], _ kind: FrameKind, to sockets: [SocketID]) {
    for socket in sockets { act(on: socket, .send(frame)) }
  }
}
