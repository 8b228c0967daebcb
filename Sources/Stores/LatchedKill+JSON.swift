import Hashing
import JSON
import Orders
import Signing

/// One scope's entry as it stands in the latch file and in the table: the newest step with its signatures, and what
/// was noted since the scope was last armed.
extension LatchedKill {
  /// The entry as JSON.
  var json: JSONValue {
    .object([
      .init("approvals", .array(step.approvals.map(\.json))),
      .init("initiators", .array(initiators.map { .string($0) })),
      .init("step", step.record.json),
      .init("triggers", .array(triggers.map { .string($0.rawValue) })),
      .init("tripped_ms", .number("\(tripped)")),
    ])
  }

  /// Reads `json`; nil for anything else.
  init?(json: JSONValue) {
    guard let record = json["step"].flatMap({ KillRecord(json: $0) }),
      let approvalValues = json["approvals"]?.array, let names = json["initiators"]?.array,
      let triggerValues = json["triggers"]?.array, let tripped = json["tripped_ms"]?.int64
    else { return nil }
    let approvals = approvalValues.compactMap { KillApproval(json: $0) }
    let initiators = names.compactMap(\.string)
    let triggers = triggerValues.compactMap { $0.string.flatMap { KillTrigger(rawValue: $0) } }
    guard approvals.count == approvalValues.count, initiators.count == names.count,
      triggers.count == triggerValues.count
    else { return nil }
    self.init(
      step: KillStep(record, approvals: approvals), triggers: triggers, initiators: initiators,
      tripped: tripped)
  }
}

extension KillApproval {
  fileprivate var json: JSONValue {
    .object([
      .init("approver", .string(approver)), .init("epoch", .number("\(terms.epoch)")),
      .init("evidence", evidence.json), .init("evidence_hash", .string(terms.evidence.hex)),
      .init("expires_ms", .number("\(terms.expires)")), .init("kill_id", .string(terms.kill)),
      .init("scope", .string(terms.scope.text)), .init("signature", .string(signature.hex)),
    ])
  }

  fileprivate init?(json: JSONValue) {
    guard let approver = json["approver"]?.string, let epoch = json["epoch"]?.int64,
      let evidence = json["evidence"].flatMap({ KillEvidence(json: $0) }),
      let hash = json["evidence_hash"]?.string.flatMap({ Digest32(hex: $0) }),
      let expires = json["expires_ms"]?.int64, let kill = json["kill_id"]?.string,
      let scope = json["scope"]?.string.flatMap({ KillScope($0) }),
      let signature = json["signature"]?.string.flatMap({ Signature(hex: $0) })
    else { return nil }
    self.init(
      terms: KillResetTerms(
        kill: kill, epoch: epoch, scope: scope, evidence: hash, expires: expires),
      evidence: evidence, approver: approver, signature: signature)
  }
}
