/// What a comparison of the live configuration with the approved one found.
package struct DriftReport: Sendable {
  /// The one word for all of it.
  package enum State: String, CaseIterable, Sendable {
    case inSync = "in_sync"
    /// Nothing differs but what was signed for, until it expires.
    case overrideActive = "override_active"
    case overrideExpired = "override_expired"
    case unauthorised
    case unknownField = "unknown_field"
    case missingField = "missing_field"
    case unitMismatch = "unit_mismatch"
    case staleApproval = "stale_approval"
  }

  /// In the order of their fields.
  package let findings: [DriftFinding]
  /// The overrides that hold, with the milliseconds that each has left.
  package let active: [(override: ActiveOverride, left: Int64)]
  /// What is worth knowing and no drift: overrides that lack signatures, are to come or are over.
  package let notes: [String]
  /// The sequence of the approved release; nil where none verifies.
  package let release: Int?
  /// Digests: approved, and with the overrides on it.
  package let approved, effective: String?
  /// What was looked at: `files`, `running`, `overrides`.
  package let looked: [DriftFinding.Side]
  /// Files of overrides that hold and were taken away or spoiled, as they were signed; paths relative to the root.
  package let lost: [(path: String, text: String)]

  /// The report with the findings of another one: of a release that decides while what lies in its place does not
  /// verify.
  package func adding(_ other: DriftReport) -> DriftReport {
    DriftReport(
      findings: findings + other.findings, active: active, notes: notes, release: release,
      approved: approved, effective: effective, looked: looked, lost: lost)
  }

  /// Whether something differs that nobody signed for.
  package var hasDrift: Bool { !findings.isEmpty }

  /// The gravest of the findings: what nobody approved before what is only old.
  package var state: State {
    let order: [DriftFinding.State] = [
      .unauthorised, .unknownField, .missingField, .unitMismatch, .overrideExpired, .staleApproval,
    ]
    let gravest = order.first { state in findings.contains { $0.state == state } }
    switch gravest {
    case .unauthorised: return .unauthorised
    case .unknownField: return .unknownField
    case .missingField: return .missingField
    case .unitMismatch: return .unitMismatch
    case .overrideExpired: return .overrideExpired
    case .staleApproval: return .staleApproval
    case nil: return active.isEmpty ? .inSync : .overrideActive
    }
  }
}
