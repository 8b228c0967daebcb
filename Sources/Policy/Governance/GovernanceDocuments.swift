/// The documents of a root that say how its policies may change. They decide no event, and are no part of the
/// compiled meaning; what they mean is approved with it (`Governance`).
package struct GovernanceDocuments: Sendable {
  package var approvers: ApproverList?
  package var rules: ApprovalRules?
  package var strategies = StrategyIndex()
  /// Of all documents that name an owner; by subject.
  package var owners: [DocumentOwner] = []
  /// The exact texts that these were read from, for snapshots; by path.
  package var sources: [PolicySet.Source] = []

  package init() {}
}
