package import FixedPoint
import JSON

/// The exact divergence as seeds/004 wants it captured: internal state, on-chain state, last-seen block,
/// last-applied event.
package struct ChainMismatch: Hashable, Sendable {
  /// One balance that differs.
  package struct Part: Hashable, Sendable {
    /// nil is collateral.
    package var token: UInt256?
    /// Between what our books would have it: both the same where every trade is settled.
    package var lowest: Micros
    package var highest: Micros
    package var chain: Micros

    /// A balance of these parts.
    package init(token: UInt256?, lowest: Micros, highest: Micros, chain: Micros) {
      self.token = token
      self.lowest = lowest
      self.highest = highest
      self.chain = chain
    }
  }

  /// Collateral first, then tokens ascending.
  package var parts: [Part]
  package var lastSeenBlock: Int64
  package var lastAppliedEvent: String

  /// A mismatch of these parts.
  package init(parts: [Part], lastSeenBlock: Int64, lastAppliedEvent: String) {
    self.parts = parts
    self.lastSeenBlock = lastSeenBlock
    self.lastAppliedEvent = lastAppliedEvent
  }

  /// What differs, for people.
  package var text: String { parts.text }

  /// Canonical JSON (RFC 8785), for the journal and the page.
  package var detail: [UInt8] {
    let value = JSONValue.object(members)
    // Strings and unique names only: it always has a canonical form.
    return (try? CanonicalJSON.bytes(of: value)) ?? Array(value.compactText.utf8)
  }
}
