/// What a run decides by: an approved release with the overrides that are active on it. A description; the graph
/// behind it is a `PreparedPolicy`.
package struct PolicyVersion: Hashable, Sendable {
  /// Sequence number of the approved release, from 1.
  package var sequence: Int64
  /// Digest of the release's compiled meaning: what was signed.
  package var approved: String
  /// Digest of the release's approvers, approval rules and strategies.
  package var governance: String
  /// Digest of what decides: that of the release with the active overrides on top; equal to `approved` without any.
  package var effective: String
  /// When the approval was complete, milliseconds since 1970.
  package var approvedAt: Int64
  /// Milliseconds behind `approvedAt` after which nothing but what protects goes through.
  package var maximumAge: Int64
  /// By id.
  package var overrides: [OverrideHold]

  /// A version; without overrides the effective digest is the approved one.
  package init(
    sequence: Int64, approved: String, governance: String, effective: String? = nil,
    approvedAt: Int64, maximumAge: Int64, overrides: [OverrideHold] = []
  ) {
    self.sequence = sequence
    self.approved = approved
    self.governance = governance
    self.effective = effective ?? approved
    self.approvedAt = approvedAt
    self.maximumAge = maximumAge
    self.overrides = overrides.sorted { $0.id < $1.id }
  }

  /// The moment from which on the version is too old; the end of the range where 64 bits do not hold it.
  package var tooOldFrom: Int64 {
    let (sum, overflow) = approvedAt.addingReportingOverflow(maximumAge)
    return overflow ? .max : sum
  }

  /// When nine tenths of its age have passed.
  package var warnedFrom: Int64 { tooOldFrom - min(maximumAge / 10, tooOldFrom) }
}

/// An override as far as a run has to know it.
package struct OverrideHold: Hashable, Sendable {
  /// Hexadecimal.
  package var id: String
  /// What it says: `exec.queuewarden.stale_ttl_s 45s -> 30s (market 0xab)`.
  package var text: String
  /// Milliseconds since 1970, the first moment at which it holds.
  package var starts: Int64
  /// Milliseconds since 1970, the first moment at which it no longer holds.
  package var expires: Int64

  /// An override that holds from `starts` until before `expires`.
  package init(id: String, text: String, starts: Int64, expires: Int64) {
    self.id = id
    self.text = text
    self.starts = starts
    self.expires = expires
  }

  /// Whether it holds at a time.
  package func holds(at time: Int64) -> Bool { starts <= time && time < expires }
}

/// What lies where policies come from and may not be used.
package struct PolicyRefusal: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// The working files mean something that nobody approved.
    case unapproved
    /// The working files cannot be read or compiled.
    case broken
    /// What claims to be approved does not verify.
    case unverified
    /// A release that is older than one that was in force, or another one of its number.
    case rollback
    /// An override that does not verify.
    case override
  }

  package var kind: Kind
  /// What is the same refusal, however often it is met: a digest of the meaning, or of what is wrong.
  package var identity: String
  /// For people, a line each: the plan of the difference, or the findings.
  package var lines: [String]

  /// A refusal with the lines that explain it.
  package init(_ kind: Kind, identity: String, lines: [String]) {
    self.kind = kind
    self.identity = identity
    self.lines = lines
  }
}

/// Everything that a look at the policies gave.
package struct PolicyOffer: Hashable, Sendable {
  /// The newest verified release with the overrides that hold when it was looked at; nil where nothing verifies.
  package var version: PolicyVersion?
  /// What follows by the clock alone: the version from a time on, when the next override starts or ends.
  package var next: Step?
  /// What may not be used.
  package var refusals: [PolicyRefusal]

  package struct Step: Hashable, Sendable {
    /// Milliseconds since 1970.
    package var from: Int64
    package var version: PolicyVersion

    /// A version that holds from a moment on.
    package init(from: Int64, version: PolicyVersion) {
      self.from = from
      self.version = version
    }
  }

  /// An offer.
  package init(
    version: PolicyVersion?, next: Step? = nil, refusals: [PolicyRefusal] = []
  ) {
    self.version = version
    self.next = next
    self.refusals = refusals
  }
}
