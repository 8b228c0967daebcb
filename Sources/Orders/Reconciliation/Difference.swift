package import Hashing

/// One difference between our books and the venue's.
package struct Difference: Hashable, Sendable {
  package var reason: ReconcileClass
  /// nil for the account as a whole.
  package var order: Digest32?
  package var scope: KillScope
  /// What our books say, what the venue says.
  package var local: String
  package var venue: String
  /// When it was flagged, milliseconds since 1970: the clock of the service level runs from here.
  package var since: Int64
  /// The fingerprint of what proves it.
  package var evidence: Digest32
}
