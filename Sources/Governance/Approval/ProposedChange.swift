package import Hashing
package import Policy
package import Signing

/// What the approvers of one change all say yes to: which meaning follows which, in which direction it goes and who
/// wants it. With the approver and two times this is what is signed (specs/eip712/policy-approval.yaml).
package struct ProposedChange: Hashable, Sendable {
  /// The place in the chain of releases, from 1.
  package var sequence: Int
  /// `CompiledGraph.digest` of the policies that are to hold.
  package var policy: Digest32
  /// `PolicyState.governanceDigest` of the approvers, rules and strategies that are to hold.
  package var governance: Digest32
  /// The same two of the release before; zero for the first.
  package var previous: Digest32
  package var previousGovernance: Digest32
  package var verdict: ChangeVerdict
  package var changeClass: ApprovalRules.ChangeClass
  /// Who wants it: the name of an approver, or of anybody else. Never counts as an approver.
  package var proposer: String
  /// Who wrote it, as git knows them: e-mail addresses in lower case and in order. Never count either.
  package var authors: [String]
  /// What changes, in one line for the display of a hardware wallet; see `ChangeStatement`.
  package var statement: String

  package init(
    sequence: Int, policy: Digest32, governance: Digest32, previous: Digest32,
    previousGovernance: Digest32, verdict: ChangeVerdict,
    changeClass: ApprovalRules.ChangeClass, proposer: String, authors: [String],
    statement: String
  ) {
    self.sequence = sequence
    self.policy = policy
    self.governance = governance
    self.previous = previous
    self.previousGovernance = previousGovernance
    self.verdict = verdict
    self.changeClass = changeClass
    self.proposer = proposer
    self.authors = authors
    self.statement = statement
  }

  /// The release that this change makes, and with it all before: SHA-256 over the identity of the release before
  /// and what this one means. Two histories with one identity mean the same, from the first release on.
  package func identity(after parent: Digest32) -> Digest32 {
    var bytes = Array("polytraders/release/v1\n".utf8)
    for digest in [parent, policy, governance, previous, previousGovernance] {
      bytes += digest.bytes
    }
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * $0)) }
    return SHA256.hash(bytes)
  }
}

/// In which direction a change goes, over all events (`Analysis.PolicyComparison`).
package enum ChangeVerdict: String, CaseIterable, Sendable {
  case equal, tighter, looser, incomparable
  /// Nothing could be proved. Treated as incomparable.
  case unknown
}

/// One person's yes to a change.
package struct Approval: Hashable, Sendable {
  /// As the list of approvers names the person.
  package var approver: String
  /// Milliseconds since 1970, whole seconds.
  package var approvedAt: Int64
  package var expiresAt: Int64
  package var signature: Signature

  package init(approver: String, approvedAt: Int64, expiresAt: Int64, signature: Signature) {
    self.approver = approver
    self.approvedAt = approvedAt
    self.expiresAt = expiresAt
    self.signature = signature
  }
}
