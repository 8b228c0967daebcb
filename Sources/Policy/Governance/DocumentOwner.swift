/// Who answers for a document: `metadata.owner`. Where a change needs every owner, these are the names that
/// approvers speak for (`specs/approvers.yaml`, `owns`), so that they are approved with the approvers.
package struct DocumentOwner: Hashable, Sendable {
  /// What the document says something about, whatever its file is called: `bot exec.queuewarden`,
  /// `policy execution`, `approvals`.
  package var subject: String
  /// Relative to the root.
  package var path: String
  package var owner: String
  /// Full names of the bots that it describes or gives values to.
  package var bots: Set<String>
  /// Whether it gives staleness values, severities or the budget of an event.
  package var givesSharedValues: Bool
}
