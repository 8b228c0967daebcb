package import Diagnostics

/// One difference between what was approved and what is there, or what stands in the way of knowing.
package struct DriftFinding: Hashable, Sendable {
  /// What it is (facts/rules-engines.md 3, "Drift states").
  package enum State: String, CaseIterable, Sendable {
    /// Nobody approved it.
    case unauthorised
    /// No approved document knows it.
    case unknownField = "unknown_field"
    /// It was approved and is gone.
    case missingField = "missing_field"
    /// A number in a unit that it cannot have, or without the one it needs.
    case unitMismatch = "unit_mismatch"
    /// What an override allowed still holds, and its time is over.
    case overrideExpired = "override_expired"
    /// What was approved is too old, does not verify, or says otherwise who approves.
    case staleApproval = "stale_approval"
  }

  /// Where the difference was found.
  package enum Side: String, CaseIterable, Sendable {
    /// What the runner decides by.
    case running
    /// The documents that people edit.
    case files
    case overrides
    case approval
  }

  /// Which way it goes.
  package enum Direction: String, Sendable {
    case tighter, looser, incomparable, equal
    /// Neither proved nor declared.
    case unknown
    /// It says nothing about strictness by itself.
    case none
  }

  package var state: State
  package var side: Side
  /// `exec.queuewarden.stale_ttl_s`, `exec.queuewarden.rules[4]`, `staleness.book`, `approvers.alice`; rules
  /// and gates count from 1, as everywhere.
  package var field: String
  /// The bot whose decisions it is about; nil where it is about none alone.
  package var bot: String?
  /// `default`, `market 0xabc`; empty where there are no scopes.
  package var scope: String
  /// With units; nil where there was none.
  package var approved: String?
  package var live: String?
  package var direction: Direction
  /// What the direction rests on: `proved over all events`, `declared: loosens up`; empty for nothing.
  package var basis: String
  /// Where the live side says it.
  package var place: Location?
  /// The document that it is about, relative to the root; nil where there is none.
  package var document: String?
  /// What is wrong with it by itself, in the words of `check`; empty for a valid value that is not approved.
  package var problem: String
  /// What to do, a sentence each.
  package var next: [String]

  /// Two findings with one key are the same, seen at two times.
  package var key: String {
    [side.rawValue, state.rawValue, field, scope, live ?? "", problem].joined(separator: "\u{1F}")
  }
}
