import Diagnostics
import Governance
import Hashing
import JSON
import Journal
import Policy
import Signing
import Trading

/// What was done about an approval, as a journal keeps it.
struct ApprovalJournal {
  /// The `log_id` of a journal that is made for approvals alone.
  private static let logID = "approvals"

  let path: String
  let now: Int64

  /// Appends one entry of the kind approval. `change` is what it is about; `person` who did it.
  func append(
    _ action: String, _ change: ProposedChange, identity: Digest32, person: String?,
    approvals: [Approval] = []
  ) throws(DiagnosticError) {
    var payload: [JSONValue.Member] = [
      .init("action", .string(action)),
      .init(
        "approvals",
        .array(
          approvals.map { approval in
            .object([
              .init("approved_at_ms", .number("\(approval.approvedAt)")),
              .init("approver", .string(approval.approver)),
              .init("expires_at_ms", .number("\(approval.expiresAt)")),
              .init("signature", .string(approval.signature.hex)),
            ])
          })),
      .init("change", .string(identity.hex)),
      .init("class", .string(change.changeClass.rawValue)),
      .init("governance", .string(change.governance.hex)),
      .init("policy", .string(change.policy.hex)),
      .init("previous", .string(change.previous.hex)),
      .init("proposer", .string(change.proposer)),
      .init("sequence", .number("\(change.sequence)")),
      .init("statement", .string(change.statement)),
      .init("verdict", .string(change.verdict.rawValue)),
    ]
    payload.sort { $0.key < $1.key }
    guard let bytes = try? CanonicalJSON.bytes(of: .object(payload)) else {
      preconditionFailure("an approval holds only texts and integers")
    }
    var draft = EnvelopeDraft(
      kind: .approval, time: now, recorded: now, scope: "global", payload: bytes)
    draft.lock = change.policy
    draft.unit = "approve"
    draft.actor = EnvelopeActor(.operator, id: person ?? change.proposer)
    try Folders.refuseSpecialFile(path)
    try Folders.prepare(forFile: path)
    do throws(JournalError) {
      let known = Folders.exists(path) ? try JournalReader(path: path).head()?.logID : nil
      let writer = try JournalWriter(path: path, logID: known ?? Self.logID, now: { 0 })
      try writer.append(draft)
      try writer.close()
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }
}
