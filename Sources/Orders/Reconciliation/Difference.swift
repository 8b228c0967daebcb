package import Hashing
import JSON

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
  /// The fingerprint of what proves it; zero where nothing could be read.
  package var evidence: Digest32
  /// Whose order it is; nil where nobody here placed it.
  package var market: String?
  package var strategy: String?
}

extension Difference {
  /// Canonical JSON (RFC 8785), for the journal.
  package var detail: [UInt8] {
    let value: JSONValue = [
      "class": .string(reason.rawValue), "evidence": .string(evidence.hex),
      "local": .string(local), "order": order.map { .string("0x" + $0.hex) } ?? .null,
      "scope": .string(scope.text), "since": .string("\(since)"), "venue": .string(venue),
    ]
    // Strings and unique names only: it always has a canonical form.
    return (try? CanonicalJSON.bytes(of: value)) ?? Array(value.compactText.utf8)
  }
}
