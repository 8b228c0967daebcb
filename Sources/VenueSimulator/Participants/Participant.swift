/// One of the simulator's own traders.
enum Participant: Sendable {
  case idle
}

extension Exchange {
  /// It is the turn of a participant.
  mutating func act(_ position: Int) {
  }
}
