import Hashing
package import JSON
import Signing

extension KillResetTerms {
  /// For latches and requests.
  package var json: JSONValue {
    .object([
      .init("epoch", .number("\(epoch)")), .init("evidence", .string(evidence.hex)),
      .init("expires_ms", .number("\(expires)")), .init("kill_id", .string(kill)),
      .init("scope", .string(scope.text)),
    ])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let epoch = json["epoch"]?.int64,
      let evidence = json["evidence"]?.string.flatMap({ Digest32(hex: $0) }),
      let expires = json["expires_ms"]?.int64, let kill = json["kill_id"]?.string,
      let scope = json["scope"]?.string.flatMap({ KillScope($0) })
    else { return nil }
    self.init(kill: kill, epoch: epoch, scope: scope, evidence: evidence, expires: expires)
  }
}

extension KillResetRequest {
  /// For the file that keeps it.
  package var json: JSONValue {
    .object([.init("evidence", evidence.json), .init("terms", terms.json)])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let evidence = json["evidence"].flatMap({ KillEvidence(json: $0) }),
      let terms = json["terms"].flatMap({ KillResetTerms(json: $0) })
    else { return nil }
    self.init(terms: terms, evidence: evidence)
  }
}

extension KillApproval {
  /// For latches.
  package var json: JSONValue {
    .object([
      .init("address", .string(address.lowercaseHex)), .init("approver", .string(approver)),
      .init("evidence", evidence.json),
      .init("signature", .string(signature.hex)), .init("terms", terms.json),
    ])
  }

  /// Reads `json`; nil for anything else. Whether the signature is anybody's is for the switch to say.
  package init?(json: JSONValue) {
    guard let address = json["address"]?.string.flatMap({ Address(hex: $0) }),
      let approver = json["approver"]?.string,
      let evidence = json["evidence"].flatMap({ KillEvidence(json: $0) }),
      let signature = json["signature"]?.string.flatMap({ Signature(hex: $0) }),
      let terms = json["terms"].flatMap({ KillResetTerms(json: $0) })
    else { return nil }
    self.init(
      terms: terms, evidence: evidence, approver: approver, address: address,
      signature: signature)
  }
}

extension LatchedKill {
  /// One line of a latch.
  package var json: JSONValue {
    .object([
      .init("approvals", .array(step.approvals.map(\.json))),
      .init("initiators", .array(initiators.map { .string($0) })),
      .init("record", step.record.json), .init("tripped_ms", .number("\(tripped)")),
      .init("triggers", .array(triggers.map { .string($0.rawValue) })),
    ])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let approvalValues = json["approvals"]?.array, let names = json["initiators"]?.array,
      let record = json["record"].flatMap({ KillRecord(json: $0) }),
      let tripped = json["tripped_ms"]?.int64, let words = json["triggers"]?.array
    else { return nil }
    let approvals = approvalValues.compactMap { KillApproval(json: $0) }
    let initiators = names.compactMap(\.string)
    let triggers = words.compactMap { $0.string.flatMap { KillTrigger(rawValue: $0) } }
    guard approvals.count == approvalValues.count, initiators.count == names.count,
      triggers.count == words.count, !triggers.isEmpty
    else { return nil }
    self.init(
      step: KillStep(record, approvals: approvals), triggers: triggers, initiators: initiators,
      tripped: tripped)
  }
}
