package import Desk
package import Signing
package import VenueSimulator

/// Why nothing can be simulated. What a run finds is no problem but its result.
package enum SimulationProblem: Error, Sendable {
  /// The simulated venue could not be set up.
  case venue(ExchangeError)
  /// The key is none.
  case key(KeyError)
  /// A journal of a run does not give its entries back.
  case unreadable(RecoveryFailure)
}
