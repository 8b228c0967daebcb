package import Hashing

/// What a producer hands to the journal: a ReportEnvelope without its place in the chain.
///
/// Numbers inside `payload` and `refs` are integers within +-(2^53-1) or decimal texts; floating-point numbers
/// are forbidden in envelopes, so that one meaning has one text (facts/monitoring.md 4).
package struct EnvelopeDraft: Sendable {
  /// What is reported.
  package var kind: EnvelopeKind
  /// When it happened, milliseconds since 1970 on the clock of the events. Never used for order.
  package var time: Int64
  /// When it was recorded, milliseconds on the clock of the runner; in a replay the replayed clock, so that the
  /// same input gives the same bytes.
  package var recorded: Int64
  /// A path such as `venue/polymarket/market/<id>`, `bot/<id>` or `global`.
  package var scope: String
  /// Codes of the registry, most important first; empty where none applies.
  package var reasonCodes: [String] = []
  /// The severity of the first code.
  package var severity: String?
  /// The producer, such as the name of a bot.
  package var unit: String?
  /// The digest of the compiled policy that was in force.
  package var lock: Digest32?
  /// Name and version of the engine that produced it.
  package var engine: String?
  /// Who caused it, where that is not the unit itself.
  package var actor: EnvelopeActor?
  /// Sequence numbers of the envelopes of this log that led here.
  package var causes: [Int64] = []
  /// A canonical JSON object with the identifiers this envelope is about (`event_id`, `order_id` ...).
  package var refs: [UInt8]?
  /// A canonical JSON object with everything the kind needs.
  package var payload: [UInt8]

  /// A draft; everything that does not apply is left out and then absent from the envelope.
  package init(
    kind: EnvelopeKind, time: Int64, recorded: Int64, scope: String,
    payload: [UInt8] = [UInt8(ascii: "{"), UInt8(ascii: "}")]
  ) {
    self.kind = kind
    self.time = time
    self.recorded = recorded
    self.scope = scope
    self.payload = payload
  }
}
