import Desk
import Orders

/// What a simulated desk wants done, until the run takes it: nothing happens inside a port.
final class SimulatedWorld: DeskWorld {
  private var outbox: [ManagerEffect] = []
  /// What leaves instead of an effect: itself, but in a test of the oracles.
  var tamper: (ManagerEffect) -> [ManagerEffect] = { [$0] }
  /// Told at the moment at which an effect leaves.
  var onEffect: (ManagerEffect) -> Void = { _ in }

  func perform(_ effect: ManagerEffect, now: Int64) {
    for effect in tamper(effect) {
      onEffect(effect)
      outbox.append(effect)
    }
  }

  /// Gives what left since the last call, and forgets it. What left before a crash has left.
  func takeAll() -> [ManagerEffect] {
    defer { outbox = [] }
    return outbox
  }
}
