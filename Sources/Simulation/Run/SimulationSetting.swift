import Desk
import FixedPoint
import Hashing
import JSON
import Orders
import Runtime
import Signing
import Stores
import Venue

/// What all runs have in common: the key, the limits of the shared store, the rules.
package struct SimulationSetting: Sendable {
  /// The key that signs; its address holds the funds.
  package let key: SigningKey
  package let policy: ManagerPolicy

  /// Cancel-replaces that the window takes in 60 s: few, so that runs come by the cap.
  static let cap = 3
  /// After the last fault: when trades end, when the desk is told to end, when the run is over.
  static let closing: Int64 = 60_000
  static let drain: Int64 = 150_000
  static let end: Int64 = 240_000
}
