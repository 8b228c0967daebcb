import Hashing
package import Policy

/// A release whose signatures, chain and meaning were checked: what the desk runs by.
package struct ApprovedRelease: Sendable {
  package let document: ReleaseDocument
  /// What its documents mean, compiled.
  package let state: PolicyState

  package var sequence: Int { document.change.sequence }
  /// `CompiledGraph.digest`: lower-case hex without `0x`.
  package var policyDigest: String { document.change.policy.hex }
  package var governanceDigest: String { document.change.governance.hex }
  package var changeClass: ApprovalRules.ChangeClass { document.change.changeClass }
  package var verdict: ChangeVerdict { document.change.verdict }
  package var proposer: String { document.change.proposer }
  package var statement: String { document.change.statement }
  /// When it took effect, in milliseconds since 1970: the moment of its last signature.
  package var effectiveAt: Int64 { document.effectiveAt }
  /// When it becomes too old to trade by, in milliseconds since 1970, by its own rules.
  package var tooOldAt: Int64 {
    // Checked when it was verified: every release has rules.
    effectiveAt + (state.governance.rules?.maximumPolicyAge ?? 0)
  }
  /// The exact documents.
  package var documents: [PolicySet.Source] { document.documents }
}
