/// Who caused what an envelope reports.
package struct EnvelopeActor: Hashable, Sendable {
  /// The three kinds of actor of facts/monitoring.md 4.
  package enum Kind: String, CaseIterable, Sendable {
    case bot, `operator`, system
  }

  /// What sort of actor; the `type` of the envelope's `actor`.
  package var kind: Kind
  /// The name of the bot, the person or the process.
  package var id: String
  /// The other person of an action that needs two.
  package var second: String?

  /// An actor; `second` only for two-person actions.
  package init(_ kind: Kind, id: String, second: String? = nil) {
    self.kind = kind
    self.id = id
    self.second = second
  }
}
