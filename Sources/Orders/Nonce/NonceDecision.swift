/// What a request for a number came to: the number or the refusal, why, and what the caller has to do.
package struct NonceDecision: Hashable, Sendable {
  /// What matched, in the order in which it decides (facts/oms.md 3.3, 10.10).
  package enum Condition: Int, CaseIterable, Comparable, Sendable {
    case killed
    /// The caller's epoch is older than the lane's, or its clock is behind what the lane has seen: to such a
    /// caller there is no table.
    case fenced
    case chainUnknown
    case unresolved
    case gap
    case credentialExpired
    case full
    case credentialRenewing
    case healthy

    /// The deciding one is the least.
    package static func < (left: Condition, right: Condition) -> Bool {
      left.rawValue < right.rawValue
    }

    /// The reason code. The seed has none for a fenced caller; a table that cannot be had is what
    /// bots/nonce-shepherd.yaml calls an unresolved gap.
    package var code: String {
      switch self {
      case .killed: "KILL_SWITCH_ACTIVE"
      case .fenced, .unresolved: "NONCE_SHEPHERD_GAP_UNRESOLVED"
      case .chainUnknown: "NONCE_SHEPHERD_RPC_FAILURE"
      case .gap: "NONCE_SHEPHERD_GAP_DETECTED"
      case .credentialExpired: "NONCE_SHEPHERD_CREDENTIAL_EXPIRED"
      case .full: "NONCE_SHEPHERD_QUEUE_FULL"
      case .credentialRenewing: "NONCE_SHEPHERD_CREDENTIAL_RENEWING"
      case .healthy: "NONCE_SHEPHERD_OK"
      }
    }

    /// Whether no number is given.
    package var isBlocking: Bool { self < .credentialRenewing }
  }

  /// What the caller has to do.
  package enum Action: String, CaseIterable, Sendable {
    case resequence
    case pauseSigning = "pause_signing"
    case alertOnCall = "alert_on_call"
    case alert
    case scheduleReauthentication = "schedule_reauth"
  }

  /// nil: refused, and nothing was burned.
  package var number: Int64?
  /// In deciding order, never empty.
  package var conditions: [Condition]
  package var actions: [Action]

  /// The reason codes in deciding order, each once.
  package var codes: [String] {
    var codes: [String] = []
    for code in conditions.map(\.code) where !codes.contains(code) { codes.append(code) }
    return codes
  }

  /// As the order manager is told.
  package var answer: NonceAnswer {
    guard let number else { return .refused(codes: codes) }
    return .assigned(number, codes: codes)
  }
}
