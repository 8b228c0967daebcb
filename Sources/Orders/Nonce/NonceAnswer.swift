/// What a request for a number got (facts/oms.md 3.3).
package enum NonceAnswer: Hashable, Sendable {
  /// The number; the same again for the same request. Codes beside it, such as
  /// `NONCE_SHEPHERD_CREDENTIAL_RENEWING`.
  case assigned(Int64, codes: [String])
  /// None, and nothing was burned: the deciding code first, then the others that matched.
  case refused(codes: [String])
}

/// How far a number got (facts/oms.md 3.2).
package enum NonceSlotState: String, CaseIterable, Sendable {
  case reserved = "RESERVED"
  case signed = "SIGNED"
  case posting = "POSTING"
  case posted = "POSTED"
  /// Settled: mined, or of an order known to the venue.
  case mined = "MINED"
  /// No signature of it left the process, proved.
  case void = "VOID"
  /// Nobody knows whether it was posted.
  case unknown = "UNKNOWN"
}
