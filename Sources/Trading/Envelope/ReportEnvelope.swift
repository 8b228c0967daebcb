package import Hashing
package import JSON

/// An envelope as it is read back from a journal: for people, explanations and folds. Whether it is what was
/// written is the business of verification, not of this type.
package struct ReportEnvelope: Sendable {
  /// `seq`, from 1.
  package var sequence: Int64
  /// `log_id`.
  package var logID: String
  /// The kind as written; see ``EnvelopeKind``.
  package var kind: String
  /// `ts_ms`: when it happened, in milliseconds since 1970.
  package var time: Int64
  /// `ts_recorded_ms`; the event time where an older log has none.
  package var recorded: Int64
  /// The path of what it is about.
  package var scope: String
  /// Registered codes, most important first.
  package var reasonCodes: [String]
  /// The severity of the first code.
  package var severity: String?
  /// The producer.
  package var unit: String?
  /// The digest of the policy in force.
  package var lock: Digest32?
  /// Name and version of the engine.
  package var engine: String?
  /// Sequence numbers of the envelopes that led here.
  package var causes: [Int64]
  /// Identifiers the envelope is about.
  package var refs: JSONValue?
  /// What the kind says.
  package var payload: JSONValue
  /// `prev_hash`.
  package var previous: Digest32
  /// `hash`.
  package var hash: Digest32

  /// Reads an envelope of schema `report_envelope/1`.
  ///
  /// - Returns: nil where a member is missing that every envelope has, or where one has another type.
  package init?(_ value: JSONValue) {
    guard value["schema"]?.string == "report_envelope/1", let sequence = value["seq"]?.int64,
      let logID = value["log_id"]?.string, let kind = value["kind"]?.string,
      let time = value["ts_ms"]?.int64, let scope = value["scope"]?.string,
      let payload = value["payload"], let codes = value["reason_codes"]?.array,
      let previous = value["prev_hash"]?.string.flatMap({ Digest32(hex: $0) }),
      let hash = value["hash"]?.string.flatMap({ Digest32(hex: $0) })
    else { return nil }
    self.sequence = sequence
    self.logID = logID
    self.kind = kind
    self.time = time
    recorded = value["ts_recorded_ms"]?.int64 ?? time
    self.scope = scope
    reasonCodes = codes.compactMap(\.string)
    severity = value["severity"]?.string
    unit = value["unit"]?.string
    lock = value["lock"]?.string.flatMap { Digest32(hex: $0) }
    engine = value["engine"]?.string
    causes = (value["causes"]?.array ?? []).compactMap(\.int64)
    refs = value["refs"]
    self.payload = payload
    self.previous = previous
    self.hash = hash
  }
}
